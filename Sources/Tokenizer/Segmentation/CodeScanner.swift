/// The grammar of codes: letters and digits joined by signs that no sentence needs there.
///
/// `iphone15pro`, `ch-326`, `400-800-1234`, `v2.1.3`, `a@b.cn`, `12:30`, `1,299`, `99.5%`, `c++`,
/// `https://…?a=1`. A sign belongs to a code only between letters and digits, except the leading
/// currency sign and the signs of ``SignScanner``: `-5`, `99.5%`, `c++`, `pro+`.
enum CodeScanner {
    /// A run of letters, or a number with its dots or thousands separators.
    struct Piece {
        let range: Range<Int>
        let isNumber: Bool
    }

    /// Where the code that starts with a letter or digit at `start` ends.
    static func end(in text: FoldedText, from start: Int) -> Int {
        var end = start
        var isAddress = false
        while true {
            let piece = piece(in: text, at: end)
            end = piece.range.upperBound
            if isAlphanumeric(text, end) { continue }
            let joint = joint(in: text, at: end, after: piece, isAddress: isAddress)
            if joint.length == 0 { return SignScanner.endOfTrailing(in: text, at: end) }
            isAddress = isAddress || joint.opensAddress
            end += joint.length
        }
    }

    /// The piece that starts at an index, which must hold a letter or digit.
    static func piece(in text: FoldedText, at start: Int) -> Piece {
        let first = text.classes[start]
        var end = endOfClass(first, in: text, from: start)
        guard first == ScalarClass.digit.rawValue else {
            return Piece(range: start..<end, isNumber: false)
        }
        if end - start <= 3, let grouped = endOfThousands(in: text, from: end) { end = grouped }
        while end + 1 < text.count, text.scalars[end] == dot, isDigit(text, end + 1) {
            end = endOfClass(first, in: text, from: end + 1)
        }
        return Piece(range: start..<end, isNumber: true)
    }

    /// Whether a currency sign stands at an index with a digit after it.
    static func isPrice(in text: FoldedText, at index: Int) -> Bool {
        index + 1 < text.count && isDigit(text, index + 1)
            && currencies.contains(text.scalars[index])
    }

    /// `$ £ ¥ € ₩`.
    private static let currencies: Set<UInt32> = [0x24, 0xA3, 0xA5, 0x20AC, 0x20A9]
    /// Between any two pieces: `- _ . / @ + & '`.
    private static let joints: Set<UInt32> = [0x2D, 0x5F, 0x2E, 0x2F, 0x40, 0x2B, 0x26, 0x27]
    /// Inside an address besides: `? = % # ~ : ;`.
    private static let addressJoints: Set<UInt32> = [0x3F, 0x3D, 0x25, 0x23, 0x7E, 0x3A, 0x3B]
    private static let dot: UInt32 = 0x2E
    private static let comma: UInt32 = 0x2C
    private static let colon: UInt32 = 0x3A
    private static let slash: UInt32 = 0x2F

    /// The signs at an index that join what stands before with what comes after; length 0 for none.
    private static func joint(
        in text: FoldedText,
        at index: Int,
        after piece: Piece,
        isAddress: Bool
    ) -> (length: Int, opensAddress: Bool) {
        guard index + 1 < text.count else { return (0, false) }
        let sign = text.scalars[index]
        if sign == colon, index + 3 < text.count, text.scalars[index + 1] == slash,
            text.scalars[index + 2] == slash, isAlphanumeric(text, index + 3)
        {
            return (3, true)
        }
        let isJoint =
            joints.contains(sign) || isAddress && addressJoints.contains(sign)
            || sign == colon && piece.isNumber && isDigit(text, index + 1)
        if isJoint, isAlphanumeric(text, index + 1) { return (1, false) }
        // "/?id=1" and "/#top" inside an address.
        if isAddress, sign == slash, index + 2 < text.count,
            addressJoints.contains(text.scalars[index + 1]), isAlphanumeric(text, index + 2)
        {
            return (2, false)
        }
        return (0, false)
    }

    /// The end of `,299` or `,299,000` at an index, or `nil`.
    private static func endOfThousands(in text: FoldedText, from index: Int) -> Int? {
        var end = index
        while end + 3 < text.count, text.scalars[end] == comma, isDigit(text, end + 1),
            isDigit(text, end + 2), isDigit(text, end + 3), !isDigit(text, end + 4)
        {
            end += 4
        }
        return end > index ? end : nil
    }

    @inline(__always)
    private static func endOfClass(
        _ scalarClass: UInt8,
        in text: FoldedText,
        from start: Int
    ) -> Int {
        var end = start
        while end < text.count, text.classes[end] == scalarClass { end += 1 }
        return end
    }

    private static func isDigit(_ text: FoldedText, _ index: Int) -> Bool {
        index < text.count && text.classes[index] == ScalarClass.digit.rawValue
    }

    @inline(__always)
    private static func isAlphanumeric(_ text: FoldedText, _ index: Int) -> Bool {
        guard index < text.count else { return false }
        let scalarClass = text.classes[index]
        return scalarClass == ScalarClass.latin.rawValue
            || scalarClass == ScalarClass.digit.rawValue
    }
}
