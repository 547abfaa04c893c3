/// What a text of an answer may hold in double braces, to be filled in when it is sent.
///
/// This is the list of all variables: a name that is not here reaches customers as it is written,
/// braces included, and `kfbot lint` reports it.
public enum AnswerVariable: String, Hashable, Sendable, CaseIterable {
    /// The hours in which people answer (人工接待时间), of the account that was asked.
    case serviceHours = "service_hours"

    /// The variable as an answer holds it, for example `{{service_hours}}`.
    public var placeholder: String { "{{\(rawValue)}}" }

    /// The names in double braces in a text, in order, without white space at both ends.
    ///
    /// - Returns: The names, known or not; `nil` for a pair of braces that is never closed.
    package static func names(in text: String) -> [String?] {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return [] }
        var names: [String?] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "}}") else {
                names.append(nil)
                break
            }
            names.append(String(rest[..<end.lowerBound]).trimmingWhitespace())
            rest = rest[end.upperBound...]
        }
        return names
    }
}
