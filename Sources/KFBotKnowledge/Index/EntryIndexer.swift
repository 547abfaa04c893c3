import GRDB
import KFBotMatching
import KFBotModel
import Synchronization
import Tokenizer

import struct Foundation.Date

/// Keeps the phrasings of a base, their index, the frequencies of terms and the restrictions of entries in
/// step with its entries.
struct EntryIndexer {
    let base: Int64
    let index: PhrasingIndex
    private(set) var analyzer: EntryAnalyzer
    private let frequencies: FrequencyTable
    /// Changes of frequencies that are not written yet.
    private var pending = FrequencyChanges()
    /// Phrasings that were added.
    private var added = 0

    /// Terms kept in memory before their counts are written, so that an import of any size stays flat.
    private static let pendingLimit = 1_000_000
    /// After so many new phrasings the index is merged into one part.
    private static let largeWrite = 5_000
    /// After so many new phrasings a write gets more memory, because more are likely to follow.
    private static let growingWrite = 1_000
    /// Whether it has.
    private var isGrown = false

    init(base: Int64, vocabulary: Vocabulary) {
        self.base = base
        index = PhrasingIndex(base: base)
        frequencies = FrequencyTable(base: base)
        analyzer = Self.analyzer(for: vocabulary)
    }

    /// The analyzer of a base with a vocabulary.
    ///
    /// Making one takes milliseconds, so the last few are kept.
    static func analyzer(for vocabulary: Vocabulary) -> EntryAnalyzer {
        if let known = analyzers.withLock({ $0[vocabulary] }) { return known }
        let analyzer = EntryAnalyzer(vocabulary: vocabulary)
        analyzers.withLock { known in
            if known.count >= Self.keptAnalyzers { known.removeAll() }
            known[vocabulary] = analyzer
        }
        return analyzer
    }

    /// An entry as an analyzer gives it; the last few are kept.
    ///
    /// An edit is looked at by lint, indexed in the file and indexed in memory: it is analyzed once.
    static func analyzed(_ numbered: NumberedEntry, by analyzer: EntryAnalyzer) -> AnalyzedEntry {
        AnalyzedEntries.shared.entry(numbered, by: analyzer)
    }

    private static let analyzers = Mutex<[Vocabulary: EntryAnalyzer]>([:])
    private static let keptAnalyzers = 16

    /// Indexes an entry that comes, goes or changes.
    ///
    /// - Parameters:
    ///   - old: What is indexed; `nil` for nothing.
    ///   - new: What takes its place.
    ///   - key: The row of the entry.
    ///   - db: The transaction of the edit.
    /// - Throws: ``StoreError`` with `damaged` if the phrasings are not those of the old entry.
    mutating func replace(
        _ old: Entry?,
        by new: Entry?,
        key: Int64,
        in db: Database
    ) throws {
        try store(new.map { Availability($0) }, over: old.map { Availability($0) }, key, in: db)
        let answers = (old.map(EntryAnalyzer.answerText), new.map(EntryAnalyzer.answerText))
        guard old?.phrasings != new?.phrasings || answers.0 != answers.1 else { return }
        let before = old.map { Self.analyzed(NumberedEntry(entry: $0, number: 0), by: analyzer) }
        let after = new.map { Self.analyzed(NumberedEntry(entry: $0, number: 0), by: analyzer) }
        pending.replace(before, by: after, with: analyzer)
        added += max((after?.phrasings.count ?? 0) - (before?.phrasings.count ?? 0), 0)
        try updatePhrasings(from: before?.phrasings ?? [], to: after?.phrasings ?? [], key, in: db)
        if pending.terms.count > Self.pendingLimit { try flush(in: db) }
    }

    /// Indexes a new entry.
    mutating func insert(_ new: PreparedEntry, key: Int64, in db: Database) throws {
        try store(Availability(new.entry), over: nil, key, in: db)
        pending.add(new.frequencies)
        added += new.phrasings.count
        for (ordinal, phrasing) in new.phrasings.enumerated() {
            try insert(phrasing, ordinal: ordinal, entry: key, in: db)
        }
        if added > Self.growingWrite, !isGrown {
            isGrown = true
            try index.setMemory(.large, in: db)
        }
        if pending.terms.count > Self.pendingLimit { try flush(in: db) }
    }

    /// Indexes an entry anew by another analyzer.
    mutating func reindex(
        _ entry: Entry,
        key: Int64,
        with next: EntryAnalyzer,
        in db: Database
    ) throws {
        let before = analyzer.analyze(entry, number: 0)
        let after = next.analyze(entry, number: 0)
        pending.replace(before, by: after, with: next)
        let keys = try phrasings(of: key, count: before.phrasings.count, in: db)
        let pairs = zip(before.phrasings, after.phrasings)
        for (phrasing, (old, new)) in zip(keys, pairs) where old.canonical != new.canonical {
            try index.remove(old.canonical, key: phrasing, in: db)
            try index.insert(PhrasingIndex.ready(new.canonical), key: phrasing, in: db)
            try db.cachedStatement(sql: "UPDATE phrasing SET length = ? WHERE key = ?")
                .execute(arguments: [PreparedEntry.Phrasing(new).length, phrasing])
        }
        if pending.terms.count > Self.pendingLimit { try flush(in: db) }
    }

    mutating func use(_ analyzer: EntryAnalyzer) {
        self.analyzer = analyzer
    }

    /// Writes what is still in memory; call it before the transaction ends.
    ///
    /// After a large write the index is merged, which otherwise the next edits would have to do.
    mutating func finish(in db: Database) throws {
        try flush(in: db)
        if added >= Self.largeWrite { try index.optimize(in: db) }
        if isGrown { try index.setMemory(.usual, in: db) }
    }

    private mutating func flush(in db: Database) throws {
        try frequencies.add(pending, in: db)
        pending = FrequencyChanges()
    }

    /// Makes all of it anew for an empty base.
    func clear(in db: Database) throws {
        try db.execute(
            sql: "DELETE FROM phrasing WHERE entry IN (SELECT key FROM entry WHERE base = :base)",
            arguments: ["base": base]
        )
        try db.execute(
            sql:
                "DELETE FROM restriction WHERE entry IN (SELECT key FROM entry WHERE base = :base)",
            arguments: ["base": base]
        )
        try frequencies.clear(in: db)
        try index.drop(in: db)
        try index.create(in: db)
    }

    // MARK: Rows

    /// Touches only the phrasings that came, went or moved.
    private func updatePhrasings(
        from before: [AnalyzedEntry.Phrasing],
        to after: [AnalyzedEntry.Phrasing],
        _ entry: Int64,
        in db: Database
    ) throws {
        let keys =
            try before.isEmpty ? [] : phrasings(of: entry, count: before.count, in: db)
        var free: [[UnitKey]: [(key: Int64, ordinal: Int)]] = [:]
        for (ordinal, phrasing) in before.enumerated().reversed() {
            free[phrasing.canonical, default: []].append((keys[ordinal], ordinal))
        }
        for (ordinal, phrasing) in after.enumerated() {
            guard let kept = free[phrasing.canonical]?.popLast() else {
                try insert(.init(phrasing), ordinal: ordinal, entry: entry, in: db)
                continue
            }
            guard kept.ordinal != ordinal || before[kept.ordinal] != phrasing else { continue }
            try db.cachedStatement(
                sql: "UPDATE phrasing SET ordinal = ?, fingerprint = ? WHERE key = ?"
            ).execute(
                arguments: [
                    ordinal, Fingerprint.of(phrasing.text, units: phrasing.plain), kept.key,
                ]
            )
        }
        let gone = free.flatMap { canonical, rows in rows.map { ($0.key, canonical) } }
        for (phrasing, canonical) in gone.sorted(by: { $0.0 < $1.0 }) {
            try index.remove(canonical, key: phrasing, in: db)
            try db.cachedStatement(sql: "DELETE FROM phrasing WHERE key = ?")
                .execute(arguments: [phrasing])
        }
    }

    private func insert(
        _ phrasing: PreparedEntry.Phrasing,
        ordinal: Int,
        entry: Int64,
        in db: Database
    ) throws {
        try db.cachedStatement(
            sql: "INSERT INTO phrasing (entry, ordinal, fingerprint, length) VALUES (?, ?, ?, ?)"
        ).execute(
            arguments: [
                entry, ordinal, phrasing.fingerprint, phrasing.length,
            ]
        )
        try index.insert(phrasing.terms, key: db.lastInsertedRowID, in: db)
    }

    private func phrasings(of entry: Int64, count: Int, in db: Database) throws -> [Int64] {
        let keys = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT key FROM phrasing WHERE entry = ? ORDER BY ordinal"),
            arguments: [entry]
        )
        guard keys.count == count else {
            throw StoreError(
                .damaged,
                "The phrasings of an entry are incomplete."
            )
        }
        return keys
    }

    private func store(
        _ new: Availability?,
        over old: Availability?,
        _ entry: Int64,
        in db: Database
    ) throws {
        guard old != new, !(old?.isUnlimited ?? true && new?.isUnlimited ?? true) else { return }
        try db.cachedStatement(sql: "DELETE FROM restriction WHERE entry = ?")
            .execute(arguments: [entry])
        guard let new, !new.isUnlimited else { return }
        try db.cachedStatement(
            sql: """
                INSERT INTO restriction (entry, enabled, valid_from, valid_until, accounts)
                VALUES (?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                entry, new.isEnabled, new.validFrom?.timeIntervalSince1970,
                new.validUntil?.timeIntervalSince1970,
                new.accounts.map(\.rawValue).joined(separator: "\u{1F}"),
            ]
        )
    }
}
