import KFBot
import Synchronization

/// Whether a service can do its work, as last looked at.
///
/// To ask waits for nothing: neither a file nor a lane. Housekeeping looks about once a second.
package final class Readiness: Sendable {
    /// Why a service cannot do its work.
    package struct Problem: Hashable, Sendable {
        /// In one word: `starting`, `stopping`, `overloaded`, or the code of a ``StoreError``.
        package let code: String
        /// What is in the way.
        package let message: String
    }

    private struct State {
        var looked: ContinuousClock.Instant?
        var problem: Problem?
        var failedCommit: (date: ContinuousClock.Instant, problem: Problem)?
        var isStopping = false
    }

    private let state = Mutex(State())
    /// A look that is older says nothing any more.
    private static let longestSilence = Duration.seconds(5)
    /// How long a failed commit stands against the service, unless one succeeds.
    private static let memory = Duration.seconds(10)

    /// Knows nothing yet.
    package init() {}

    /// What is in the way now; `nil` for nothing.
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

    /// Notes how a look at the files ended.
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

    /// Notes that no more work is taken.
    package func noteStop() { state.withLock { $0.isStopping = true } }

    /// Notes what became of a commit: what a file refuses counts, what the rules refuse does not.
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
