/// Splits decoded text into lines, at LF or CR LF.
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
    private var piece: [UInt8] = []
    private var index = 0
    private var number = 0

    /// Creates a reader of all lines of a decoder.
    init(_ decoder: TextDecoder, file: String) {
        self.decoder = decoder
        self.file = file
    }

    /// The next line; `nil` at the end.
    mutating func next() throws -> Line? {
        var bytes: [UInt8] = []
        var isAny = false
        while true {
            if index == piece.count {
                guard let more = try decoder.next() else { break }
                piece = more
                index = 0
            }
            isAny = true
            if let end = piece[index...].firstIndex(of: 0x0A) {
                bytes += piece[index..<end]
                index = end + 1
                break
            }
            bytes += piece[index...]
            index = piece.count
            guard bytes.count <= Self.maximumLength else {
                throw ImportError(
                    .tooLarge,
                    "Line \(number + 1) is longer than 64 MiB.",
                    file: file
                )
            }
        }
        guard isAny else { return nil }
        number += 1
        if bytes.last == 0x0D { bytes.removeLast() }
        let defect = decoder.takeDefects(upTo: number).last
        return Line(number: number, bytes: bytes, defect: defect)
    }
}
