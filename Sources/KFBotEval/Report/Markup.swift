/// Writes text into HTML, SVG or XML.
enum Markup {
    /// The text with the five special characters escaped; characters that XML 1.0 forbids become
    /// U+FFFD.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
            }
        }
        return result
    }

    /// Whether XML 1.0 allows the character, by production 2:
    /// <https://www.w3.org/TR/xml/#charsets>.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// A share as `93.4 %`.
    static func percent(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }

    /// A number with a fixed number of decimals.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        let factor = [1.0, 10, 100, 1000, 10_000][min(max(digits, 0), 4)]
        let scaled = Int((value * factor).rounded())
        guard digits > 0 else { return "\(scaled)" }
        let sign = scaled < 0 ? "-" : ""
        let (whole, rest) = abs(scaled).quotientAndRemainder(dividingBy: Int(factor))
        let fraction = String(rest)
        return sign + "\(whole)."
            + String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
    }
}
