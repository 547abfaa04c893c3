package import KFBot

/// What a customer's message teaches: the body of `POST /v1/learn`.
package struct LearnRequest: Codable, Hashable, Sendable {
    /// The account that received the message, whose base is edited.
    package var account: AccountID
    /// The message.
    package var message: MessageID
    /// The entry that answers it, or the name of a new one.
    package var entry: EntryID
    /// What a new entry answers; `nil` to make the message a similar question of an entry.
    package var answer: String?
    /// Who teaches, for the history.
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

    /// Checks the names, the answer, and that who teaches is a servicer of the account.
    ///
    /// - Throws: ``ServiceError`` that names the field, `unknown_servicer` for who is none;
    ///   ``StoreError`` if the servicers cannot be read.
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

/// What was learned; live with the next question.
package struct LearnReport: Codable, Hashable, Sendable {
    /// The entry that changed or came.
    package var entry: EntryID
    /// The base's revision.
    package var revision: Int
    /// What changed; empty if the entry was like that already.
    package var changes: [String]
    /// What lint finds about it.
    package var findings: [String]

    init(_ edit: AcceptedEdit) {
        entry = edit.entry
        revision = edit.revision
        changes = edit.changes.map { "\($0)" }
        findings = edit.findings.map { "\($0)" }
    }
}
