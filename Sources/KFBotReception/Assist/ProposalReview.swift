public import KFBotKnowledge
public import KFBotModel

public import struct Foundation.Date

/// What servicers' work teaches the knowledge base: proposals to review, and quick edits.
///
/// A quick edit is made straight from a message. Every accepted change is an ordinary edit of one
/// revision and live at once. You can use a review from any thread.
public struct ProposalReview: Sendable {
    let knowledge: KnowledgeStore
    let sessions: SessionStore
    let configuration: @Sendable () -> ReceptionConfiguration

    /// Creates a review over a workspace's two files.
    ///
    /// - Parameters:
    ///   - knowledge: Where the entries are edited.
    ///   - sessions: Where messages and proposals are kept.
    ///   - configuration: Gives an account's base and hours; called anew for each review.
    public init(
        knowledge: KnowledgeStore,
        sessions: SessionStore,
        configuration: @escaping @Sendable () -> ReceptionConfiguration
    ) {
        self.knowledge = knowledge
        self.sessions = sessions
        self.configuration = configuration
    }

    // MARK: Proposals

    /// Lists proposals; the ones that came up most often come first.
    ///
    /// - Parameters:
    ///   - state: Lists only proposals in this state; `nil` for all.
    ///   - base: Lists only proposals for this base; `nil` for all.
    /// - Returns: The proposals. Those that came up equally often keep the order in which they
    ///   first came up.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func proposals(
        _ state: Proposal.State? = .open,
        of base: KnowledgeBaseID? = nil
    ) throws -> [Proposal] {
        try sessions.proposals(state, of: base)
    }

    /// Looks at a proposal and at the edit it would make now.
    ///
    /// - Parameters:
    ///   - id: The proposal's number.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: The proposal, and its edit; the edit is `nil` once the proposal is decided.
    /// - Throws: ``StoreError``: `notFound`, or `conflict` if the text to replace is no longer in
    ///   the entry.
    public func review(
        _ id: Int,
        at now: Date
    ) throws -> (proposal: Proposal, edit: ProposedEdit?) {
        let proposal = try sessions.proposal(id)
        guard proposal.state == .open else { return (proposal, nil) }
        let edit = try edit(
            proposal.change,
            named: proposal.change.entry ?? proposal.newEntry,
            proposal.base,
            proposal.account,
            proposal.revision,
            at: now
        ) { $0 }
        return (proposal, edit)
    }

    /// Makes the proposed edit and records the decision.
    ///
    /// - Parameters:
    ///   - id: The proposal's number.
    ///   - authorship: Who accepts, when and why. An empty reason becomes `proposal` and the
    ///     number.
    ///   - change: Another change of the same kind to make instead; `nil` for the proposed one.
    ///   - name: The name of a new entry; `nil` for `proposal-` and the number.
    ///   - version: The version of the entry that the person has looked at. Required if others have
    ///     changed the entry since the proposal came up.
    ///   - allowsErrors: Whether to make the edit even if lint finds errors.
    ///   - revise: Changes the edit before it is made.
    /// - Returns: What changed.
    /// - Throws: ``StoreError``: `notFound`, or `conflict` if others changed the entry or the
    ///   proposal is already decided. ``LintRefusal`` if lint finds errors.
    public func accept(
        _ id: Int,
        by authorship: Authorship,
        change: Proposal.Change? = nil,
        named name: EntryID? = nil,
        expecting version: Int? = nil,
        allowsErrors: Bool = false,
        revise: (Entry) throws -> Entry = { $0 }
    ) throws -> AcceptedEdit {
        let proposal = try sessions.proposal(id)
        try proposal.checkIsOpen()
        let edit = try edit(
            change ?? proposal.change,
            named: proposal.change.entry ?? name ?? proposal.newEntry,
            proposal.base,
            proposal.account,
            proposal.revision,
            at: authorship.date,
            revise
        )
        try check(edit, expecting: version, allowsErrors: allowsErrors)
        var authorship = authorship
        if authorship.reason.isEmpty { authorship.reason = "proposal \(id)" }
        // Each of the two files has its own lock, and nobody waits for one while holding the other.
        // So the proposal is first marked as being accepted. If a crash interrupts what follows,
        // ``resume(at:)`` finishes it.
        var decision = Proposal.Decision(authorship)
        try sessions.move(id, from: .open, to: .accepting, decision)
        do {
            decision.revision = try store(edit, by: authorship)
        } catch {
            try sessions.move(id, from: .accepting, to: .open, nil)
            throw error
        }
        try sessions.move(id, from: .accepting, to: .accepted, decision)
        return AcceptedEdit(edit, revision: decision.revision ?? 0)
    }

    /// Turns a proposal down.
    ///
    /// If it comes up again, it is counted but not reopened.
    ///
    /// - Throws: ``StoreError``: `notFound`, or `conflict` if it is decided already.
    public func reject(_ id: Int, by authorship: Authorship) throws {
        try sessions.move(id, from: .open, to: .rejected, Proposal.Decision(authorship))
    }

    /// An acceptance that has not ended after this time, in seconds, was interrupted.
    static let longestAcceptance: Double = 120

    /// Finishes acceptances that a crash interrupted.
    ///
    /// A proposal whose edit was made becomes accepted; any other is open again.
    ///
    /// - Returns: How many acceptances had been interrupted.
    /// - Throws: ``StoreError`` if a file cannot be read or written now.
    @discardableResult
    public func resume(at now: Date) throws -> Int {
        let begun = try sessions.proposals(.accepting, of: nil).filter { proposal in
            guard let decision = proposal.decision else { return true }
            return decision.date.addingTimeInterval(Self.longestAcceptance) <= now
        }
        for proposal in begun {
            let authorship = proposal.decision?.authorship
            guard var decision = proposal.decision,
                let revision = try authorship.flatMap({ authorship in
                    try knowledge.read { try $0.revision(of: proposal.base, madeBy: authorship) }
                })
            else {
                try sessions.move(proposal.id, from: .accepting, to: .open, nil)
                continue
            }
            decision.revision = revision
            try sessions.move(proposal.id, from: .accepting, to: .accepted, decision)
        }
        return begun.count
    }

    // MARK: Quick maintenance

    /// Adds a message's text to an entry as a similar question.
    ///
    /// - Parameters:
    ///   - message: A customer's text message.
    ///   - account: The account that received it; its base is edited.
    ///   - entry: The entry that answers it.
    ///   - authorship: Who makes the edit, when and why.
    ///   - allowsErrors: Whether to make the edit even if lint finds errors.
    /// - Returns: What changed; nothing if the entry already has the question.
    /// - Throws: ``StoreError``, `notFound` for the message or the entry; ``LintRefusal`` if lint
    ///   finds errors.
    public func addSimilar(
        _ message: MessageID,
        of account: AccountID,
        to entry: EntryID,
        by authorship: Authorship,
        allowsErrors: Bool = false
    ) throws -> AcceptedEdit {
        let question = try sessions.text(of: message, account: account)
        return try make(
            .similar(entry, question: question),
            named: entry,
            for: account,
            by: authorship,
            allowsErrors: allowsErrors
        )
    }

    /// Creates an entry whose question is a message's text.
    ///
    /// - Parameters:
    ///   - message: A customer's text message.
    ///   - account: The account that received it; its base is edited.
    ///   - answer: The text of the entry's only answer.
    ///   - entry: The new entry's name.
    ///   - authorship: Who, when and why.
    ///   - allowsErrors: Whether to make the edit although lint finds errors.
    /// - Returns: What changed; nothing if the entry is there and says the same.
    /// - Throws: ``StoreError``: `notFound` for the message, `exists` with the differences if the entry is
    ///   there and says something else; ``LintRefusal``.
    public func addEntry(
        _ message: MessageID,
        of account: AccountID,
        answer: String,
        named entry: EntryID,
        by authorship: Authorship,
        allowsErrors: Bool = false
    ) throws -> AcceptedEdit {
        let question = try sessions.text(of: message, account: account)
        return try make(
            .entry(question: question, answer: answer),
            named: entry,
            for: account,
            by: authorship,
            allowsErrors: allowsErrors
        )
    }

    private func make(
        _ change: Proposal.Change,
        named id: EntryID,
        for account: AccountID,
        by authorship: Authorship,
        allowsErrors: Bool
    ) throws -> AcceptedEdit {
        let base = configuration()[account].knowledgeBase
        let edit = try edit(change, named: id, base, account, nil, at: authorship.date) { $0 }
        try check(edit, expecting: nil, allowsErrors: allowsErrors)
        let revision = try store(edit, by: authorship)
        var decision = Proposal.Decision(authorship)
        decision.revision = revision
        try sessions.accept(change, of: base, decision)
        return AcceptedEdit(edit, revision: revision)
    }

    // MARK: Edits

    private func edit(
        _ change: Proposal.Change,
        named id: EntryID,
        _ base: KnowledgeBaseID,
        _ account: AccountID,
        _ revision: Int?,
        at now: Date,
        _ revise: (Entry) throws -> Entry
    ) throws -> ProposedEdit {
        let (newest, old) = try knowledge.read { reader in
            (
                try reader.newestVersion(of: id, in: base),
                try revision.flatMap { try reader.entry(id, of: base, leftBy: $0) }
            )
        }
        let before = newest?.entry
        guard change.entry == nil || before != nil else {
            throw StoreError(
                .notFound,
                "There is no entry \(id) in the knowledge base \(base)."
            )
        }
        let blank = Entry(id: id, question: "", answers: [])
        var meanwhile: [FieldChange] = []
        if let old {
            meanwhile = FieldChange.changes(from: old, to: before).filter {
                change.fields.contains($0.field)
            }
        }
        guard let applied = change.applied(to: before ?? blank, for: configuration()[account])
        else {
            if case .entry(let question, let answer) = change, let before {
                var wanted = before
                wanted.question = question.trimmingWhitespace()
                wanted.answers = [Answer(text: answer)]
                throw StoreError(
                    .exists,
                    "There is an entry \(id) already, and it differs; nothing was stored. Take another "
                        + "name, or edit that entry. What would have changed:",
                    changes: FieldChange.changes(from: before, to: wanted)
                )
            }
            throw StoreError(
                .conflict,
                "The answer of entry \(id) that the proposal changes is gone. Edit the entry and reject "
                    + "the proposal. Meanwhile:",
                changes: meanwhile
            )
        }
        // An entry that already is as proposed is not harmed by what others changed.
        if applied == before { meanwhile = [] }
        let after = try revise(applied)
        return ProposedEdit(
            base: base,
            before: before,
            version: newest?.version ?? 0,
            after: after,
            meanwhile: meanwhile,
            findings: after == before
                ? []
                : try knowledge.read {
                    try $0.findings(broughtBy: [EntryEdit(after.id, after)], in: base, at: now).new
                }
        )
    }

    private func check(
        _ edit: ProposedEdit,
        expecting version: Int?,
        allowsErrors: Bool
    ) throws {
        if let version, version != edit.version {
            throw StoreError(
                .conflict,
                "Entry \(edit.after.id) is at version \(edit.version), not \(version). Look at it "
                    + "again.",
                changes: edit.meanwhile
            )
        }
        if !edit.meanwhile.isEmpty, version == nil {
            throw StoreError(
                .conflict,
                "Entry \(edit.after.id) has changed since the proposal came up; it is at version "
                    + "\(edit.version). Look at it again and accept with that version, or reject the "
                    + "proposal. Meanwhile:",
                changes: edit.meanwhile
            )
        }
        if edit.hasErrors, !allowsErrors { throw LintRefusal(findings: edit.findings) }
    }

    private func store(_ edit: ProposedEdit, by authorship: Authorship) throws -> Int {
        try knowledge.write(to: edit.base, by: authorship) { writer in
            try writer.put(edit.after, expecting: edit.version)
        }.revision
    }
}

extension Proposal {
    /// The name of a new entry if nobody gave one.
    fileprivate var newEntry: EntryID { EntryID(rawValue: "proposal-\(id)") }
}

extension Proposal.Decision {
    fileprivate init(_ authorship: Authorship) {
        self.init(
            actor: authorship.actor,
            date: authorship.date,
            reason: authorship.reason,
            revision: nil
        )
    }

    /// Who makes the edit, when and why.
    fileprivate var authorship: Authorship {
        Authorship(actor: actor, date: date, reason: reason)
    }
}

extension AcceptedEdit {
    fileprivate init(_ edit: ProposedEdit, revision: Int) {
        self.init(
            entry: edit.after.id,
            changes: edit.changes,
            revision: revision,
            findings: edit.findings
        )
    }
}
