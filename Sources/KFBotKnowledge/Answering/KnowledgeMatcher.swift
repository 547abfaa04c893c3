import Dispatch
public import KFBotMatching
public import KFBotModel
import Synchronization

/// The matcher of a stored base, in step with its edits.
///
/// Each query first asks SQLite whether the file was written to; that reads no table. Only then it reads
/// the base's revision. If the revision has moved, the matcher applies the changed entries to the index in
/// memory and then matches the query. So the next query sees an edit by any process.
///
/// What would take long, such as the import of a large file by another process, is made beside the index in
/// use, which answers until the new one is there. The base is loaded once, however many threads ask at the
/// same time. Safe to use from any thread.
public final class KnowledgeMatcher: Sendable {
    /// A matcher and the revision of the knowledge it holds.
    public struct Snapshot: Sendable {
        /// Matches against exactly that revision.
        public let matcher: Matcher
        /// The base's revision.
        public let revision: Int
        /// The vectors of that revision's phrasings; `nil` without an encoder.
        public let meaning: MeaningIndex?
        /// Entries of that revision that were answered with.
        let entries = EntryCache()

        init(matcher: Matcher, revision: Int, meaning: MeaningIndex? = nil) {
            self.matcher = matcher
            self.revision = revision
            self.meaning = meaning
        }
    }

    /// What is held in memory, and how far it is known to be the newest.
    private struct State {
        var snapshot: Snapshot
        /// The file's change number before the base's revision was last read.
        var changeNumber: Int64?
        /// By which rules the stored index was filled then.
        var indexStamp: String?
        /// Whether the index of a newer revision is being made in the background.
        var isLoading = false
        /// Whether one segment is being made of the index in the background.
        var isFolding = false
        /// Whether vectors are being made in the background.
        var isEncoding = false
    }

    /// The base that is matched.
    public let base: KnowledgeBaseID
    let store: KnowledgeStore
    let meaning: MeaningStore?
    private let encodesInBackground: Bool
    private let current = Mutex<State?>(nil)
    /// Held by the one thread that brings the state up to date.
    private let updating = Mutex<Void>(())

    /// With more changed entries than this share of the base, it is cheaper to index all anew.
    private static let rebuildShare = 0.3
    /// So many entries are indexed while a query waits, some ten milliseconds; more are indexed beside it.
    private static let awaited = 1_000
    /// With more changed entries in memory than this share, and than ``foldedChanges``, they are folded in.
    private static let foldedShare = 0.1
    private static let foldedChanges = 1_000

    /// So many vectors are made while a query waits, at some 4 ms each: those of an edit.
    static let awaitedVectors = 12

    /// Creates a matcher; the index is made by the first query.
    ///
    /// - Parameters:
    ///   - store: Where the base is.
    ///   - base: Its name.
    ///   - meaning: The workspace's vectors; `nil` matches characters alone.
    ///   - encodesInBackground: Whether vectors that are missing are made beside the queries. Those of an edit are made by
    ///     the next query in any case.
    public init(
        store: KnowledgeStore,
        base: KnowledgeBaseID,
        meaning: MeaningStore? = nil,
        encodesInBackground: Bool = false
    ) {
        self.store = store
        self.base = base
        self.meaning = meaning
        self.encodesInBackground = encodesInBackground
    }

    /// The matcher for the newest revision, or for the last one while the newest takes long to make.
    ///
    /// - Throws: ``StoreError``, `notFound` if the base does not exist.
    /// - Complexity: Some microseconds if nothing was written, the time of an edit if something was; for the
    ///   first query the time of loading the base.
    public func snapshot() throws -> Snapshot {
        let number = try store.changeNumber()
        if let held = current.withLock({ $0 }), Self.answers(held, at: number) {
            return held.snapshot
        }
        return try updating.withLock { _ in
            // Another thread may have done it while this one waited.
            let number = try store.changeNumber()
            guard let held = current.withLock({ $0 }) else {
                var first = try store.read { try Self.loaded(base, from: $0) }
                first.changeNumber = number
                first.snapshot = withMeaning(first.snapshot)
                current.withLock { $0 = first }
                encodeIfMissing()
                return first.snapshot
            }
            if Self.answers(held, at: number) { return held.snapshot }
            guard var next = try store.read({ try updated(held, from: $0) }) else {
                current.withLock { $0?.isLoading = true }
                DispatchQueue.global(qos: .utility).async { [weak self] in self?.load() }
                return held.snapshot
            }
            next.changeNumber = number
            if next.snapshot.revision != held.snapshot.revision {
                next.snapshot = withMeaning(next.snapshot, updating: held.snapshot.meaning)
            }
            current.withLock { $0 = next }
            foldIfGrown(next)
            encodeIfMissing()
            return next.snapshot
        }
    }

    /// Whether a state answers as it is: it is the newest, or the newest is being made.
    private static func answers(_ state: State, at number: Int64?) -> Bool {
        state.isLoading || (number != nil && state.changeNumber == number)
    }

    /// The state for the newest revision; `nil` if it takes longer to make than a query should wait.
    private func updated(_ held: State, from reader: KnowledgeReader) throws -> State? {
        let known = held.snapshot
        let count = try reader.changeCount(
            of: base,
            since: known.revision,
            upTo: Self.awaited + 1
        )
        let loads = try !isApplicable(to: held, count, from: reader)
        guard count + (loads ? known.matcher.index.entryCount : 0) <= Self.awaited else {
            return nil
        }
        if loads { return try Self.loaded(base, from: reader) }
        var next = held
        next.snapshot = try applyingChanges(to: known, from: reader)
        return next
    }

    /// Whether what changed can be applied to an index, and costs less than to index all anew.
    private func isApplicable(
        to held: State,
        _ count: Int,
        from reader: KnowledgeReader
    ) throws -> Bool {
        let known = held.snapshot
        let limit = max(Self.rebuildShare * Double(known.matcher.index.entryCount), 100)
        // A stamp that is not the one before means that another version of the program works on the file.
        return try held.indexStamp == reader.indexStamp()
            && reader.vocabularyRevision(of: base) <= known.revision && Double(count) <= limit
    }

    private func applyingChanges(
        to known: Snapshot,
        from reader: KnowledgeReader
    ) throws -> Snapshot {
        let head = try reader.head(of: base)
        if known.revision == head { return known }
        let changes = try reader.changes(of: base, since: known.revision)
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
        return withMeaning(try store.read { try Self.load(base, at: point, from: $0) })
    }

    /// The matcher for what the draft would publish, made for this call.
    public func draftSnapshot() throws -> Snapshot {
        let drafted = try store.read { reader in
            let vocabulary =
                try reader.draft(of: base)?.vocabulary ?? reader.vocabulary(of: base)
            let index = MatchIndex(try reader.entriesWithDraft(of: base), vocabulary: vocabulary)
            let matcher = Matcher(index: index, policy: try reader.policy(of: base))
            return Snapshot(matcher: matcher, revision: try reader.head(of: base))
        }
        return withMeaning(drafted)
    }

    private static func loaded(
        _ base: KnowledgeBaseID,
        from reader: KnowledgeReader
    ) throws -> State {
        State(
            snapshot: try load(base, at: .head, from: reader),
            indexStamp: try reader.indexStamp()
        )
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

    // MARK: In the background

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
        let folded = try? store.read { try Self.loaded(base, from: $0) }
        replace {
            $0.isFolding = false
        } with: {
            try folded.map { folded in
                try store.read { reader in
                    guard try isApplicable(to: folded, 0, from: reader) else { return folded }
                    var newest = folded
                    newest.snapshot = try applyingChanges(to: folded.snapshot, from: reader)
                    return newest
                }
            }
        }
    }

    /// Makes the index of the newest revision beside the queries.
    ///
    /// If the base cannot be read now, the next query tries again.
    private func load() {
        guard let held = current.withLock({ $0 }) else { return }
        let next = try? store.read { reader in
            let count = try reader.changeCount(
                of: base,
                since: held.snapshot.revision,
                upTo: held.snapshot.matcher.index.entryCount + 100
            )
            guard try isApplicable(to: held, count, from: reader) else {
                return try Self.loaded(base, from: reader)
            }
            var next = held
            next.snapshot = try applyingChanges(to: held.snapshot, from: reader)
            return next
        }
        replace {
            $0.isLoading = false
        } with: {
            next
        }
    }

    /// Takes a state that was made in the background into use, unless queries have got further meanwhile.
    private func replace(_ end: (inout State) -> Void, with make: () throws -> State?) {
        updating.withLock { _ in
            guard var next = current.withLock({ $0 }) else { return }
            end(&next)
            if let made = try? make(), made.snapshot.revision >= next.snapshot.revision {
                next.snapshot = withMeaning(made.snapshot, updating: next.snapshot.meaning)
                next.indexStamp = made.indexStamp
                // Something may have been written since; the next query compares the revisions.
                next.changeNumber = nil
            }
            current.withLock { $0 = next }
            // Much may have changed while it was made.
            foldIfGrown(next)
            encodeIfMissing()
        }
    }
}

// MARK: Vectors

extension KnowledgeMatcher {
    /// The phrasings of the newest revision.
    ///
    /// - Throws: ``StoreError``.
    public func texts() throws -> [String] {
        try store.read { reader in
            var texts: [String] = []
            try reader.forEachNumberedEntry(of: base, at: .head) { texts += $0.entry.phrasings }
            return texts
        }
    }

    /// A snapshot with the vectors of its phrasings; those that an edit needs are made now.
    ///
    /// Called outside of any transaction. What cannot be made is matched by its characters alone.
    private func withMeaning(_ made: Snapshot, updating known: MeaningIndex? = nil) -> Snapshot {
        guard let meaning else { return made }
        var index = meaning.index(of: made.matcher.index, updating: known)
        if let missing = index?.missingTexts, !missing.isEmpty,
            missing.count <= Self.awaitedVectors,
            (try? meaning.add(missing)) != nil
        {
            index = meaning.index(of: made.matcher.index, updating: index)
        }
        return Snapshot(matcher: made.matcher, revision: made.revision, meaning: index)
    }

    /// Makes vectors that are missing in the background, where that was asked for.
    private func encodeIfMissing() {
        guard encodesInBackground, meaning != nil else { return }
        let starts = current.withLock { state in
            guard let held = state, !held.isEncoding,
                held.snapshot.meaning?.missingTexts.isEmpty == false
            else { return false }
            state?.isEncoding = true
            return true
        }
        if starts {
            DispatchQueue.global(qos: .background).async { [weak self] in self?.encodeMissing() }
        }
    }

    /// Makes the vectors that the newest snapshot lacks, and takes them into use now and then meanwhile.
    private func encodeMissing() {
        let missing = current.withLock { $0?.snapshot.meaning?.missingTexts } ?? []
        var next = Self.firstUse
        // Where it fails, such as for a full disk, the next edit or start tries again.
        try? meaning?.add(missing) { [weak self] made, _ in
            if made >= next {
                self?.useVectors()
                next *= 2
            }
            return self != nil
        }
        useVectors { $0.isEncoding = false }
    }

    /// After so many vectors they are taken into use, then each time their number has doubled.
    private static let firstUse = 2_048

    private func useVectors(_ end: (inout State) -> Void = { _ in }) {
        updating.withLock { _ in
            guard var next = current.withLock({ $0 }) else { return }
            end(&next)
            next.snapshot = withMeaning(next.snapshot, updating: next.snapshot.meaning)
            current.withLock { $0 = next }
        }
    }
}
