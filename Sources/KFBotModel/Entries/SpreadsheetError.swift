/// What spreadsheets show for what they cannot compute.
package enum SpreadsheetError {
    private static let names: Set<String> = [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
        "#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#CONNECT!",
    ]

    /// Whether a text is such an error and nothing else.
    package static func isOne(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "#")), text.utf8.count < 40 else { return false }
        return names.contains(text.trimmingWhitespace())
    }
}
