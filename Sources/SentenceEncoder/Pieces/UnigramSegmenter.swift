import Foundation

/// Cuts text into the likeliest sequence of pieces, as SentencePiece's unigram models do.
///
/// - SeeAlso: Kudo (2018), "Subword Regularization", section 3.
struct UnigramSegmenter {
    /// Stands for a space in a piece: `▁`.
    private static let space: [UInt8] = [0xE2, 0x96, 0x81]

    private let rules: CharacterRules
    let table: TextTable
    private let scores: UnsafeBufferPointer<Float>
    private let unknown: Int32
    private let unknownScore: Float
    private let mergesUnknown: Bool
    private let trimsSpace: Bool
    private let composes: Bool

    init(_ model: EncoderDescription, _ layout: EncoderLayout, in file: UnsafeRawBufferPointer) {
        rules = CharacterRules(layout, in: file)
        table = TextTable(layout.pieceTable, in: file)
        scores = UnsafeRawBufferPointer(rebasing: file[layout.pieceScores]).bindMemory(
            to: Float.self
        )
        unknown = Int32(model.unknownPiece)
        unknownScore = model.unknownScore
        mergesUnknown = model.mergesUnknown
        trimsSpace = model.trimsSpace
        composes = model.composes
    }

    /// The pieces of a text without beginning and end; none for a text of nothing but dropped characters.
    func pieces(of text: String) -> [Int32] {
        let marked = marked(text)
        return marked.withUnsafeBytes(likeliest)
    }

    /// Normalised, runs of spaces made one, a space before the first word, and spaces written as the pieces have it.
    private func marked(_ text: String) -> [UInt8] {
        var text = composes ? text.precomposedStringWithCanonicalMapping : text
        var normal: [UInt8] = []
        text.withUTF8 { source in
            normal.reserveCapacity(source.count)
            rules.normalize(UnsafeRawBufferPointer(source), into: &normal)
        }
        var slice = normal[...]
        if trimsSpace {
            slice = slice.drop { $0 == 0x20 }
            while slice.last == 0x20 { slice.removeLast() }
        }
        var marked: [UInt8] = []
        marked.reserveCapacity(slice.count + 16)
        if slice.first != 0x20, !(trimsSpace && slice.isEmpty) {
            marked.append(contentsOf: Self.space)
        }
        var previous: UInt8 = 0
        for byte in slice {
            if byte != 0x20 {
                marked.append(byte)
            } else if previous != 0x20 {
                marked.append(contentsOf: Self.space)
            }
            previous = byte
        }
        return marked
    }

    private func likeliest(_ text: UnsafeRawBufferPointer) -> [Int32] {
        let count = text.count
        var best = [Float](repeating: -.infinity, count: count + 1)
        var piece = [Int32](repeating: -1, count: count + 1)
        var origin = [Int32](repeating: 0, count: count + 1)
        best[0] = 0
        var start = 0
        while start < count {
            let next = start + characterLength(text, at: start)
            // A start that nothing reaches lies inside a character of damaged text.
            defer { start = next }
            let before = best[start]
            guard before > -.infinity else { continue }
            var hash = TextTable.emptyHash
            var end = start
            while end < count {
                let boundary = end + characterLength(text, at: end)
                guard boundary - start <= table.longest else { break }
                while end < boundary {
                    hash = TextTable.extend(hash, with: text[end])
                    end += 1
                }
                let key = UnsafeRawBufferPointer(rebasing: text[start..<end])
                guard let number = table.number(of: key, hash: hash), number != unknown else {
                    continue
                }
                let score = before + scores[number]
                if score > best[end] {
                    best[end] = score
                    piece[end] = Int32(number)
                    origin[end] = Int32(start)
                }
            }
            let score = before + unknownScore
            if score > best[next] {
                best[next] = score
                piece[next] = unknown
                origin[next] = Int32(start)
            }
        }
        var result: [Int32] = []
        var end = count
        while end > 0 {
            if !(mergesUnknown && piece[end] == unknown && result.last == unknown) {
                result.append(piece[end])
            }
            end = Int(origin[end])
        }
        result.reverse()
        return result
    }
}
