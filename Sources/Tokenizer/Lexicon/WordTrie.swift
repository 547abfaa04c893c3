/// A set of words, each with a number, that finds the words starting at a place of a text.
///
/// Nodes lie in breadth-first order, so the children of a node are neighbours sorted by character;
/// the first step is a direct look-up. Immutable once built: safe to share between threads.
struct WordTrie: Sendable {
    /// A word's value where no word ends.
    static let noValue: Int32 = -1

    fileprivate struct Node: BitwiseCopyable {
        var scalar: UInt32
        var value: Int32 = WordTrie.noValue
        var firstChild: Int32 = 0
        var childCount: Int32 = 0
    }

    /// Words in the trie, duplicates counted once.
    let count: Int
    /// What finds words; valid as long as the trie lives, and free to copy.
    let finder: Finder

    private let nodes: FixedBuffer<Node>
    private let roots: FixedBuffer<Int32>

    /// Builds the trie.
    ///
    /// - Parameter words: Words in any order with values of at least 0; of equal words the last one
    ///   counts; empty words are skipped.
    /// - Complexity: O(*n* log *n*) in the number of words, linear in their summed length.
    init(_ words: [(scalars: [UInt32], value: Int32)]) {
        var order = words.indices.filter { !words[$0].scalars.isEmpty }
        order.sort { left, right in
            let (a, b) = (words[left].scalars, words[right].scalars)
            if a == b { return left < right }
            return a.lexicographicallyPrecedes(b)
        }
        var nodes = [Node(scalar: 0)]
        var total = 0
        // Each range of the sorted words shares the characters up to `depth`.
        var level: [(node: Int, words: Range<Int>)] = [(0, 0..<order.count)]
        var depth = 0
        while !level.isEmpty {
            var next: [(node: Int, words: Range<Int>)] = []
            for (node, range) in level {
                var start = range.lowerBound
                while start < range.upperBound, words[order[start]].scalars.count == depth {
                    if nodes[node].value == Self.noValue { total += 1 }
                    nodes[node].value = words[order[start]].value
                    start += 1
                }
                nodes[node].firstChild = Int32(nodes.count)
                while start < range.upperBound {
                    let scalar = words[order[start]].scalars[depth]
                    var end = start + 1
                    while end < range.upperBound, words[order[end]].scalars[depth] == scalar {
                        end += 1
                    }
                    next.append((nodes.count, start..<end))
                    nodes.append(Node(scalar: scalar))
                    nodes[node].childCount += 1
                    start = end
                }
            }
            level = next
            depth += 1
        }
        var roots = [Int32](repeating: 0, count: 65_536)
        var firstSupplementaryRoot = 1 + Int(nodes[0].childCount)
        if nodes[0].childCount > 0 {
            for child in 1...Int(nodes[0].childCount) {
                if nodes[child].scalar < 65_536 {
                    roots[Int(nodes[child].scalar)] = Int32(child)
                } else {
                    firstSupplementaryRoot = Swift.min(firstSupplementaryRoot, child)
                }
            }
        }
        self.nodes = FixedBuffer(nodes)
        self.roots = FixedBuffer(roots)
        finder = Finder(
            nodes: self.nodes.base,
            roots: self.roots.base,
            supplementaryRoots: firstSupplementaryRoot..<1 + Int(nodes[0].childCount)
        )
        count = total
    }

    /// Whether the trie holds no word.
    var isEmpty: Bool { count == 0 }
}

extension WordTrie {
    /// The look-ups of a trie, without the reference that keeps its memory.
    struct Finder: @unchecked Sendable {
        // Unchecked: it reads memory that is never written again.

        fileprivate let nodes: UnsafePointer<Node>
        /// Node of each possible first character below U+10000, 0 for none.
        fileprivate let roots: UnsafePointer<Int32>
        fileprivate let supplementaryRoots: Range<Int>
    }
}

extension WordTrie.Finder {
    /// Whether a word may start with a scalar: one look-up, true for supplementary scalars.
    @inline(__always)
    func hasWord(startingWith scalar: UInt32) -> Bool {
        scalar >= 65_536 || roots[Int(scalar)] != 0
    }

    /// Calls `body` with the end and the value of each word that starts at `start`, shortest first.
    @inline(__always)
    func forEachMatch(
        in scalars: UnsafePointer<UInt32>,
        from start: Int,
        to limit: Int,
        _ body: (_ end: Int, _ value: Int32) -> Void
    ) {
        guard start < limit else { return }
        var node = root(for: scalars[start])
        var index = start + 1
        while node != 0 {
            let value = nodes[node].value
            if value != WordTrie.noValue { body(index, value) }
            guard index < limit else { return }
            node = child(of: node, scalar: scalars[index])
            index += 1
        }
    }

    /// The longest word that starts at `start`, or `nil`.
    @inline(__always)
    func longestMatch(
        in scalars: UnsafePointer<UInt32>,
        from start: Int,
        to limit: Int
    ) -> (end: Int, value: Int32)? {
        var longest: (end: Int, value: Int32)?
        forEachMatch(in: scalars, from: start, to: limit) { longest = ($0, $1) }
        return longest
    }

    @inline(__always)
    private func root(for scalar: UInt32) -> Int {
        scalar < 65_536
            ? Int(roots[Int(scalar)])
            : search(
                scalar,
                from: supplementaryRoots.lowerBound,
                to: supplementaryRoots.upperBound
            )
    }

    private func child(of node: Int, scalar: UInt32) -> Int {
        let first = Int(nodes[node].firstChild)
        return search(scalar, from: first, to: first + Int(nodes[node].childCount))
    }

    /// Binary search among neighbouring nodes; 0, the root, where the character is missing.
    private func search(_ scalar: UInt32, from first: Int, to end: Int) -> Int {
        var low = first
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle].scalar < scalar {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < end && nodes[low].scalar == scalar ? low : 0
    }
}
