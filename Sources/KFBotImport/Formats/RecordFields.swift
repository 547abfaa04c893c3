import KFBotModel

import struct Foundation.Date

/// The members of one record, taken out one after the other; what remains goes to `extra`.
struct RecordFields {
    /// What was not taken yet.
    private(set) var rest: [String: JSONValue]
    /// Where the record stands.
    let location: SourceLocation

    /// Opens a record.
    ///
    /// - Throws: ``ImportProblem`` with `badValue` if the value is no object.
    init(_ value: JSONValue, at location: SourceLocation) throws {
        guard case .object(let members) = value else {
            throw ImportProblem(
                at: location,
                code: .badValue,
                message: "The record is no JSON object."
            )
        }
        self.rest = members
        self.location = location
    }

    /// Takes the first of some members that is there and not `null`.
    mutating func take(_ keys: String...) -> (key: String, value: JSONValue)? {
        for key in keys {
            guard let value = rest[key] else { continue }
            rest[key] = nil
            if value != .null { return (key, value) }
        }
        return nil
    }

    /// Drops members that say nothing about the entry.
    mutating func drop(_ keys: String...) {
        for key in keys { rest[key] = nil }
    }

    /// Takes text; numbers are taken as they are written.
    mutating func text(_ keys: String...) throws -> String? {
        for key in keys {
            guard let found = take(key) else { continue }
            guard let text = found.value.scalarText else {
                throw problem(key, "This must be text.")
            }
            return text
        }
        return nil
    }

    /// Takes an array of texts, or one text; empty ones are dropped.
    mutating func texts(_ keys: String...) throws -> [String]? {
        for key in keys {
            guard let found = take(key) else { continue }
            guard let texts = found.value.scalarTexts else {
                throw problem(key, "This must be an array of texts.")
            }
            return texts.filter { !$0.isEmpty }
        }
        return nil
    }

    /// Takes yes or no.
    mutating func bool(_ key: String) throws -> Bool? {
        guard let (key, value) = take(key) else { return nil }
        if case .bool(let value) = value { return value }
        guard let value = value.scalarText.flatMap(FieldValue.bool) else {
            throw problem(key, "This must be true or false.")
        }
        return value
    }

    /// A problem with a member.
    func problem(_ key: String, _ message: String) -> ImportProblem {
        var place = location
        place.column = key
        return ImportProblem(at: place, code: .badValue, message: message)
    }

    /// Puts what was not taken and is not empty into the draft's `extra`.
    func keepRest(in draft: inout EntryDraft) {
        for (key, value) in rest where !value.isEmpty { draft.addExtra(key, value) }
    }
}
