/// A field of an entry before and after an edit.
public struct FieldChange: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The field's name in our own form, for example `similar`.
    public let field: String
    /// Its value before; `nil` where the field was not there.
    public let before: JSONValue?
    /// Its value after; `nil` where the field is gone.
    public let after: JSONValue?

    /// The fields in which two states of an entry differ, in the order of our own form.
    ///
    /// - Parameters:
    ///   - before: The older state; `nil` if the entry did not exist.
    ///   - after: The newer state; `nil` if the entry no longer exists.
    /// - Returns: One element for each field that differs; none for equal states.
    public static func changes(from before: Entry?, to after: Entry?) -> [FieldChange] {
        let old = before?.nativeMembers ?? []
        let new = after?.nativeMembers ?? []
        let oldValues = Dictionary(old, uniquingKeysWith: { $1 })
        let newValues = Dictionary(new, uniquingKeysWith: { $1 })
        var seen: Set<String> = []
        return (old + new).compactMap { name, _ in
            guard seen.insert(name).inserted, oldValues[name] != newValues[name] else { return nil }
            // Of an entry that came or went, fields that hold nothing say nothing.
            if before == nil, newValues[name]?.isEmpty == true { return nil }
            if after == nil, oldValues[name]?.isEmpty == true { return nil }
            return FieldChange(field: name, before: oldValues[name], after: newValues[name])
        }
    }

    /// `field: before → after`; of lists only what came and went.
    public var description: String {
        if case .array(let old)? = before ?? .array([]), case .array(let new)? = after ?? .array([])
        {
            let gone = old.filter { !new.contains($0) }.map { "- " + JSONWriter.text($0) }
            let came = new.filter { !old.contains($0) }.map { "+ " + JSONWriter.text($0) }
            return "\(field): " + (gone + came).joined(separator: ", ")
        }
        return
            "\(field): \(before.map(JSONWriter.text) ?? "–") → \(after.map(JSONWriter.text) ?? "–")"
    }
}
