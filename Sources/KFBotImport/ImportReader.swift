import KFBotModel

/// Reads a file of knowledge in any known form, record by record.
///
/// Lines of JSON, delimited text and .xlsx workbooks are read row by row; memory does not grow with
/// their length (a workbook's shared strings apart). Other workbooks and documents, JSON and YAML
/// documents and QnA Maker's tables are held in memory.
///
/// Moments without a zone are read as China's time (UTC+8); a date alone as an end includes its day.
public struct ImportReader: Sendable {
    /// The largest JSON document that is read, in bytes.
    static let maximumDocumentSize = 1 << 30

    /// What a person says about files whose content leaves it open.
    public struct Options: Hashable, Sendable {
        /// What columns and keys hold; default: what their names say.
        public var columns = ColumnMapping()
        /// How cells of similar questions are cut; default: where they are clearly lists.
        public var lists = ListRule.auto
        /// Whether hidden rows and sheets of workbooks are read; default: no, and a warning counts them.
        public var readsHidden = false
        /// Whether HTML and Markdown of answers stay as they are; default: they are turned into text.
        public var keepsMarkup = false

        /// The defaults.
        public init() {}
    }

    /// Creates a reader.
    public init() {}

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: The file; it is read twice, so it cannot be a pipe.
    ///   - format: The form; ``ImportFormat/auto`` to find it out.
    ///   - options: What a person says about it.
    ///   - progress: Called now and then with the bytes read so far and the size of the file.
    ///   - body: Called for each record, and for each problem: an error stands for a row that is left
    ///     out, a warning for one that is read. What it throws ends the reading and is thrown on.
    /// - Returns: What the file turned out to be.
    /// - Throws: ``ImportError`` if the file as a whole cannot be read; records given before that
    ///   must then not be kept.
    @discardableResult
    public func read(
        fileAt path: String,
        format: ImportFormat = .auto,
        options: Options = Options(),
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
        _ body: (Result<ImportRecord, ImportProblem>) throws -> Void
    ) throws -> ImportSource {
        try withoutActuallyEscaping(body) { body in
            try withoutActuallyEscaping(progress) { progress in
                let file = try InputFile(path: path)
                let sink = RecordSink(file: path, options: options, body)
                var reading = FileReading(
                    file: file,
                    format: format,
                    sink: sink,
                    readsHidden: options.readsHidden,
                    progress: { progress($0, file.size) }
                )
                try reading.run()
                try sink.finish()
                progress(file.size, file.size)
                return ImportSource(
                    format: reading.format,
                    encoding: reading.encoding,
                    delimiter: reading.delimiter,
                    byteCount: file.size,
                    columns: sink.columns,
                    recordCount: sink.recordCount
                )
            }
        }
    }
}

/// The reading of one file.
private struct FileReading {
    let file: InputFile
    var format: ImportFormat
    let sink: RecordSink
    let readsHidden: Bool
    let progress: (Int) -> Void
    var encoding: TextEncoding?
    var delimiter: Character?

    /// Whether the form is looked for by the content.
    private var isOpen: Bool { format == .auto }

    mutating func run() throws {
        let head = try file.read(at: 0, count: 512)
        let isBinary =
            head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: CompoundFile.mark)
        if !isBinary, let what = ForeignFile.description(head) {
            throw ImportError(.unsupportedWorkbook, what, file: file.path)
        }
        var text: [UInt8] = head
        if !isBinary {
            let decoder = try TextDecoder(file)
            encoding = decoder.encoding
            if let doubt = decoder.doubt { try report(doubt, decoder.encoding) }
            text = try decoder.next() ?? []
        }
        var container = FormatSniffer.container(text, path: file.path)
        let allowed = format.containers
        if !allowed.contains(container) {
            // A form that is asked for decides between containers of text, never against the bytes.
            guard !isBinary, let first = allowed.first(where: { $0 != .xlsx }) else {
                throw ImportError(
                    .wrongFormat,
                    "The form \(format.rawValue) is \(allowed[0].rawValue); this file is "
                        + "\(container.rawValue). Leave the form out, and it is found out; a workbook can be "
                        + "saved again from Excel or WPS (另存为 .xlsx).",
                    file: file.path
                )
            }
            // Lines of text are the rows of a table, if it is one that is asked for.
            container = container == .text && allowed.contains(.delimited) ? .delimited : first
        }
        switch container {
        case .jsonLines: try readLines(text)
        case .json: try readDocument()
        case .yaml: try readYAML()
        case .delimited where isOpen && isLines(text): try readText(cutsCells: true)
        case .delimited: try readDelimited(text)
        case .xlsx: try readWorkbook()
        case .text: try readText(cutsCells: false)
        }
    }

    private func report(_ doubt: EncodingDetector.Doubt, _ encoding: TextEncoding) throws {
        let rival = doubt.rival.map { ", but may be \($0.rawValue)" } ?? ""
        try sink.problem(
            .doubtfulEncoding,
            "The encoding is a guess: the file is read as \(encoding.rawValue)\(rival). Look at line "
                + "\(doubt.line), byte \(doubt.offset); if its text is wrong, save the file as UTF-8.",
            at: SourceLocation(file: file.path, row: doubt.line),
            severity: .warning
        )
    }

    // MARK: Text

    /// Whether delimited text is one column of marked questions and answers.
    private func isLines(_ head: [UInt8]) -> Bool {
        guard FormatSniffer.isText(head) else { return false }
        let delimiter = DelimiterSniffer.sniff(head, isHeader: FormatSniffer.isHeader)
        let rows = DelimiterSniffer.firstRows(head, delimiter: delimiter)
        return !rows.prefix(5).contains { $0.fields.count(where: FormatSniffer.isHeader) > 1 }
    }

    /// Reads lines of text; `cutsCells` where lines are cells that may stand in quotes.
    private mutating func readText(cutsCells: Bool) throws {
        let decoder = try TextDecoder(file, progress: progress)
        if format == .rasa || (isOpen && !cutsCells) {
            let head = String(decoding: try TextDecoder(file).next() ?? [], as: UTF8.self)
            let lines = head.split(whereSeparator: \.isNewline).prefix(400).map(String.init)
            if isOpen, MarkdownTables.matches(lines) {
                format = .text
                try readMarkdownTables(decoder)
                return
            }
            if format == .rasa || RasaFormat.isMarkdown(lines) {
                format = .rasa
                let bytes = try decoder.all(limit: YAMLDocument.maximumSize)
                try report(decoder)
                var reader = RasaFormat(sink: sink)
                try reader.read(markdown: String(decoding: bytes, as: UTF8.self))
                return
            }
        }
        format = .text
        let text = QuestionText(sink: sink)
        text.beginSheet("", label: file.path)
        if cutsCells {
            // A character that no text holds: each line is one cell, quoted or not.
            var reader = DelimitedReader(delimiter: "\u{1}", nextPiece: decoder.next)
            while let found = try reader.next() {
                try text.row(
                    TableRow(
                        number: found.line,
                        cells: found.fields.map(FormulaGuard.unprotect),
                        isUnterminated: found.isUnterminated,
                        defect: decoder.takeDefects(upTo: found.lastLine).last
                    )
                )
            }
        } else {
            var lines = LineReader(decoder, file: file.path)
            while let line = try lines.next() {
                try text.row(
                    TableRow(
                        number: line.number,
                        cells: [String(decoding: line.bytes, as: UTF8.self)],
                        defect: line.defect
                    )
                )
            }
        }
        try text.endSheet()
        try text.finish()
    }

    private func readMarkdownTables(_ decoder: TextDecoder) throws {
        let tables = MarkdownTables(sink: sink)
        var lines = LineReader(decoder, file: file.path)
        while let line = try lines.next() {
            let text = String(decoding: line.bytes, as: UTF8.self)
            try tables.line(text, line.number, defect: line.defect)
        }
        try tables.finish()
    }

    // MARK: JSON and YAML

    private mutating func readLines(_ head: [UInt8]) throws {
        if isOpen {
            format = .jsonl
            for line in head.split(separator: 0x0A).prefix(5) {
                var parser = JSONParser(Array(line))
                guard let value = try? parser.value() else { continue }
                format = FormatSniffer.format(ofRecord: value) ?? .jsonl
                break
            }
        }
        let reader = jsonFormat()
        var lines = LineReader(try TextDecoder(file, progress: progress), file: file.path)
        while let line = try lines.next() {
            let location = SourceLocation(file: file.path, row: line.number)
            if let defect = line.defect {
                try sink.report(defect, at: location)
                continue
            }
            var parser = JSONParser(line.bytes)
            guard parser.skipSpace() else { continue }
            do {
                let value = try parser.value()
                guard !parser.skipSpace() else { throw parser.failure("text behind the record") }
                try reader.element(nil, value, at: location)
            } catch let error as JSONParser.SyntaxError {
                try sink.problem(
                    .syntax,
                    "The line is not valid JSON (byte \(error.offset + 1)): \(error.message).",
                    at: location
                )
            }
        }
        try reader.finish()
    }

    private mutating func readDocument() throws {
        let decoder = try TextDecoder(file, progress: progress)
        let bytes = try decoder.all(limit: ImportReader.maximumDocumentSize)
        try report(decoder)
        if isOpen { format = Self.formatOfDocument(bytes) }
        let reader = jsonFormat()
        do {
            var collector = MemberCollector(reader: reader, format: format, file: file.path)
            try JSONDocument.walk(bytes, arrays: reader.arrays) { item in
                switch item {
                case .array: collector.hasArray = true
                case .element(let key, let number, let value):
                    let location = SourceLocation(file: file.path, row: number)
                    try reader.element(key, value, at: location)
                case .member(let key, let value): try collector.add(key, value)
                case .end: try collector.finish()
                }
            }
            try reader.finish()
        } catch let error as JSONParser.SyntaxError {
            let line = JSONParser(bytes).line(of: error.offset)
            throw ImportError(
                .malformed,
                "The file is not valid JSON; line \(line): \(error.message).",
                file: file.path
            )
        }
    }

    private static func formatOfDocument(_ bytes: [UInt8]) -> ImportFormat {
        struct Found: Error { var format: ImportFormat }
        let arrays: Set<String> = [
            "qna", "qnaDocuments", "qnaList", "wordAlterations", "intent_list", "group_list",
            "QnaDocuments", "QnaList", "WordAlterations",
            "qnas", "entries", "data", "docs", "faqs", "items", "FaqList", "Faqs", "QAList",
        ]
        var members: [String: JSONValue] = [:]
        do {
            try JSONDocument.walk(bytes, arrays: arrays) { item in
                switch item {
                case .element(let key, let number, let value):
                    if let format = key.flatMap(FormatSniffer.format(ofMember:)) {
                        throw Found(format: format)
                    }
                    if let format = FormatSniffer.format(ofRecord: value) {
                        throw Found(format: format)
                    }
                    if number == 5 { throw Found(format: .json) }
                case .array(let key):
                    if key == "entries" { throw Found(format: .json) }
                case .member(let key, let value):
                    if key == "rasa_nlu_data" { throw Found(format: .rasa) }
                    if key == "conversations", value.array?.first?.array != nil {
                        throw Found(format: .chatterbot)
                    }
                    members[key] = value
                case .end:
                    let record = FormatSniffer.format(ofRecord: .object(members))
                    throw Found(format: record ?? .json)
                }
            }
        } catch let found as Found {
            return found.format
        } catch {
            return .json
        }
        return .json
    }

    private mutating func readYAML() throws {
        let decoder = try TextDecoder(file, progress: progress)
        let bytes = try decoder.all(limit: YAMLDocument.maximumSize)
        try report(decoder)
        let items = try YAMLDocument.items(
            String(decoding: bytes, as: UTF8.self),
            file: file.path
        )
        if isOpen { format = FormatSniffer.format(ofYAML: items.compactMap(\.key)) ?? .yaml }
        if format == .rasa {
            var reader = RasaFormat(sink: sink)
            try reader.read(items)
            return
        }
        let reader = jsonFormat()
        var collector = MemberCollector(reader: reader, format: format, file: file.path)
        for item in items {
            let location = SourceLocation(file: file.path, row: item.line)
            if let key = item.key {
                guard reader.arrays.contains(key), item.value.array != nil else {
                    try collector.add(key, item.value, line: item.line)
                    continue
                }
                collector.hasArray = true
                for element in item.elements {
                    let location = SourceLocation(file: file.path, row: element.line)
                    try reader.element(key, element.value, at: location)
                }
            } else {
                try reader.element(nil, item.value, at: location)
            }
        }
        try collector.finish()
        try reader.finish()
    }

    private func jsonFormat() -> any JSONFormat {
        switch format {
        case .qnamaker: QnAMakerJSONFormat(sink: sink)
        case .qnabot: QnABotFormat.json(sink: sink)
        case .weknora: FAQFormats.weknora(sink: sink)
        case .chatopera: FAQFormats.chatopera(sink: sink)
        case .wechat: WeChatFormat(sink: sink)
        case .botpress: FAQFormats.botpress(sink: sink)
        case .tencent: FAQFormats.tencent(sink: sink)
        case .nlpjs: FAQFormats.nlpjs(sink: sink)
        case .chatterbot: ChatterBotFormat(sink: sink)
        case .rasa: RasaJSONFormat(sink: sink)
        default: NativeJSONFormat(sink: sink)
        }
    }

    private func report(_ decoder: TextDecoder) throws {
        for defect in decoder.takeDefects(upTo: .max) {
            try sink.report(defect, at: SourceLocation(file: file.path, row: defect.line))
        }
    }

    // MARK: Tables

    private mutating func readDelimited(_ head: [UInt8]) throws {
        let delimiter =
            format == .tsv
            ? "\t" : DelimiterSniffer.sniff(head, isHeader: FormatSniffer.isHeader)
        self.delimiter = delimiter
        if isOpen {
            let rows = DelimiterSniffer.firstRows(head, delimiter: delimiter)
            let found = rows.lazy.compactMap {
                FormatSniffer.format(ofHeader: $0.fields, delimiter: delimiter)
            }.first
            format = found ?? (delimiter == "\t" ? .tsv : .csv)
        }
        let table = tableFormat()
        let decoder = try TextDecoder(file, progress: progress)
        var reader = DelimitedReader(delimiter: delimiter, nextPiece: decoder.next)
        try table.beginSheet("", label: file.path)
        while let found = try next(&reader) {
            let defect = decoder.takeDefects(upTo: found.lastLine).last
            if found.isEmpty, defect == nil { continue }
            try table.row(
                TableRow(
                    number: found.line,
                    cells: found.fields.map(FormulaGuard.unprotect),
                    isUnterminated: found.isUnterminated,
                    defect: defect
                )
            )
        }
        try table.endSheet()
        try table.finish()
    }

    /// The next row; one that is too long ends the reading, since what follows it is not known.
    private func next(_ reader: inout DelimitedReader) throws -> DelimitedReader.Row? {
        do {
            return try reader.next()
        } catch let error as DelimitedReader.TooLong {
            throw ImportError(
                .tooLarge,
                error.isQuoted
                    ? "The row that begins on line \(error.line) is longer than 64 MiB. A quote in it "
                        + "may not be closed: close it, or double it if it belongs to the text."
                    : "The row that begins on line \(error.line) is longer than 64 MiB or has more than "
                        + "16,384 cells. Check what stands between cells and rows.",
                file: file.path
            )
        }
    }

    private mutating func readWorkbook() throws {
        let reading = SheetReading(
            try SheetFile.open(file),
            path: file.path,
            sink: sink,
            readsHidden: readsHidden
        )
        if isOpen { format = try reading.format() }
        let table: any TableFormat = format == .text ? QuestionText(sink: sink) : tableFormat()
        try reading.read(into: table) { progress(Int(Double(file.size) * $0)) }
    }

    private func tableFormat() -> any TableFormat {
        switch format {
        case .qnamaker: QnAMakerTableFormat(sink: sink)
        case .qnabot: QnABotTableFormat(sink: sink)
        case .ragflow: PairTableFormat(sink: sink, stripsPrefixes: true)
        case .nlpjs: PairTableFormat(sink: sink, stripsPrefixes: false)
        case .dify: HeaderTableFormat(.dify, sink: sink)
        case .fastgpt: HeaderTableFormat(.fastgpt, sink: sink)
        case .maxkb: HeaderTableFormat(.maxkb, sink: sink)
        case .weknora: HeaderTableFormat(.weknora, sink: sink)
        default: HeaderTableFormat(delimiter: delimiter, sink: sink)
        }
    }
}
