import KFBotModel

/// Reads the records of a JSON document, or of lines of JSON, in one form.
protocol JSONFormat: AnyObject {
    /// The members whose arrays hold records.
    var arrays: Set<String> { get }
    /// A record: an element of the outermost array (`key` is `nil`) or of one of ``arrays``.
    func element(_ key: String?, _ value: JSONValue, at location: SourceLocation) throws
    /// Takes another member of the outermost object; `false` if it may be one of a record.
    func take(_ key: String, _ value: JSONValue) throws -> Bool
}

extension JSONFormat {
    func take(_ key: String, _ value: JSONValue) throws -> Bool { false }
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

/// Our own form: records, `{"entries":[…],"vocabulary":{…}}`, or one record.
final class NativeJSONFormat: JSONFormat {
    let arrays: Set<String> = ["entries"]
    private let sink: RecordSink

    /// Creates a reader.
    init(sink: RecordSink) { self.sink = sink }

    func element(_ key: String?, _ value: JSONValue, at location: SourceLocation) throws {
        try NativeRecord.read(value, at: location, into: sink)
    }

    func take(_ key: String, _ value: JSONValue) throws -> Bool {
        guard key == "vocabulary" else { return false }
        let location = SourceLocation(file: sink.file, row: 1, column: "vocabulary")
        try sink.record(at: location) {
            try sink.vocabulary(try NativeRecord.vocabulary(value), at: location)
        }
        return true
    }
}
