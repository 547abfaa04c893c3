import Tokenizer

/// One thing exchanged for another between a query and a phrasing that are alike otherwise: 期末考试什么时候
/// against 期中考试什么时候.
///
/// Most of the weight is the same, so the confidence is high, and the one word that decides is lost in
/// it. The exchange must be a single stretch on both sides; several differences are another wording.
struct ThingExchange {
    /// The things that only the query names, and those that only the phrasing names.
    let asked: [ArraySlice<UnitKey>]
    let held: [ArraySlice<UnitKey>]

    /// A stretch of more units is another wording, not another thing.
    private static let longestStretch = 4
    /// So many other units may differ beside it: 是, 请问.
    private static let mostOthers = 3
    /// Fewer units in common are no likeness.
    private static let leastCommon = 2

    /// What was exchanged; `nil` where the texts differ otherwise.
    ///
    /// - Parameters:
    ///   - query: The canonical units of the query.
    ///   - difference: What they and those of the phrasing differ in.
    ///   - words: Finds the words of some units, as ranges of them; the costly part, asked for last.
    init?(
        _ query: [UnitKey],
        _ difference: UnitDifference,
        words: ([UnitKey]) -> [Range<Int>]?
    ) {
        let (left, right) = (difference.left, difference.right)
        guard difference.common >= Self.leastCommon,
            2 * difference.common >= min(left.units.count, right.units.count),
            let asked = Self.exchanged(left), let held = Self.exchanged(right),
            let askedWords = words(left.units), let heldWords = words(right.units)
        else { return nil }
        let one = Side(left.units, asked, askedWords)
        let other = Side(right.units, held, heldWords)
        // 浴缸 and 鱼缸: the dictionary knows one of them, and the other has its shape.
        let things = one.things ?? other.things.map { one.shapes(of: $0, at: other) }
        let rivals = other.things ?? one.things.map { other.shapes(of: $0, at: one) }
        guard let things, let rivals else { return nil }
        self.asked = things
        self.held = rivals.filter { !UnitDifference.holds(query, $0) }
        guard !self.asked.isEmpty, !self.held.isEmpty else { return nil }
    }

    /// The stretch that is exchanged; `nil` where more differs.
    private static func exchanged(_ side: UnitDifference.Side) -> [Int]? {
        guard let stretch = side.stretch(upTo: longestStretch),
            side.places.count - stretch.count <= mostOthers
        else { return nil }
        return stretch
    }

    /// One of the two texts.
    private struct Side {
        let units: [UnitKey]
        /// The exchanged places.
        let places: [Int]
        /// The things that lie on them; `nil` where only single characters do.
        ///
        /// Empty where a word lies on them that names no thing.
        let things: [ArraySlice<UnitKey>]?

        init(_ units: [UnitKey], _ places: [Int], _ words: [Range<Int>]) {
            self.units = units
            self.places = places
            let touched = words.filter { word in
                (word.count > 1 || units[word.lowerBound].isLetters)
                    && places.contains(where: word.contains)
            }
            let things = touched.map { units[$0] }.filter(ThingLexicon.shared.namesThing)
            self.things = touched.isEmpty ? nil : things
        }

        /// The words here that have the shape of things there: the same but for the exchanged unit.
        func shapes(of things: [ArraySlice<UnitKey>], at other: Side) -> [ArraySlice<UnitKey>] {
            guard places.count == 1, other.places.count == 1 else { return [] }
            let (here, there) = (places[0], other.places[0])
            return things.compactMap { thing in
                let start = here - (there - thing.startIndex)
                let range = start..<start + thing.count
                guard thing.count > 1, thing.indices.contains(there), range.lowerBound >= 0,
                    range.upperBound <= units.count
                else { return nil }
                let isAlike = zip(range, thing.indices).allSatisfy { own, theirs in
                    own == here || units[own] == thing[theirs]
                }
                return isAlike ? units[range] : nil
            }
        }
    }
}
