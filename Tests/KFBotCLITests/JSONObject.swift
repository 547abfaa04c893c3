import Foundation

/// A JSON object that a command printed.
struct JSONObject {
    private let fields: [String: Any]

    private struct Missing: Error {
        let name: String
    }

    init(_ text: String) throws {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        guard let fields = value as? [String: Any] else { throw Missing(name: "an object") }
        self.fields = fields
    }

    private init(fields: [String: Any]) { self.fields = fields }

    /// A number; NaN if it is missing, so that every comparison fails.
    func number(_ name: String) -> Double { (fields[name] as? NSNumber)?.doubleValue ?? .nan }

    func text(_ name: String) -> String { fields[name] as? String ?? "" }

    func object(_ name: String) throws -> JSONObject {
        guard let fields = fields[name] as? [String: Any] else { throw Missing(name: name) }
        return JSONObject(fields: fields)
    }

    func array(_ name: String) throws -> [[String: Any]] {
        guard let items = fields[name] as? [[String: Any]] else { throw Missing(name: name) }
        return items
    }
}
