/// Trivial values written once and then read by any thread, without checks on reading.
struct FlatBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    // Unchecked: the memory is written before the buffer is published and never again.

    private final class Owner {
        let base: UnsafeMutablePointer<Element>

        init(_ elements: UnsafeBufferPointer<Element>) {
            base = .allocate(capacity: Swift.max(elements.count, 1))
            if let source = elements.baseAddress {
                base.initialize(from: source, count: elements.count)
            }
        }

        deinit {
            base.deallocate()
        }
    }

    private let owner: Owner
    /// The values; valid as long as the buffer lives.
    let base: UnsafePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        owner = elements.withUnsafeBufferPointer { Owner($0) }
        base = UnsafePointer(owner.base)
        count = elements.count
    }

    /// The value at an index below ``count``, which is not checked.
    @inline(__always)
    subscript(index: Int) -> Element { base[index] }

    /// What the values take, in bytes.
    var byteCount: Int { count * MemoryLayout<Element>.stride }
}
