import Foundation
import GRDB
import KFBotKnowledge
import KFBotModel

/// Proposals as they are kept.
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
                "There is no proposal \(id). `kfbot proposals list --state all` shows those there are."
            )
        }
        return proposal
    }

    /// Decides on a proposal once, whoever else tries.
    ///
    /// `edit` makes the edit and returns its revision. If the program ends after it and before the
    /// decision is stored, the proposal stays open, and accepting it again finds nothing to change.
    func decide(
        _ id: Int,
        as state: Proposal.State,
        by authorship: Authorship,
        _ edit: () throws -> Int?
    ) throws -> Int? {
        try write("deciding on a proposal") { db in
            try Self.proposal(id, in: db).checkIsOpen()
            let revision = try edit()
            try Self.store(state, authorship, revision, in: db, where: "number = ?", [id])
            return revision
        }
    }

    /// Notes that an edit made by hand was an open proposal.
    func accept(
        _ change: Proposal.Change,
        of base: KnowledgeBaseID,
        by authorship: Authorship,
        revision: Int
    ) throws {
        try write("deciding on a proposal") { db in
            try Self.store(
                .accepted,
                authorship,
                revision,
                in: db,
                where: "base = ? AND kind = ? AND entry = ? AND key = ? AND state = 'open'",
                [base.rawValue, change.kind, change.entry?.rawValue ?? "", change.key]
            )
        }
    }

    private static func store(
        _ state: Proposal.State,
        _ authorship: Authorship,
        _ revision: Int?,
        in db: Database,
        where condition: String,
        _ arguments: StatementArguments
    ) throws {
        let decision = Proposal.Decision(
            actor: authorship.actor,
            date: authorship.date,
            reason: authorship.reason,
            revision: revision
        )
        try db.execute(
            sql: "UPDATE proposal SET state = ?, decision = ? WHERE \(condition)",
            arguments: [state.rawValue, try SessionCoding.encode(decision)] + arguments
        )
    }

    /// What a customer's message says.
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
                "Account \(account) has no customer's message \(message), or it was purged. Its name is "
                    + "shown by `kfbot session show --json`."
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
        guard let state = State(rawValue: row["state"]) else { return nil }
        let decision: String? = row["decision"]
        self.init(
            id: row["number"],
            base: KnowledgeBaseID(rawValue: row["base"]),
            account: AccountID(rawValue: row["account"]),
            change: try SessionCoding.decode(Change.self, row["body"]),
            revision: row["revision"],
            times: row["times"],
            first: Date(timeIntervalSince1970: row["first"]),
            last: Date(timeIntervalSince1970: row["last"]),
            state: state,
            decision: try decision.map { try SessionCoding.decode(Decision.self, $0) }
        )
    }

    func checkIsOpen() throws {
        guard let decision, state != .open else { return }
        throw StoreError(
            .conflict,
            "Proposal \(id) was \(state.rawValue) by \(decision.actor) at "
                + "\(decision.date.formatted(.iso8601)); nothing was done."
        )
    }
}
