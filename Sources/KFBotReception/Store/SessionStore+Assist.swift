public import Foundation
import GRDB
import KFBotKnowledge
public import KFBotMatching
public import KFBotModel

/// What servicers and customers did with suggestions and menus.
extension SessionStore {
    /// Records what became of a suggestion, for clients whose servicers do not answer through
    /// ``SessionCore``.
    ///
    /// - Parameters:
    ///   - feedback: What the servicer did with it.
    ///   - entry: The suggestion's entry.
    ///   - item: The number of the feed item that holds the suggestions.
    ///   - text: What the servicer sent, if known.
    ///   - day: The day by the account's clock.
    ///   - now: The moment of the feedback.
    /// - Returns: Whether this is the first feedback on the suggestion; later feedback changes
    ///   nothing.
    /// - Throws: ``StoreError``, `notFound` if the entry was not suggested under that number.
    @discardableResult
    public func note(
        _ feedback: SuggestionFeedback,
        on entry: EntryID,
        item: Int,
        text: String? = nil,
        day: CalendarDay,
        at now: Date
    ) throws -> Bool {
        try write("storing feedback") { db in
            guard let (set, account) = try AssistWriter.set(Int64(item), in: db),
                let suggestion = set.suggestions.first(where: { $0.entry == entry })
            else {
                throw StoreError(
                    .notFound,
                    "Entry \(entry) was not suggested under number \(item). Read the feed again."
                )
            }
            let writer = AssistWriter(db: db, account: account, day: day, now: now)
            guard try writer.store(feedback, on: suggestion, of: set, item: Int64(item)) else {
                return false
            }
            let basis = ReplyBasis.suggestion(entry)
            let verdict = text.map { ReplyVerdict(of: $0, basis: basis, on: [suggestion]) }
            if feedback == .used || feedback == .edited && verdict?.confirms(0) == true {
                try writer.label(by: suggestion, of: set)
            }
            try writer.propose(
                for: text == nil && feedback == .edited ? .used : feedback,
                suggestion,
                text: text ?? "",
                suggested: suggestion.text,
                of: set
            )
            return true
        }
    }

    /// The feedback on the suggestions of a feed item; a suggestion without feedback is missing.
    public func feedback(on item: Int) throws -> [EntryID: SuggestionFeedback] {
        try read("reading feedback") { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT entry, feedback FROM suggestion_feedback WHERE item = ?",
                arguments: [item]
            )
            var found: [EntryID: SuggestionFeedback] = [:]
            for row in rows {
                found[EntryID(rawValue: try row.value("entry"))] = SuggestionFeedback(
                    rawValue: try row.value("feedback")
                )
            }
            return found
        }
    }

    /// How often entries were of use, ordered by base and name.
    ///
    /// - Parameters:
    ///   - base: Counts entries of this base only; `nil` for all.
    ///   - account: Counts uses in this account only; `nil` for all.
    ///   - first: The first day to count; `nil` for all days.
    /// - Returns: One element for each entry that was used in any way.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func entryStatistics(
        of base: KnowledgeBaseID? = nil,
        account: AccountID? = nil,
        since first: CalendarDay? = nil
    ) throws -> [EntryStatistics] {
        try read("reading statistics") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT base, entry, kind, SUM(count) AS total FROM entry_use
                    WHERE (:base IS NULL OR base = :base)
                        AND (:account IS NULL OR account = :account)
                        AND (:first IS NULL OR day >= :first)
                    GROUP BY base, entry, kind
                    ORDER BY base, entry
                    """,
                arguments: [
                    "base": base?.rawValue, "account": account?.rawValue, "first": first?.number,
                ]
            )
            var counts: [EntryUse: Int] = [:]
            var found: [EntryStatistics] = []
            for (place, row) in rows.enumerated() {
                let key: (String, String) = (try row.value("base"), try row.value("entry"))
                if let use = EntryUse(rawValue: try row.value("kind")) {
                    counts[use] = try row.value("total")
                }
                let next = rows.indices.contains(place + 1) ? rows[place + 1] : nil
                if let next, try (next.value("base"), next.value("entry")) == key { continue }
                found.append(
                    EntryStatistics(
                        base: KnowledgeBaseID(rawValue: key.0),
                        entry: EntryID(rawValue: key.1),
                        counts: counts
                    )
                )
                counts = [:]
            }
            return found
        }
    }

    /// Questions that the bot could not answer; the most frequent come first.
    ///
    /// - Parameters:
    ///   - base: Lists questions to this base only; `nil` for all.
    ///   - account: Lists questions to this account only; `nil` for all.
    ///   - date: Lists only questions asked at this moment or later; `nil` for all.
    ///   - limit: How many questions to return at most.
    /// - Returns: One element for each base and question.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func missedQuestions(
        of base: KnowledgeBaseID? = nil,
        account: AccountID? = nil,
        since date: Date? = nil,
        limit: Int = 100
    ) throws -> [MissedQuestion] {
        try read("reading statistics") { db in
            // For the bare column `text`, SQLite takes the row that has the maximum.
            try Row.fetchAll(
                db,
                sql: """
                    SELECT base, text, SUM(count) AS count, MIN(first) AS first, MAX(last) AS last
                    FROM missed_question
                    WHERE (:base IS NULL OR base = :base)
                        AND (:account IS NULL OR account = :account)
                        AND (:date IS NULL OR last >= :date)
                    GROUP BY base, key
                    ORDER BY SUM(count) DESC, MAX(last) DESC, text
                    LIMIT :limit
                    """,
                arguments: [
                    "base": base?.rawValue, "account": account?.rawValue,
                    "date": date?.timeIntervalSince1970, "limit": limit,
                ]
            ).map { row in
                MissedQuestion(
                    base: KnowledgeBaseID(rawValue: try row.value("base")),
                    text: try row.value("text"),
                    count: try row.value("count"),
                    first: try row.moment("first"),
                    last: try row.moment("last")
                )
            }
        }
    }

    /// Questions whose right entry is known, oldest first, for refitting the calibrator.
    ///
    /// A choice from a menu, or a suggestion that a servicer sent, shows whether the first
    /// candidate was right.
    ///
    /// - Parameters:
    ///   - base: Lists questions to this base only; `nil` for all.
    ///   - date: Lists only questions asked at this moment or later; `nil` for all.
    /// - Returns: One element for each question.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func labelledMatches(
        of base: KnowledgeBaseID? = nil,
        since date: Date? = nil
    ) throws -> [LabelledMatch] {
        try read("reading labelled questions") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM labelled_turn
                    WHERE (:base IS NULL OR base = :base) AND (:date IS NULL OR date >= :date)
                    ORDER BY number
                    """,
                arguments: ["base": base?.rawValue, "date": date?.timeIntervalSince1970]
            ).map { row in
                LabelledMatch(
                    date: try row.moment("date"),
                    base: KnowledgeBaseID(rawValue: try row.value("base")),
                    confidence: try row.value("confidence"),
                    signal: try row.value("signal"),
                    length: try row.value("length"),
                    isCorrect: try row.value("correct"),
                    source: LabelledMatch.Source(rawValue: try row.value("source")) ?? .menu
                )
            }
        }
    }
}
