import GRDB
import KFBotMatching
public import KFBotModel

public import struct Foundation.Date

/// An entry as an edit leaves it.
public struct EntryEdit: Hashable, Sendable {
    /// The entry's name.
    public let id: EntryID
    /// The entry; `nil` if the edit removes it.
    public let entry: Entry?

    /// Creates an edit that stores an entry, or removes it if there is none.
    public init(_ id: EntryID, _ entry: Entry?) {
        self.id = id
        self.entry = entry
    }
}

/// What lint finds about edited entries.
public struct EditFindings: Hashable, Sendable {
    /// What the edits bring about, graver before less grave.
    public let new: [LintFinding]
    /// What is found about these entries without the edits as well.
    public let old: [LintFinding]
}

extension KnowledgeReader {
    /// What a whole lint would say of some entries once they are edited.
    ///
    /// The result equals the findings of ``Linter/findings(in:at:)-([Entry],_)`` that name one of the entries, in the
    /// same order. Two checks need all other entries and are left out: other entries' phrasings that now
    /// come nearer to these than to their own, and the base's own words.
    ///
    /// - Parameters:
    ///   - edits: The entries as they would be, each name once. An edit that changes nothing is allowed.
    ///   - base: Their base.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: What was found.
    /// - Throws: ``StoreError``, `notFound` for an unknown base.
    /// - Complexity: Some milliseconds for each phrasing, in small bases and large ones; an edit that
    ///   removes an entry reads all others once.
    public func findings(
        about edits: [EntryEdit],
        in base: KnowledgeBaseID,
        at now: Date
    ) throws -> [LintFinding] {
        try findings(about: edits, in: base, at: now, keeping: LoadedEntries())
    }

    private func findings(
        about edits: [EntryEdit],
        in base: KnowledgeBaseID,
        at now: Date,
        keeping loaded: LoadedEntries
    ) throws -> [LintFinding] {
        let key = try key(of: base)
        try requireIndex()
        return try EditLint(
            edited(edits, in: key),
            of: key,
            vocabulary: vocabulary(of: base),
            at: now,
            keeping: loaded,
            from: self
        ).findings()
    }

    /// The findings that edits bring about in a base, and the findings that were there before.
    ///
    /// - Parameters:
    ///   - edits: The entries as they would be, each name once.
    ///   - base: Their base.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: As ``findings(about:in:at:)`` says, with and without the edits.
    /// - Throws: ``StoreError``, `notFound` for an unknown base.
    public func findings(
        broughtBy edits: [EntryEdit],
        in base: KnowledgeBaseID,
        at now: Date
    ) throws -> EditFindings {
        let loaded = LoadedEntries()
        let after = try findings(about: edits, in: base, at: now, keeping: loaded)
        guard !after.isEmpty else { return EditFindings(new: [], old: []) }
        let stored = try edited(edits, in: try key(of: base)).compactMap(\.before)
        let before = try findings(
            about: stored.map { EntryEdit($0.id, $0) },
            in: base,
            at: now,
            keeping: loaded
        )
        return EditFindings(
            after,
            in: edits.compactMap(\.entry),
            comparedWith: before,
            in: stored
        )
    }

    /// The findings that publishing a draft would bring about, and the findings that were there before.
    ///
    /// - Parameters:
    ///   - base: The base.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: As ``findings(broughtBy:in:at:)`` says of the draft's entries; where the draft changes the
    ///   base's own words, on which all matching rests, what a whole lint says with and without it.
    /// - Throws: ``StoreError``, `notFound` if there is no such base or draft.
    public func findings(
        broughtByDraftOf base: KnowledgeBaseID,
        at now: Date
    ) throws -> EditFindings {
        guard let draft = try draft(of: base) else {
            throw StoreError(.notFound, "There is no draft of \(base).", subject: .draft)
        }
        let published = try vocabulary(of: base)
        guard let vocabulary = draft.vocabulary, vocabulary != published else {
            let edits = draft.changes.map { EntryEdit($0.id, $0.entry) }
            return try findings(broughtBy: edits, in: base, at: now)
        }
        let (after, before) = (try entriesWithDraft(of: base), try entries(of: base))
        return EditFindings(
            Linter(vocabulary: vocabulary).findings(in: after, at: now),
            in: after,
            comparedWith: Linter(vocabulary: published).findings(in: before, at: now),
            in: before
        )
    }

    private func edited(_ edits: [EntryEdit], in base: Int64) throws -> [EditLint.Edited] {
        var next = try Int64.fetchOne(db, sql: "SELECT MAX(key) FROM entry") ?? 0
        return try edits.map { edit in
            let known = try key(of: edit.id, in: base)
            let before = try known.flatMap { try entries(withKeys: [$0]).first?.entry }
            if known == nil { next += 1 }
            return EditLint.Edited(
                key: known ?? next,
                id: edit.id,
                before: before,
                after: edit.entry
            )
        }
    }
}

extension EditFindings {
    /// What stays the same where an edit moves a phrasing or makes the matcher a little surer.
    private struct Identity: Hashable {
        let code: LintCode
        let severity: LintFinding.Severity
        let entry: EntryID?
        let other: EntryID?
        let words: String

        init(_ finding: LintFinding, in entries: [EntryID: Entry]) {
            code = finding.code
            severity = finding.severity
            entry = finding.entry
            other = finding.other
            let phrasing = finding.entry.flatMap { entries[$0] }.flatMap { entry in
                entry.phrasings.indices.first { LintText.field(ofPhrasing: $0) == finding.field }
                    .map { entry.phrasings[$0] }
            }
            words = finding.confidence == nil ? finding.message : phrasing ?? finding.message
        }
    }

    /// Tells findings after edits from those before.
    ///
    /// - Parameters:
    ///   - after: What is found with the edits.
    ///   - entries: The entries as the edits leave them.
    ///   - before: What is found without the edits.
    ///   - stored: The entries as they were.
    init(
        _ after: [LintFinding],
        in entries: [Entry],
        comparedWith before: [LintFinding],
        in stored: [Entry]
    ) {
        func byName(_ entries: [Entry]) -> [EntryID: Entry] {
            Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        }
        let (now, then) = (byName(entries), byName(stored))
        let known = Set(before.map { Identity($0, in: then) })
        let isNew = after.map { !known.contains(Identity($0, in: now)) }
        let ordered = { (isWanted: Bool) in
            zip(after, isNew).filter { $0.1 == isWanted }.map(\.0)
                .sorted { $0.severity < $1.severity }
        }
        new = ordered(true)
        old = ordered(false)
    }
}
