import Yams

/// A value of a YAML file.
///
/// It knows its file, line and path, so that messages can name them.
struct ConfigurationNode {
    let node: Node
    let file: String
    let path: String

    /// Whether there are fields here.
    var isMapping: Bool { if case .mapping = node { true } else { false } }

    var line: Int { node.mark?.line ?? 1 }

    /// Reads a document; `nil` if it is empty.
    static func document(_ text: String, file: String) throws -> ConfigurationNode? {
        do {
            guard let root = try Parser(yaml: text, resolver: .basic).singleRoot() else {
                return nil
            }
            if case .scalar(let scalar) = root, scalar.string.isEmpty { return nil }
            return ConfigurationNode(node: root, file: file, path: "")
        } catch let error as YamlError {
            throw ConfigurationError(
                file: file,
                line: line(of: error),
                field: nil,
                "this is not valid YAML: \(summary(of: error))"
            )
        }
    }

    private static func line(of error: YamlError) -> Int {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: 1
        }
    }

    private static func summary(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
            .composer(_, let problem, _, _):
            problem
        case .duplicatedKeysInMapping(let keys, _):
            "the key \(keys.map { "\($0)" }.joined(separator: ", ")) stands twice"
        default: "it cannot be read"
        }
    }

    func failure(_ message: String) -> ConfigurationError {
        ConfigurationError(file: file, line: line, field: path.isEmpty ? nil : path, message)
    }

    /// The members of a mapping.
    ///
    /// A name that is not among the known ones is an error.
    func members(_ known: [String]) throws -> [String: ConfigurationNode] {
        let members = try members()
        for (key, _) in members where !known.contains(key.name) {
            throw ConfigurationError(
                file: file,
                line: key.line,
                field: child(key.name),
                "there is no such field; fields here: \(known.joined(separator: ", "))"
            )
        }
        return Dictionary(members.map { ($0.0.name, $0.1) }) { $1 }
    }

    /// The members of a mapping whose names are free.
    func members() throws -> [(key: (name: String, line: Int), value: ConfigurationNode)] {
        guard case .mapping(let mapping) = node else {
            throw failure("fields are expected here, as `name: value`")
        }
        return try mapping.map { key, value in
            guard let name = key.string else { throw failure("a field's name is a text") }
            return (
                (name, key.mark?.line ?? line),
                ConfigurationNode(node: value, file: file, path: child(name))
            )
        }
    }

    private func child(_ name: String) -> String { path.isEmpty ? name : path + "." + name }

    /// The elements of a sequence.
    func elements() throws -> [ConfigurationNode] {
        guard case .sequence(let sequence) = node else {
            throw failure("a list is expected here, as `[a, b]`")
        }
        return sequence.enumerated().map { index, element in
            ConfigurationNode(node: element, file: file, path: "\(path)[\(index)]")
        }
    }

    func text() throws -> String {
        guard case .scalar(let scalar) = node else { throw failure("a text is expected here") }
        return scalar.string
    }

    func integer(in range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(try text()), range.contains(number) else {
            throw failure(
                "a whole number from \(range.lowerBound) to \(range.upperBound) is expected here"
            )
        }
        return number
    }

    /// A number of units, or `off`.
    func limit(in range: ClosedRange<Int>) throws -> Int? {
        if ["off", "never"].contains(try text()) { return nil }
        do {
            return try integer(in: range)
        } catch let error as ConfigurationError {
            throw failure(error.message + ", or `off`")
        }
    }

    func number(in range: ClosedRange<Double>) throws -> Double {
        guard let number = Double(try text()), range.contains(number) else {
            throw failure(
                "a number from \(range.lowerBound) to \(range.upperBound) is expected here"
            )
        }
        return number
    }

    func flag() throws -> Bool {
        switch try text() {
        case "true", "on", "yes": true
        case "false", "off", "no": false
        default: throw failure("`true` or `false` is expected here")
        }
    }

    func choice<Value: RawRepresentable & CaseIterable>(_ type: Value.Type) throws -> Value
    where Value.RawValue == String {
        guard let value = Value(rawValue: try text()) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure("one of \(names) is expected here")
        }
        return value
    }
}
