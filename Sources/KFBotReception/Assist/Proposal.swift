public import KFBotKnowledge
public import KFBotModel

public import struct Foundation.Date

/// A change of the knowledge base that servicers' work suggests, for a person to review.
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

    /// Whether and how it was decided.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// Nobody has decided yet.
        case open
        /// Somebody accepts it, and the edit is being made.
        case accepting
        /// It became an edit.
        case accepted
        /// It was turned down; the same does not come up again.
        case rejected
    }

    /// Who decided, when and why.
    public struct Decision: Hashable, Sendable {
        /// Who.
        public var actor: String
        /// When.
        public var date: Date
        /// Why; may be empty.
        public var reason: String
        /// The revision that the edit made; `nil` for a rejection.
        public var revision: Int?
    }

    /// Counted from 1 through the workspace.
    public let id: Int
    /// The base that would change.
    public let base: KnowledgeBaseID
    /// The account where it came up first.
    public let account: AccountID
    /// What would change.
    public let change: Change
    /// The base's revision when it came up last.
    public let revision: Int
    /// How often it came up.
    public let times: Int
    /// When it came up first.
    public let first: Date
    /// When it came up last.
    public let last: Date
    /// Whether it was decided.
    public let state: State
    /// How it was decided; `nil` while it is open.
    public let decision: Decision?
}

extension Proposal.Change {
    /// The kind in one word, as files and JSON have it.
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

    /// What makes two changes of one kind and entry the same.
    var key: Int64 {
        switch self {
        case .answer(_, _, _, let text): Fingerprint.of(text)
        case .entry(let question, _), .similar(_, let question): Fingerprint.of(question)
        }
    }
}

extension StoreError.Subject {
    /// A proposal.
    public static let proposal = Self(rawValue: "proposal")
}
