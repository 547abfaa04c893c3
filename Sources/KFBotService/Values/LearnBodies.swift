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
