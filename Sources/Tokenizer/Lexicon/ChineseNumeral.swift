/// A number written in Chinese characters, or in digits with a Chinese multiplier (3万).
///
/// Read: 三十, 一百零五, 两千三, 1.5万, 二〇二六, 百分之三十, 贰仟. Not read, because it is mostly no number: a single
/// character without a measure word after it (一些, 万一), two digits side by side (三五天), 千万 without digit.
struct ChineseNumeral {
    /// The scalars of the numeral.
    let range: Range<Int>
    /// The value in plain digits, with `%` where 百分之 stood before it.
    let digits: String

    private static let digitValues: [UInt32: Int] = table(
        "〇0零0一1二2两2三3四4五5六6七7八8九9壹1贰2叁3肆4伍5陆6柒7捌8玖9"
    )
    private static let multipliers: [UInt32: Int] = {
        let values: KeyValuePairs<Unicode.Scalar, Int> = [
            "十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000,
            "亿": 100_000_000,
        ]
        return Dictionary(uniqueKeysWithValues: values.map { ($0.value, $1) })
    }()
    private static let measures = Set(
        "天日月年号个次元块条张件岁周期位人台部家级折米斤克页份笔户层楼".unicodeScalars.map(\.value)
    )
    private static let percent = "百分之".unicodeScalars.map(\.value)
    private static let ordinal = ("第" as Unicode.Scalar).value
    private static let two = ("两" as Unicode.Scalar).value

    private static func table(_ pairs: String) -> [UInt32: Int] {
        let scalars = Array(pairs.unicodeScalars)
        return Dictionary(
            uniqueKeysWithValues: stride(from: 0, to: scalars.count, by: 2).map {
                (scalars[$0].value, Int(scalars[$0 + 1].value) - 48)
            }
        )
    }

    /// For each character of the basic plane whether a numeral can start with it.
    private static let starters: [Bool] = {
        var starters = [Bool](repeating: false, count: 65_536)
        for scalar in digitValues.keys { starters[Int(scalar)] = true }
        for scalar in "0123456789十拾百".unicodeScalars { starters[Int(scalar.value)] = true }
        return starters
    }()

    /// Whether a numeral can start with a scalar; false for almost all text.
    @inline(__always)
    static func mayStart(_ scalar: UInt32) -> Bool {
        scalar < 65_536 && starters[Int(scalar)]
    }

    /// The numeral that starts at an index, or `nil`.
    init?(in text: FoldedText, from start: Int) {
        guard text.isWordBoundary(start) else { return nil }
        if start > 0, Self.isNumeral(text.scalars[start - 1]) { return nil }
        var index = start
        var isPercent = false
        if start + 2 < text.count,
            (0..<3).allSatisfy({ text.scalars[start + $0] == Self.percent[$0] })
        {
            isPercent = true
            index += 3
        }
        let value: Int
        if index < text.count, text.classes[index] == ScalarClass.digit.rawValue {
            guard let multiplied = Self.multiplied(in: text, from: &index) else { return nil }
            value = multiplied
        } else {
            guard let written = Self.written(in: text, from: &index, isBound: isPercent) else {
                return nil
            }
            value = written
        }
        range = start..<index
        digits = String(value) + (isPercent ? "%" : "")
    }

    private static func isNumeral(_ scalar: UInt32) -> Bool {
        digitValues[scalar] != nil || multipliers[scalar] != nil
    }

    /// Digits followed by 万, 千 or 亿, with at most four decimals.
    private static func multiplied(in text: FoldedText, from index: inout Int) -> Int? {
        // Longest number read; the bound also keeps long digit runs from being read at every place.
        let limit = min(text.count - 1, index + 12)
        var value = 0
        var scale = 1
        var isFraction = false
        var end = index
        while end < limit, multipliers[text.scalars[end]] == nil {
            let scalar = text.scalars[end]
            switch scalar {
            case 0x30...0x39:
                value = value * 10 + Int(scalar - 0x30)
                if isFraction { scale *= 10 }
            case 0x2E where !isFraction: isFraction = true
            case 0x2C where !isFraction: break
            default: return nil
            }
            end += 1
        }
        guard let multiplier = multipliers[text.scalars[end]], multiplier >= 1000 else {
            return nil
        }
        let (product, overflow) = value.multipliedReportingOverflow(by: multiplier)
        guard !overflow, product % scale == 0 else { return nil }
        index = end + 1
        return product / scale
    }

    /// Characters only.
    ///
    /// `isBound` says that what stands before already makes it a number.
    private static func written(
        in text: FoldedText,
        from index: inout Int,
        isBound: Bool
    ) -> Int? {
        let start = index
        // Longest numeral anyone writes; also keeps the value far from overflow.
        let limit = min(text.count, start + 16)
        while index < limit, isNumeral(text.scalars[index]) { index += 1 }
        let scalars = (start..<index).map { text.scalars[$0] }
        let hasMultiplier = scalars.contains { multipliers[$0] != nil }
        if scalars.count == 1 {
            let isMeasured = index < text.count && measures.contains(text.scalars[index])
            let isOrdinal = start > 0 && text.scalars[start - 1] == ordinal
            guard isBound || isMeasured || isOrdinal else { return nil }
        }
        guard scalars.contains(where: { digitValues[$0] != nil || multipliers[$0] == 10 }) else {
            return nil
        }
        return hasMultiplier ? sum(scalars) : sequence(scalars)
    }

    /// 二〇二六: one digit a character.
    private static func sequence(_ scalars: [UInt32]) -> Int? {
        let isPlain = scalars.count == 1 || scalars.count > 2 && !scalars.contains(two)
        guard isPlain || scalars.contains(0x3007) else { return nil }
        return scalars.reduce(0) { $0 * 10 + (digitValues[$1] ?? 0) }
    }

    /// 一万二千三百: digits times multipliers, sections of ten thousand added up.
    private static func sum(_ scalars: [UInt32]) -> Int? {
        var total = 0
        var section = 0
        var digit: Int?
        var last = Int.max
        for (place, scalar) in scalars.enumerated() {
            if let value = digitValues[scalar] {
                guard digit == nil || digit == 0 else { return nil }
                digit = value
                continue
            }
            guard let multiplier = multipliers[scalar] else { return nil }
            if multiplier >= 10_000 {
                section += digit ?? 0
                guard total + section > 0 else { return nil }
                // 一亿两千万 adds the second section, 一万亿 multiplies the first again.
                total =
                    total >= multiplier
                    ? total + section * multiplier : (total + section) * multiplier
                section = 0
                last = Int.max
            } else {
                guard multiplier < last else { return nil }
                guard let factor = digit ?? (multiplier == 10 && place == 0 ? 1 : nil) else {
                    return nil
                }
                section += factor * multiplier
                last = multiplier
            }
            digit = nil
        }
        if let digit {
            // 两千三 is 2,300: a last digit counts tenths of the multiplier before it.
            let before = scalars.count > 1 ? multipliers[scalars[scalars.count - 2]] : nil
            section += digit * ((before ?? 10) > 10 ? (before ?? 10) / 10 : 1)
        }
        return total + section
    }
}
