public import Foundation
import KFBotKnowledge
import KFBotMatching
import KFBotModel
import KFBotReception
import Synchronization

/// Everything a company has, in one directory: configuration, knowledge and sessions.
///
/// If another process changes files or databases of the workspace, the next question sees the
/// change. You can use a workspace from any thread.
public final class Workspace: Sendable {
    /// The path of the directory.
    public let directory: String
    /// The settings of `kfbot.yaml`, kept up to date with the file.
    public let configuration: LiveConfiguration
    /// The knowledge bases, in `knowledge.sqlite`.
    public let knowledge: KnowledgeStore
    /// The sessions, in `sessions.sqlite`.
    public let sessions: SessionStore
    /// Decides what happens to sessions.
    public let core: SessionCore
    /// Suggests replies to servicers.
    public let assistant: ReplyAssistant
    /// Turns servicers' work into edits of the knowledge.
    public let proposalReview: ProposalReview

    /// Whether `sessions.sqlite` was missing although sessions were held here: this one begins anew.
    public let hasLostSessions: Bool

    private let matchers: Matchers
    private let purging = Mutex(Appointment())
    private let looking = Mutex(Appointment())
    private let maintaining = Mutex(Appointment())

    /// How often old records are removed and the knowledge is maintained, in seconds.
    private static let maintenanceInterval: Double = 3600
    /// How soon what failed is tried again, and how often it is looked for what is amiss, in seconds.
    private static let retryInterval: Double = 60

    /// When something is done next.
    private struct Appointment {
        private var made = Date.distantPast
        private var next = Date.distantPast

        /// A clock that was set back must not put it off.
        func isDue(at now: Date) -> Bool { now >= next || now < made }

        mutating func move(_ interval: Double, from now: Date) {
            made = now
            next = now.addingTimeInterval(interval)
        }
    }

    /// Where questions are answered from.
    public enum Answering: Sendable {
        /// From memory: each base is loaded when it is first asked.
        case memory
        /// From disk: the same answers, slower, in memory that does not grow with the base.
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
        private let meaning: MeaningStore?
        private let known = Mutex<[KnowledgeBaseID: Known]>([:])

        init(_ store: KnowledgeStore, _ answering: Answering, _ meaning: MeaningStore?) {
            self.store = store
            self.answering = answering
            self.meaning = meaning
        }

        func responder(for base: KnowledgeBaseID) throws -> KnowledgeResponder {
            let matcher = known.withLock { known in
                if let matcher = known[base] { return matcher }
                let matcher: Known =
                    switch answering {
                    case .memory:
                        .loaded(
                            KnowledgeMatcher(
                                store: store,
                                base: base,
                                meaning: meaning,
                                encodesInBackground: true
                            )
                        )
                    case .disk:
                        .stored(LowMemoryMatcher(store: store, base: base, meaning: meaning))
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

    /// The file that says that sessions are held in a directory.
    private static let mark = "/sessions.held"

    /// Whether sessions were ever held in a directory, so that `sessions.sqlite` must be there.
    public static func holdsSessions(in directory: String) -> Bool {
        FileManager.default.fileExists(atPath: directory + mark)
    }

    /// Leaves a note, so that a file that is lost is not taken for one that never was.
    ///
    /// It lies beside the file, so that nobody waits for another file's lock; where it cannot be written,
    /// all else goes on.
    private static func noteSessions(in directory: String) {
        guard !holdsSessions(in: directory) else { return }
        let note =
            "Sessions are held here: kfbot info --check misses sessions.sqlite by this file.\n"
        try? note.write(toFile: directory + mark, atomically: true, encoding: .utf8)
    }

    /// Opens a workspace; `sessions.sqlite` is made if it is missing.
    ///
    /// - Parameters:
    ///   - directory: The path of the directory.
    ///   - answering: Where questions are answered from.
    ///   - meaning: The vectors of the directory's texts; `nil` matches characters alone.
    /// - Throws: ``StoreError``, `noWorkspace` without a knowledge base; ``ConfigurationError`` if
    ///   `kfbot.yaml` is wrong.
    public init(
        directory: String,
        answering: Answering = .memory,
        meaning: MeaningStore? = nil
    ) throws {
        self.directory = directory
        let knowledge = try KnowledgeStore(path: directory + "/knowledge.sqlite", create: false)
        let configuration = try LiveConfiguration(directory: directory)
        let path = directory + "/sessions.sqlite"
        hasLostSessions =
            Self.holdsSessions(in: directory) && !FileManager.default.fileExists(atPath: path)
        let sessions = try SessionStore(path: path)
        Self.noteSessions(in: directory)
        let matchers = Matchers(knowledge, answering, meaning)
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

    /// Does the work that has fallen due; a service calls it ten times a second.
    ///
    /// Timers that have run out are handled, those that a clock set back has put off among them. Once an
    /// hour records older than `record_days` are removed, whatever became of the timers. Nothing of this
    /// waits for `knowledge.sqlite`.
    ///
    /// - Returns: How many timers were handled.
    /// - Throws: ``StoreError``; what the first timer that failed throws; once a minute `damaged` if there
    ///   are rows that cannot be read, without which all else goes on.
    @discardableResult
    public func tick(at now: Date) throws -> Int {
        let fired = Result { try core.fireTimers(at: now) }
        try Self.keep(purging, every: Self.maintenanceInterval, at: now) {
            try sessions.purge(configuration.current.recordAges, at: now)
        }
        try Self.keep(looking, every: Self.retryInterval, at: now) {
            try sessions.advanceTimers(at: now)
            let damage = try sessions.unreadableWork(at: now)
            guard damage.isEmpty else {
                throw StoreError(
                    .damaged,
                    "\(damage.joined(separator: "; ")) in sessions.sqlite; the others go on."
                )
            }
        }
        return try fired.get()
    }

    /// Whether ``maintainKnowledge(at:)`` has something to do: an hour after the last time, a minute after
    /// a failure.
    public func isMaintenanceDue(at now: Date) -> Bool {
        maintaining.withLock { $0.isDue(at: now) }
    }

    /// Once an hour finishes edits that were accepted, and refits calibrators; may wait for other processes
    /// that write `knowledge.sqlite`.
    ///
    /// - Throws: ``StoreError``; it is due again after a minute then.
    public func maintainKnowledge(at now: Date) throws {
        try Self.keep(maintaining, every: Self.maintenanceInterval, at: now) {
            try proposalReview.resume(at: now)
            try refitCalibrators(at: now)
        }
    }

    /// Does something that is due, and says when next.
    private static func keep(
        _ appointment: borrowing Mutex<Appointment>,
        every interval: Double,
        at now: Date,
        _ body: () throws -> Void
    ) throws {
        guard appointment.withLock({ $0.isDue(at: now) }) else { return }
        // Others need not begin it meanwhile.
        appointment.withLock { $0.move(retryInterval, from: now) }
        try body()
        appointment.withLock { $0.move(interval, from: now) }
    }

    /// Refits the calibrator of each base that has enough new labelled matches; call it in the
    /// background.
    ///
    /// - Returns: The bases with a new calibrator, which the next question uses.
    /// - Throws: ``StoreError`` if a file cannot be read or written now.
    @discardableResult
    public func refitCalibrators(at now: Date) throws -> [KnowledgeBaseID: Calibrator] {
        var refitted: [KnowledgeBaseID: Calibrator] = [:]
        for base in try knowledge.read({ try $0.bases() }) {
            let turns = try sessions.labelledMatches(of: base)
            refitted[base] = try knowledge.refitIfDue(base: base, turns: turns, at: now)?.calibrator
        }
        return refitted
    }

    /// Answers from the newest state of a base; the bot and suggestions use it too.
    ///
    /// - Throws: ``StoreError``, `notFound` if the base does not exist.
    public func responder(for base: KnowledgeBaseID) throws -> KnowledgeResponder {
        try matchers.responder(for: base)
    }
}
