import Tokenizer

/// A thing that a phrasing holds beside all of a query: 外国人结婚登记要什么材料 for 结婚登记要什么材料.
///
/// The entry is about the narrower case. That is what customers mean where the base has nothing else;
/// where another entry is plainer, they may mean that one.
struct FurtherCondition {
    /// The things that the phrasing adds.
    let things: [ArraySlice<UnitKey>]

    /// Longer stretches are another question.
    private static let longestStretch = 6
    /// So many units of the query a plainer question may lack, and as many it may have beside it:
    /// another word for one thing.
    private static let mostExchanged = 2
    /// The least units that the plainer question has in common with the query.
    private static let leastCommon = 2

    /// `nil` where the phrasing lacks something of the query, or adds no thing in one stretch.
    ///
    /// - Parameters:
    ///   - query: The canonical units of the query.
    ///   - difference: What they and those of the phrasing differ in.
    ///   - words: Finds the words of some units, as ranges of them.
    init?(
        _ query: [UnitKey],
        _ difference: UnitDifference,
        words: ([UnitKey]) -> [Range<Int>]?
    ) {
        let lexicon = ThingLexicon.shared
        guard difference.left.places.allSatisfy({ !lexicon.isContent(difference.left.units[$0]) }),
            let added = difference.right.stretch(upTo: Self.longestStretch),
            let words = words(difference.right.units)
        else { return nil }
        things = words.filter { $0.count > 1 && added.contains(where: $0.contains) }
            .map { difference.right.units[$0] }
            .filter { lexicon.namesThing($0) && !UnitDifference.holds(query, $0) }
        if things.isEmpty { return nil }
    }

    /// Whether another phrasing asks what the query asks, as far as their things tell, and adds nothing.
    static func isPlainer(
        _ phrasing: [UnitKey],
        than condition: FurtherCondition,
        for query: [UnitKey],
        words: ([UnitKey]) -> [Range<Int>]?
    ) -> Bool {
        guard !condition.things.contains(where: { UnitDifference.holds(phrasing, $0) }),
            let asked = telling(query, words), let other = telling(phrasing, words)
        else { return false }
        let lacking = asked.count { !phrasing.contains($0) }
        let added = other.count { !query.contains($0) }
        let common = asked.count - lacking
        return lacking <= mostExchanged && added <= mostExchanged
            && common >= max(leastCommon, (asked.count + 1) / 2)
    }

    /// The distinct units of a text that are content and in no word that names no thing.
    private static func telling(
        _ units: [UnitKey],
        _ words: ([UnitKey]) -> [Range<Int>]?
    ) -> [UnitKey]? {
        let lexicon = ThingLexicon.shared
        let units = units.filter { !lexicon.isParticle($0) }
        guard let found = words(units) else { return nil }
        let general = found.filter { $0.count > 1 && !lexicon.namesThing(units[$0]) }
        return units.indices.filter { place in
            lexicon.isTelling(units[place]) && !general.contains { $0.contains(place) }
        }.map { units[$0] }.uniqued()
    }
}
