/// A form in which knowledge is written in a file: our own, or one of another system.
public enum ImportFormat: String, Hashable, Sendable, Codable, CaseIterable {
    /// Found out from the file's content.
    case auto
    /// Our own form, in any container; other systems' forms are not looked for.
    case native
    /// Our own form, one record a line.
    case jsonl
    /// Our own form as one JSON document.
    case json
    /// A table with a header row, as delimited text; our own columns or any with usual names.
    case csv
    /// As ``csv``, delimited by tabs.
    case tsv
    /// Tables with a header row in a workbook (.xlsx, .xls, .ods), a document (.docx, .odt) or a page.
    case xlsx
    /// Our own form as YAML.
    case yaml
    /// QnA Maker and Azure custom question answering: TSV, XLSX, JSON.
    case qnamaker
    /// QnABot on AWS: JSON, XLSX.
    case qnabot
    /// Dify annotations: CSV, question and answer by position.
    case dify
    /// FastGPT: CSV or XLSX with `q`, `a`, `indexes`.
    case fastgpt
    /// MaxKB paragraphs: CSV, XLSX.
    case maxkb
    /// WeKnora FAQ: CSV, JSON.
    case weknora
    /// Chatopera FAQ: JSON.
    case chatopera
    /// Rasa: training data, responses or both in one YAML file; JSON and Markdown of Rasa 1.
    case rasa
    /// AnyQ: TSV with the header `question`, `answer`.
    case anyq
    /// RAGFlow's Q&A method: XLSX or delimited text without a header.
    case ragflow
    /// ChatWiki: Excel with 问题, 相似问法, 答案.
    case chatwiki
    /// 微信客服: what `list_intent` returns, or the bodies of `add_intent`.
    case wechat
    /// Botpress 12: JSON.
    case botpress
    /// Tencent Cloud IM `add_faq`: JSON.
    case tencent
    /// nlp.js: a corpus as JSON, or TSV without a header.
    case nlpjs
    /// ChatterBot: conversations as YAML or JSON.
    case chatterbot
    /// Text of questions and answers: `Q: …` and `A: …`, 问：… and 答：…, or headings of Markdown.
    case text

    /// The containers in which the form occurs; the first is the usual one.
    var containers: [FileContainer] {
        switch self {
        case .auto: FileContainer.allCases
        case .native: FileContainer.allCases.filter { $0 != .text }
        case .jsonl: [.jsonLines]
        case .json: [.json]
        case .csv, .tsv, .dify, .anyq: [.delimited]
        case .nlpjs: [.delimited, .json]
        case .xlsx: [.xlsx]
        case .yaml: [.yaml]
        case .rasa: [.yaml, .json, .text]
        case .chatterbot: [.yaml, .json]
        case .text: [.text]
        case .qnamaker: [.delimited, .xlsx, .json]
        case .qnabot: [.json, .xlsx]
        case .fastgpt, .maxkb, .ragflow: [.delimited, .xlsx]
        case .weknora: [.delimited, .xlsx, .json, .jsonLines]
        case .chatwiki: [.xlsx, .delimited]
        case .chatopera, .wechat, .botpress, .tencent: [.json, .jsonLines]
        }
    }
}

/// The container that holds the records of a file.
enum FileContainer: String, CaseIterable {
    /// Text with one JSON value a line.
    case jsonLines = "JSON Lines"
    /// One JSON document.
    case json = "JSON"
    /// Rows of delimited text.
    case delimited = "delimited text"
    /// A workbook, a document with tables or a page.
    case xlsx = "a workbook or document"
    /// A YAML document.
    case yaml = "YAML"
    /// Lines of text.
    case text
}
