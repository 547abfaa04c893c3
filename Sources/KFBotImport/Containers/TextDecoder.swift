/// Gives the text of a file as UTF-8, piece by piece; memory does not grow with the file.
final class TextDecoder {
    /// How the file's text is encoded.
    let encoding: TextEncoding
    /// Why the encoding is a guess; `nil` if it is none.
    let doubt: EncodingDetector.Doubt?
    private let file: InputFile
    private let progress: (Int) -> Void
    private var offset: Int
    private var sanitizer: UTF8Sanitizer
    private let converter: TextConverter?
    private var givenDefects = 0
    private var givenLines = 0

    private static let pieceSize = 256 << 10

    /// Creates a decoder at the start of a file, behind its byte order mark.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - progress: Called with the number of bytes read so far after each piece.
    /// - Throws: ``ImportError`` with `unknownEncoding` if ICU lacks the encoding.
    init(_ file: InputFile, progress: @escaping (Int) -> Void = { _ in }) throws {
        let finding = try EncodingDetector.detect(file)
        self.file = file
        self.progress = progress
        encoding = finding.encoding
        doubt = finding.doubt
        offset = finding.markLength
        sanitizer = UTF8Sanitizer(offset: offset)
        guard encoding != .utf8 else {
            converter = nil
            return
        }
        guard let converter = TextConverter(encoding, offset: offset) else {
            throw ImportError(
                .unknownEncoding,
                "The text is \(encoding.rawValue), which this system cannot convert. "
                    + "Save the file as UTF-8.",
                file: file.path
            )
        }
        self.converter = converter
    }

    /// The next piece of valid UTF-8, never empty; `nil` at the end.
    func next() throws -> [UInt8]? {
        while offset <= file.size {
            let piece = try file.read(at: offset, count: Self.pieceSize)
            let isLast = piece.count < Self.pieceSize
            offset += piece.count
            let text =
                converter?.convert(piece, isLast: isLast)
                ?? sanitizer.sanitize(piece, isLast: isLast)
            progress(min(offset, file.size))
            if isLast { offset = file.size + 1 }
            if !text.isEmpty { return text }
        }
        return nil
    }

    /// All the text at once.
    ///
    /// - Throws: ``ImportError`` with `tooLarge` if the file is larger than `limit` bytes.
    func all(limit: Int) throws -> [UInt8] {
        guard file.size <= limit else {
            throw ImportError(
                .tooLarge,
                "A document of this form is read as a whole and may have \(limit >> 20) MiB. "
                    + "Use JSON Lines or CSV, which have no bound.",
                file: file.path
            )
        }
        var text: [UInt8] = []
        text.reserveCapacity(file.size)
        while let piece = try next() { text += piece }
        return text
    }

    /// The defects found up to a line that were not given out before.
    func takeDefects(upTo line: Int) -> [TextDefect] {
        let defects = converter?.defects ?? sanitizer.defects
        let taken = defects.dropFirst(givenDefects).prefix { $0.line <= line }
        givenDefects += taken.count
        guard let lines = converter?.linesInUTF8, givenLines < lines.count else {
            return Array(taken)
        }
        let foreign = lines.dropFirst(givenLines).prefix { $0.line <= line }
        givenLines += foreign.count
        let known = Set(taken.map(\.line))
        return (taken + foreign.filter { !known.contains($0.line) }).sorted { $0.line < $1.line }
    }
}
