public import KFBotKnowledge
public import KFBotModel

public import struct Foundation.Date

/// What servicers' work teaches the knowledge base: proposals to review, and quick edits from messages.
///
/// Accepted, each is an ordinary edit of one revision, live at once. Safe to use from any thread.
public struct ProposalReview: Sendable {
    let knowledge: KnowledgeStore
    let sessions: SessionStore
    let configuration: @Sendable () -> ReceptionConfiguration

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - knowledge: The entries that change.
    ///   - sessions: Where messages and proposals are kept.
    ///   - configuration: Which base and which hours an account has; read anew for each call.
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

    /// Proposals, those that came up most often first.
    ///
    /// - Parameters:
    ///   - state: Only in this state; `nil` for all.
    ///   - base: Only for this base; `nil` for all.
    /// - Returns: The proposals; as often ones in the order in which they came up.
    /// - Throws: ``StoreError`` if the file cannot be read.
    public func proposals(
        _ state: Proposal.State? = .open,
        of base: KnowledgeBaseID? = nil
    ) throws -> [Proposal] {
        try sessions.proposals(state, of: base)
    }

    /// A proposal and what it comes to now.
    ///
    /// - Parameters:
    ///   - id: The proposal.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: The proposal; the edit is `nil` once it is decided.
    /// - Throws: ``StoreError``: `notFound`, or `conflict` if the entry is no longer what it was about.
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

    /// Makes the edit that is proposed, and notes that.
    ///
    /// - Parameters:
    ///   - id: The proposal.
    ///   - authorship: Who accepts, when and why; without a reason the proposal is named.
    ///   - change: What to do in place of what is proposed, of the same kind; `nil` for that itself.
    ///   - name: The name of a new entry; `nil` for `proposal-` and the number.
    ///   - version: The version of the entry that the person has looked at; needed if others changed it
    ///     since the proposal came up.
    ///   - allowsErrors: Whether to make the edit although lint finds errors.
    ///   - revise: Changes the edit before it is made.
    /// - Returns: What changed.
    /// - Throws: ``StoreError``: `notFound`, `conflict` with what others changed, or if it is decided
    ///   already; ``LintRefusal``.
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
        // The two files have a lock each, and nobody waits for one while holding the other: the proposal
        // says first that it is being accepted, and ``resume(at:)`` ends what a crash interrupts.
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

    /// Turns a proposal down; the same is counted, but does not come up again.
    ///
    /// - Throws: ``StoreError``: `notFound`, or `conflict` if it is decided already.
    public func reject(_ id: Int, by authorship: Authorship) throws {
        try sessions.move(id, from: .open, to: .rejected, Proposal.Decision(authorship))
    }

    /// After this time, in seconds, an acceptance that has not ended was interrupted.
    static let longestAcceptance: Double = 120

    /// Ends acceptances that a crash interrupted: those whose edit was made are accepted, others open again.
    ///
    /// - Returns: How many there were.
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

    /// Makes a message's words a similar question of an entry.
    ///
    /// - Parameters:
    ///   - message: A customer's text message.
    ///   - account: The account that received it, whose base is edited.
    ///   - entry: The entry that answers it.
    ///   - authorship: Who, when and why.
    ///   - allowsErrors: Whether to make the edit although lint finds errors.
    /// - Returns: What changed; nothing if the words are one of its questions already.
    /// - Throws: ``StoreError``, `notFound` for the message or the entry; ``LintRefusal``.
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

    /// Makes a message's words a new entry.
    ///
    /// - Parameters:
    ///   - message: A customer's text message.
    ///   - account: The account that received it, whose base is edited.
    ///   - answer: The answer's text.
    ///   - entry: The new entry's name.
    ///   - authorship: Who, when and why.
    ///   - allowsErrors: Whether to make the edit although lint finds errors.
    /// - Returns: What changed.
    /// - Throws: ``StoreError``, `notFound` for the message, `exists` for the name; ``LintRefusal``.
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
            if change.entry == nil { throw StoreError(.exists, "There is an entry \(id) already.") }
            throw StoreError(
                .conflict,
                "The answer of entry \(id) that the proposal changes is gone. Edit the entry and reject "
                    + "the proposal. Meanwhile:",
                changes: meanwhile
            )
        }
        // What is like that already takes no harm from what others did.
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
    /// The name of a new entry if none is given.
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
