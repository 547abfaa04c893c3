/// Classes of words that mean the same, each with a head that stands for all (同义词).
public struct SynonymTable: Sendable {
    /// Changes when, and only when, the classes do: 16 hexadecimal digits.
    public let revision: String
    /// The number of classes.
    public var count: Int { classes.count }

    /// The members of each class as folded UTF-8, the head first.
    let classes: [[[UInt8]]]
    /// The heads as folded scalars, one after another.
    let heads: FixedBuffer<UInt32>
    /// For each member where its head starts in ``heads``, and at the next place where it ends.
    let headBounds: FixedBuffer<Int32>
    /// Finds members; a value is an index of ``classOfMember``.
    let trie: WordTrie
    let classOfMember: [Int]
    /// By the value of a member 1 where it is replaced only as a word of its own.
    let needsBoundaries: FixedBuffer<UInt8>
    /// Whether any member is.
    let hasBoundaries: Bool

    /// Makes a table.
    ///
    /// A word that occurs more than once belongs to the first class that has it as head, else to the
    /// first class that has it at all.
    ///
    /// - Parameter classes: Words in any writing; the first of a class is its head. Classes with
    ///   fewer than two different words are skipped.
    public init(_ classes: [[String]]) {
        self.init(classes, wholeWords: [], kept: [])
    }

    /// Makes a table of which some members are replaced only where they are words of their own.
    ///
    /// - Parameters:
    ///   - classes: As for ``init(_:)``.
    ///   - wholeWords: Members that stay inside longer words: 手提 in 手提包.
    ///   - kept: Words that stay as they are and keep the members inside them.
    package init(_ classes: [[String]], wholeWords: [String], kept: [String]) {
        let classesOfTwo = classes.map { FoldedWords($0).scalars.uniqued() }.filter { $0.count > 1 }
        let known = Set(classesOfTwo.joined())
        let folded =
            classesOfTwo
            + FoldedWords(kept).scalars.uniqued().filter { !known.contains($0) }.map { [$0] }
        let whole = Set(FoldedWords(wholeWords).scalars)
        var owner: [[UInt32]: Int] = [:]
        for (index, words) in folded.enumerated() where owner[words[0]] == nil {
            owner[words[0]] = index
        }
        for (index, words) in folded.enumerated() {
            for word in words.dropFirst() where owner[word] == nil { owner[word] = index }
        }
        let members = owner.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        trie = WordTrie(members.enumerated().map { ($1.key, Int32($0)) })
        classOfMember = members.map(\.value)
        let foldedHeads = Set(folded.map { $0[0] })
        needsBoundaries = FixedBuffer(
            members.map { whole.contains($0.key) && !foldedHeads.contains($0.key) ? 1 : 0 }
        )
        hasBoundaries = !whole.isEmpty
        var heads: [UInt32] = []
        var starts: [Int32] = []
        for words in folded {
            starts.append(Int32(heads.count))
            heads += words[0]
        }
        starts.append(Int32(heads.count))
        self.heads = FixedBuffer(heads)
        headBounds = FixedBuffer(members.flatMap { [starts[$0.value], starts[$0.value + 1]] })
        self.classes = folded.map { words in
            words.map { scalars in
                Array(
                    String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init))).utf8
                )
            }
        }
        revision = ContentHash.hexadecimal(
            of: folded.flatMap { $0 + [[]] }
                + whole.sorted { $0.lexicographicallyPrecedes($1) }
        )
    }
}

extension Array where Element: Hashable {
    /// The elements without repetitions, in the order of their first occurrence.
    package func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
