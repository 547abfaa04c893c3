/// The tokens of one text before any string is made of them.
struct TokenBuffer {
    /// A token as offsets: 24 bytes, no reference counting.
    struct Item: BitwiseCopyable {
        var kind: Token.Kind
        /// The place among the text's positions.
        var position: UInt32
        /// The bytes of the original.
        var start: UInt32
        var end: UInt32
        /// The bytes of ``TokenBuffer/text``.
        var textStart: UInt32
        var textEnd: UInt32
    }

    /// Items in the order found; ``sortByPosition()`` puts them in reading order.
    private(set) var items = RawBuffer<Item>()
    /// What the items' texts are slices of.
    ///
    /// Starts as the folded text; filters append to it.
    var text = RawBuffer<UInt8>()
    /// The number of positions given out so far.
    private(set) var positionCount: UInt32 = 0
    /// The position of each folded scalar that belongs to a run; ``noPosition`` for the others.
    private(set) var positions = RawBuffer<UInt32>()

    /// The position of what separates.
    static let noPosition = UInt32.max

    private var sorted = RawBuffer<Item>()
    private var counts = RawBuffer<UInt32>()

    func deallocate() {
        items.deallocate()
        text.deallocate()
        positions.deallocate()
        sorted.deallocate()
        counts.deallocate()
    }

    mutating func shrink(toCapacity limit: Int) {
        items.shrink(toCapacity: limit)
        text.shrink(toCapacity: limit)
        positions.shrink(toCapacity: limit)
        sorted.shrink(toCapacity: limit)
        counts.shrink(toCapacity: limit)
    }

    /// Empties the buffer.
    mutating func removeAll() {
        items.removeAll()
        text.removeAll()
        positionCount = 0
    }

    /// Empties the buffer for the runs of a text.
    mutating func start(_ folded: FoldedText) {
        removeAll()
        positions.removeAll()
        positions.append(repeating: Self.noPosition, count: folded.count)
        text.append(
            contentsOf: UnsafeBufferPointer(start: folded.utf8.base, count: folded.utf8.count)
        )
    }

    /// Gives each scalar of a range a position of its own.
    @inline(__always)
    mutating func takePositions(forEachOf range: Range<Int>) {
        for index in range {
            positions[index] = positionCount
            positionCount += 1
        }
    }

    /// Gives out a position that belongs to no scalar.
    @inline(__always)
    mutating func takePosition() -> UInt32 {
        positionCount += 1
        return positionCount - 1
    }

    /// Gives the scalars of a range one position together.
    mutating func takePosition(for range: Range<Int>) -> UInt32 {
        for index in range { positions[index] = positionCount }
        positionCount += 1
        return positionCount - 1
    }

    @inline(__always)
    mutating func append(_ item: Item) {
        items.append(item)
    }

    @inline(__always)
    mutating func reserve(_ extra: Int) {
        items.reserve(extra)
    }

    @inline(__always)
    mutating func appendReserved(_ item: Item) {
        items.appendReserved(item)
    }

    /// Appends a token whose text stands nowhere in the folded text.
    mutating func append(
        _ kind: Token.Kind,
        text bytes: some Collection<UInt8>,
        position: UInt32,
        start: UInt32,
        end: UInt32
    ) {
        let textStart = UInt32(truncatingIfNeeded: text.count)
        text.reserve(bytes.count)
        for byte in bytes { text.appendReserved(byte) }
        append(
            Item(
                kind: kind,
                position: position,
                start: start,
                end: end,
                textStart: textStart,
                textEnd: UInt32(truncatingIfNeeded: text.count)
            )
        )
    }

    /// Orders the items by position, and those of one position by kind.
    mutating func sortByPosition() {
        counts.removeAll()
        counts.append(repeating: 0, count: Int(positionCount) + 1)
        for index in 0..<items.count { counts[Int(items[index].position) + 1] += 1 }
        for place in 0..<Int(positionCount) { counts[place + 1] += counts[place] }
        sorted.reserve(items.count)
        for index in 0..<items.count {
            let place = Int(items[index].position)
            sorted[Int(counts[place])] = items[index]
            counts[place] += 1
        }
        // The few items of a position, by insertion.
        for index in 0..<items.count {
            let item = sorted[index]
            var slot = index
            while slot > 0, items[slot - 1].position == item.position,
                items[slot - 1].kind.rawValue > item.kind.rawValue
            {
                items[slot] = items[slot - 1]
                slot -= 1
            }
            items[slot] = item
        }
    }

    /// Keeps the items for which `isKept` holds.
    mutating func filter(_ isKept: (Item) -> Bool) {
        var kept = 0
        for index in 0..<items.count where isKept(items[index]) {
            items[kept] = items[index]
            kept += 1
        }
        items.removeLast(items.count - kept)
    }
}
