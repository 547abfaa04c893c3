/// Trivial values written once and read by any thread, without checks or reference counting on read.
struct FixedBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Unchecked: the memory is written before the owner exists and never again.

    private final class Owner {
        let base: UnsafeMutablePointer<Element>

        init(_ elements: [Element]) {
            base = .allocate(capacity: max(elements.count, 1))
            base.initialize(from: elements, count: elements.count)
        }

        deinit {
            base.deallocate()
        }
    }

    private let owner: Owner
    /// The values; valid as long as the buffer lives.
    let base: UnsafePointer<Element>

    init(_ elements: [Element]) {
        owner = Owner(elements)
        base = UnsafePointer(owner.base)
    }
}
