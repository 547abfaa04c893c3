import KFBotModel

/// The lines of decoded text, numbered.
struct LineReader {
    /// One line, without its end.
    struct Line {
        /// From 1.
        var number: Int
        var bytes: [UInt8]
        /// The bytes of this line that were no text.
        var defect: TextDefect?
    }

    /// The longest line that is read, in bytes: the longest sensible record many times over.
    static let maximumLength = 64 << 20

    private let decoder: TextDecoder
    private let file: String
    private var lines: LineSplitter
    private var number = 0

    /// Creates a reader of all lines of a decoder.
    init(_ decoder: TextDecoder, file: String) {
        self.decoder = decoder
        self.file = file
        lines = LineSplitter(limit: Self.maximumLength, nextPiece: decoder.next)
    }

    /// The next line; `nil` at the end.
    ///
    /// - Throws: ``ImportError`` with `tooLarge` for a line longer than ``maximumLength``.
    mutating func next() throws -> Line? {
        do {
            guard let bytes = try lines.next() else { return nil }
            number += 1
            let defect = decoder.takeDefects(upTo: number).last
            return Line(number: number, bytes: bytes, defect: defect)
        } catch is LineSplitter.TooLong {
            throw ImportError(
                .tooLarge,
                "Line \(number + 1) is longer than 64 MiB.",
                file: file
            )
        }
    }
}
