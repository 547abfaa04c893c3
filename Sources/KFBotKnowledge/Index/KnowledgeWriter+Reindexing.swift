import GRDB
import KFBotMatching
import KFBotModel
import Tokenizer

extension KnowledgeWriter {
    /// The entries of which a change of synonyms may give a phrasing another canonical form.
    ///
    /// Such a phrasing holds, in its plain form, a word whose class has changed. Under the old rules
    /// that word stands in the index as its own canonical form, or as that of a member which overlaps
    /// it; the index is asked for all of these.
    func entriesTouched(by next: Vocabulary) throws -> [(entry: Entry, key: Int64)] {
        let old = Self.heads(of: vocabulary)
        let new = Self.heads(of: next)
        let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
        var entries: Set<Int64> = []
        for word in changed {
            let anchors = [word] + old.keys.filter { Self.overlaps($0, word) }
            for anchor in anchors {
                // A word of one unit is indexed as that unit, inside a text also in pairs.
                let terms = PhrasingIndex.terms(of: indexer.analyzer.phrasing(anchor).canonical)
                for key in try indexer.index.phrasings(holding: terms, in: db) {
                    let entry = try Int64.fetchOne(
                        db.cachedStatement(sql: "SELECT entry FROM phrasing WHERE key = ?"),
                        arguments: [key]
                    )
                    if let entry { entries.insert(entry) }
                }
            }
        }
        return try entries.sorted().compactMap { key in
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: "SELECT id, body FROM entry WHERE key = ? AND body IS NOT NULL"
                ),
                arguments: [key]
            )
            return try row.map {
                (try EntryCoding.entry(id: try $0.value("id"), body: try $0.value("body")), key)
            }
        }
    }

    /// The class of each word, in plain form.
    private static func heads(of vocabulary: Vocabulary) -> [String: String] {
        let normalizer = TextNormalizer()
        let classes = EntryAnalyzer.merge(
            vocabulary.synonyms,
            over: SynonymTable.standardClasses
        )
        var heads: [String: String] = [:]
        let kept = EntryAnalyzer.keptWords(of: vocabulary).map { [$0] }
        for words in classes + kept where !words.isEmpty {
            let plain = words.map { normalizer.normalize($0).text }
            for word in plain where heads[word] == nil { heads[word] = plain[0] }
        }
        return heads
    }

    /// Whether a text could hold both words on some of the same characters.
    private static func overlaps(_ member: String, _ word: String) -> Bool {
        guard member != word else { return false }
        if member.contains(word) || word.contains(member) { return true }
        let (a, b) = (Array(member), Array(word))
        return (1..<min(a.count, b.count)).contains { length in
            a.suffix(length) == b.prefix(length) || b.suffix(length) == a.prefix(length)
        }
    }

    /// Indexes a whole base anew.
    static func rebuildIndex(of base: KnowledgeBaseID, key: Int64, in db: Database) throws {
        let reader = KnowledgeReader(db: db)
        var indexer = EntryIndexer(base: key, vocabulary: try reader.vocabulary(of: base))
        let preparation = EntryPreparation(indexer.analyzer)
        try indexer.clear(in: db)
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT key, id, body FROM entry WHERE base = ? AND body IS NOT NULL ORDER BY key",
            arguments: [key]
        )
        while let row = try rows.next() {
            let entry = try EntryCoding.entry(id: try row.value("id"), body: try row.value("body"))
            try indexer.insert(preparation.prepare(entry), key: try row.value("key"), in: db)
        }
        try indexer.finish(in: db)
    }
}
