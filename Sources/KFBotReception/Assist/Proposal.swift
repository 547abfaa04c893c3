public import KFBotKnowledge
public import KFBotModel

public import struct Foundation.Date

/// A change to the knowledge base that follows from servicers' work, for a person to review.
public struct Proposal: Hashable, Sendable, Identifiable {
    /// What would change.
    public enum Change: Hashable, Sendable {
        /// A servicer sent an entry's answer with changes.
        case answer(EntryID, question: String, from: String, to: String)
        /// A servicer answered a question that nothing matched.
        case entry(question: String, answer: String)
        /// A servicer sent an entry's answer to a question that is none of its phrasings yet.
        case similar(EntryID, question: String)
    }

    /// How far the decision has come.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// Nobody has decided yet.
        case open
        /// Somebody has accepted it, and the edit is being made.
        case accepting
        /// It became an edit.
        case accepted
        /// It was turned down.
        ///
        /// The same proposal does not come up again.
        case rejected
    }

    /// Who decided, when and why.
    public struct Decision: Hashable, Sendable {
        /// The person's name, as ``Authorship`` has it.
        public var actor: String
        /// The moment of the decision.
        public var date: Date
        /// The reason in the person's words; may be empty.
        public var reason: String
        /// The revision that the edit made; `nil` for a rejection.
        public var revision: Int?
    }

    /// The proposal's number, counted from 1 across the workspace.
    public let id: Int
    /// The base that would change.
    public let base: KnowledgeBaseID
    /// The account in which it first came up.
    public let account: AccountID
    /// What would change.
    public let change: Change
    /// The base's revision when it last came up.
    public let revision: Int
    /// How often it came up.
    public let times: Int
    /// When it first came up.
    public let first: Date
    /// When it last came up.
    public let last: Date
    /// How far the decision has come.
    public let state: State
    /// The decision; `nil` while the proposal is open.
    public let decision: Decision?
}

extension Proposal.Change {
    /// The kind in one word, as in files and JSON.
    public var kind: String {
        switch self {
        case .answer: "answer"
        case .entry: "entry"
        case .similar: "similar"
        }
    }

    /// The entry that would change; `nil` for a new one.
    public var entry: EntryID? {
        switch self {
        case .answer(let entry, _, _, _), .similar(let entry, _): entry
        case .entry: nil
        }
    }

    /// The customer's words.
    public var question: String {
        switch self {
        case .answer(_, let question, _, _), .entry(let question, _), .similar(_, let question):
            question
        }
    }

    /// Equal for two changes that mean the same, if their kinds and entries are equal too.
    var key: Int64 {
        switch self {
        case .answer(_, _, _, let text): Fingerprint.of(text)
        case .entry(let question, _), .similar(_, let question): Fingerprint.of(question)
        }
    }
}

extension StoreError.Subject {
    /// One proposal.
    public static let proposal = Self(rawValue: "proposal")
}
