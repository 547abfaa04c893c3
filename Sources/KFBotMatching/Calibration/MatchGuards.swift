import Tokenizer

extension Matcher {
    /// How much nearer a negative question must be than the best phrasing.
    private static let negativeMargin = 0.1

    /// Step 3: excludes entries of which the query is a negative question (反例), lowers those of which
    /// one is clearly nearer than the best phrasing, and finds out whether the query is a mere topic.
    ///
    /// What else stands against an entry is looked at where it would matter: ``guards(against:_:)``.
    func guardAgainstLookalikes(_ ranking: inout Ranking) {
        for place in ranking.items.indices {
            applyNegativeQuestions(to: &ranking.items[place], ranking.terms)
        }
        findSameWords(&ranking)
        ranking.sort()
        ranking.namesTopic = ranking.isBroadTopic
    }

    /// The least ``Features/Name/order`` of phrasings that may have the same words.
    private static let leastOrderOfSame = 0.7

    /// Marks the entry with a phrasing that is the query but for synonyms and particles.
    ///
    /// 高血压怎么治疗 is 高血压怎样治疗呢; among thousands of near neighbours its share of the confidence is small.
    private func findSameWords(_ ranking: inout Ranking) {
        let lexicon = ThingLexicon.shared
        var asked: [UnitKey]?
        var same: Int?
        for place in ranking.items.indices {
            if ranking.items[place].isVerbatim { return }
            let scored = ranking.items[place].scored
            guard scored.features[.order] >= Self.leastOrderOfSame else { continue }
            let units = asked ?? ranking.terms.text.canonical.filter { !lexicon.fills($0) }
            asked = units
            var (held, isEqual) = (0, true)
            let view = index.views[scored.segment]
            view.forEachUnit(ofPhrasing: scored.phrasing, canonical: true) { unit in
                let key = UnitKey(rawValue: view.units.keys[unit])
                guard isEqual, !lexicon.fills(key) else { return }
                isEqual = held < units.count && units[held] == key
                held += 1
            }
            guard isEqual, held == units.count, held > 0, !ranking.items[place].isExcluded
            else { continue }
            // Two entries with the same words: which one is meant cannot be told.
            if same != nil { return }
            same = place
        }
        if let same { ranking.items[same].hasSameWords = true }
    }

    private func applyNegativeQuestions(to item: inout Ranking.Item, _ terms: QueryTerms) {
        let view = index.views[item.scored.segment]
        let record = view.entries[item.scored.entry]
        guard record.negativeCount > 0, !item.isVerbatim else { return }
        let first = Int(record.firstNegative)
        let own = nearness(of: item.scored.phrasing, in: view, to: terms)
        for negative in first..<first + Int(record.negativeCount) {
            let isSame = view.isPlainForm(terms.text.plain, ofPhrasing: negative)
            let other = nearness(of: negative, in: view, to: terms)
            guard isSame || other > own + Self.negativeMargin else { continue }
            let detail = view.text(ofPhrasing: negative)
            item.guards = [MatchGuard(kind: .negativeQuestion, detail: detail)]
            if isSame { item.isExcluded = true }
            item.scored.features[.negativeQuestion] = 1
            item.score = reranker.score(item.scored.features)
        }
    }

    /// How near a phrasing or negative question is to the query: 0...1.
    ///
    /// The share of the weight of both that they have in common, over canonical units and pairs.
    private func nearness(
        of phrasing: Int,
        in view: SegmentView,
        to terms: QueryTerms
    ) -> Double {
        TermSet(view.keys(ofPhrasing: phrasing, canonical: true))
            .likeness(to: TermSet(terms.text.canonical))
    }

    /// What stands against a candidate as the answer, by its phrasing alone.
    package func guards(against item: Ranking.Item, _ terms: QueryTerms) -> [MatchGuard] {
        var fired: [MatchGuard] = []
        if item.scored.features[.numbers] > 0 {
            fired.append(MatchGuard(kind: .numbers, detail: ""))
        }
        let units = index.views[item.scored.segment].keys(ofPhrasing: item.scored.phrasing)
        if let detail = signConflict(item, units, terms) {
            fired.append(MatchGuard(kind: .signs, detail: detail))
        }
        if let (asked, held) = QuestionLexicon.shared.conflict(
            between: terms.text.plain,
            and: units
        ), !hasPhrasing(item, with: asked) {
            fired.append(MatchGuard(kind: .direction, detail: "\(asked.text) / \(held.text)"))
        }
        if item.scored.features[.negation] > 0 {
            fired.append(MatchGuard(kind: .negation, detail: ""))
        }
        return fired
    }

    /// What stands against a candidate that would be answered: the word that decides is another one.
    ///
    /// It is looked at last: it costs more than the rest.
    func decisiveGuards(against place: Int, of ranking: inout Ranking) -> [MatchGuard] {
        var fired: [MatchGuard] = []
        let (item, terms) = (ranking.items[place], ranking.terms)
        let view = index.views[item.scored.segment]
        let difference = UnitDifference(
            terms.text.canonical,
            view.keys(ofPhrasing: item.scored.phrasing, canonical: true)
        )
        let exchange = ThingExchange(terms.text.canonical, difference, words: words)
        if let exchange, let thing = exchange.asked.first(where: { !isNamed($0, by: item) }) {
            let detail = [thing, exchange.held[0]].map { $0.map { $0.text ?? "…" }.joined() }
            fired.append(MatchGuard(kind: .otherThing, detail: detail.joined(separator: " / ")))
        }
        if let condition = FurtherCondition(terms.text.canonical, difference, words: words),
            let thing = condition.things.first(where: { isCondition($0, of: item) }),
            let plainer = plainer(than: condition, besides: place, in: ranking)
        {
            ranking.plainer = plainer.number
            let detail = thing.map { $0.text ?? "…" }.joined()
            fired.append(MatchGuard(kind: .furtherCondition, detail: detail))
        }
        if item.scored.features[.negation] > 0,
            let act = QuestionLexicon.shared.actNegatedByOne(
                of: terms.text.plain,
                or: view.keys(ofPhrasing: item.scored.phrasing)
            ),
            !phrasings(of: item).contains(where: {
                QuestionLexicon.shared.asks($0, of: act, as: terms.text.plain)
            })
        {
            fired.append(
                MatchGuard(kind: .negatedAct, detail: act.map { $0.text ?? "…" }.joined())
            )
        }
        return fired
    }

    /// Whether all phrasings of an entry name a thing.
    private func isCondition(_ thing: ArraySlice<UnitKey>, of item: Ranking.Item) -> Bool {
        phrasings(of: item, canonical: true).allSatisfy { UnitDifference.holds($0, thing) }
    }

    /// Of so many candidates after the first one may be plainer.
    private static let mostRivals = 10

    /// Another candidate that asks the same kind of question about the query's things and adds none.
    private func plainer(
        than condition: FurtherCondition,
        besides place: Int,
        in ranking: Ranking
    ) -> Ranking.Item? {
        ranking.items[(place + 1)...].prefix(Self.mostRivals).first { rival in
            let view = index.views[rival.scored.segment]
            guard !rival.isExcluded, isRecommendable(rival),
                view.traits[rival.scored.phrasing].asksLike(ranking.terms.traits)
            else { return false }
            return FurtherCondition.isPlainer(
                view.keys(ofPhrasing: rival.scored.phrasing, canonical: true),
                than: condition,
                for: ranking.terms.text.canonical,
                words: words
            )
        }
    }

    /// Whether a phrasing or the answer of an entry names a thing.
    private func isNamed(_ thing: ArraySlice<UnitKey>, by item: Ranking.Item) -> Bool {
        let view = index.views[item.scored.segment]
        let isInPhrasing =
            phrasings(of: item, canonical: true).contains { UnitDifference.holds($0, thing) }
            || phrasings(of: item).contains { UnitDifference.holds($0, thing) }
        guard !isInPhrasing else { return true }
        var answer: [UnitKey] = []
        view.forEachUnit(ofAnswer: item.scored.entry) {
            answer.append(UnitKey(rawValue: view.units.keys[$0]))
        }
        return UnitDifference.holds(answer, thing)
    }

    /// The words of some units, as ranges of them; `nil` where they do not spell themselves.
    func words(of units: [UnitKey]) -> [Range<Int>]? {
        var text = ""
        var last: UnitKey?
        for unit in units {
            guard let piece = unit.text else { return nil }
            if let last, !last.isHan, !unit.isHan { text += " " }
            text += piece
            last = unit
        }
        var result = UnitText()
        index.analyzer.units.analyze(text, findsWords: true, into: &result)
        return result.plain == units ? result.words : nil
    }

    /// The name or number that the query and the phrasing have with different signs, both ways of
    /// writing it; `nil` where some phrasing of the entry has the query's.
    private func signConflict(
        _ item: Ranking.Item,
        _ units: [UnitKey],
        _ terms: QueryTerms
    ) -> String? {
        let asked = terms.text.plain
        guard asked.contains(where: \.isTellingSign) || units.contains(where: \.isTellingSign)
        else {
            return nil
        }
        let held = SignedUnit.all(in: units)
        for unit in SignedUnit.all(in: asked) {
            let same = held.filter { $0.unit == unit.unit }
            guard let other = same.first, !same.contains(unit) else { continue }
            let isHeld = phrasings(of: item).contains { SignedUnit.all(in: $0).contains(unit) }
            if !isHeld { return "\(unit.text) / \(other.text)" }
        }
        return nil
    }

    /// The units of each phrasing of an entry.
    private func phrasings(
        of item: Ranking.Item,
        canonical: Bool = false
    ) -> some Sequence<[UnitKey]> {
        let view = index.views[item.scored.segment]
        let record = view.entries[item.scored.entry]
        let first = Int(record.firstPhrasing)
        return (first..<first + Int(record.phrasingCount)).lazy.map {
            view.keys(ofPhrasing: $0, canonical: canonical)
        }
    }

    /// Whether some phrasing of the entry holds a word: then the entry is about it as well.
    private func hasPhrasing(_ item: Ranking.Item, with word: QuestionLexicon.Word) -> Bool {
        phrasings(of: item).contains { word.isIn($0) }
    }

    /// Whether a guard leaves an entry no more than ``MatchPolicy/conflictCap``.
    func caps(_ fired: MatchGuard) -> Bool {
        switch fired.kind {
        case .numbers, .signs, .direction, .otherThing, .furtherCondition, .negatedAct,
            .negativeQuestion, .topic:
            true
        case .negation: policy.capsNegationConflicts
        case .repaired, .duplicate: false
        }
    }
}

/// A name or number with the signs that belong to it.
private struct SignedUnit: Equatable {
    let unit: UnitKey
    /// `-`, `±` or a comparison before a number.
    let before: UnitKey?
    /// `+`, `++`, `#`, `%` behind it, or `-` behind a letter.
    let after: UnitKey?

    var text: String {
        [before, unit, after].compactMap { $0.map { $0.text ?? "…" } }.joined()
    }

    /// The names and numbers of a text, in order.
    static func all(in units: [UnitKey]) -> [SignedUnit] {
        units.indices.filter { units[$0].isLetters || units[$0].isNumber }.map { place in
            var before: UnitKey?
            if units[place].isNumber, place > 0, units[place - 1].isLeadingSign {
                before = units[place - 1]
            }
            var after: UnitKey?
            if place + 1 < units.count, units[place + 1].isTellingSign {
                // What leads to a number belongs to the number.
                let leads = place + 2 < units.count && units[place + 2].isNumber
                if !units[place + 1].isLeadingSign || !leads && units[place].isLetters {
                    after = units[place + 1]
                }
            }
            return SignedUnit(unit: units[place], before: before, after: after)
        }
    }
}

/// The distinct units and pairs of a text, ascending.
struct TermSet {
    private let terms: [UnitKey]

    init(_ units: [UnitKey]) { terms = FrequencyChanges.terms(of: units) }

    /// Twice the terms in common over those of both: 0...1.
    func likeness(to other: TermSet) -> Double {
        guard !terms.isEmpty, !other.terms.isEmpty else { return 0 }
        var (left, right, common) = (0, 0, 0)
        while left < terms.count, right < other.terms.count {
            let (a, b) = (terms[left], other.terms[right])
            if a == b { common += 1 }
            if a <= b { left += 1 }
            if b <= a { right += 1 }
        }
        return 2 * Double(common) / Double(terms.count + other.terms.count)
    }
}
