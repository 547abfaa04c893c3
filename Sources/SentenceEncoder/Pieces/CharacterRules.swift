/// The model's own normalisation: the longest sequence of characters that has a rule is replaced by what it says.
///
/// For XLM-R this is SentencePiece's `nmt_nfkc`: NFKC, kinds of space made one, controls dropped.
struct CharacterRules {
    let table: TextTable
    private let text: UnsafeRawBufferPointer
    private let offsets: UnsafeBufferPointer<UInt32>

    init(_ layout: EncoderLayout, in file: UnsafeRawBufferPointer) {
        table = TextTable(layout.ruleTable, in: file)
        text = UnsafeRawBufferPointer(rebasing: file[layout.replacementText])
        offsets = UnsafeRawBufferPointer(rebasing: file[layout.replacementOffsets])
            .bindMemory(to: UInt32.self)
    }

    /// Appends the normalised text to `result`.
    func normalize(_ source: UnsafeRawBufferPointer, into result: inout [UInt8]) {
        var start = 0
        while start < source.count {
            let next = start + characterLength(source, at: start)
            guard table.count > 0 else {
                result.append(contentsOf: source[start..<next])
                start = next
                continue
            }
            var hash = TextTable.emptyHash
            var end = start
            var found: (rule: Int, end: Int)?
            while end < source.count {
                let boundary = end + characterLength(source, at: end)
                guard boundary - start <= table.longest else { break }
                while end < boundary {
                    hash = TextTable.extend(hash, with: source[end])
                    end += 1
                }
                let key = UnsafeRawBufferPointer(rebasing: source[start..<end])
                if let rule = table.number(of: key, hash: hash) { found = (rule, end) }
            }
            if let found {
                let from = Int(offsets[found.rule])
                let to = Int(offsets[found.rule + 1])
                if from <= to, to <= text.count { result.append(contentsOf: text[from..<to]) }
                start = found.end
            } else {
                result.append(contentsOf: source[start..<next])
                start = next
            }
        }
    }
}

/// The length in bytes of the character that begins at an index of UTF-8.
@inline(__always)
func characterLength(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int {
    let length =
        switch bytes[index] {
        case ..<0xC0: 1
        case ..<0xE0: 2
        case ..<0xF0: 3
        default: 4
        }
    return min(length, bytes.count - index)
}
