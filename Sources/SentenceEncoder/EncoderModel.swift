import Foundation

/// A sentence encoder in this process: a file that `kfbot encoder install` wrote, opened by mapping it.
///
/// Everything is read from the file where it lies, so that opening takes as long as mapping, and processes that use
/// the same file share its memory. Calls from several threads are independent; each computes on its own thread.
///
/// `@unchecked Sendable`: nothing changes after `init`, and the mapped bytes live as long as `file`.
public final class EncoderModel: TextEncoder, @unchecked Sendable {
    /// What the file says about its model.
    public let description: EncoderDescription
    /// Names the model and everything that changes its vectors: 32 hexadecimal digits over the file's content.
    public let fingerprint: String

    private let file: MappedFile
    private let start: Int
    private let segmenter: PieceSegmenter
    private let transformer: Transformer

    /// How many numbers a vector has.
    public var dimension: Int { description.dimension }

    /// The file's size in bytes.
    public var fileSize: Int { file.bytes.count }

    /// What this processor computes products with: `AVX-512 VNNI`, `AVX-VNNI`, `AVX2` or `portable`.
    public static var instructions: String {
        let names = ["portable", "AVX2", "AVX-VNNI", "AVX-512 VNNI"]
        return names[Transformer.instructions]
    }

    /// Opens a file.
    ///
    /// Sizes are checked; that the content is undamaged is not, see ``isIntact()``.
    ///
    /// - Throws: ``EncoderError`` with code `file`, `format` or `unsupported`.
    public init(path: String) throws {
        file = try MappedFile(path: path)
        let bytes = file.bytes
        guard bytes.count >= EncoderLayout.headerBytes, bytes.starts(with: EncoderLayout.magic)
        else {
            throw EncoderError(
                .format,
                "\(path) is no encoder's file. Make one with: kfbot encoder install FILE"
            )
        }
        let version = UInt32(littleEndian: bytes.load(fromByteOffset: 8, as: UInt32.self))
        guard version == EncoderLayout.version else {
            throw EncoderError(
                .format,
                "\(path) has version \(version), this program reads \(EncoderLayout.version). "
                    + "Make it again with: kfbot encoder install FILE"
            )
        }
        let damaged = EncoderError(
            .format,
            "\(path) is cut or damaged. Make it again with: kfbot encoder install FILE"
        )
        let length = Int(UInt32(littleEndian: bytes.load(fromByteOffset: 12, as: UInt32.self)))
        let end = EncoderLayout.headerBytes + length
        guard end <= bytes.count else { throw damaged }
        let json = Data(bytes[EncoderLayout.headerBytes..<end])
        guard let described = try? JSONDecoder().decode(EncoderDescription.self, from: json) else {
            throw damaged
        }
        try described.validate()
        description = described
        fingerprint = Fingerprint.text(bytes[16..<32])
        let layout = EncoderLayout(description, start: end)
        guard layout.end == bytes.count else { throw damaged }
        start = layout.start
        segmenter = PieceSegmenter(description, layout, in: bytes)
        transformer = Transformer(description, layout, in: bytes)
    }

    /// Whether the whole file still has the content that its fingerprint was made from; reads all of it.
    public func isIntact() -> Bool {
        let sum = try? Fingerprint(of: description, parts: file.bytes[start...])
        return (sum.map { Fingerprint.text($0.bytes) }) == fingerprint
    }

    /// Returns one vector of length 1 for each text, in order; no texts give no vectors.
    ///
    /// A text longer than the model takes is read in windows, whose means are weighed by their pieces; where the
    /// first piece's vector is used, only the first window counts. A text without any piece is still fed with its
    /// beginning and end, and gets the same vector as an empty one.
    public func encode(_ texts: [String], as role: TextRole) -> [[Float]] {
        vectors(of: texts, as: role, instructions: Transformer.instructions)
    }

    /// The numbers of the pieces of a text as it is fed, prefix, beginning and end included.
    public func pieces(of text: String, as role: TextRole) -> [Int] {
        windows(of: text, as: role).flatMap { $0.map(Int.init) }
    }

    /// The text of a piece; `▁` stands for a space.
    public func piece(_ number: Int) -> String {
        String(decoding: segmenter.table[number], as: UTF8.self)
    }

    /// ``encode(_:as:)`` with the products of other instructions, for comparison.
    package func vectors(of texts: [String], as role: TextRole, instructions: Int) -> [[Float]] {
        let windows = texts.map { self.windows(of: $0, as: role) }
        // Texts of like length side by side would change nothing: rows are not padded.
        let pooled = transformer.pooled(windows.flatMap { $0 }, instructions: instructions)
        var next = 0
        return windows.map { windows in
            var sum = [Float](repeating: 0, count: dimension)
            for window in windows {
                let weight = Float(max(window.count - 2, 1))
                for index in sum.indices { sum[index] += weight * pooled[next][index] }
                next += 1
            }
            return Self.normalized(sum)
        }
    }

    private func windows(of text: String, as role: TextRole) -> [[Int32]] {
        let content = segmenter.pieces(of: description.prefix(for: role) + text)
        let room = description.positions - 2
        let begin = Int32(description.beginPiece)
        let end = Int32(description.endPiece)
        var windows: [[Int32]] = []
        var start = 0
        repeat {
            let stop = min(start + room, content.count)
            windows.append([begin] + content[start..<stop] + [end])
            start = stop
        } while start < content.count && description.pooling == .mean
        return windows
    }

    private static func normalized(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? vector.map { $0 / length } : vector
    }
}
