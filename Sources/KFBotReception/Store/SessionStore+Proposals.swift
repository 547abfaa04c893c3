import Foundation
import GRDB
import KFBotKnowledge
import KFBotModel

/// How proposals are stored.
extension SessionStore {
    func proposals(
        _ state: Proposal.State?,
        of base: KnowledgeBaseID?
    ) throws -> [Proposal] {
        try read("reading proposals") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM proposal
                    WHERE (:state IS NULL OR state = :state) AND (:base IS NULL OR base = :base)
                    ORDER BY times DESC, number
                    """,
                arguments: ["state": state?.rawValue, "base": base?.rawValue]
            ).compactMap(Proposal.init)
        }
    }

    func proposal(_ id: Int) throws -> Proposal {
        try read("reading a proposal") { try Self.proposal(id, in: $0) }
    }

    private static func proposal(_ id: Int, in db: Database) throws -> Proposal {
        let row = try Row.fetchOne(
            db,
            sql: "SELECT * FROM proposal WHERE number = ?",
            arguments: [id]
        )
        guard let proposal = try row.flatMap(Proposal.init) else {
            throw StoreError(
                .notFound,
                "There is no proposal \(id).",
                subject: .proposal
            )
        }
        return proposal
    }

    /// Moves a proposal from one state to another; only one of several attempts succeeds.
    ///
    /// - Throws: ``StoreError``: `notFound`, or `conflict` if it is not in the first state.
    func move(
        _ id: Int,
        from first: Proposal.State,
        to next: Proposal.State,
        _ decision: Proposal.Decision?
    ) throws {
        try write("deciding on a proposal") { db in
            let proposal = try Self.proposal(id, in: db)
            guard proposal.state == first else { throw proposal.isDecidedError() }
            try db.execute(
                sql: "UPDATE proposal SET state = ?, decision = ? WHERE number = ?",
                arguments: [next.rawValue, decision.map(SessionCoding.encode), id]
            )
        }
    }

    /// Records that an edit made by hand is the same as an open proposal.
    func accept(
        _ change: Proposal.Change,
        of base: KnowledgeBaseID,
        _ decision: Proposal.Decision
    ) throws {
        try write("deciding on a proposal") { db in
            try db.execute(
                sql: """
                    UPDATE proposal SET state = 'accepted', decision = ?
                    WHERE base = ? AND kind = ? AND entry = ? AND key = ? AND state = 'open'
                    """,
                arguments: [
                    SessionCoding.encode(decision), base.rawValue, change.kind,
                    change.entry?.rawValue ?? "", change.key,
                ]
            )
        }
    }

    /// The text of a customer's message.
    func text(of message: MessageID, account: AccountID) throws -> String {
        let body = try read("reading a message") { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT body FROM inbox
                    WHERE account = ? AND message = ? AND servicer IS NULL
                    """,
                arguments: [account.rawValue, message.rawValue]
            )
        }
        guard let body, !body.isEmpty else {
            throw StoreError(
                .notFound,
                "Account \(account) has no customer's message \(message), or it was purged."
            )
        }
        let content = try SessionCoding.decode(IncomingMessage.self, body).content
        guard case .text(let text, _) = content else {
            throw StoreError(.invalid, "The message \(message) holds no text.")
        }
        return text.trimmingWhitespace()
    }
}

extension Proposal {
    fileprivate init?(row: Row) throws {
        guard let state = State(rawValue: try row.value("state")) else { return nil }
        let decision: String? = try row.value("decision")
        self.init(
            id: try row.value("number"),
            base: KnowledgeBaseID(rawValue: try row.value("base")),
            account: AccountID(rawValue: try row.value("account")),
            change: try SessionCoding.decode(Change.self, try row.value("body")),
            revision: try row.value("revision"),
            times: try row.value("times"),
            first: try row.moment("first"),
            last: try row.moment("last"),
            state: state,
            decision: try decision.map { try SessionCoding.decode(Decision.self, $0) }
        )
    }

    /// The error that says why the proposal can no longer be decided.
    func isDecidedError() -> StoreError {
        let by = decision.map { " by \($0.actor) at \($0.date.formatted(.iso8601))" } ?? ""
        let what = state == .accepting ? "is being accepted" : "was \(state.rawValue)"
        return StoreError(.conflict, "Proposal \(id) \(what)\(by); nothing was done.")
    }

    func checkIsOpen() throws {
        guard state == .open else { throw isDecidedError() }
    }
}
