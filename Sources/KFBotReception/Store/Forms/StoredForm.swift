import KFBotKnowledge
import KFBotModel

import struct Foundation.Date

/// A value with a written form in `sessions.sqlite`, which stays readable when the Swift type
/// changes.
///
/// Objects have members by name. A choice is an object with one member: its name, with an object of
/// its associated values, whose first unnamed value is `_0`. Moments are seconds since 2001-01-01
/// UTC. A missing member has its default, and unknown members are ignored.
protocol StoredForm {
    /// Reads the written form.
    ///
    /// - Throws: ``FieldError`` if the value does not have the form that ``stored`` writes.
    init(stored: JSONValue) throws

    /// The form in which the value is written.
    var stored: JSONValue { get }
}

/// Reads and writes values of `sessions.sqlite` as JSON text.
enum SessionCoding {
    static func encode(_ value: some StoredForm) -> String { JSONWriter.text(value.stored) }

    static func decode<Value: StoredForm>(_ type: Value.Type, _ body: String) throws -> Value {
        do {
            var parser = JSONParser(Array(body.utf8))
            return try Value(stored: parser.value())
        } catch {
            throw StoreError(.damaged, "A stored \(type) cannot be read.")
        }
    }
}

// MARK: Reading and writing members

extension JSONValue {
    /// An object of the members that are not `nil`.
    static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        var object: [String: JSONValue] = [:]
        for (name, value) in members {
            if let value { object[name] = value }
        }
        return .object(object)
    }

    /// A choice with its associated values.
    static func choice(_ name: String, _ held: KeyValuePairs<String, JSONValue?> = [:]) -> JSONValue
    {
        .object([name: .members(held)])
    }

    static func name(_ name: some StringIdentifier) -> JSONValue { .string(name.rawValue) }

    static func optional(_ name: (some StringIdentifier)?) -> JSONValue? {
        name.map { .string($0.rawValue) }
    }

    static func moment(_ date: Date) -> JSONValue { .number(date.timeIntervalSinceReferenceDate) }

    static func list(_ values: some Sequence<some StoredForm>) -> JSONValue {
        .array(values.map { $0.stored })
    }

    static func wrong(_ name: String) -> FieldError {
        FieldError(path: name, message: "This is missing or of another kind.")
    }

    /// The name of a choice and its associated values.
    func choice() throws -> (name: String, held: JSONValue) {
        guard let members = object, members.count == 1, let member = members.first else {
            throw Self.wrong("")
        }
        return (member.key, member.value)
    }

    func text(_ key: String) throws -> String {
        guard let text = self[key]?.string else { throw Self.wrong(key) }
        return text
    }

    func identifier<Name: StringIdentifier>(_ key: String) throws -> Name {
        Name(rawValue: try text(key))
    }

    func optionalIdentifier<Name: StringIdentifier>(_ key: String) -> Name? {
        self[key]?.string.map(Name.init(rawValue:))
    }

    func number(_ key: String) throws -> Double {
        guard let number = optionalNumber(key) else { throw Self.wrong(key) }
        return number
    }

    func optionalNumber(_ key: String) -> Double? {
        switch self[key] {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    func whole(_ key: String) throws -> Int {
        guard let number = optionalWhole(key) else { throw Self.wrong(key) }
        return number
    }

    /// A number that is counted up later, and so must be small enough not to overflow.
    func optionalWhole(_ key: String) -> Int? {
        optionalFingerprint(key).flatMap { abs(Double($0)) < 9e15 ? $0 : nil }
    }

    /// A number whose 64 bits all matter.
    func optionalFingerprint(_ key: String) -> Int? {
        if case .integer(let number)? = self[key] { number } else { nil }
    }

    func flag(_ key: String) -> Bool {
        if case .bool(let flag)? = self[key] { flag } else { false }
    }

    func moment(_ key: String) throws -> Date {
        guard let moment = optionalMoment(key) else { throw Self.wrong(key) }
        return moment
    }

    func optionalMoment(_ key: String) -> Date? {
        optionalNumber(key).map(Date.init(timeIntervalSinceReferenceDate:))
            .flatMap { $0.isStorable ? $0 : nil }
    }

    func form<Value: StoredForm>(_ key: String) throws -> Value {
        guard let value = self[key] else { throw Self.wrong(key) }
        return try Value(stored: value)
    }

    func optionalForm<Value: StoredForm>(_ key: String) throws -> Value? {
        try self[key].map(Value.init(stored:))
    }

    func forms<Value: StoredForm>(_ key: String) throws -> [Value] {
        try (self[key]?.array ?? []).map(Value.init(stored:))
    }

    func identifiers<Name: StringIdentifier>(_ key: String) -> [Name] {
        (self[key]?.array ?? []).compactMap { $0.string.map(Name.init(rawValue:)) }
    }

    func raw<Value: RawRepresentable<String>>(_ key: String) throws -> Value {
        guard let value = Value(rawValue: try text(key)) else { throw Self.wrong(key) }
        return value
    }

    func state(_ key: String) throws -> ServiceState {
        guard let state = ServiceState(rawValue: try whole(key)) else { throw Self.wrong(key) }
        return state
    }
}

extension [String]: StoredForm {
    init(stored: JSONValue) throws {
        guard let texts = stored.array?.compactMap(\.string) else { throw JSONValue.wrong("") }
        self = texts
    }

    var stored: JSONValue { .array(map { .string($0) }) }
}

extension AnswerPart: StoredForm {
    init(stored: JSONValue) throws { try self.init(json: stored, path: "part") }

    var stored: JSONValue { json }
}
