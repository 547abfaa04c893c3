import Tokenizer

/// What one text finds: the entries in order, with the numbers that led there.
package struct Ranking {
    /// An entry with its best phrasing.
    package struct Item {
        package var scored: CandidateScorer.Scored
        /// The entry's place in the order that breaks ties.
        package let number: UInt32
        /// The linear score.
        var score: Double
        package var guards: [MatchGuard] = []
        /// What became of the calibrated probability on the way to the confidence.
        var adjustments: [ConfidenceAdjustment] = []
        package var confidence = 0.0
        /// Whether the phrasing is the query word for word.
        package var isVerbatim: Bool
        package var isExcluded = false
        /// Whether the phrasing is the query but for synonyms and particles, and no other entry's is.
        var hasSameWords = false
        /// The phrasing nearest in meaning, with its cosine; `nil` without vectors.
        var nearest: (phrasing: Int, cosine: Double)?
        /// What led to the probability; `nil` without vectors.
        var evidence: MeaningEvidence?

        mutating func adjust(_ adjustment: ConfidenceAdjustment) {
            confidence = adjustment.applied(to: confidence)
            adjustments.append(adjustment)
        }
    }

    package let terms: QueryTerms
    package var items: [Item] = []
    var used: [QueryTerms.Term] = []
    var leftOut: [QueryTerms.Term] = []
    /// How many phrasings were scored.
    var retrieved = 0
    /// How near in meaning the nearest phrasing of the whole base is; `nil` without vectors.
    var nearestCosine: Double?
    /// How near phrasings of different entries of the base are; `nil` without vectors.
    var nearness: BaseNearness?
    var missingRivals = 0.0
    var share = 0.0
    var cosine = 0.0
    var signal = 0.0
    var probability = 0.0
    /// The probability that one of the first three entries or their equals is meant.
    var together = 0.0
    /// The number of an entry that asks the same as the first one without its further condition.
    var plainer: UInt32?
    var repairedQuery: String?
    /// The question before, where it was matched together with this one.
    var previous: String?
    /// Whether the query only names a topic that several entries hold.
    var namesTopic = false
    /// Whether the query says nothing but filler; not looked at where it is a phrasing.
    var isOnlyFiller = false

    init(_ terms: QueryTerms) { self.terms = terms }

    var confidence: Double { items.first?.confidence ?? 0 }
    var isVerbatim: Bool { items.first?.isVerbatim ?? false }
}

// MARK: A topic

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
    var isBroadTopic: Bool {
        terms.isTopic && !isVerbatim && items.indices.count { holdsTopic(items[$0]) } > 1
    }

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

// MARK: Order

extension Ranking {
    /// Puts the items in order: excluded ones last, verbatim ones first, then the one with the same
    /// words, then by score, then by all phrasings together, then in the order of the entries.
    mutating func sort() {
        // Items are large: their places are sorted, and each is moved once.
        let order = items.withUnsafeBufferPointer { items in
            items.indices.sorted { Self.isBefore(items, $0, $1) }
        }
        items = order.map { items[$0] }
    }

    @inline(__always)
    private static func isBefore(
        _ items: UnsafeBufferPointer<Item>,
        _ left: Int,
        _ right: Int
    ) -> Bool {
        if items[left].isExcluded != items[right].isExcluded { return items[right].isExcluded }
        if items[left].isVerbatim != items[right].isVerbatim { return items[left].isVerbatim }
        if items[left].hasSameWords != items[right].hasSameWords { return items[left].hasSameWords }
        if items[left].score != items[right].score { return items[left].score > items[right].score }
        let a = items[left].scored.features[.phrasings]
        let b = items[right].scored.features[.phrasings]
        if a != b { return a > b }
        return items[left].number < items[right].number
    }
}
