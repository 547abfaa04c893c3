/// Turns text into unit keys without making strings.
///
/// The units are those of the `matching` profile, plain and canonical from one folding of the text.
/// Safe to use from any thread at once; keep one and share it.
package struct UnitAnalyzer: Sendable {
    /// Changes when, and only when, the synonyms do.
    package let synonymRevision: String

    private let plain = UnitSegmenter(synonyms: nil)
    private let canonical: UnitSegmenter
    private let pool = WorkspacePool(keepsUTF8: false)

    /// Makes an analyzer; without synonyms the canonical form is the plain one.
    package init(synonyms: SynonymTable?) {
        canonical = UnitSegmenter(synonyms: synonyms)
        synonymRevision = synonyms?.revision ?? "-"
    }

    /// Analyzes a text.
    ///
    /// - Parameters:
    ///   - text: Any text; only its first `limit` UTF-8 bytes are read.
    ///   - limit: At most 2³¹ - 1.
    ///   - findsWords: Whether ``UnitText/words`` is filled, which costs more than all the rest.
    ///   - result: Receives the units in place of what it holds.
    package func analyze(
        _ text: String,
        limit: Int = Int(Int32.max),
        findsWords: Bool = false,
        into result: inout UnitText
    ) {
        var text = text
        text.withUTF8 { bytes in
            let read = UnsafeBufferPointer(rebasing: bytes.prefix(limit))
            analyze(utf8: read, findsWords: findsWords, into: &result)
        }
    }

    private func analyze(
        utf8 bytes: UnsafeBufferPointer<UInt8>,
        findsWords: Bool,
        into result: inout UnitText
    ) {
        result.removeAll()
        let workspace = pool.take()
        defer { pool.give(workspace) }
        workspace.text.pointee.fold(bytes)
        let text = workspace.text.pointee
        if findsWords {
            var starts: [Int] = []
            plain.forEachUnit(of: text) { scalars, kind, source in
                result.plain.append(UnitKey(scalars, kind))
                starts.append(source.lowerBound)
            }
            var unit = 0
            workspace.words.forEachWord(of: text) { end in
                let first = unit
                while unit < starts.count, starts[unit] < end { unit += 1 }
                if unit > first { result.words.append(first..<unit) }
            }
        } else {
            plain.forEachUnit(of: text) { scalars, kind, _ in
                result.plain.append(UnitKey(scalars, kind))
            }
        }
        canonical.forEachUnit(of: text, words: workspace.words) { scalars, kind, _ in
            result.canonical.append(UnitKey(scalars, kind))
        }
    }
}
