import Tokenizer

extension Matcher {
    /// How much nearer a negative question must be than the best phrasing.
    private static let negativeMargin = 0.1

    /// What stands against a candidate as the answer.
    package func guards(against item: Ranking.Item, _ terms: QueryTerms) -> [MatchGuard] {
        var fired: [MatchGuard] = []
        let segment = index.segments[item.scored.segment]
        let features = item.scored.features
        if features[.numbers] > 0 {
            fired.append(MatchGuard(kind: .numbers, detail: ""))
        }
        let units = segment.plainUnits(ofPhrasing: item.scored.phrasing)
        let lexicon = index.traitsLexicon
        if let (asked, held) = lexicon.conflict(between: terms.text.plain, and: units),
            !hasPhrasing(item, with: asked)
        {
            let text = { (word: QuestionLexicon.Word) in word.units.compactMap(\.text).joined() }
            fired.append(MatchGuard(kind: .direction, detail: "\(text(asked)) / \(text(held))"))
        }
        if features[.negation] > 0 { fired.append(MatchGuard(kind: .negation, detail: "")) }
        return fired
    }

    /// Whether some phrasing of the entry holds a word: then the entry is about it as well.
    private func hasPhrasing(_ item: Ranking.Item, with word: QuestionLexicon.Word) -> Bool {
        let segment = index.segments[item.scored.segment]
        let record = segment.view.entries[item.scored.entry]
        let first = Int(record.firstPhrasing)
        return (first..<first + Int(record.phrasingCount)).contains {
            word.isIn(segment.plainUnits(ofPhrasing: $0))
        }
    }

    /// Excludes entries of which the query is a negative question (反例), and lowers those of which
    /// one is clearly nearer than the best phrasing.
    func applyNegativeQuestions(to ranking: inout Ranking) {
        for place in ranking.items.indices {
            let item = ranking.items[place]
            let segment = index.segments[item.scored.segment]
            let record = segment.view.entries[item.scored.entry]
            guard record.negativeCount > 0, !item.isVerbatim else { continue }
            let first = Int(record.firstNegative)
            let own = nearness(of: item.scored.phrasing, in: segment, to: ranking.terms)
            for negative in first..<first + Int(record.negativeCount) {
                let isSame = segment.plainUnits(ofPhrasing: negative) == ranking.terms.text.plain
                let other = nearness(of: negative, in: segment, to: ranking.terms)
                guard isSame || other > own + Self.negativeMargin else { continue }
                let detail = segment.text(ofPhrasing: negative)
                ranking.items[place].guards = [MatchGuard(kind: .negativeQuestion, detail: detail)]
                if isSame { ranking.items[place].isExcluded = true }
                ranking.items[place].scored.features[.negativeQuestion] = 1
                ranking.items[place].score = reranker.score(
                    ranking.items[place].scored.features
                )
            }
        }
    }

    /// How near a phrasing or negative question is to the query: 0...1.
    ///
    /// The share of the weight of both that they have in common, over canonical units and pairs.
    private func nearness(
        of phrasing: Int,
        in segment: IndexSegment,
        to terms: QueryTerms
    ) -> Double {
        var units: [UnitKey] = []
        segment.view.forEachUnit(ofPhrasing: phrasing, canonical: true) {
            units.append(UnitKey(rawValue: segment.storage.units.keys[$0]))
        }
        return Similarity.dice(units, terms.text.canonical)
    }
}

/// Likeness of two sequences of units.
enum Similarity {
    /// Twice the distinct units and pairs in common over those of both: 0...1.
    static func dice(_ left: [UnitKey], _ right: [UnitKey]) -> Double {
        let a = terms(left)
        let b = terms(right)
        guard !a.isEmpty, !b.isEmpty else { return 0 }
        return 2 * Double(a.intersection(b).count) / Double(a.count + b.count)
    }

    private static func terms(_ units: [UnitKey]) -> Set<UnitKey> {
        Set(units).union(zip(units, units.dropFirst()).map { UnitKey.pair($0, $1) })
    }
}
