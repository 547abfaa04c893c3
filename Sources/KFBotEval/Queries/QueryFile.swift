public import Foundation
public import KFBot

/// A file of labelled queries: our JSON Lines, or the batch test file of QnA Maker.
///
/// QnA Maker's form is recognized by its header: `KBID`, `Question`, `Metadata tags`, `Top`,
/// `Expected answer ID`, separated by tabs. In it, -1 means "no answer". A row without an expected
/// id does not say what is right and is only counted. Metadata tags become the query's kind.
public struct QueryFile: Hashable, Sendable {
    /// The two forms.
    public enum Form: String, Hashable, Sendable, Codable {
        /// One `{"query", "expected", "kind"?}` a line.
        case jsonLines = "jsonl"
        /// Tab-separated columns with a header.
        case qnaMaker = "qnamaker"
    }

    /// A labelled query and its line in the file.
    public struct Row: Hashable, Sendable {
        /// The line, counted from 1.
        public let line: Int
        /// The query with its labels.
        public let labelled: LabelledQuery
    }

    /// The form of the file.
    public let form: Form
    /// The queries in the file's order.
    public let rows: [Row]
    /// The lines of rows that name no expected answer; these rows are left out.
    public let unlabelledLines: [Int]

    /// The queries alone.
    public var queries: [LabelledQuery] { rows.map(\.labelled) }

    /// Reads a file.
    ///
    /// - Throws: ``QueryFileError`` naming the file, and the first line that cannot be read.
    public init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw QueryFileError(
                file: path,
                line: nil,
                message: "The file cannot be read. Check the name and your permission to read it."
            )
        }
        try self.init(data, name: path)
    }

    /// Reads the bytes of a file.
    ///
    /// - Parameters:
    ///   - data: UTF-8, or UTF-16 with a byte order mark.
    ///   - name: The name of the file in errors.
    /// - Throws: ``QueryFileError`` that names the first line that cannot be read.
    public init(_ data: Data, name: String) throws {
        let lines = try Self.lines(of: data, name: name)
        if let header = lines.first.flatMap(QnAMakerHeader.init) {
            form = .qnaMaker
            (rows, unlabelledLines) = try Self.qnaMakerRows(lines, header, name: name)
        } else {
            form = .jsonLines
            rows = try Self.jsonRows(lines, name: name)
            unlabelledLines = []
        }
        if rows.isEmpty {
            throw QueryFileError(
                file: name,
                line: nil,
                message: unlabelledLines.isEmpty
                    ? "The file holds no query." : "No row names an expected answer."
            )
        }
    }

    /// The queries that expect entries the base lacks, with the missing names.
    public func missingEntries(in known: Set<EntryID>) -> [(row: Row, missing: [EntryID])] {
        rows.compactMap { row in
            let missing = row.labelled.expected.filter { !known.contains($0) }
            return missing.isEmpty ? nil : (row, missing)
        }
    }

    private static func lines(of data: Data, name: String) throws -> [String] {
        let text: String?
        if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
            text = String(data: data, encoding: .utf16)
        } else {
            let start = data.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            text = String(bytes: data.dropFirst(start), encoding: .utf8)
        }
        guard let text else {
            throw QueryFileError(
                file: name,
                line: nil,
                message: "The text is neither UTF-8 nor UTF-16. Save the file as UTF-8."
            )
        }
        return text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
            .map(String.init)
    }

    private static func jsonRows(_ lines: [String], name: String) throws -> [Row] {
        var rows: [Row] = []
        for (index, line) in lines.enumerated() {
            do {
                for labelled in try LabelledQuery.parse(Data(line.utf8)) {
                    rows.append(Row(line: index + 1, labelled: labelled))
                }
            } catch let error as LabelledQueryError {
                throw QueryFileError(
                    file: name,
                    line: index + 1,
                    message: "\(reason(error.underlying)) A line looks like "
                        + #"{"query": "怎么退款", "expected": ["shop-012"], "kind": "short"}; "#
                        + "`expected` is empty where nothing must be answered."
                )
            }
        }
        return rows
    }

    /// Says what is wrong without repeating the line's text.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "The key `\(key.stringValue)` is missing."
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            "The value of `\(context.codingPath.first?.stringValue ?? "the line")` has another type."
        default: "This is not a JSON object."
        }
    }

    private static func qnaMakerRows(
        _ lines: [String],
        _ header: QnAMakerHeader,
        name: String
    ) throws -> (rows: [Row], unlabelled: [Int]) {
        var rows: [Row] = []
        var unlabelled: [Int] = []
        for (index, line) in lines.enumerated().dropFirst() {
            let cells = QnAMakerHeader.cells(of: line)
            if cells.allSatisfy(\.isEmpty) { continue }
            guard cells.count > header.question else {
                throw QueryFileError(file: name, line: index + 1, message: "There is no question.")
            }
            let expected = cells.count > header.expected ? cells[header.expected] : ""
            guard !expected.isEmpty else {
                unlabelled.append(index + 1)
                continue
            }
            let kind = header.tags.flatMap { cells.count > $0 ? cells[$0] : nil } ?? ""
            let labelled = LabelledQuery(
                query: cells[header.question],
                expected: expected == "-1" ? [] : [EntryID(rawValue: expected)],
                kind: kind.isEmpty ? nil : kind
            )
            rows.append(Row(line: index + 1, labelled: labelled))
        }
        return (rows, unlabelled)
    }
}

/// The places of the columns in QnA Maker's batch test file.
private struct QnAMakerHeader {
    let question: Int
    let expected: Int
    let tags: Int?

    init?(_ line: String) {
        let names = Self.cells(of: line).map { $0.lowercased() }
        guard let question = names.firstIndex(of: "question"),
            let expected = names.firstIndex(of: "expected answer id")
        else { return nil }
        self.question = question
        self.expected = expected
        tags = names.firstIndex(of: "metadata tags")
    }

    /// The cells of a line, without the quotes that spreadsheets put around some.
    static func cells(of line: String) -> [String] {
        line.split(separator: "\t", omittingEmptySubsequences: false).map { cell in
            var text = cell.drop { $0 == " " }
            while text.last == " " { text.removeLast() }
            guard text.count > 1, text.first == "\"", text.last == "\"" else { return String(text) }
            return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
        }
    }
}

/// The reason why a file of labelled queries cannot be read.
public struct QueryFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file as it was named.
    public let file: String
    /// The line, counted from 1; `nil` if the error is about the whole file.
    public let line: Int?
    /// What is wrong and what to do, without customers' text.
    public let message: String

    /// The form `file:line: message`.
    public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }
}
