public import struct Foundation.Date

/// One change of a knowledge base that became visible at once.
public struct Revision: Hashable, Sendable {
    /// Counted from 1 through all bases of a workspace; 0 is the empty state before any change.
    public let number: Int
    /// The base that changed.
    public let base: KnowledgeBaseID
    /// Who changed it.
    public let actor: String
    /// When.
    public let date: Date
    /// Why, in the words of who changed it; may be empty.
    public let reason: String
    /// How many entries came, changed and went.
    public let counts: Counts

    package init(
        number: Int,
        base: KnowledgeBaseID,
        actor: String,
        date: Date,
        reason: String,
        counts: Counts
    ) {
        self.number = number
        self.base = base
        self.actor = actor
        self.date = date
        self.reason = reason
        self.counts = counts
    }

    /// How many entries a revision touched.
    public struct Counts: Hashable, Sendable, Codable {
        /// Entries that did not exist before.
        public var added = 0
        /// Entries that changed.
        public var updated = 0
        /// Entries that were removed.
        public var removed = 0

        /// No change.
        public init() {}

        /// Whether nothing changed.
        public var isEmpty: Bool { added + updated + removed == 0 }
    }
}

/// One state of an entry in its history.
public struct EntryVersion: Hashable, Sendable {
    /// Counted from 1 for each entry; give it back when the entry is saved.
    public let version: Int
    /// The revision that made the state.
    public let revision: Int
    /// The state; `nil` if the revision removed the entry.
    public let entry: Entry?

    package init(version: Int, revision: Int, entry: Entry?) {
        self.version = version
        self.revision = revision
        self.entry = entry
    }
}

/// A moment in the life of a knowledge base.
public enum PointInTime: Hashable, Sendable {
    /// What customers see now.
    case head
    /// After a revision.
    case revision(Int)
    /// At a date: after the last revision that is not later.
    case date(Date)
}

/// Who makes a change, when and why.
public struct Authorship: Hashable, Sendable {
    /// A person's or a program's name.
    public var actor: String
    /// The moment of the change.
    public var date: Date
    /// Why; may be empty.
    public var reason: String

    /// Creates an authorship.
    public init(actor: String, date: Date, reason: String = "") {
        self.actor = actor
        self.date = date
        self.reason = reason
    }
}
