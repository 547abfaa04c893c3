import KFBotMatching
import KFBotModel
import Synchronization
import Tokenizer

/// The entries that were analyzed last.
///
/// An edit passes lint, the index in the file and the index in memory within a moment. Each of them needs
/// the entry analyzed, by the same analyzer.
final class AnalyzedEntries: Sendable {
    static let shared = AnalyzedEntries()

    private struct Key: Hashable {
        let entry: Entry
        /// The classes of synonyms, on which alone the analysis depends.
        let synonyms: String
    }

    /// Two generations: the older one goes when the newer one is full.
    private struct Generations {
        var newer: [Key: AnalyzedEntry] = [:]
        var older: [Key: AnalyzedEntry] = [:]
    }

    private let known = Mutex(Generations())

    private static let generationSize = 32

    /// An entry as an analyzer gives it, without its words, which an index of a few entries must not count.
    func entry(_ numbered: NumberedEntry, by analyzer: EntryAnalyzer) -> AnalyzedEntry {
        let key = Key(entry: numbered.entry, synonyms: analyzer.units.synonymRevision)
        var analyzed =
            known.withLock { $0.newer[key] ?? $0.older[key] }
            ?? analyzer.analyze(numbered.entry, number: numbered.number)
        analyzed.number = numbered.number
        keep(analyzed, for: key)
        return analyzed
    }

    private func keep(_ analyzed: AnalyzedEntry, for key: Key) {
        known.withLock { known in
            guard known.newer[key] == nil else { return }
            if known.newer.count >= Self.generationSize {
                known.older = known.newer
                known.newer = [:]
            }
            known.newer[key] = analyzed
        }
    }
}
