package import KFBot

/// What to learn from a customer's message: the body of `POST /v1/learn`.
package struct LearnRequest: Codable, Hashable, Sendable {
    /// The account that received the message; its base is edited.
    package var account: AccountID
    /// The message to learn from.
    package var message: MessageID
    /// The entry that answers it, or the name of a new one.
    package var entry: EntryID
    /// The answer of a new entry; `nil` to make the message a similar question.
    package var answer: String?
    /// The servicer who teaches, for the history.
    package var servicer: ServicerID

    /// Creates a request.
    package init(
        account: AccountID,
        message: MessageID,
        entry: EntryID,
        answer: String? = nil,
        servicer: ServicerID
    ) {
        self.account = account
        self.message = message
        self.entry = entry
        self.answer = answer
        self.servicer = servicer
    }

    /// Checks the names, the answer, and that the servicer belongs to the account.
    ///
    /// - Throws: ``ServiceError`` that names the field, `unknown_servicer` for a servicer of no
    ///   such name; ``StoreError`` if the servicers cannot be read.
    func check(in sessions: SessionStore) throws {
        try NameCheck.check(account, "account")
        try NameCheck.check(message, "message")
        try NameCheck.check(entry, "entry")
        try NameCheck.check(servicer, "servicer")
        if let answer {
            guard !answer.isEmpty else {
                throw ServiceError.invalid("answer", "Write an answer, or leave the field out.")
            }
            guard answer.utf8.count <= MessageRequest.longestText else {
                throw ServiceError.invalid(
                    "answer",
                    "An answer has at most \(MessageRequest.longestText) UTF-8 bytes; shorten it."
                )
            }
        }
        guard try sessions.staff(of: account).servicers[servicer] != nil else {
            let refusal = Refusal.unknownServicer(servicer)
            throw ServiceError(.refused, refusal.code, refusal.text, field: "servicer")
        }
    }
}

/// What was learned; it is live with the next question.
package struct LearnReport: Codable, Hashable, Sendable {
    /// The entry that was changed or created.
    package var entry: EntryID
    /// The revision in which it is live.
    package var revision: Int
    /// What changed, one line each; empty if the entry already was as wanted.
    package var changes: [String]
    /// What lint reports about the edit, one line each.
    package var findings: [String]

    init(_ edit: AcceptedEdit) {
        entry = edit.entry
        revision = edit.revision
        changes = edit.changes.map { "\($0)" }
        findings = edit.findings.map { "\($0)" }
    }
}
