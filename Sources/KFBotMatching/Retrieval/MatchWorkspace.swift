import Synchronization
import Tokenizer

/// What one match writes to, reused from query to query.
package final class MatchWorkspace: @unchecked Sendable {
    // Unchecked: the pool hands a workspace to one caller at a time.

    var text = UnitText()
    /// Summed weights by phrasing over all segments; all 0 between queries.
    let sums = ZeroedBuffer<Float>()
    /// Phrasings whose sum is not 0.
    var touched: [UInt32] = []
    /// By local unit: slot plus one of the query's canonical unit, and of its plain unit above that.
    let slots = ZeroedBuffer<UInt32>()
    /// By local unit: the stamp of the last sequence that held it.
    let stamps = ZeroedBuffer<UInt32>()
    var stamp: UInt32 = 0
    /// By local entry: the number of its group plus one, for entries among the candidates; else 0.
    let groups = ZeroedBuffer<UInt32>()

    package init() {}

    /// The emptied ``touched``, which is filled faster as a local variable than in place.
    func takeTouched() -> [UInt32] {
        var taken: [UInt32] = []
        swap(&taken, &touched)
        return taken
    }

    /// A new stamp, different from all in ``stamps``.
    @inline(__always)
    func nextStamp() -> UInt32 {
        if stamp == .max {
            stamps.clear()
            stamp = 0
        }
        stamp += 1
        return stamp
    }
}

/// Memory that is 0 where its user has put it back to 0, and grows on demand.
final class ZeroedBuffer<Element: BitwiseCopyable & ExpressibleByIntegerLiteral> {
    private(set) var base: UnsafeMutablePointer<Element>
    private var capacity: Int

    init() {
        capacity = 256
        base = .allocate(capacity: 256)
        base.initialize(repeating: 0, count: 256)
    }

    deinit {
        base.deallocate()
    }

    func reserve(_ count: Int) {
        guard count > capacity else { return }
        base.deallocate()
        capacity = max(count, capacity * 2)
        base = .allocate(capacity: capacity)
        base.initialize(repeating: 0, count: capacity)
    }

    func clear() {
        base.update(repeating: 0, count: capacity)
    }
}

/// Lends each caller a workspace; there are as many as were ever in use at once.
package final class MatchWorkspacePool: Sendable {
    private let idle = Mutex<[MatchWorkspace]>([])

    package func take() -> MatchWorkspace { idle.withLock { $0.popLast() } ?? MatchWorkspace() }

    package func give(_ workspace: MatchWorkspace) { idle.withLock { $0.append(workspace) } }
}
