import GRDB
import KFBotMatching
import KFBotModel
import Tokenizer

import struct Foundation.Date

/// Lints edited entries together with the few other entries that they touch.
///
/// Three kinds of entries are read: holders of one of the edited questions, entries with a nearly equal
/// question, and entries to which any of these questions could lead. The rules see them as a small base
/// with the frequencies that the whole base has after the edits.
struct EditLint {
    /// An edited entry.
    struct Edited {
        /// Its row, or the one that it would get.
        let key: Int64
        let id: EntryID
        /// What is stored.
        let before: Entry?
        /// What is checked; `nil` if the edit removes the entry.
        let after: Entry?
    }

    let reader: KnowledgeReader
    /// The base's row.
    let base: Int64
    let edited: [Edited]
    let now: Date
    private let linter: Linter
    /// Of no entry, with the base's vocabulary.
    private let matcher: Matcher
    private let frequencies: EditedFrequencies
    private let touched: Set<Int64>
    private let loaded: LoadedEntries

    private var analyzer: EntryAnalyzer { matcher.index.analyzer }

    init(
        _ edited: [Edited],
        of base: Int64,
        vocabulary: Vocabulary,
        at now: Date,
        keeping loaded: LoadedEntries,
        from reader: KnowledgeReader
    ) throws {
        self.reader = reader
        self.loaded = loaded
        self.base = base
        self.edited = edited
        self.now = now
        linter = Linter(vocabulary: vocabulary)
        let analyzer = EntryIndexer.analyzer(for: vocabulary)
        matcher = Matcher(
            index: MatchIndex(numbered: [], vocabulary: vocabulary, analyzer: analyzer)
        )
        var changes = FrequencyChanges()
        for edit in edited where edit.before != edit.after {
            changes.replace(
                edit.before.map {
                    EntryIndexer.analyzed(NumberedEntry(entry: $0, number: 0), by: analyzer)
                },
                by: edit.after.map {
                    EntryIndexer.analyzed(NumberedEntry(entry: $0, number: 0), by: analyzer)
                },
                with: analyzer
            )
        }
        frequencies = EditedFrequencies(
            stored: try StoredFrequencies(base: base, in: reader.db),
            changes: changes
        )
        touched = Set(edited.map(\.key))
    }

    /// What a whole lint of the base with the edits would say of the edited entries.
    func findings() throws -> [LintFinding] {
        var part = Part()
        for edit in edited {
            guard let entry = edit.after else { continue }
            part.entries[edit.key] = LoadedEntries.Item(
                entry: entry,
                analyzed: EntryIndexer.analyzed(
                    NumberedEntry(entry: entry, number: UInt32(clamping: edit.key)),
                    by: analyzer
                )
            )
            part.asked[edit.key] = Set(entry.phrasings.indices)
        }
        try addNearPhrasings(to: &part)
        try addCandidates(to: &part)
        try addHolders(to: &part)
        try addReferrers(to: &part)
        let base = try base(of: part)
        try frequencies.stored.check()
        return linter.findings(about: Set(edited.map(\.id)), in: base, at: now)
    }

    /// What of the base is looked at.
    private struct Part {
        /// By row.
        var entries: [Int64: LoadedEntries.Item] = [:]
        /// The places of the phrasings that are asked.
        var asked: [Int64: Set<Int>] = [:]

        func phrasing(_ place: NearPhrasings.Place) -> AnalyzedEntry.Phrasing? {
            entries[place.entry]?.analyzed.phrasings[place.ordinal]
        }
    }

    private func load(_ keys: Set<Int64>, into part: inout Part) throws {
        let missing = keys.subtracting(part.entries.keys)
        for (key, item) in try loaded.items(missing, from: reader, by: analyzer) {
            part.entries[key] = item
        }
    }

    /// Adds the phrasings of others that could be nearly the same as one of the edited entries'.
    private func addNearPhrasings(to part: inout Part) throws {
        let near = NearPhrasings(base: base, db: reader.db, frequencies: frequencies)
        for item in edited.compactMap({ part.entries[$0.key] })
        where item.entry.opening(from: now) != nil {
            for own in item.analyzed.phrasings.map(\.canonical) {
                let places = try near.candidates(near: own).filter { !touched.contains($0.entry) }
                try load(Set(places.map(\.entry)), into: &part)
                for place in places {
                    guard let other = part.phrasing(place),
                        other.text.utf8.count > Matcher.longestQuery
                            || near.isNear(other.canonical, to: own)
                    else { continue }
                    part.asked[place.entry, default: []].insert(place.ordinal)
                }
            }
        }
    }

    /// Adds the entries that can be candidates for what is asked.
    private func addCandidates(to part: inout Part) throws {
        var text = UnitText()
        var hits: Set<NearPhrasings.Place> = []
        for (key, ordinals) in part.asked {
            guard let entry = part.entries[key]?.entry, let opening = entry.opening(from: now)
            else {
                continue
            }
            var retriever = StoredRetriever(
                base: base,
                db: reader.db,
                limits: matcher.limits,
                account: nil,
                now: opening
            )
            retriever.left = touched
            for ordinal in ordinals {
                let terms = matcher.terms(
                    of: entry.phrasings[ordinal],
                    in: frequencies,
                    using: &text
                )
                var found = try retriever.retrieve(terms, totals: frequencies.totals)
                // Only similar questions of the edited entries are ever asked in full.
                if ordinal == 0 || !touched.contains(key) {
                    let names = found.map { UInt32(clamping: $0.entry) }
                    found.removeSubrange(NearnessRule.limits.keptCount(names)...)
                }
                for hit in try found + retriever.verbatim(terms.text.plain) {
                    hits.insert(NearPhrasings.Place(entry: hit.entry, ordinal: hit.ordinal))
                }
            }
        }
        try load(Set(hits.map(\.entry)), into: &part)
        // The units of all that is scored must be known as often as the whole base holds them.
        let own = edited.compactMap { part.entries[$0.key] }.flatMap(\.analyzed.phrasings)
        for phrasing in own + hits.compactMap(part.phrasing) {
            for unit in phrasing.canonical { _ = frequencies.frequency(of: TermKey(unit)) }
        }
    }

    /// Adds the entries that hold a question of the edited ones, and all who hold theirs.
    private func addHolders(to part: inout Part) throws {
        var first: Set<Int64> = []
        for edit in edited { first.formUnion(try holders(of: part.entries[edit.key])) }
        try load(first, into: &part)
        var second: Set<Int64> = []
        for key in first { second.formUnion(try holders(of: part.entries[key])) }
        try load(second, into: &part)
    }

    /// The rows of the entries with one of an entry's questions, but for the edited ones.
    private func holders(of item: LoadedEntries.Item?) throws -> Set<Int64> {
        let statement = try reader.db.cachedStatement(
            sql: """
                SELECT entry.key FROM phrasing JOIN entry ON entry.key = phrasing.entry
                WHERE fingerprint = ? AND base = ?
                """
        )
        var keys: Set<Int64> = []
        for units in item?.analyzed.phrasings.map(\.plain) ?? [] where !units.isEmpty {
            let arguments: StatementArguments = [Fingerprint.of(units), base]
            keys.formUnion(try Int64.fetchAll(statement, arguments: arguments))
        }
        return keys.subtracting(touched)
    }

    /// Adds the entries to which a removed one is related: to find them, all are read.
    private func addReferrers(to part: inout Part) throws {
        let statement = try reader.db.cachedStatement(
            sql: """
                SELECT key FROM entry
                WHERE base = ? AND instr(body, '"related"') > 0 AND EXISTS (
                    SELECT 1 FROM json_each(body, '$.related') WHERE value = ?)
                """
        )
        for edit in edited where edit.after == nil {
            let keys = try Int64.fetchSet(statement, arguments: [base, edit.id.rawValue])
            try load(keys.subtracting(touched), into: &part)
        }
    }

    /// The part as the rules see it.
    private func base(of part: Part) throws -> LintBase {
        let rows = part.entries.sorted { $0.key < $1.key }
        let index = matcher.index.excerpt(
            of: rows.map(\.value.analyzed),
            totals: frequencies.totals,
            terms: frequencies.terms,
            words: frequencies.words
        )
        let asked = rows.enumerated().compactMap { place, row in
            part.asked[row.key].map { LintBase.Asked(entry: place, ordinals: $0.sorted()) }
        }
        var known = Set(rows.map(\.value.entry.id))
        for id in edited.compactMap(\.after).flatMap(\.related) where !known.contains(id) {
            guard let key = try reader.key(of: id, in: base), !touched.contains(key),
                try !reader.entries(withKeys: [key]).isEmpty
            else { continue }
            known.insert(id)
        }
        return LintBase(rows.map(\.value.entry), index: index, asked: asked, known: known, at: now)
    }
}

/// The stored entries of one read that were looked at, so that each is read and analyzed once.
final class LoadedEntries {
    struct Item {
        let entry: Entry
        let analyzed: AnalyzedEntry
    }

    private var known: [Int64: Item] = [:]

    /// The entries in some rows, by row.
    func items(
        _ keys: Set<Int64>,
        from reader: KnowledgeReader,
        by analyzer: EntryAnalyzer
    ) throws -> [Int64: Item] {
        for found in try reader.entries(withKeys: keys.subtracting(known.keys)) {
            known[Int64(found.number)] = Item(
                entry: found.entry,
                analyzed: analyzer.analyze(found.entry, number: found.number)
            )
        }
        var items: [Int64: Item] = [:]
        for key in keys { items[key] = known[key] }
        return items
    }
}
