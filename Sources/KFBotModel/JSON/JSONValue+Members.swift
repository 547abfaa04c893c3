/// What a value holds, by its kind.
extension JSONValue {
    /// The value of a member of an object that is not `null`.
    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[key], value != .null else {
            return nil
        }
        return value
    }

    /// The text, if it is text.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The elements, if it is an array.
    package var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members, if it is an object.
    package var object: [String: JSONValue]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// Whether it is `null`, or empty text, array or object.
    package var isEmpty: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }

    /// The text of a text or a number; `nil` for anything else.
    package var scalarText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): number.description
        default: nil
        }
    }

    /// The texts of an array of texts and numbers, or of one of them; `nil` if something else is there.
    package var scalarTexts: [String]? {
        switch self {
        case .array(let elements):
            let texts = elements.compactMap(\.scalarText)
            return texts.count == elements.count ? texts : nil
        case .null: return []
        default: return scalarText.map { $0.isEmpty ? [] : [$0] }
        }
    }
}
