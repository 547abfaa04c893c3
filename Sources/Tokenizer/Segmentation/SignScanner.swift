/// Signs that tell names and numbers apart: `C++` and `C`, `Pro+` and `Pro`, `-5` and `5`.
///
/// A sign counts only where it belongs to a letter run or a number. Everywhere else the same
/// character joins, divides or decorates: `CH-326`, `1+1`, `10-20`, `#话题#`.
///
/// | sign | where it counts |
/// | --- | --- |
/// | `++` | after letters |
/// | `+` | after letters or digits, no letter or digit behind it |
/// | `#` | after one or two letters, or after a number with no letter or digit behind it |
/// | `%` `‰` | after a number |
/// | `-` | before a number: at the start of a text, after white space or punctuation; after a Han character where 度 follows the number or a word such as 为 or 低 comes before; after a single letter at the end of a word (`A-`) |
/// | `±` `<` `>` `≤` `≥` `≠` | before a number, with or without a space |
/// | `$` `€` `£` `₩` | before or after a number |
///
/// 零下5 and 负5 are written forms of `-5`, and `<=` and `>=` of `≤` and `≥`.
enum SignScanner {
    /// A sign in a text.
    struct Sign {
        /// How many scalars of the text it takes.
        let length: Int
        /// The one or two scalars that stand for it.
        let scalars: UnsafeBufferPointer<UInt32>
    }

    /// The sign that starts at an index; `nil` for a scalar that is none there.
    @inline(__always)
    static func sign(in text: UnsafeBufferPointer<UInt32>, at index: Int) -> Sign? {
        let scalar = text[index]
        // Most of what stands between units is a Chinese mark or a space.
        guard scalar < 0x80 && scalar > 0x22 || scalar > 0x80 && scalar < 0x2300 else {
            return nil
        }
        return find(in: text, at: index)
    }

    /// A minus sign in words before a number, 零下 or 负; `nil` where there is none.
    @inline(__always)
    static func minusInWords(in text: UnsafeBufferPointer<UInt32>, at index: Int) -> Sign? {
        let scalar = text[index]
        guard scalar == below || scalar == negative else { return nil }
        if scalar == below {
            guard index + 2 < text.count, text[index + 1] == under, isDigit(text, index + 2) else {
                return nil
            }
            return Sign(length: 2, scalars: Signs.minus.scalars)
        }
        guard isDigit(text, index + 1) else { return nil }
        // 自负5%的费用, 3胜2负1平: to bear or to lose.
        let before = index > 0 ? text[index - 1] : 0
        guard !bears.contains(before), !isAlphanumeric(text, index - 1) else { return nil }
        return Sign(length: 1, scalars: Signs.minus.scalars)
    }

    /// Where the sign that ends a code at an index ends: `+`, `++`, `#`, `%`, or `-` as in `A-`; the
    /// index itself for none.
    static func endOfTrailing(in text: FoldedText, at index: Int) -> Int {
        guard index < text.count, trailing.contains(text.scalars[index]) else { return index }
        return index + (find(in: scalars(of: text), at: index)?.length ?? 0)
    }

    /// Whether a minus sign with a number behind it stands at an index.
    static func isMinus(in text: FoldedText, at index: Int) -> Bool {
        guard dashes.contains(text.scalars[index]), index + 1 < text.count else { return false }
        let scalars = scalars(of: text)
        return isDigit(scalars, index + 1) && minus(scalars, index) != nil
    }

    private static func scalars(of text: FoldedText) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(start: text.scalars.base, count: text.count)
    }

    /// Whether a sign before a number changes the number, or after a name makes it another name.
    ///
    /// Currency signs do not: the amount stays what it is.
    static func tellsApart(_ scalar: UInt32) -> Bool { !currencies.contains(scalar) }

    /// Whether a sign belongs to the number behind it; `-` may also end a name.
    static func leads(_ scalar: UInt32) -> Bool { leading.contains(scalar) }

    // MARK: Rules

    private static func find(in text: UnsafeBufferPointer<UInt32>, at index: Int) -> Sign? {
        switch text[index] {
        case 0x2B: plus(text, index)
        case 0x23: hash(text, index)
        case 0x25, 0x2030: isDigit(text, index - 1) ? one(text, index) : nil
        case 0x2D, 0x2212, 0x2013, 0x2010, 0x2011: minus(text, index)
        case 0x3C, 0x3E: comparison(text, index)
        case 0xB1, 0x2260, 0x2264, 0x2265: opensNumber(text, index) ? one(text, index) : nil
        case 0x24, 0xA3, 0x20A9, 0x20AC: currency(text, index)
        default: nil
        }
    }

    private static func plus(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Sign? {
        guard isAlphanumeric(text, index - 1) else { return nil }
        if index + 1 < text.count, text[index + 1] == 0x2B {
            return isLetter(text, index - 1)
                ? Sign(length: 2, scalars: Signs.plusPlus.scalars) : nil
        }
        return isAlphanumeric(text, index + 1) ? nil : one(text, index)
    }

    private static func hash(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Sign? {
        if isLetter(text, index - 1) {
            let letters = isLetter(text, index - 2) ? isLetter(text, index - 3) ? 3 : 2 : 1
            return letters <= 2 ? one(text, index) : nil
        }
        return isDigit(text, index - 1) && !isAlphanumeric(text, index + 1) ? one(text, index) : nil
    }

    private static func minus(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Sign? {
        let minus = Sign(length: 1, scalars: Signs.minus.scalars)
        guard isDigit(text, index + 1) else { return endsRating(text, index) ? minus : nil }
        guard index > 0 else { return minus }
        let before = text[index - 1]
        if isAlphanumeric(text, index - 1) || dashes.contains(before) || closing.contains(before) {
            return nil
        }
        guard UnitSegmenter.isHan(before) else { return minus }
        if leadsToNumber.contains(before) { return minus }
        let end = endOfNumber(text, index + 1)
        return end < text.count && (text[end] == degree || text[end] == degreeSign) ? minus : nil
    }

    /// `A-` and nothing more: a grade, not `T-恤` or `B-12`.
    private static func endsRating(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Bool {
        guard isLetter(text, index - 1), !isAlphanumeric(text, index - 2) else { return false }
        guard index + 1 < text.count else { return true }
        let after = text[index + 1]
        return !isAlphanumeric(text, index + 1) && !dashes.contains(after)
            && (!UnitSegmenter.isHan(after) || after == grade)
    }

    private static func comparison(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Sign? {
        // `->` and `=>` are arrows.
        if index > 0, text[index - 1] == 0x3D || dashes.contains(text[index - 1]) { return nil }
        if index + 1 < text.count, text[index + 1] == 0x3D {
            guard opensNumber(text, index + 1) else { return nil }
            let sign = text[index] == 0x3C ? Signs.atMost : Signs.atLeast
            return Sign(length: 2, scalars: sign.scalars)
        }
        return opensNumber(text, index) ? one(text, index) : nil
    }

    private static func currency(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Sign? {
        let isPrice =
            isDigit(text, index + 1)
            || isDigit(text, index - 1) && !isAlphanumeric(text, index + 1)
        return isPrice ? one(text, index) : nil
    }

    /// Whether a number stands behind an index, with or without a space.
    private static func opensNumber(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Bool {
        isDigit(text, index + 1)
            || index + 1 < text.count && text[index + 1] == 0x20 && isDigit(text, index + 2)
    }

    private static func endOfNumber(_ text: UnsafeBufferPointer<UInt32>, _ start: Int) -> Int {
        var end = start
        while isDigit(text, end) || end < text.count && text[end] == 0x2E && isDigit(text, end + 1)
        {
            end += 1
        }
        return end
    }

    private static func one(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Sign {
        Sign(length: 1, scalars: UnsafeBufferPointer(rebasing: text[index..<index + 1]))
    }

    @inline(__always)
    private static func isDigit(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Bool {
        index >= 0 && index < text.count && text[index] >= 0x30 && text[index] <= 0x39
    }

    @inline(__always)
    private static func isLetter(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Bool {
        index >= 0 && index < text.count && text[index] >= 0x61 && text[index] <= 0x7A
    }

    @inline(__always)
    private static func isAlphanumeric(_ text: UnsafeBufferPointer<UInt32>, _ index: Int) -> Bool {
        isDigit(text, index) || isLetter(text, index)
    }

    // MARK: Characters

    /// 零, 下, 负.
    private static let below: UInt32 = 0x96F6
    private static let under: UInt32 = 0x4E0B
    private static let negative: UInt32 = 0x8D1F
    /// 度, `°` (℃ folds to `°c`) and 级.
    private static let degree: UInt32 = 0x5EA6
    private static let degreeSign: UInt32 = 0xB0
    private static let grade: UInt32 = 0x7EA7
    /// What comes before 负 where it means to bear or to lose.
    private static let bears = Set("自担抱胜欺肩".unicodeScalars.map(\.value))
    /// What comes before a number that may be below zero.
    private static let leadsToNumber = Set("为是到至达低高于约有示温得剩余等".unicodeScalars.map(\.value))
    private static let dashes: Set<UInt32> = [0x2D, 0x2212, 0x2013, 0x2010, 0x2011, 0x2014]
    private static let closing = Set(")]}》】」』”’".unicodeScalars.map(\.value))
    private static let trailing: Set<UInt32> = [0x2B, 0x23, 0x25, 0x2030, 0x2D]
    private static let leading: Set<UInt32> = [0x2D, 0xB1, 0x3C, 0x3E, 0x2260, 0x2264, 0x2265]
    private static let currencies: Set<UInt32> = [0x24, 0xA3, 0x20A9, 0x20AC]
}

/// The signs that are written in more than one way, in memory that is never freed.
private struct Signs: @unchecked Sendable {
    // Unchecked: the memory is written before the value is published and never again.

    static let minus = Signs([0x2D])
    static let plusPlus = Signs([0x2B, 0x2B])
    static let atMost = Signs([0x2264])
    static let atLeast = Signs([0x2265])

    let scalars: UnsafeBufferPointer<UInt32>

    private init(_ values: [UInt32]) {
        let memory = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: values.count)
        _ = memory.initialize(from: values)
        scalars = UnsafeBufferPointer(memory)
    }
}
