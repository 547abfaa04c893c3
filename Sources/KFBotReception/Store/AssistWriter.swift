import Foundation
import GRDB
import KFBotKnowledge
import KFBotMatching
import KFBotModel

/// Counts and compares within one transaction on `sessions.sqlite`; it sends nothing.
struct AssistWriter {
    let db: Database
    let account: AccountID
    /// The day by the account's own clock.
    let day: CalendarDay
    let now: Date

    // MARK: The bot

    /// Counts a finding of the bot, or how the customer answered its menu.
    func count(_ finding: BotFinding) throws {
        let base = finding.base
        switch finding.outcome {
        case .answered(let entry, _): try count(.answered, entry, of: base)
        case .offered(let choices):
            for choice in choices { try count(.offered, choice.entry, of: base) }
        case .missed: try countMiss(finding)
        case .chosen(let entry, let choices):
            try count(.chosen, entry, of: base)
            try label(finding, choices.first, isCorrect: choices.first?.entry == entry)
        case .declined(let choices):
            for choice in choices { try count(.declined, choice.entry, of: base) }
            try countMiss(finding)
            try label(finding, choices.first, isCorrect: false)
        }
    }

    private func count(_ use: EntryUse, _ entry: EntryID, of base: KnowledgeBaseID) throws {
        try execute(
            """
            INSERT INTO entry_use (base, entry, account, day, kind, count)
            VALUES (?, ?, ?, ?, ?, 1)
            ON CONFLICT DO UPDATE SET count = count + 1
            """,
            [base.rawValue, entry.rawValue, account.rawValue, day.number, use.rawValue]
        )
    }

    private func countMiss(_ finding: BotFinding) throws {
        try execute(
            """
            INSERT INTO missed_question (base, account, key, text, count, first, last)
            VALUES (:base, :account, :key, :text, 1, :now, :now)
            ON CONFLICT DO UPDATE SET count = count + 1, last = :now, text = :text
            """,
            [
                "base": finding.base.rawValue, "account": account.rawValue,
                "key": Fingerprint.of(finding.question), "text": finding.question,
                "now": now.timeIntervalSince1970,
            ]
        )
    }

    /// Keeps what the customer's choice says about the first entry of a menu.
    private func label(_ finding: BotFinding, _ first: BotReply.Choice?, isCorrect: Bool) throws {
        guard let first, let confidence = first.confidence else { return }
        try label(
            LabelledMatch(
                date: now,
                base: finding.base,
                confidence: confidence,
                signal: first.signal,
                length: first.length ?? 0,
                isCorrect: isCorrect
            ),
            by: finding.message
        )
    }

    /// Keeps what a sent suggestion says about the first candidate for its question.
    ///
    /// Does nothing if the servicer could not choose that candidate.
    func label(by suggestion: ReplySuggestion, of set: SuggestionSet) throws {
        guard set.isShown, let message = suggestion.message,
            let first = set.questions.first(where: { $0.message == message })?.first,
            set.suggestions.contains(where: { $0.entry == first.entry })
        else { return }
        try label(
            LabelledMatch(
                date: now,
                base: set.base,
                confidence: first.confidence,
                signal: first.signal,
                length: first.length,
                isCorrect: first.entry == suggestion.entry,
                source: .servicer
            ),
            by: message
        )
    }

    /// Stores a labelled match, unless the message already has one.
    private func label(_ turn: LabelledMatch, by message: MessageID?) throws {
        try execute(
            """
            INSERT OR IGNORE INTO labelled_turn
                (date, base, confidence, signal, length, correct, source, account, message)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                turn.date.timeIntervalSince1970, turn.base.rawValue, turn.confidence, turn.signal,
                turn.length, turn.isCorrect, turn.source.rawValue, account.rawValue,
                message?.rawValue,
            ]
        )
    }

    // MARK: Servicers

    /// Keeps suggestions until the servicer answers.
    ///
    /// Newer ones replace older ones.
    static func open(
        _ item: Int64,
        for customer: CustomerID,
        of account: AccountID,
        in db: Database
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO open_suggestion (account, customer, item) VALUES (?, ?, ?)
                """
        ).execute(arguments: [account.rawValue, customer.rawValue, item])
    }

    /// Compares a servicer's message with the suggestions, counts the result, and makes proposals.
    func compare(
        _ reply: IncomingMessage,
        for customer: CustomerID,
        of base: KnowledgeBaseID
    ) throws {
        guard let text = reply.content.text else { return }
        guard
            let item = try Int64.fetchOne(
                db.cachedStatement(
                    sql: "SELECT item FROM open_suggestion WHERE account = ? AND customer = ?"
                ),
                arguments: [account.rawValue, customer.rawValue]
            ),
            let set = try Self.set(item, in: db)?.set
        else {
            // Without an open question, there is nothing to propose.
            if case .suggestion(let entry, let suggested?) = reply.basis {
                try countFound(entry, suggested, sentAs: text, of: base)
            }
            return
        }
        let verdict = ReplyVerdict(of: text, basis: reply.basis, on: set.suggestions)
        // The answer is still to come.
        if verdict.choice == nil, reply.basis == nil, ReplyVerdict.isHolding(text) { return }
        try execute(
            "DELETE FROM open_suggestion WHERE account = ? AND customer = ?",
            [account.rawValue, customer.rawValue]
        )
        for (place, suggestion) in set.suggestions.enumerated() {
            let feedback = verdict.feedback(on: place)
            guard try store(feedback, on: suggestion, of: set, item: item) else { continue }
            if verdict.confirms(place) { try label(by: suggestion, of: set) }
            try propose(
                for: feedback,
                suggestion,
                text: text,
                suggested: verdict.suggested,
                of: set
            )
        }
        guard verdict.choice == nil else { return }
        if case .suggestion(let entry, let suggested) = reply.basis {
            let isVerbatim = try countFound(entry, suggested, sentAs: text, of: set.base)
            try propose(.similar(entry, question: set.asked), of: set)
            if !isVerbatim, let suggested {
                let change = Proposal.Change.answer(
                    entry,
                    question: set.asked,
                    from: suggested,
                    to: text.trimmingWhitespace()
                )
                try propose(change, of: set)
            }
        } else if set.isMiss {
            try propose(.entry(question: set.asked, answer: text.trimmingWhitespace()), of: set)
        }
    }

    /// Counts a suggestion that the servicer's own search found; true if it was sent unchanged.
    @discardableResult
    private func countFound(
        _ entry: EntryID,
        _ suggested: String?,
        sentAs text: String,
        of base: KnowledgeBaseID
    ) throws -> Bool {
        let isVerbatim = suggested.map { ReplyVerdict.isVerbatim(text, $0) } ?? true
        try count(.suggested, entry, of: base)
        try count(isVerbatim ? .used : .edited, entry, of: base)
        return isVerbatim
    }

    /// Stores what became of a suggestion; false if that is already stored.
    func store(
        _ feedback: SuggestionFeedback,
        on suggestion: ReplySuggestion,
        of set: SuggestionSet,
        item: Int64
    ) throws -> Bool {
        try execute(
            """
            INSERT OR IGNORE INTO suggestion_feedback (item, entry, feedback, date)
            VALUES (?, ?, ?, ?)
            """,
            [item, suggestion.entry.rawValue, feedback.rawValue, now.timeIntervalSince1970]
        )
        guard db.changesCount == 1 else { return false }
        guard set.isShown else {
            try count(.considered, suggestion.entry, of: set.base)
            if feedback != .ignored { try count(.agreed, suggestion.entry, of: set.base) }
            return true
        }
        try count(.suggested, suggestion.entry, of: set.base)
        let use: EntryUse =
            switch feedback {
            case .used: .used
            case .edited: .edited
            case .ignored: .ignored
            }
        try count(use, suggestion.entry, of: set.base)
        return true
    }

    /// Proposes what follows from a suggestion that was sent, with or without changes.
    func propose(
        for feedback: SuggestionFeedback,
        _ suggestion: ReplySuggestion,
        text: String,
        suggested: String,
        of set: SuggestionSet
    ) throws {
        guard feedback != .ignored else { return }
        // A question that matched with certainty already is one of the entry's phrasings.
        if suggestion.confidence < 1 {
            try propose(.similar(suggestion.entry, question: suggestion.asked), of: set)
        }
        guard feedback == .edited, !suggested.isEmpty else { return }
        try propose(
            .answer(
                suggestion.entry,
                question: suggestion.asked,
                from: suggested,
                to: text.trimmingWhitespace()
            ),
            of: set
        )
    }

    /// Adds a proposal, or counts the one that is already there.
    private func propose(_ change: Proposal.Change, of set: SuggestionSet) throws {
        try execute(
            """
            INSERT INTO proposal
                (base, account, kind, entry, key, revision, times, first, last, state, body)
            VALUES (:base, :account, :kind, :entry, :key, :revision, 1, :now, :now, 'open', :body)
            ON CONFLICT (base, kind, entry, key) WHERE state <> 'accepted' DO UPDATE SET
                times = times + 1,
                last = :now,
                revision = IIF(state = 'open', excluded.revision, revision),
                body = IIF(state = 'open', excluded.body, body)
            """,
            [
                "base": set.base.rawValue, "account": account.rawValue, "kind": change.kind,
                "entry": change.entry?.rawValue ?? "", "key": change.key,
                "revision": set.revision, "now": now.timeIntervalSince1970,
                "body": SessionCoding.encode(change),
            ]
        )
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// The suggestions of a feed item; `nil` if the item is gone or holds none.
    static func set(
        _ item: Int64,
        in db: Database
    ) throws -> (set: SuggestionSet, account: AccountID)? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT account, body FROM event
                    WHERE number = ? AND kind IN ('suggested', 'silent')
                    """
            ),
            arguments: [item]
        )
        return try row.map { row in
            (
                try SessionCoding.decode(SuggestionSet.self, try row.value("body")),
                AccountID(rawValue: try row.value("account"))
            )
        }
    }
}

extension SessionWriter {
    func count(_ finding: BotFinding, on day: CalendarDay, at now: Date) throws {
        try assist(day, now).count(finding)
    }

    func compareWithSuggestions(
        with reply: IncomingMessage,
        for customer: CustomerID,
        of base: KnowledgeBaseID,
        on day: CalendarDay,
        at now: Date
    ) throws {
        try assist(day, now).compare(reply, for: customer, of: base)
    }

    func openSuggestion(_ item: Int64, for customer: CustomerID) throws {
        try AssistWriter.open(item, for: customer, of: account, in: open())
    }

    private func assist(_ day: CalendarDay, _ now: Date) throws -> AssistWriter {
        AssistWriter(db: try open(), account: account, day: day, now: now)
    }
}
