import Tokenizer

extension QueryTerms {
    /// Longer texts say what they ask.
    private static let longestTopic = 4

    /// Whether the text names something and asks nothing of it, such as 发票 or 信用卡.
    fileprivate var isTopic: Bool {
        (1...Self.longestTopic).contains(text.plain.count) && traits.kinds == 0
            && !traits.isNegated
    }
}

extension Ranking {
    /// The least share of a phrasing's weight that a topic must be for the phrasing to mean just it.
    private static let leastOfPhrasing = 0.7
    /// What counts as all of a weight, which is summed in different orders.
    private static let all = 0.999

    /// Whether the query is a mere topic that several entries hold: any single answer is a guess,
    /// and any of them is worth offering.
    var isBroadTopic: Bool { terms.isTopic && !isVerbatim && items.count(where: holdsTopic) > 1 }

    /// Whether some phrasing of an entry holds the query, all units side by side.
    func holdsTopic(_ item: Item) -> Bool {
        let share =
            terms.canonicalPairs.isEmpty ? item.scored.queryCovered : item.scored.pairsCovered
        return share >= Self.all && !item.isExcluded
    }

    /// What stands against an entry whose best phrasing says more than the topic.
    func objection(to item: Item) -> MatchGuard? {
        guard namesTopic, item.scored.phrasingCovered < Self.leastOfPhrasing else { return nil }
        return MatchGuard(kind: .topic, detail: "")
    }
}
