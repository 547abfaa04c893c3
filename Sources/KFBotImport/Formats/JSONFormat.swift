import KFBotModel

/// Reads the records of a JSON document, or of lines of JSON, in one form.
protocol JSONFormat: AnyObject {
    /// The members whose arrays hold records.
    var arrays: Set<String> { get }
    /// A record: an element of the outermost array (`key` is `nil`) or of one of ``arrays``.
    func element(_ key: String?, _ value: JSONValue, at location: SourceLocation) throws
    /// Takes another member of the outermost object; `false` if it may be one of a record.
    func take(_ key: String, _ value: JSONValue) throws -> Bool
    /// Whether ``take(_:_:)`` took a list of records, so that the outermost object is none.
    var hasRecords: Bool { get }
    /// All has been read.
    func finish() throws
}

extension JSONFormat {
    var hasRecords: Bool { false }
    func take(_ key: String, _ value: JSONValue) throws -> Bool { false }
    func finish() throws {}
}

/// A form in which each record stands for itself.
final class RecordFormat: JSONFormat {
    let arrays: Set<String>
    private let sink: RecordSink
    private let names: RecordSink.Names
    private let draft: (inout RecordFields) throws -> EntryDraft

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - arrays: The members whose arrays hold records.
    ///   - names: What the form calls question and answer.
    ///   - sink: Takes the drafts.
    ///   - draft: Makes a draft of a record; what it does not take goes to `extra`.
    init(
        arrays: Set<String>,
        names: RecordSink.Names,
        sink: RecordSink,
        _ draft: @escaping (inout RecordFields) throws -> EntryDraft
    ) {
        self.arrays = arrays
        self.names = names
        self.sink = sink
        self.draft = draft
        sink.turnsMarkup = true
    }

    func element(_ key: String?, _ value: JSONValue, at location: SourceLocation) throws {
        try sink.record(at: location) {
            var fields = try RecordFields(value, at: location)
            var entry = try draft(&fields)
            fields.keepRest(in: &entry)
            try sink.entry(entry, names: names)
        }
    }
}

/// Our own form: records, `{"entries":[…],"vocabulary":{…}}`, one record, or an object that holds a list
/// of records under any name.
final class NativeJSONFormat: JSONFormat {
    let arrays: Set<String> = ["entries"]
    private(set) var hasRecords = false
    private let sink: RecordSink
    private let columns: ColumnMapping
    private var foundQuestion = false
    /// Records without a question, until one has one.
    private var withheld: [EntryDraft] = []
    private var keys: [String] = []

    private static let withheldLimit = 1_000
    private static let deepestList = 4

    /// Creates a reader.
    init(sink: RecordSink) {
        self.sink = sink
        columns = sink.options.columns
    }

    func element(_ key: String?, _ value: JSONValue, at location: SourceLocation) throws {
        try sink.record(at: location) {
            switch try NativeRecord.record(value, at: location, columns: columns) {
            case .vocabulary(let words, let place): try sink.vocabulary(words, at: place)
            case .entry(let draft):
                if foundQuestion || withheld.count >= Self.withheldLimit
                    || draft.question?.allSatisfy(\.isWhitespace) == false
                {
                    try release()
                    try sink.entry(draft)
                } else {
                    withheld.append(draft)
                    note(value)
                }
            }
        }
    }

    func take(_ key: String, _ value: JSONValue) throws -> Bool {
        if key == "vocabulary" {
            let location = SourceLocation(file: sink.file, row: 1, column: "vocabulary")
            try sink.record(at: location) {
                try sink.vocabulary(try NativeRecord.vocabulary(value), at: location)
            }
            return true
        }
        guard EntryField(rawValue: key) == nil || value.object != nil,
            let records = records(in: value, depth: 1)
        else { return false }
        hasRecords = true
        for (place, record) in records.enumerated() {
            try element(key, record, at: SourceLocation(file: sink.file, row: place + 1))
        }
        return true
    }

    func finish() throws {
        guard !foundQuestion, !withheld.isEmpty else { return }
        guard keys.contains(where: { NativeRecord.field($0, columns, beside: [:]) == .question })
        else {
            throw ImportError(
                .noQuestions,
                "No record has a question; the keys found are \(keys.joined(separator: ", ")).",
                file: sink.file,
                hasColumns: true
            )
        }
        try release()
    }

    /// Reports the records without a question, once it is known that others have one.
    private func release() throws {
        foundQuestion = true
        for draft in withheld { try sink.entry(draft) }
        withheld = []
    }

    private func note(_ value: JSONValue) {
        for key in (value.object ?? [:]).keys.sorted() where keys.count < 20 {
            if !keys.contains(key) { keys.append(key) }
        }
    }

    /// The list of objects with questions that a value is or holds.
    private func records(in value: JSONValue, depth: Int) -> [JSONValue]? {
        if let elements = value.array {
            let asks = elements.contains { element in
                guard let members = element.object else { return false }
                return members.keys.contains {
                    NativeRecord.field($0, columns, beside: members) == .question
                }
            }
            if !asks, let first = elements.first(where: { $0.object != nil }) { note(first) }
            return asks ? elements : nil
        }
        guard depth < Self.deepestList, let members = value.object else { return nil }
        for (_, member) in members.sorted(by: { $0.key < $1.key }) {
            if let found = records(in: member, depth: depth + 1) { return found }
        }
        return nil
    }
}
