import Tokenizer

/// A term of the index, compared by its bytes.
///
/// `String` compares Han text by canonical equivalence, which costs more than all the rest of
/// indexing; terms are normalized already.
struct IndexTerm: Hashable, Sendable {
    let text: String

    static func == (left: Self, right: Self) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// The distinct terms of a phrasing, and the text by which FTS5 is given them.
struct IndexTerms: Equatable {
    private(set) var terms: [IndexTerm] = []

    init(of text: String, by analyzer: TextAnalyzer) {
        var hashes: [UInt64] = []
        var text = text
        text.withUTF8 { bytes in
            analyzer.forEachToken(inUTF8: bytes, for: .document) { token in
                let hash = token.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
                    ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
                }
                let term = IndexTerm(text: String(decoding: token.utf8, as: UTF8.self))
                // A phrasing has a few dozen terms: looking through their hashes beats a set.
                if !hashes.contains(hash) || !terms.contains(term) {
                    hashes.append(hash)
                    terms.append(term)
                }
                return true
            }
        }
    }

    /// Each term behind U+001E, as ``ChineseTokenizer`` takes ready terms.
    var ready: String {
        var ready = ""
        ready.reserveCapacity(terms.reduce(0) { $0 + $1.text.utf8.count + 1 })
        for term in terms {
            ready += "\u{1E}"
            ready += term.text
        }
        return ready
    }
}
