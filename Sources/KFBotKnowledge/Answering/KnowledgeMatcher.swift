public import KFBotMatching
public import KFBotModel
import Synchronization

/// The matcher of a stored base, in step with its edits.
///
/// Each query first reads the base's revision. If it has moved, the entries that changed since are
/// applied to the index in memory before the query is matched, so an edit by any process is seen by
/// the next query. Safe to use from any thread.
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

    /// The base that is matched.
    public let base: KnowledgeBaseID
    let store: KnowledgeStore
    private let current = Mutex<Snapshot?>(nil)

    /// With more changed entries than this share of the base, it is cheaper to index all anew.
    private static let rebuildShare = 0.3

    /// Creates a matcher; the index is made by the first query.
    public init(store: KnowledgeStore, base: KnowledgeBaseID) {
        self.store = store
        self.base = base
    }

    /// The matcher for the newest revision.
    ///
    /// - Throws: ``StoreError``, `notFound` if the base does not exist.
    public func snapshot() throws -> Snapshot {
        let known = current.withLock { $0 }
        let next = try store.read { reader -> Snapshot in
            let head = try reader.head(of: base)
            guard let known else { return try Self.load(base, at: .head, from: reader) }
            if known.revision == head { return known }
            let changes = try reader.changes(of: base, since: known.revision)
            let limit = Self.rebuildShare * Double(known.matcher.index.entryCount)
            let count = changes.entries.count + changes.removed.count
            if changes.hasNewVocabulary || Double(count) > max(limit, 100) {
                return try Self.load(base, at: .head, from: reader)
            }
            let index = known.matcher.index.applying(
                numbered: changes.entries,
                removed: changes.removed
            )
            let policy = try reader.policy(of: base)
            let matcher = Matcher(updating: known.matcher, to: index, policy: policy)
            return Snapshot(matcher: matcher, revision: head)
        }
        current.withLock { held in
            // Another thread may have got further meanwhile.
            if next.revision >= held?.revision ?? 0 { held = next }
        }
        return next
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
        let index = MatchIndex(
            numbered: entries,
            vocabulary: try reader.vocabulary(of: base, at: point)
        )
        let matcher = Matcher(index: index, policy: try reader.policy(of: base, at: point))
        return Snapshot(matcher: matcher, revision: try reader.revision(of: base, at: point))
    }
}
