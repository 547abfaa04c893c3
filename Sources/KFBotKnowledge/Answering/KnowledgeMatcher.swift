import Dispatch
public import KFBotMatching
public import KFBotModel
import Synchronization

/// The matcher of a stored base, in step with its edits.
///
/// Each query first asks SQLite whether the file was written to; that reads no table. Only then it reads
/// the base's revision. If the revision has moved, the matcher applies the changed entries to the index in
/// memory and then matches the query. So the next query sees an edit by any process. The base is loaded
/// once, however many threads ask at the same time. Safe to use from any thread.
public final class KnowledgeMatcher: Sendable {
    /// A matcher and the revision of the knowledge it holds.
    public struct Snapshot: Sendable {
        /// Matches against exactly that revision.
        public let matcher: Matcher
        /// The base's revision.
        public let revision: Int
        /// Entries of that revision that were answered with.
        let entries = EntryCache()

        init(matcher: Matcher, revision: Int) {
            self.matcher = matcher
            self.revision = revision
        }
    }

    /// What is held in memory, and how far it is known to be the newest.
    private struct State {
        var snapshot: Snapshot
        /// The file's change number before the base's revision was last read.
        var changeNumber: Int64?
        /// By which rules the stored index was filled then.
        var indexStamp: String?
        /// Whether one segment is being made of the index in the background.
        var isFolding = false
    }

    /// The base that is matched.
    public let base: KnowledgeBaseID
    let store: KnowledgeStore
    private let current = Mutex<State?>(nil)
    /// Held by the one thread that brings the state up to date.
    private let updating = Mutex<Void>(())

    /// With more changed entries than this share of the base, it is cheaper to index all anew.
    private static let rebuildShare = 0.3
    /// With more changed entries in memory than this share, and than ``foldedChanges``, they are folded in.
    private static let foldedShare = 0.1
    private static let foldedChanges = 1_000

    /// Creates a matcher; the index is made by the first query.
    public init(store: KnowledgeStore, base: KnowledgeBaseID) {
        self.store = store
        self.base = base
    }

    /// The matcher for the newest revision.
    ///
    /// - Throws: ``StoreError``, `notFound` if the base does not exist.
    /// - Complexity: Some microseconds if nothing was written; the time of an edit, or of loading the
    ///   base, otherwise.
    public func snapshot() throws -> Snapshot {
        let number = try store.changeNumber()
        if let held = current.withLock({ $0 }), Self.isCurrent(held, at: number) {
            return held.snapshot
        }
        return try updating.withLock { _ in
            // Another thread may have done it while this one waited.
            let number = try store.changeNumber()
            let held = current.withLock { $0 }
            if let held, Self.isCurrent(held, at: number) { return held.snapshot }
            var next = try store.read { try updated(held, from: $0) }
            next.changeNumber = number
            current.withLock { $0 = next }
            foldIfGrown(next)
            return next.snapshot
        }
    }

    private static func isCurrent(_ state: State, at number: Int64?) -> Bool {
        number != nil && state.changeNumber == number
    }

    /// The state for the newest revision.
    private func updated(_ held: State?, from reader: KnowledgeReader) throws -> State {
        let stamp = try reader.indexStamp()
        // A stamp that is not the one before means that another version of the program works on the file.
        guard var state = held, state.indexStamp == stamp else {
            return State(
                snapshot: try Self.load(base, at: .head, from: reader),
                indexStamp: stamp
            )
        }
        state.snapshot = try updated(state.snapshot, from: reader)
        return state
    }

    private func updated(_ known: Snapshot, from reader: KnowledgeReader) throws -> Snapshot {
        let head = try reader.head(of: base)
        if known.revision == head { return known }
        let changes = try reader.changes(of: base, since: known.revision)
        let limit = Self.rebuildShare * Double(known.matcher.index.entryCount)
        let count = changes.entries.count + changes.removed.count
        if changes.hasNewVocabulary || Double(count) > max(limit, 100) {
            return try Self.load(base, at: .head, from: reader)
        }
        let index = known.matcher.index.applying(
            numbered: changes.entries,
            removed: changes.removed,
            analyzedBy: { EntryIndexer.analyzed($0, by: $1) }
        )
        let policy = try reader.policy(of: base)
        let matcher = Matcher(updating: known.matcher, to: index, policy: policy)
        return Snapshot(matcher: matcher, revision: head)
    }

    /// The matcher for an older state, made for this call.
    public func snapshot(at point: PointInTime) throws -> Snapshot {
        if point == .head { return try snapshot() }
        return try store.read { try Self.load(base, at: point, from: $0) }
    }

    /// The matcher for what the draft would publish, made for this call.
    public func draftSnapshot() throws -> Snapshot {
        try store.read { reader in
            let vocabulary =
                try reader.draft(of: base)?.vocabulary ?? reader.vocabulary(of: base)
            let index = MatchIndex(try reader.entriesWithDraft(of: base), vocabulary: vocabulary)
            let matcher = Matcher(index: index, policy: try reader.policy(of: base))
            return Snapshot(matcher: matcher, revision: try reader.head(of: base))
        }
    }

    private static func load(
        _ base: KnowledgeBaseID,
        at point: PointInTime,
        from reader: KnowledgeReader
    ) throws -> Snapshot {
        var entries: [NumberedEntry] = []
        try reader.forEachNumberedEntry(of: base, at: point) { entries.append($0) }
        let vocabulary = try reader.vocabulary(of: base, at: point)
        let index = MatchIndex(
            numbered: entries,
            vocabulary: vocabulary,
            analyzer: EntryIndexer.analyzer(for: vocabulary)
        )
        let matcher = Matcher(index: index, policy: try reader.policy(of: base, at: point))
        return Snapshot(matcher: matcher, revision: try reader.revision(of: base, at: point))
    }

    // MARK: Folding

    /// The entries in memory that changed since the index was last made as one segment; 0 before a query.
    package var changedEntryCount: Int {
        current.withLock { $0?.snapshot.matcher.index.changedEntryCount ?? 0 }
    }

    /// Makes one segment of the index in the background once many entries have changed.
    private func foldIfGrown(_ state: State) {
        let index = state.snapshot.matcher.index
        let limit = max(Double(index.entryCount) * Self.foldedShare, Double(Self.foldedChanges))
        guard Double(index.changedEntryCount) > limit, !state.isFolding else { return }
        current.withLock { $0?.isFolding = true }
        DispatchQueue.global(qos: .utility).async { [weak self] in self?.fold() }
    }

    /// Loads the base anew beside the queries, and applies what changed meanwhile.
    ///
    /// A base that cannot be read now is folded another time.
    private func fold() {
        let folded = try? store.read { try Self.load(base, at: .head, from: $0) }
        updating.withLock { _ in
            guard let folded, let held = current.withLock({ $0 }) else {
                current.withLock { $0?.isFolding = false }
                return
            }
            var next = held
            next.isFolding = false
            let newest = try? store.read { try updated(folded, from: $0) }
            if let newest, newest.revision >= held.snapshot.revision {
                next.snapshot = newest
                // The number was read before; the next query compares the revisions.
                next.changeNumber = nil
            }
            current.withLock { $0 = next }
        }
    }
}
