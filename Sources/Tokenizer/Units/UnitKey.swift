/// A unit or a pair of units as one number, the same in every process and on every machine.
///
/// Han characters, letters of other scripts, signs, letter runs of up to 12 and digit runs of up to 15
/// characters keep their text inside the number; longer runs and pairs with letters, digits or rare
/// characters are hashed to 60 bits.
package struct UnitKey: Hashable, Sendable, BitwiseCopyable, Comparable {
    /// The upper four bits tell the kind, the others hold text or hash.
    package let rawValue: UInt64

    @inlinable @inline(__always)
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The numbers of the kinds; ``isHan``, ``isNumber`` and ``isSign`` repeat them.
    private enum Tag: UInt64 {
        case han
        case letters
        case digits
        case longLetters
        case longDigits
        case hanPair
        case pair
        case otherLetter
        case sign
    }

    private static let valueBits: UInt64 = 60
    private static let valueMask: UInt64 = 1 << valueBits - 1

    @inline(__always)
    private init(_ tag: Tag, _ value: UInt64) {
        rawValue = tag.rawValue << Self.valueBits | value & Self.valueMask
    }

    private var tag: Tag { Tag(rawValue: rawValue >> Self.valueBits) ?? .pair }

    /// The key of one unit.
    @inline(__always)
    init(_ scalars: UnsafeBufferPointer<UInt32>, _ kind: UnitSegmenter.Kind) {
        switch kind {
        case .han: self.init(.han, UInt64(scalars[0]))
        case .letters:
            self.init(run: scalars, short: .letters, long: .longLetters, width: 5, base: 0x60)
        case .number:
            self.init(run: scalars, short: .digits, long: .longDigits, width: 4, base: 0x2F)
        case .otherLetter: self.init(.otherLetter, UInt64(scalars[0]))
        case .sign:
            let second = scalars.count > 1 ? UInt64(scalars[1]) : 0
            self.init(.sign, UInt64(scalars[0]) | second << Self.scalarBits)
        }
    }

    /// A sign holds its scalars one above the other.
    private static let scalarBits: UInt64 = 21

    /// Letters are 1...26; digits are 1...10 and the dot is 15.
    private init(
        run scalars: UnsafeBufferPointer<UInt32>,
        short: Tag,
        long: Tag,
        width: UInt64,
        base: UInt32
    ) {
        guard scalars.count <= Int(Self.valueBits / width) else {
            self.init(long, SplitMix64.mix(StableHash(of: scalars).value))
            return
        }
        var value: UInt64 = 0
        for scalar in scalars {
            value = value << width | (scalar == 0x2E ? 15 : UInt64(scalar &- base))
        }
        self.init(short, value)
    }

    /// The key of two neighbouring units.
    package static func pair(_ left: UnitKey, _ right: UnitKey) -> UnitKey {
        if left.rawValue < 0x10000, right.rawValue < 0x10000 {
            return UnitKey(.hanPair, left.rawValue << 16 | right.rawValue)
        }
        let mixed = SplitMix64.mix(left.rawValue) &+ right.rawValue &* 0x9E37_79B9_7F4A_7C15
        return UnitKey(.pair, SplitMix64.mix(mixed))
    }

    /// The key of several units in a row, for example of a word.
    package static func sequence(_ units: ArraySlice<UnitKey>) -> UInt64 {
        units.reduce(0x5851_F42D_4C95_7F2D) { SplitMix64.mix($0 ^ $1.rawValue) }
    }

    /// Whether the unit is a Han character.
    @inlinable @inline(__always)
    package var isHan: Bool { rawValue >> 60 == 0 }
    /// Whether the unit is a number.
    @inlinable @inline(__always)
    package var isNumber: Bool { rawValue >> 60 == 2 || rawValue >> 60 == 4 }
    /// Whether the unit is a sign that belongs to the letters or the number beside it.
    @inlinable @inline(__always)
    package var isSign: Bool { rawValue >> 60 == 8 }
    /// Whether the unit is a sign that makes another thing of the name or number beside it.
    package var isTellingSign: Bool {
        isSign && SignScanner.tellsApart(UInt32(rawValue & (1 << Self.scalarBits - 1)))
    }
    /// Whether the unit is a sign that stands before its number: `-`, `±`, `<`.
    package var isLeadingSign: Bool {
        isSign && SignScanner.leads(UInt32(rawValue & (1 << Self.scalarBits - 1)))
    }
    /// Runs of more letters keep only a hash.
    package static let longestLetters = 12
    /// Whether the unit is a run of letters.
    package var isLetters: Bool { tag == .letters || tag == .longLetters }
    /// Whether the unit may be one character only.
    package var isSingleCharacter: Bool {
        switch tag {
        case .han, .otherLetter, .sign: true
        case .letters: rawValue & Self.valueMask < 1 << 5
        case .digits: rawValue & Self.valueMask < 1 << 4
        case .longLetters, .longDigits, .hanPair, .pair: false
        }
    }

    /// The unit's text; `nil` where only a hash is kept.
    package var text: String? {
        switch tag {
        case .han, .otherLetter:
            Unicode.Scalar(UInt32(rawValue & Self.valueMask)).map { String($0) }
        case .sign:
            String(
                String.UnicodeScalarView(
                    [rawValue, rawValue >> Self.scalarBits].compactMap {
                        let scalar = UInt32($0 & (1 << Self.scalarBits - 1))
                        return scalar == 0 ? nil : Unicode.Scalar(scalar)
                    }
                )
            )
        case .letters: unpacked(width: 5) { UInt8(0x60 + $0) }
        case .digits: unpacked(width: 4) { $0 == 15 ? 0x2E : UInt8(0x2F + $0) }
        case .hanPair:
            (UnitKey(rawValue: rawValue >> 16 & 0xFFFF).text ?? "")
                + (UnitKey(rawValue: rawValue & 0xFFFF).text ?? "")
        case .longLetters, .longDigits, .pair: nil
        }
    }

    private func unpacked(width: UInt64, _ character: (UInt64) -> UInt8) -> String {
        var value = rawValue & Self.valueMask
        var bytes: [UInt8] = []
        while value > 0 {
            bytes.append(character(value & (1 << width - 1)))
            value >>= width
        }
        return String(decoding: bytes.reversed(), as: UTF8.self)
    }

    /// A Han character's key; `nil` for other characters.
    package init?(han scalar: Unicode.Scalar) {
        guard UnitSegmenter.isHan(scalar.value) else { return nil }
        self.init(.han, UInt64(scalar.value))
    }

    @inlinable @inline(__always)
    package static func == (left: UnitKey, right: UnitKey) -> Bool {
        left.rawValue == right.rawValue
    }

    @inlinable @inline(__always)
    package static func < (left: UnitKey, right: UnitKey) -> Bool { left.rawValue < right.rawValue }

    @inlinable
    package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}
