public import KFBotModel
import Tokenizer

public import struct Foundation.Date

/// Finds the entry a customer means, says how sure that is, and can explain it.
///
/// ```swift
/// let matcher = Matcher(index: MatchIndex(entries))
/// switch matcher.match("怎么退钱", at: now).outcome {
/// case .answer(let candidate): print(candidate.entry)
/// case .clarify(let menu): print(menu.map(\.question))
/// case .miss, .smallTalk: break
/// }
/// ```
///
/// A value without state of its own: the same index and query give the same result in any thread
/// and process. Nothing here reads a clock or a file.
public struct Matcher: Sendable {
    /// What is searched.
    public let index: MatchIndex
    /// When to answer.
    public var policy: MatchPolicy
    /// How sure a signal makes.
    public var calibrator: Calibrator
    /// What counts how much.
    public var reranker: Reranker

    package let limits: RetrievalLimits
    let fillers: FillerWords
    package let pool: MatchWorkspacePool

    /// Of a query only so many UTF-8 bytes are read.
    package static let longestQuery = 2048

    /// Creates a matcher; by default with the calibrator of the policy, or else the shipped one.
    public init(
        index: MatchIndex,
        policy: MatchPolicy = MatchPolicy(),
        calibrator: Calibrator? = nil,
        reranker: Reranker = .default
    ) {
        self.init(
            index: index,
            policy: policy,
            calibrator: calibrator ?? policy.calibrator ?? .default,
            reranker: reranker,
            limits: RetrievalLimits()
        )
    }

    package init(
        index: MatchIndex,
        policy: MatchPolicy,
        calibrator: Calibrator,
        reranker: Reranker,
        limits: RetrievalLimits
    ) {
        self.index = index
        self.policy = policy
        self.calibrator = calibrator
        self.reranker = reranker
        self.limits = limits
        fillers = FillerWords(FillerWords.standardWords + index.vocabulary.fillers)
        pool = MatchWorkspacePool()
    }

    /// The matcher for a later state of the same base with the same vocabulary.
    ///
    /// Keeps what does not depend on the entries, above all the working memory, which grows with the
    /// base; so an edit costs no more in a large base than in a small one.
    public init(updating matcher: Matcher, to index: MatchIndex, policy: MatchPolicy) {
        self.index = index
        self.policy = policy
        calibrator = policy.calibrator ?? .default
        reranker = matcher.reranker
        limits = matcher.limits
        fillers = matcher.fillers
        pool = matcher.pool
    }

    /// Loads the tables of pinyin readings, which the first misspelled query would wait for.
    ///
    /// Takes some milliseconds once a process; call it off the path of the first answer.
    public static func loadReadings() {
        _ = Homophones.shared
    }

    /// Matches a query.
    ///
    /// - Parameters:
    ///   - query: What the customer sent; its first 2,048 UTF-8 bytes are read.
    ///   - now: The moment for which entries must be valid.
    ///   - account: The account that was asked; `nil` leaves accounts out of account.
    ///   - top: The most candidates to return, at least 1; the outcome does not depend on it.
    ///   - explains: Whether to fill ``MatchResult/explanation``.
    /// - Returns: The outcome and the ranked candidates; none for text without characters that the
    ///   base knows.
    /// - Complexity: About 0.1 to 0.5 ms; hardly more for a large base than for a small one.
    public func match(
        _ query: String,
        at now: Date,
        account: AccountID? = nil,
        top: Int = 10,
        explains: Bool = false
    ) -> MatchResult {
        match(
            query,
            following: nil,
            at: now,
            account: account,
            top: top,
            explains: explains
        )
    }
}
