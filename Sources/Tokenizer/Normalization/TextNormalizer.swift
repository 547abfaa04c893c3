/// Rewrites text to the form in which it is compared, and remembers where each piece came from.
///
/// In order: NFKC case folding (full width, compatibility forms, capitals, ligatures; invisible
/// characters such as U+200B and variation selectors vanish), Traditional to Simplified Chinese,
/// controls and runs of white space to one space, repeated `!`, `?`, `。`, `,`, `~` and the like to
/// one. All of it loses information; none of it cuts.
public struct TextNormalizer: Sendable {
    /// Creates a normalizer.
    public init() {}

    /// Normalizes a text.
    ///
    /// - Parameter text: Any text; less than 2³¹ UTF-8 bytes.
    /// - Returns: The normalized text with its map; empty text gives empty text.
    /// - Complexity: O(*n*) in the bytes of the text.
    public func normalize(_ text: String) -> NormalizedText {
        var text = text
        return text.withUTF8 { normalize(utf8: $0) }
    }

    /// Normalizes UTF-8 bytes, valid or not; a byte that fits no character becomes U+FFFD.
    public func normalize(utf8 bytes: UnsafeBufferPointer<UInt8>) -> NormalizedText {
        var folded = FoldedText()
        defer { folded.deallocate() }
        folded.fold(bytes)
        return NormalizedText(folded)
    }
}

/// A normalized text and the way back to the original.
public struct NormalizedText: Hashable, Sendable {
    /// The normalized text.
    public let text: String
    /// For each byte of ``text`` the byte of the original where its source starts; then its length.
    private let starts: [UInt32]
    /// For each byte of ``text`` where its source ends.
    private let ends: [UInt32]

    /// The bytes of the original that a part of ``text`` was made from.
    ///
    /// - Parameter range: UTF-8 byte offsets into ``text``, half-open, within its bounds.
    /// - Returns: UTF-8 byte offsets into the original; empty for an empty range.
    public func originalRange(of range: Range<Int>) -> Range<Int> {
        let start = Int(starts[range.lowerBound])
        guard !range.isEmpty else { return start..<start }
        return start..<Int(ends[range.upperBound - 1])
    }

    init(_ folded: FoldedText) {
        var bytes: [UInt8] = []
        var starts: [UInt32] = []
        var ends: [UInt32] = []
        bytes.reserveCapacity(folded.utf8.count)
        var last: UInt32 = 0
        for index in 0..<folded.count {
            let isSpace = folded.classes[index] == ScalarClass.space.rawValue
            let scalar = isSpace ? 0x20 : folded.scalars[index]
            let collapses = isSpace || Self.collapsing.contains(scalar)
            if collapses, scalar == last {
                ends[ends.count - 1] = folded.ends[index]
                continue
            }
            last = scalar
            let source =
                isSpace
                ? [0x20]
                : Array(
                    UnsafeBufferPointer(
                        start: folded.utf8.base + Int(folded.utf8Starts[index]),
                        count: Int(folded.utf8Starts[index + 1] - folded.utf8Starts[index])
                    )
                )
            bytes += source
            starts += repeatElement(folded.starts[index], count: source.count)
            ends += repeatElement(folded.ends[index], count: source.count)
        }
        starts.append(folded.count == 0 ? 0 : folded.ends[folded.count - 1])
        text = String(decoding: bytes, as: UTF8.self)
        self.starts = starts
        self.ends = ends
    }

    /// `! ? , ; ~ 。 、`, as they stand after folding.
    ///
    /// Not the full stop: it divides numbers.
    private static let collapsing: Set<UInt32> = [0x21, 0x3F, 0x2C, 0x3B, 0x7E, 0x3002, 0x3001]
}
