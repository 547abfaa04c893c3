public import KFBotMatching
public import KFBotModel
import Tokenizer

public import struct Foundation.Date

/// Answers questions from one state of a base: what `kfbot ask`, the server and the bot say.
public struct KnowledgeResponder: Sendable {
    /// What is asked.
    private enum Source {
        case loaded(KnowledgeMatcher, KnowledgeMatcher.Snapshot, isDraft: Bool)
        case stored(LowMemoryMatcher)
    }

    private let source: Source
    /// The base's revision when the responder was made.
    public let revision: Int

    /// A responder for the state of a moment; the newest one costs nothing once it is loaded.
    ///
    /// - Throws: ``StoreError``, `notFound` if the base does not exist.
    public init(_ source: KnowledgeMatcher, at point: PointInTime = .head) throws {
        let snapshot = try source.snapshot(at: point)
        revision = snapshot.revision
        self.source = .loaded(source, snapshot, isDraft: false)
    }

    /// A responder for what the draft would publish.
    ///
    /// - Throws: ``StoreError``, `notFound` if the base does not exist.
    public init(draftOf source: KnowledgeMatcher) throws {
        let snapshot = try source.draftSnapshot()
        revision = snapshot.revision
        self.source = .loaded(source, snapshot, isDraft: true)
    }

    /// A responder that loads nothing and answers each question from the newest state.
    ///
    /// - Throws: ``StoreError``, `notFound` if the base does not exist.
    public init(_ source: LowMemoryMatcher) throws {
        revision = try source.store.read { reader in
            _ = try reader.key(of: source.base)
            return try reader.head(of: source.base)
        }
        self.source = .stored(source)
    }

    /// Matches a question.
    ///
    /// - Parameters:
    ///   - query: What the customer sent.
    ///   - previous: The customer's question before, if it was answered.
    ///   - now: The moment for which entries must be valid.
    ///   - account: The account that was asked; `nil` for none in particular.
    ///   - top: The most candidates, at least 1.
    ///   - explains: Whether to say how the result came about.
    /// - Returns: The outcome and the ranked candidates.
    /// - Throws: ``StoreError`` if a base that is not loaded cannot be read.
    public func match(
        _ query: String,
        following previous: PreviousQuestion? = nil,
        at now: Date,
        account: AccountID? = nil,
        top: Int = 10,
        explains: Bool = false
    ) throws -> MatchResult {
        switch source {
        case .loaded(let matcher, let snapshot, _):
            snapshot.matcher.match(
                query,
                following: previous,
                at: now,
                account: account,
                top: top,
                explains: explains,
                meaning: matcher.meaning?.meaning(of: query, for: snapshot)
            )
        case .stored(let matcher):
            try matcher.match(
                query,
                following: previous,
                at: now,
                account: account,
                top: top,
                explains: explains
            ).result
        }
    }

    /// Matches a question and composes what the entry answers.
    ///
    /// - Parameters:
    ///   - query: What the customer sent.
    ///   - previous: The customer's question before, if it was answered.
    ///   - context: For whom, and when.
    ///   - top: The most candidates, at least 1.
    ///   - explains: Whether to say how the result came about.
    /// - Returns: The outcome with what is answered; `miss` where the entry has nothing to say.
    /// - Throws: ``StoreError`` if the entry cannot be read.
    public func answer(
        _ query: String,
        following previous: PreviousQuestion? = nil,
        in context: AnswerContext,
        top: Int = 10,
        explains: Bool = false
    ) throws -> AskResult {
        let clock = ContinuousClock()
        let start = clock.now
        let make = { @Sendable (result: MatchResult, entry: Entry?, revision: Int) in
            AskResult(
                query: query,
                result: result,
                answer: entry.flatMap { entry in
                    AnswerComposer.parts(of: entry, to: query, in: context).map {
                        AskResult.Answer(entry: entry.id, parts: $0)
                    }
                },
                context: context,
                revision: revision,
                milliseconds: (clock.now - start) / .milliseconds(1)
            )
        }
        switch source {
        case .loaded(_, let snapshot, _):
            let result = try match(
                query,
                following: previous,
                at: context.date,
                account: context.account,
                top: top,
                explains: explains
            )
            return make(result, try Self.answered(result).map(entry), snapshot.revision)
        case .stored(let matcher):
            let vector = try matcher.vector(of: query)
            return try matcher.store.read { reader in
                let result = try matcher.match(
                    query,
                    following: previous,
                    at: context.date,
                    account: context.account,
                    top: top,
                    explains: explains,
                    by: vector,
                    from: reader
                )
                let entry = try Self.answered(result).map {
                    try reader.entry($0, of: matcher.base).entry
                }
                return make(result, entry, try reader.head(of: matcher.base))
            }
        }
    }

    /// The entry that answers.
    private static func answered(_ result: MatchResult) -> EntryID? {
        if case .answer(let candidate) = result.outcome { candidate.entry } else { nil }
    }

    /// An entry in the state that is asked.
    ///
    /// - Throws: ``StoreError``, `notFound` if there is no such entry.
    public func entry(_ id: EntryID) throws -> Entry {
        switch source {
        case .loaded(let matcher, let snapshot, let isDraft):
            if !isDraft, let known = snapshot.entries[id] { return known }
            let entry = try matcher.store.read { reader -> Entry in
                if isDraft,
                    let change = try reader.draft(of: matcher.base)?.changes.first(where: {
                        $0.id == id
                    }),
                    let entry = change.entry
                {
                    return entry
                }
                let point = PointInTime.revision(snapshot.revision)
                return try reader.entry(id, of: matcher.base, at: point).entry
            }
            if !isDraft { snapshot.entries[id] = entry }
            return entry
        case .stored(let matcher):
            return try matcher.store.read { try $0.entry(id, of: matcher.base).entry }
        }
    }

    /// The same question gets the same one of several answers.
    package static func seed(_ query: String) -> UInt64 {
        StableHash(of: query.utf8).value
    }
}

/// A question with its outcome: the JSON form of `kfbot ask`.
public struct AskResult: Encodable, Sendable {
    /// What is answered.
    public struct Answer: Encodable, Sendable {
        /// The entry that answers.
        public let entry: EntryID
        /// The messages, in the order in which they are sent.
        public let parts: [AnswerPart]
    }

    /// A line of a menu that the customer may choose.
    public struct Choice: Encodable, Sendable, Hashable {
        /// What a line does that leads to no entry.
        public enum Action: String, Encodable, Sendable, Hashable {
            /// Nothing of it was meant (都不是).
            case noneOfThese = "none"
            /// A person is wanted (转人工).
            case handoff
        }

        /// What the customer reads.
        public let label: String
        /// The entry that is answered.
        public let entry: EntryID?
        /// What happens instead of an answer.
        public let action: Action?
    }

    /// A ranked entry.
    public struct Item: Encodable, Sendable {
        /// The entry.
        public let entry: EntryID
        /// Its standard question.
        public let question: String
        /// The phrasing of it that is nearest to the query.
        public let matched: String
        /// How well it fits, unbounded; higher is better.
        public let score: Double
        /// How likely it is the right one, 0...1.
        public let confidence: Double
    }

    /// What was asked.
    public let query: String
    /// `answer`, `clarify`, `miss` or `smalltalk`.
    public let outcome: String
    /// The first candidate's confidence; 0 without candidates.
    public let confidence: Double
    /// What the calibrator made that confidence of; `nil` where it had no say.
    ///
    /// ``LabelledMatch`` keeps it, so that the calibrator can be refitted.
    public let signal: Double?
    /// The length of the question in units, which the calibrator regards as well.
    public let length: Int
    /// All ranked entries, best first, whatever the outcome.
    public let candidates: [Item]
    /// Only with the outcome `answer`.
    public let answer: Answer?
    /// Only with the outcome `clarify`: what the menu offers.
    public let menu: [EntryID]?
    /// The same with what the customer reads, and the two choices that every menu ends with.
    public let choices: [Choice]?
    /// The base's revision.
    public let revision: Int
    /// How long matching and fetching took.
    public let elapsedMS: Double
    /// How the result came about; only where it was asked for.
    public let explanation: Explanation?

    private enum CodingKeys: String, CodingKey {
        case query, outcome, confidence, signal, length, candidates, answer, menu, choices,
            revision,
            explanation
        case elapsedMS = "elapsed_ms"
    }

    init(
        query: String,
        result: MatchResult,
        answer: Answer?,
        context: AnswerContext,
        revision: Int,
        milliseconds: Double
    ) {
        self.query = query
        if case .answer = result.outcome, answer == nil {
            outcome = MatchOutcome.miss.name
        } else {
            outcome = result.outcome.name
        }
        confidence = result.confidence
        signal = result.signal
        length = result.length
        candidates = result.candidates.map {
            Item(
                entry: $0.entry,
                question: $0.question,
                matched: $0.matched,
                score: $0.score,
                confidence: $0.confidence
            )
        }
        self.answer = answer
        if case .clarify(let candidates) = result.outcome {
            menu = candidates.map(\.entry)
            choices =
                candidates.map { Choice(label: $0.question, entry: $0.entry, action: nil) }
                + [Choice(label: context.menuNone, entry: nil, action: .noneOfThese)]
                + (context.menuHandoff.map { [Choice(label: $0, entry: nil, action: .handoff)] }
                    ?? [])
        } else {
            menu = nil
            choices = nil
        }
        self.revision = revision
        elapsedMS = milliseconds
        var explanation = result.explanation
        explanation?.revision = revision
        self.explanation = explanation
    }
}
