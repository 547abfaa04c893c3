import Foundation

/// Cuts text as BERT does: at spaces, punctuation and around Han characters; then the longest piece, again and again.
///
/// - SeeAlso: `BasicTokenizer` and `WordpieceTokenizer` of github.com/google-research/bert, tokenization.py.
struct WordPieceSegmenter {
    let table: TextTable
    private let unknown: Int32
    private let lowercases: Bool

    /// A longer word is one unknown piece.
    private static let longestWord = 100

    init(_ model: EncoderDescription, _ layout: EncoderLayout, in file: UnsafeRawBufferPointer) {
        table = TextTable(layout.pieceTable, in: file)
        unknown = Int32(model.unknownPiece)
        lowercases = model.lowercases
    }

    func pieces(of text: String) -> [Int32] {
        var result: [Int32] = []
        var word: [Unicode.Scalar] = []
        func endWord() {
            if !word.isEmpty { append(word, to: &result) }
            word.removeAll(keepingCapacity: true)
        }
        for scalar in plain(text) {
            if Self.isSpace(scalar) {
                endWord()
            } else if Self.isHan(scalar) || Self.isPunctuation(scalar) {
                endWord()
                word.append(scalar)
                endWord()
            } else if !Self.isDropped(scalar) {
                word.append(scalar)
            }
        }
        endWord()
        return result
    }

    private func plain(_ text: String) -> String.UnicodeScalarView {
        guard lowercases else { return text.unicodeScalars }
        var result = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark {
            result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
        return result
    }

    private func append(_ word: [Unicode.Scalar], to result: inout [Int32]) {
        guard word.count <= Self.longestWord else {
            result.append(unknown)
            return
        }
        let before = result.count
        var start = 0
        while start < word.count {
            var key: [UInt8] = start > 0 ? Array("##".utf8) : []
            var found: (piece: Int, end: Int)?
            for end in start..<word.count {
                key.append(
                    contentsOf: UTF8.encode(word[end]) ?? Unicode.UTF8.encodedReplacementCharacter
                )
                guard key.count <= table.longest else { break }
                if let number = table.number(of: key) { found = (number, end + 1) }
            }
            guard let found else {
                result.removeSubrange(before...)
                result.append(unknown)
                return
            }
            result.append(Int32(found.piece))
            start = found.end
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        "\t\n\r".unicodeScalars.contains(scalar)
            || scalar.properties.generalCategory == .spaceSeparator
    }

    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned: true
        default: scalar.value == 0xFFFD
        }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 33...47, 58...64, 91...96, 123...126: return true
        default: break
        }
        return switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }

    /// The blocks that BERT puts spaces around.
    private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
            0x2B740...0x2B81F, 0x2B820...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
