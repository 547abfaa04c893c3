import Synchronization

/// Counts who shows wrong keys or passwords, so that they are made to wait.
///
/// A failure is forgotten after a quarter of an hour. Bounded: if there are too many names, the ones that
/// failed longest ago are forgotten first.
final class FailedTries: Sendable {
    private struct Tries {
        var count: Int
        var last: ContinuousClock.Instant
    }

    private let tries = Mutex<[String: Tries]>([:])
    /// How many failures cost nothing, for those who mistype.
    let free: Int
    /// The longest wait.
    let longest: Duration

    private static let memory = Duration.seconds(900)
    private static let mostNames = 10_000

    init(free: Int, longest: Duration) {
        self.free = free
        self.longest = longest
    }

    /// Notes a failure, and says how long an answer is to be kept back.
    @discardableResult
    func note(_ name: String, at now: ContinuousClock.Instant = .now) -> Duration {
        tries.withLock { tries in
            var known = tries[name] ?? Tries(count: 0, last: now)
            if now - known.last > Self.memory { known.count = 0 }
            known.count += 1
            known.last = now
            if tries[name] == nil, tries.count >= Self.mostNames {
                tries = tries.filter { now - $0.value.last <= Self.memory }
                if tries.count >= Self.mostNames,
                    let oldest = tries.min(by: { $0.value.last < $1.value.last })
                {
                    tries[oldest.key] = nil
                }
            }
            tries[name] = known
            return wait(after: known.count)
        }
    }

    /// How long it is until the next try is looked at; zero for at once.
    func remaining(_ name: String, at now: ContinuousClock.Instant = .now) -> Duration {
        tries.withLock { tries in
            guard let known = tries[name] else { return .zero }
            return max(wait(after: known.count) - (now - known.last), .zero)
        }
    }

    /// Forgets somebody's failures.
    func forget(_ name: String) { tries.withLock { $0[name] = nil } }

    /// Doubles with each failure.
    private func wait(after count: Int) -> Duration {
        guard count > free else { return .zero }
        return min(.milliseconds(125) * (1 << min(count - free, 20)), longest)
    }
}
