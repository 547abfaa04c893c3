import CHTML
import KFBotModel

/// Reads the tables of a page (HTML), which many systems give out under the name `.xls`, or its text where no
/// table holds questions.
enum HTMLTables {
    /// The largest page that is read, in bytes; it is held in memory.
    static let maximumSize = 64 << 20

    /// Reads the tables; tables inside cells count as their text.
    ///
    /// - Parameters:
    ///   - text: The page in UTF-8, whatever it says of itself.
    ///   - path: The file, for errors.
    /// - Returns: The tables as sheets.
    /// - Throws: ``ImportError`` with `noQuestions` if there is nothing, `malformed` or `tooLarge`.
    static func read(_ text: [UInt8], path: String) throws -> StoredSheets {
        let reader = HTMLReader(budget: SheetBudget(path: path))
        var handler = kfhtml_handler(
            context: Unmanaged.passUnretained(reader).toOpaque(),
            start: { context, name, attributes in
                HTMLReader.call(context) { try $0.start(HTMLReader.name(name), attributes) }
            },
            text: { context, text, count in
                HTMLReader.call(context) {
                    let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
                    try $0.add(String(decoding: bytes, as: UTF8.self))
                }
            },
            end: { context, name in
                HTMLReader.call(context) { try $0.end(HTMLReader.name(name)) }
            }
        )
        let status = withExtendedLifetime(reader) {
            text.withUnsafeBytes { bytes in
                kfhtml_parse(
                    bytes.bindMemory(to: CChar.self).baseAddress,
                    bytes.count,
                    &handler
                )
            }
        }
        if let failure = reader.failure { throw failure }
        guard status == 0 else {
            throw ImportError(.tooLarge, "There is no memory left to read the file.", file: path)
        }
        try reader.endLine()
        let chosen = DocumentText.chosen(reader.sheets, reader.lines)
        let isEmpty = chosen.sheets.allSatisfy { sheet in sheet.rows.allSatisfy(\.isBlank) }
        guard !isEmpty else {
            throw ImportError(
                .noQuestions,
                "The file is a page (HTML) without a table and without text. Put questions and answers into "
                    + "a table, or save them as text or .xlsx.",
                file: path
            )
        }
        return StoredSheets(kind: "a page (HTML)", chosen.sheets, remarks: chosen.remarks)
    }
}

/// Puts the cells of a page's tables together.
private final class HTMLReader {
    typealias Attributes = UnsafePointer<UnsafePointer<CChar>?>

    private(set) var sheets: [StoredSheets.Sheet] = []
    /// The text outside tables; headings, terms and summaries begin with `#`.
    private(set) var lines: [TableRow] = []
    private var heading = 0
    private(set) var failure: (any Error)?

    private let budget: SheetBudget
    private var depth = 0
    private var builder: SheetBuilder
    private var rowNumber = 0
    private var isInRow = false
    private var column = 0
    private var cell: SheetBuilder.Cell?
    private var text = ""
    private var hasSpace = false
    private var ignored = 0

    init(budget: SheetBudget) {
        self.budget = budget
        builder = SheetBuilder(budget: budget)
    }

    /// Runs a step of the reader behind a context; 1 if the reading must end.
    static func call(
        _ context: UnsafeMutableRawPointer?,
        _ body: (HTMLReader) throws -> Void
    ) -> Int32 {
        guard let context else { return 1 }
        let reader = Unmanaged<HTMLReader>.fromOpaque(context).takeUnretainedValue()
        do {
            try body(reader)
            return 0
        } catch {
            reader.failure = error
            return 1
        }
    }

    static func name(_ name: UnsafePointer<CChar>?) -> String {
        name.map { String(cString: $0).lowercased() } ?? ""
    }

    func start(_ name: String, _ attributes: Attributes?) throws {
        switch name {
        case "script", "style", "title": ignored += 1
        case "table":
            try endLine()
            depth += 1
            guard depth == 1 else { return }
            builder = SheetBuilder(budget: budget)
            rowNumber = 0
            isInRow = false
        case "tr" where depth == 1:
            try endRow()
            let style = Self.attribute("style", attributes)?.lowercased() ?? ""
            let isHidden = style.filter { !$0.isWhitespace }.contains("display:none")
            beginRow(isHidden: isHidden)
        case "td" where depth == 1, "th" where depth == 1:
            try endCell()
            if !isInRow { beginRow(isHidden: false) }
            var found = SheetBuilder.Cell(text: "")
            found.columns = Self.span("colspan", attributes)
            found.rows = Self.span("rowspan", attributes)
            cell = found
            text = ""
            hasSpace = false
        case "br" where depth == 0: text += "\n"
        case _ where depth == 0 && Self.blocks.contains(name):
            try endLine()
            heading = Self.level(of: name)
        case "br": breakLine(always: true)
        case "p", "div", "li", "tr", "h1", "h2", "h3": breakLine(always: false)
        default: break
        }
    }

    func end(_ name: String) throws {
        switch name {
        case "script", "style", "title": ignored = max(ignored - 1, 0)
        case "table":
            guard depth > 0 else { return }
            if depth == 1 {
                try endRow()
                let name = sheets.isEmpty ? "" : "\(sheets.count + 1)"
                sheets.append(
                    StoredSheets.Sheet(outline: SheetOutline(name: name), rows: builder.rows)
                )
            }
            depth -= 1
        case "tr" where depth == 1: try endRow()
        case "td" where depth == 1, "th" where depth == 1: try endCell()
        case _ where depth == 0 && Self.blocks.contains(name): try endLine()
        case "p", "div", "li": breakLine(always: false)
        default: break
        }
    }

    private static let blocks: Set<String> = [
        "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "details", "summary", "section", "article",
        "header", "footer", "nav", "main", "pre", "blockquote", "body", "h1", "h2", "h3", "h4",
        "h5",
        "h6",
    ]

    /// The level of what is a heading, or the term that is explained below it.
    private static func level(of name: String) -> Int {
        if name == "dt" || name == "summary" { return 6 }
        guard name.count == 2, name.first == "h" else { return 0 }
        return name.last?.wholeNumberValue ?? 0
    }

    /// Ends a line of text outside tables.
    func endLine() throws {
        guard depth == 0 else { return }
        let line = text.trimmingWhitespace()
        (text, hasSpace) = ("", false)
        if !line.isEmpty {
            try budget.take(cells: 1)
            lines += DocumentText.rows(of: line, heading: heading, after: lines.count)
        }
        heading = 0
    }

    /// Adds text as a browser shows it: any white space is one space.
    func add(_ more: String) throws {
        guard cell != nil || depth == 0, ignored == 0 else { return }
        try budget.take(text: more.utf8.count)
        for character in more {
            // A space that does not break is one on purpose.
            if character.isWhitespace, character != "\u{A0}" {
                hasSpace = true
                continue
            }
            if hasSpace, let last = text.last, last != "\n" { text += " " }
            hasSpace = false
            text.append(character == "\u{A0}" ? " " : character)
        }
    }

    private func beginRow(isHidden: Bool) {
        rowNumber += 1
        builder.beginRow(rowNumber, isHidden: isHidden)
        column = 0
        isInRow = true
    }

    private func endRow() throws {
        try endCell()
        if isInRow { try builder.endRow() }
        isInRow = false
    }

    private func endCell() throws {
        guard var found = cell else { return }
        cell = nil
        found.text = text.trimmingWhitespace()
        text = ""
        column = builder.freeColumn(from: column)
        try builder.put(found, at: column)
        column = min(column + found.columns, XLSXReference.maximumColumns)
    }

    private func breakLine(always: Bool) {
        guard cell != nil else { return }
        hasSpace = false
        if always || (!text.isEmpty && text.last != "\n") { text += "\n" }
    }

    private static func attribute(_ name: String, _ attributes: Attributes?) -> String? {
        guard var pair = attributes else { return nil }
        while let key = pair[0] {
            if Self.name(key) == name { return pair[1].map { String(cString: $0) } }
            pair += 2
        }
        return nil
    }

    private static func span(_ name: String, _ attributes: Attributes?) -> Int {
        let count = attribute(name, attributes).flatMap { Int($0.trimmingWhitespace()) } ?? 1
        return min(max(count, 1), XLSXReference.maximumColumns)
    }
}
