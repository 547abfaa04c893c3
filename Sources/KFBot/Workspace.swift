import KFBotKnowledge
import KFBotMatching
import KFBotModel
import KFBotReception
import Synchronization

public import struct Foundation.Date

/// Everything a company has, in one directory: configuration, knowledge and sessions.
///
/// What other processes change in it, files and databases alike, holds here with the next question.
/// Safe to use from any thread.
public final class Workspace: Sendable {
    /// The directory.
    public let directory: String
    /// `kfbot.yaml`.
    public let configuration: LiveConfiguration
    /// `knowledge.sqlite`.
    public let knowledge: KnowledgeStore
    /// `sessions.sqlite`.
    public let sessions: SessionStore
    /// Decides what happens to sessions.
    public let core: SessionCore
    /// Suggests replies to servicers.
    public let assistant: ReplyAssistant
    /// Turns what servicers do into edits of the knowledge.
    public let proposalReview: ProposalReview

    private let matchers: Matchers
    private let purged = Mutex(Date.distantPast)
    private let maintained = Mutex(Date.distantPast)

    /// How often old records are removed and the knowledge is maintained, in seconds.
    private static let purgeInterval: Double = 3600

    /// Where questions are answered from.
    public enum Answering: Sendable {
        /// Each base is loaded when it is first asked.
        case memory
        /// Nothing is loaded: the same answers, slower, in memory that does not grow with the base.
        case disk
    }

    /// The matchers of the bases that were asked so far.
    private final class Matchers: Sendable {
        private enum Known {
            case loaded(KnowledgeMatcher)
            case stored(LowMemoryMatcher)
        }

        private let store: KnowledgeStore
        private let answering: Answering
        private let known = Mutex<[KnowledgeBaseID: Known]>([:])

        init(_ store: KnowledgeStore, _ answering: Answering) {
            self.store = store
            self.answering = answering
        }

        func responder(for base: KnowledgeBaseID) throws -> KnowledgeResponder {
            let matcher = known.withLock { known in
                if let matcher = known[base] { return matcher }
                let matcher: Known =
                    switch answering {
                    case .memory: .loaded(KnowledgeMatcher(store: store, base: base))
                    case .disk: .stored(LowMemoryMatcher(store: store, base: base))
                    }
                known[base] = matcher
                return matcher
            }
            switch matcher {
            case .loaded(let matcher): return try KnowledgeResponder(matcher)
            case .stored(let matcher): return try KnowledgeResponder(matcher)
            }
        }
    }

    /// Opens a workspace; `sessions.sqlite` is made if it is missing.
    ///
    /// - Parameters:
    ///   - directory: Where it is.
    ///   - answering: Where questions are answered from.
    /// - Throws: ``StoreError``, `noWorkspace` without a knowledge base; ``ConfigurationError``.
    public init(directory: String, answering: Answering = .memory) throws {
        self.directory = directory
        let knowledge = try KnowledgeStore(path: directory + "/knowledge.sqlite", create: false)
        let configuration = try LiveConfiguration(directory: directory)
        let sessions = try SessionStore(path: directory + "/sessions.sqlite")
        let matchers = Matchers(knowledge, answering)
        let answerer = KnowledgeAnswerer(
            responder: { try matchers.responder(for: $0) },
            configuration: { configuration.current }
        )
        let assistant = ReplyAssistant(
            responder: { try matchers.responder(for: $0) },
            configuration: { configuration.current }
        )
        core = SessionCore(storage: sessions, answerer: answerer, suggester: assistant) {
            configuration.current
        }
        self.assistant = assistant
        proposalReview = ProposalReview(knowledge: knowledge, sessions: sessions) {
            configuration.current
        }
        self.configuration = configuration
        self.knowledge = knowledge
        self.sessions = sessions
        self.matchers = matchers
    }

    /// Does what time brings; a service calls it ten times a second.
    ///
    /// Timers that have run out are handled. Once an hour records older than `record_days` are removed,
    /// whatever became of the timers. Nothing of this waits for `knowledge.sqlite`.
    ///
    /// - Returns: How many timers were handled.
    /// - Throws: ``StoreError``; what the first timer that failed throws.
    @discardableResult
    public func tick(at now: Date) throws -> Int {
        let fired = Result { try core.fireTimers(at: now) }
        if Self.isDue(purged, at: now) {
            let days = Double(configuration.current.recordDays)
            try sessions.purge(before: now.addingTimeInterval(-days * 86_400))
        }
        return try fired.get()
    }

    /// Once an hour finishes edits that were accepted, and refits calibrators; may wait for other processes
    /// that write `knowledge.sqlite`.
    ///
    /// - Throws: ``StoreError``.
    public func maintainKnowledge(at now: Date) throws {
        guard Self.isDue(maintained, at: now) else { return }
        try proposalReview.resume(at: now)
        try refitCalibrators(at: now)
    }

    private static func isDue(_ last: borrowing Mutex<Date>, at now: Date) -> Bool {
        last.withLock { last in
            guard now >= last.addingTimeInterval(purgeInterval) else { return false }
            last = now
            return true
        }
    }

    /// Refits the curve of each base for which enough labelled turns came in; for the background.
    ///
    /// - Returns: The bases with a new curve, which the next question uses.
    /// - Throws: ``StoreError``.
    @discardableResult
    public func refitCalibrators(at now: Date) throws -> [KnowledgeBaseID: Calibrator] {
        var refitted: [KnowledgeBaseID: Calibrator] = [:]
        for base in try knowledge.read({ try $0.bases() }) {
            let turns = try sessions.labelledMatches(of: base)
            refitted[base] = try knowledge.refitIfDue(base: base, turns: turns, at: now)?.calibrator
        }
        return refitted
    }

    /// Answers from the newest state of a base; what the bot and suggestions use, too.
    ///
    /// - Throws: ``StoreError``, `notFound` if the base does not exist.
    public func responder(for base: KnowledgeBaseID) throws -> KnowledgeResponder {
        try matchers.responder(for: base)
    }
}
