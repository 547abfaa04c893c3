import GRDB
import Tokenizer

extension KnowledgeWriter {
    /// The phrasings that a change of synonyms may give another canonical form.
    ///
    /// Such a phrasing holds, in its plain form, a word whose class has changed. Under the old rules
    /// that word stands in the index as its own canonical form, or as that of a member which overlaps
    /// it; the index is asked for all of these.
    func phrasingsTouched(by next: Vocabulary) throws -> [(key: Int64, text: String)] {
        let old = Self.classes(vocabulary.synonyms + SynonymTable.standardClasses)
        let new = Self.classes(next.synonyms + SynonymTable.standardClasses)
        let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
        var keys: Set<Int64> = []
        for word in changed {
            let anchors = [word] + old.keys.filter { Self.overlaps($0, word) }
            for anchor in anchors {
                let terms = index.terms(of: anchor)
                // A word of one unit is indexed as that unit, inside a text also in pairs.
                keys.formUnion(try index.phrasings(holding: terms, in: db))
            }
        }
        return try keys.sorted().compactMap { key in
            try Self.text(ofPhrasing: key, in: db).map { (key, $0) }
        }
    }

    /// The class of each word, in plain form.
    private static func classes(_ classes: [[String]]) -> [String: String] {
        let normalizer = TextNormalizer()
        var heads: [String: String] = [:]
        for words in classes {
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

    static func text(ofPhrasing key: Int64, in db: Database) throws -> String? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id, body, ordinal FROM phrasing JOIN entry ON entry.key = phrasing.entry
                    WHERE phrasing.key = ?
                    """
            ),
            arguments: [key]
        )
        guard let row, let body: String = row["body"] else { return nil }
        let phrasings = try EntryCoding.entry(id: row["id"], body: body).phrasings
        let ordinal: Int = row["ordinal"]
        return ordinal < phrasings.count ? phrasings[ordinal] : nil
    }

    /// Indexes a whole base anew.
    static func rebuildIndex(of base: KnowledgeBaseID, key: Int64, in db: Database) throws {
        let reader = KnowledgeReader(db: db)
        try PhrasingIndex.drop(base: key, in: db)
        try PhrasingIndex.create(base: key, in: db)
        var index = PhrasingIndex(base: key, vocabulary: try reader.vocabulary(of: base))
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT key, id, body FROM entry WHERE base = ? AND body IS NOT NULL ORDER BY key",
            arguments: [key]
        )
        while let row = try rows.next() {
            let entry = try EntryCoding.entry(id: row["id"], body: row["body"])
            let entryKey: Int64 = row["key"]
            let keys = try Int64.fetchAll(
                db,
                sql: "SELECT key FROM phrasing WHERE entry = ? ORDER BY ordinal",
                arguments: [entryKey]
            )
            for (phrasing, text) in zip(keys, entry.phrasings) {
                try index.insert(text, key: phrasing, in: db)
                try db.cachedStatement(sql: "UPDATE phrasing SET fingerprint = ? WHERE key = ?")
                    .execute(arguments: [Fingerprint.of(text), phrasing])
            }
        }
        try index.flush(in: db)
    }
}
