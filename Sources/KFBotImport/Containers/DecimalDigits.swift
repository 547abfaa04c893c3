import Foundation

/// The decimal digits of a number without its sign: the 15 that spreadsheets keep.
///
/// Rounding works on these digits and goes away from zero at a half. So 2.675 becomes 2.68 as in
/// Excel, although the nearest binary number lies below it.
struct DecimalDigits: Equatable {
    /// The digits from the first that is not zero; empty for zero.
    private(set) var digits: [UInt8]
    /// Where the point stands, counted in digits from the first one.
    private(set) var point: Int

    /// How many digits a spreadsheet keeps of a number.
    static let precision = 15

    /// Takes the digits of a finite number.
    init(_ number: Double) {
        let text = Array(String(format: "%.\(Self.precision - 1)e", abs(number)).utf8)
        let mark = text.firstIndex(of: UInt8(ascii: "e")) ?? text.endIndex
        var digits = text[..<mark].compactMap { (0x30...0x39).contains($0) ? $0 - 0x30 : nil }
        while digits.last == 0 { digits.removeLast() }
        self.digits = digits
        let exponent = Int(String(decoding: text[mark...].dropFirst(), as: UTF8.self)) ?? 0
        point = digits.isEmpty ? 0 : exponent + 1
    }

    /// Multiplies by a power of ten.
    mutating func shift(by places: Int) {
        if !digits.isEmpty { point += places }
    }

    /// Rounds to a number of digits behind the point, half away from zero.
    mutating func round(toDecimals decimals: Int) {
        let kept = point + decimals
        guard kept < digits.count else { return }
        guard kept >= 0 else {
            self = DecimalDigits(0)
            return
        }
        var carry = digits[kept] >= 5
        digits.removeSubrange(kept...)
        for index in digits.indices.reversed() where carry {
            carry = digits[index] == 9
            digits[index] = carry ? 0 : digits[index] + 1
        }
        if carry {
            digits.insert(1, at: 0)
            point += 1
        }
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { point = 0 }
    }

    /// The digits before the point, without leading zeros.
    var whole: [UInt8] {
        guard point > 0 else { return [] }
        return (0..<point).map { $0 < digits.count ? digits[$0] : 0 }
    }

    /// The digit at a place behind the point, from 0.
    func decimal(_ place: Int) -> UInt8 {
        let index = point + place
        return digits.indices.contains(index) ? digits[index] : 0
    }

    /// How many digits behind the point are not trailing zeros.
    var decimalCount: Int { max(digits.count - point, 0) }

    /// The number in full, as `1234.5`.
    var text: String {
        let whole = whole.isEmpty ? "0" : Self.text(whole)
        guard decimalCount > 0 else { return whole }
        return whole + "." + Self.text((0..<decimalCount).map(decimal))
    }

    /// The number with one digit before the point and a power of ten, as `1.5E+20`.
    var scientific: String {
        guard let first = digits.first else { return "0" }
        let rest = digits.dropFirst()
        let exponent = point - 1
        let power = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
        return "\(first)" + (rest.isEmpty ? "" : "." + Self.text(Array(rest)))
            + (exponent < 0 ? "E-" : "E+") + power
    }

    /// Digits as characters.
    static func text(_ digits: [UInt8]) -> String {
        String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    }
}
