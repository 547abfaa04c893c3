import KFBotModel

/// Recognises forms by the shape of what a file holds: keys of records, headers of tables.
enum FormatSniffer {
    /// The container of a file, by its first bytes and, where these leave it open, by its name.
    ///
    /// - Parameters:
    ///   - head: The beginning of the text, as UTF-8; for a workbook the bytes themselves.
    ///   - path: The file's name.
    /// - Returns: The container; delimited text if nothing says otherwise.
    static func container(_ head: [UInt8], path: String) -> FileContainer {
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04])
            || head.starts(with: [0xD0, 0xCF, 0x11, 0xE0])
        {
            return .xlsx
        }
        if isPage(head.prefix(4096)), !isProse(path) { return .xlsx }
        let ending = path.lowercased().split(separator: ".").last.map(String.init) ?? ""
        let text = head.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        if text.first == UInt8(ascii: "{") || text.first == UInt8(ascii: "[") {
            if ending == "jsonl" || ending == "ndjson" { return .jsonLines }
            if let container = jsonContainer(text) { return container }
        }
        switch ending {
        case "jsonl", "ndjson": return .jsonLines
        case "json": return .json
        case "yml", "yaml": return .yaml
        case "htm", "html", "mht", "mhtml": return .xlsx
        case "csv", "tsv", "tab": return .delimited
        case "md", "markdown": return .text
        default:
            // Whatever it is called: many systems give out text as .xls.
            if contains(SpreadsheetXML.namespace, in: head.prefix(4096)) || isMail(text) {
                return .xlsx
            }
            let isYAML = isYAML(text)
            let lines = Self.lines(text)
            let isMarked = isText(text) || QuestionText.marksQuestions(lines)
            if isMarked, !isYAML || marksQuestions(text) { return .text }
            if isYAML { return .yaml }
            return looksLikeTable(text) ? .delimited : .text
        }
    }

    /// Whether text is a page (HTML) or a workbook in XML.
    static func isPage(_ head: some Collection<UInt8>) -> Bool {
        let text = String(decoding: head, as: UTF8.self).trimmingWhitespace().lowercased()
        let marks = ["<!doctype html", "<html", "<table", "<head", "<meta", "<body", "<style"]
        if marks.contains(where: text.hasPrefix) { return true }
        guard text.hasPrefix("<?xml") || text.hasPrefix("<workbook") else { return false }
        return text.contains("urn:schemas-microsoft-com:office:spreadsheet")
            || text.contains("<html")
    }

    /// Whether text is a web archive or a letter.
    private static func isMail(_ text: ArraySlice<UInt8>) -> Bool {
        let marks = ["MIME-Version:", "Received:", "Return-Path:", "From: ", "Message-ID:"]
        guard marks.contains(where: { text.starts(with: Array($0.utf8)) }) else { return false }
        let lines = String(decoding: text.prefix(4096), as: UTF8.self).split(separator: "\n")
        return lines.prefix(30).contains {
            $0.hasPrefix("Content-Type:") || $0.hasPrefix("Subject:")
        }
    }

    private static func contains(_ mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = mark.first, bytes.count >= mark.count else { return false }
        return bytes.indices.dropLast(mark.count - 1).contains {
            bytes[$0] == first && bytes[$0...].starts(with: mark)
        }
    }

    /// Whether a file's name says that tags in it are text.
    private static func isProse(_ path: String) -> Bool {
        [".csv", ".tsv", ".tab", ".md", ".txt", ".json", ".jsonl", ".yaml", ".yml"].contains {
            path.lowercased().hasSuffix($0)
        }
    }

    /// JSON Lines if the first line is a whole object and more follows; `nil` if this is no JSON.
    private static func jsonContainer(_ text: ArraySlice<UInt8>) -> FileContainer? {
        let line = text.prefix { $0 != 0x0A }
        var parser = JSONParser(Array(line))
        if let value = try? parser.value(), !parser.skipSpace() {
            let hasMore = text[line.endIndex...].contains { $0 > 0x20 }
            return value.object != nil && hasMore ? .jsonLines : .json
        }
        // A table may begin with a bracket too; in JSON a value, key or closing bracket follows.
        let next = text.dropFirst().first { $0 > 0x20 }
        return next.map { "{[\"]}0123456789-tfn".utf8.contains($0) } == true ? .json : nil
    }

    /// Whether text without a table in it marks its questions and answers.
    static func isText(_ text: some Collection<UInt8>) -> Bool {
        let lines = Self.lines(text)
        return RasaFormat.isMarkdown(lines) || MarkdownTables.matches(lines)
            || QuestionText.matches(lines, isCertain: true)
    }

    private static func lines(_ text: some Collection<UInt8>) -> [String] {
        text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).prefix(400)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the first rows have a header, or as many cells each, and more than one.
    private static func looksLikeTable(_ text: ArraySlice<UInt8>) -> Bool {
        let head = Array(text)
        let delimiter = DelimiterSniffer.sniff(head, isHeader: isHeader)
        let rows = DelimiterSniffer.firstRows(head, delimiter: delimiter)
        if rows.prefix(10).contains(where: { $0.fields.contains(where: isHeader) }) { return true }
        guard let width = rows.first?.fields.count, width > 1 else { return false }
        return rows.allSatisfy { $0.fields.count == width }
    }

    /// Whether lines such as `Q: …` are marks of text and no keys of YAML: those are short, or come again.
    private static func marksQuestions(_ text: ArraySlice<UInt8>) -> Bool {
        var keys: Set<String> = []
        for line in text.split(separator: 0x0A).prefix(400) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let key = String(decoding: line[..<colon], as: UTF8.self)
            guard let first = key.first, !first.isWhitespace, first != "-" else { continue }
            if ["q", "a", "问", "答", "問"].contains(key.lowercased()) || !keys.insert(key).inserted {
                return true
            }
        }
        return false
    }

    private static func isYAML(_ text: ArraySlice<UInt8>) -> Bool {
        for line in text.split(separator: 0x0A).prefix(20) {
            let line = String(decoding: line, as: UTF8.self).trimmingWhitespace()
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line == "---" || line.hasPrefix("%YAML") { return true }
            guard let colon = line.firstIndex(of: ":") else { return false }
            let key = line[..<colon].drop { $0 == "-" || $0 == " " }
            let value = line[line.index(after: colon)...]
            return !key.isEmpty && (value.isEmpty || value.first == " ")
                && key.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
                && !value.contains(",") && !value.contains("\t")
        }
        return false
    }

    /// The form of a record, by its keys; `nil` for our own.
    static func format(ofRecord value: JSONValue) -> ImportFormat? {
        guard let members = value.object else { return nil }
        let keys = Set(members.keys)
        if keys.isSuperset(of: ["qid", "q"]) { return .qnabot }
        if keys.contains("standard_question") { return .weknora }
        if keys.contains("post"),
            !keys.isDisjoint(with: ["replies", "categories", "categoryTexts", "similarQuestions"])
        {
            return .chatopera
        }
        if members["question"]?.object != nil || keys.contains("intent_list") { return .wechat }
        if value["data"]?["questions"] != nil { return .botpress }
        if keys.isSuperset(of: ["Question", "Answer"]) { return .tencent }
        if keys.isSuperset(of: ["questions", "answer"]), members["questions"]?.array != nil,
            !keys.isDisjoint(with: ["qnaId", "metadata", "source", "context"])
        {
            return .qnamaker
        }
        if keys.isSuperset(of: ["Questions", "Answer"]), members["Questions"]?.array != nil {
            return .qnamaker
        }
        if keys.isSuperset(of: ["intent", "utterances"]) { return .nlpjs }
        return nil
    }

    /// The form of a document, by a member of its outermost object; `nil` if that says nothing.
    static func format(ofMember key: String) -> ImportFormat? {
        switch key {
        case "qna": .qnabot
        case "qnaDocuments", "qnaList", "wordAlterations", "QnaDocuments", "QnaList",
            "WordAlterations":
            .qnamaker
        case "intent_list", "group_list": .wechat
        case "qnas": .botpress
        case "rasa_nlu_data": .rasa
        default: nil
        }
    }

    /// The form of a table, by its header.
    ///
    /// - Parameters:
    ///   - headers: The cells of the header row.
    ///   - delimiter: What stands between them; `nil` for a workbook.
    /// - Returns: The form; `nil` for our own and other usual ones.
    static func format(ofHeader headers: [String], delimiter: Character?) -> ImportFormat? {
        let plain = headers.map { $0.trimmingWhitespace().lowercased() }.filter { !$0.isEmpty }
        let names = Set(plain.map { EntryField.folded($0) })
        if names.isSuperset(of: ["question", "answer"]),
            names.contains("qnaid") || names.isSuperset(of: ["source", "metadata"])
        {
            return .qnamaker
        }
        if names.isSuperset(of: ["qid", "question"]) { return .qnabot }
        if plain.starts(with: ["q", "a"]) { return .fastgpt }
        if names.contains(where: { $0.hasPrefix("分段内容") }) { return .maxkb }
        if names.contains("是否全部回复") || names.contains("是否禁止被推荐")
            || names.isSuperset(of: ["机器人回答", "反例问题"])
        {
            return .weknora
        }
        if plain == ["question", "answer"], let delimiter {
            return delimiter == "\t" ? .anyq : .dify
        }
        return names == ["问题", "相似问法", "答案"] ? .chatwiki : nil
    }

    /// The form of a YAML document, by its outermost keys; `nil` for our own.
    static func format(ofYAML keys: [String]) -> ImportFormat? {
        let rasa: Set<String> = ["nlu", "responses", "templates", "intents", "utterances"]
        if keys.contains(where: { rasa.contains($0) }) { return .rasa }
        return keys.contains("conversations") ? .chatterbot : nil
    }

    /// Whether a cell looks like a header of any form.
    static func isHeader(_ cell: String) -> Bool {
        let cell = cell.trimmingWhitespace()
        // A piece of JSON that a comma cut out is none, whatever name it holds.
        guard cell.utf8.count < 200, !cell.contains(where: { "{}[]\"".contains($0) }),
            !cell.utf8.dropLast().contains(UInt8(ascii: ":"))
        else { return false }
        return EntryField(name: cell) != nil || EntryField.folded(cell).hasPrefix("分段")
    }
}
