/// Gives numbers to 64-bit keys in order of first appearance, by open addressing.
struct KeyInterner {
    private(set) var keys: [UInt64] = []
    /// Number plus one of the key that lies there, 0 for none.
    private var slots: [UInt32]
    private var mask: Int

    init(capacity: Int = 1 << 10) {
        slots = [UInt32](repeating: 0, count: capacity)
        mask = capacity - 1
    }

    var count: Int { keys.count }

    /// The number of a key, a new one if the key is new.
    @inline(__always)
    mutating func number(of key: UInt64) -> Int {
        var slot = KeyTable.hash(key) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if keys[number] == key { return number }
            slot = (slot + 1) & mask
        }
        keys.append(key)
        slots[slot] = UInt32(keys.count)
        let number = keys.count - 1
        if keys.count * 2 > slots.count { grow() }
        return number
    }

    /// The number of a key; `nil` for one that has none.
    @inline(__always)
    func find(_ key: UInt64) -> Int? {
        var slot = KeyTable.hash(key) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if keys[number] == key { return number }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private mutating func grow() {
        mask = slots.count * 2 - 1
        slots = KeyTable.slots(of: keys, mask: mask)
    }
}

/// Finds the number of a 64-bit key: fixed once built.
struct KeyTable: Sendable {
    /// The keys by number.
    let keys: FlatBuffer<UInt64>
    private let slots: FlatBuffer<UInt32>
    private let mask: Int

    init(_ keys: [UInt64]) {
        var capacity = 16
        while capacity * 2 < keys.count * 3 { capacity *= 2 }
        mask = capacity - 1
        slots = FlatBuffer(Self.slots(of: keys, mask: capacity - 1))
        self.keys = FlatBuffer(keys)
    }

    var byteCount: Int { keys.byteCount + slots.byteCount }

    /// The table without the references that keep its memory.
    struct View: @unchecked Sendable, BitwiseCopyable {
        // Unchecked: it reads memory that is never written again.

        let keys: UnsafePointer<UInt64>
        let count: Int
        private let slots: UnsafePointer<UInt32>
        private let mask: Int

        fileprivate init(_ table: KeyTable) {
            keys = table.keys.base
            count = table.keys.count
            slots = table.slots.base
            mask = table.mask
        }

        /// The number of a key; `nil` for a key that is not in the table.
        @inline(__always)
        func number(of key: UInt64) -> Int? {
            var slot = KeyTable.hash(key) & mask
            while slots[slot] != 0 {
                let number = Int(slots[slot]) - 1
                if keys[number] == key { return number }
                slot = (slot + 1) & mask
            }
            return nil
        }
    }

    var view: View { View(self) }

    @inline(__always)
    static func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20)
    }

    static func slots(of keys: [UInt64], mask: Int) -> [UInt32] {
        var slots = [UInt32](repeating: 0, count: mask + 1)
        for (number, key) in keys.enumerated() {
            var slot = hash(key) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(number + 1)
        }
        return slots
    }
}

/// The pairs of units that a segment knows, by left unit and then by right: four bytes a pair.
struct PairTable: Sendable {
    /// For each left unit where its pairs start; one more at the end.
    private let starts: FlatBuffer<UInt32>
    private let rights: FlatBuffer<UInt32>

    /// - Parameters:
    ///   - pairs: Left unit in the upper, right unit in the lower 32 bits; ascending, distinct.
    ///   - unitCount: One more than the largest unit.
    init(_ pairs: [UInt64], unitCount: Int) {
        var starts = [UInt32](repeating: 0, count: unitCount + 1)
        for pair in pairs { starts[Int(pair >> 32) + 1] += 1 }
        for unit in 0..<unitCount { starts[unit + 1] += starts[unit] }
        self.starts = FlatBuffer(starts)
        rights = FlatBuffer(pairs.map { UInt32(truncatingIfNeeded: $0) })
    }

    var byteCount: Int { starts.byteCount + rights.byteCount }

    /// The table without the references that keep its memory.
    struct View: @unchecked Sendable, BitwiseCopyable {
        // Unchecked: it reads memory that is never written again.

        private let starts: UnsafePointer<UInt32>
        private let rights: UnsafePointer<UInt32>

        fileprivate init(_ table: PairTable) {
            starts = table.starts.base
            rights = table.rights.base
        }

        /// The number of a pair; `nil` for an unknown one.
        @inline(__always)
        func number(of left: Int, _ right: Int) -> Int? {
            var low = Int(starts[left])
            let end = Int(starts[left + 1])
            var high = end
            while low < high {
                let middle = (low + high) / 2
                if Int(rights[middle]) < right { low = middle + 1 } else { high = middle }
            }
            return low < end && Int(rights[low]) == right ? low : nil
        }
    }

    var view: View { View(self) }
}
