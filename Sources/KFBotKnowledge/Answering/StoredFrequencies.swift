import GRDB
import KFBotMatching
import Tokenizer

/// The frequencies of a stored base, read as they are asked for and kept for one query.
///
/// Lives as long as the read that made it.
final class StoredFrequencies: TermFrequencies {
    let totals: BaseTotals
    /// All that was asked for.
    private(set) var terms: [TermKey: TermFrequency] = [:]
    private(set) var words: [UInt64: Int] = [:]

    private let table: FrequencyTable
    private let db: Database
    /// Why a frequency could not be read; what was computed since then is worth nothing.
    private var failure: (any Error)?

    init(base: Int64, in db: Database) throws {
        table = FrequencyTable(base: base)
        self.db = db
        totals = try table.totals(in: db)
    }

    func frequency(of term: TermKey) -> TermFrequency {
        if let known = terms[term] { return known }
        let frequency = read(orElse: TermFrequency()) { try table.frequency(of: term.key, in: db) }
        terms[term] = frequency
        return frequency
    }

    func wordFrequency(_ key: UInt64) -> Int {
        if let known = words[key] { return known }
        let frequency = read(orElse: 0) { try table.frequency(ofWord: key, in: db) }
        words[key] = frequency
        return frequency
    }

    /// Throws if anything could not be read.
    func check() throws {
        if let failure { throw failure }
    }

    private func read<Value>(orElse none: Value, _ body: () throws -> Value) -> Value {
        do {
            return try body()
        } catch {
            failure = failure ?? error
            return none
        }
    }
}

/// The frequencies of a stored base as they would be after edits.
struct EditedFrequencies: TermFrequencies {
    let stored: StoredFrequencies
    /// What the edits change.
    let changes: FrequencyChanges

    var totals: BaseTotals {
        var totals = stored.totals
        totals += changes.totals
        return totals
    }

    /// All that was asked for.
    var terms: [TermKey: TermFrequency] {
        Dictionary(uniqueKeysWithValues: stored.terms.keys.map { ($0, frequency(of: $0)) })
    }
    var words: [UInt64: Int] {
        Dictionary(uniqueKeysWithValues: stored.words.keys.map { ($0, wordFrequency($0)) })
    }

    func frequency(of term: TermKey) -> TermFrequency {
        var frequency = stored.frequency(of: term)
        if let change = changes.terms[term.key.rawValue] { frequency += change }
        return frequency
    }

    func wordFrequency(_ key: UInt64) -> Int {
        stored.wordFrequency(key) + Int(changes.words[key] ?? 0)
    }
}
