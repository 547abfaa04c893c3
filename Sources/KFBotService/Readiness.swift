import KFBot
import Synchronization

/// Whether a service can do its work, as of the last check.
///
/// Asking waits for neither a file nor a lane. Housekeeping checks about once a second.
package final class Readiness: Sendable {
    /// The reason why a service cannot do its work.
    package struct Problem: Hashable, Sendable {
        /// One word: `starting`, `stopping`, `overloaded`, or the code of a ``StoreError``.
        package let code: String
        /// What is wrong, in a sentence.
        package let message: String
    }

    private struct State {
        var looked: ContinuousClock.Instant?
        var problem: Problem?
        var failedCommit: (date: ContinuousClock.Instant, problem: Problem)?
        var isStopping = false
    }

    private let state = Mutex(State())
    /// A check that is older no longer counts.
    private static let longestSilence = Duration.seconds(5)
    /// How long a failed commit counts, unless one succeeds.
    private static let memory = Duration.seconds(10)

    /// Creates a readiness that waits for the first check.
    package init() {}

    /// What keeps the service from its work now; `nil` if nothing does.
    package var problem: Problem? {
        let now = ContinuousClock.now
        return state.withLock { state in
            if state.isStopping { return Problem(code: "stopping", message: "The service ends.") }
            guard let looked = state.looked else {
                return Problem(code: "starting", message: "The service has not looked yet.")
            }
            if let problem = state.problem { return problem }
            if let failed = state.failedCommit, now - failed.date < Self.memory {
                return failed.problem
            }
            guard now - looked < Self.longestSilence else {
                return Problem(
                    code: "overloaded",
                    message: "Nothing could be read for \(Self.longestSilence)."
                )
            }
            return nil
        }
    }

    /// Records how a check of the files ended.
    package func noteLook(_ outcome: Result<Void, any Error>) {
        state.withLock { state in
            state.looked = .now
            if case .failure(let error) = outcome {
                state.problem =
                    Self.problem(error)
                    ?? Problem(code: "failed", message: "The files could not be read.")
            } else {
                state.problem = nil
            }
        }
    }

    /// Records that the service takes no more work.
    package func noteStop() { state.withLock { $0.isStopping = true } }

    /// Records how a commit ended.
    ///
    /// A failure of the file counts; a refusal by the rules does not.
    func noteCommit(_ outcomes: [Result<EventOutcome, any Error>]) {
        let isStored = outcomes.contains { if case .success = $0 { true } else { false } }
        let problem = outcomes.lazy.compactMap { outcome in
            if case .failure(let error) = outcome { Self.problem(error) } else { nil }
        }.first
        guard isStored || problem != nil else { return }
        state.withLock { state in
            state.failedCommit = isStored ? nil : problem.map { (.now, $0) }
        }
    }

    private static func problem(_ error: any Error) -> Problem? {
        guard let error = error as? StoreError else { return nil }
        switch error.code {
        case .notFound, .exists, .conflict, .invalid: return nil
        default: return Problem(code: error.code.rawValue, message: error.description)
        }
    }
}
