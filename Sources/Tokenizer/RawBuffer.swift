/// A growable array of trivial values that is refilled for each text without being freed.
///
/// The owner calls ``deallocate()`` once. Indices are not checked: it exists for the loops that
/// run once a character, where `Array`'s uniqueness and bounds checks cost more than the work.
struct RawBuffer<Element: BitwiseCopyable> {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 256) {
        base = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    func deallocate() {
        base.deallocate()
    }

    @inline(__always)
    subscript(index: Int) -> Element {
        get { base[index] }
        nonmutating set { base[index] = newValue }
    }

    /// Makes room for `extra` more elements after ``count``.
    @inline(__always)
    mutating func reserve(_ extra: Int) {
        if count + extra > capacity {
            grow(to: Swift.max(count + extra, capacity * 2))
        }
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        reserve(1)
        base[count] = element
        count += 1
    }

    /// Appends where ``reserve(_:)`` has made room.
    @inline(__always)
    mutating func appendReserved(_ element: Element) {
        base[count] = element
        count += 1
    }

    mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
        guard let source = elements.baseAddress else { return }
        reserve(elements.count)
        (base + count).update(from: source, count: elements.count)
        count += elements.count
    }

    mutating func append(repeating element: Element, count extra: Int) {
        reserve(extra)
        (base + count).update(repeating: element, count: extra)
        count += extra
    }

    @inline(__always)
    mutating func removeAll() {
        count = 0
    }

    @inline(__always)
    mutating func removeLast(_ n: Int) {
        count -= n
    }

    /// Gives memory back after an unusually long text.
    mutating func shrink(toCapacity limit: Int) {
        guard capacity > limit else { return }
        base.deallocate()
        base = .allocate(capacity: limit)
        capacity = limit
        count = 0
    }

    private mutating func grow(to newCapacity: Int) {
        let grown = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
        grown.update(from: base, count: count)
        base.deallocate()
        base = grown
        capacity = newCapacity
    }
}
