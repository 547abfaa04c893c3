import Tokenizer

/// The clauses of a rambling question, of which one asks.
enum Clauses {
    /// Shorter questions, in units, are matched as a whole only.
    static let leastUnits = 30
    /// What the confidence of a clause is multiplied by: it is the best of several.
    static let confidenceFactor = 0.95

    /// Clauses with fewer characters, marks included, ask nothing by themselves.
    private static let leastCharacters = 5
    /// Only the last clauses are looked at: the point often comes at the end.
    private static let most = 8
    private static let ends = Set<Character>("。！？!?；;，,…\n")

    /// The clauses of a text with the marks that end them, in order.
    static func of(_ text: String) -> [String] {
        var clauses: [String] = []
        var clause = ""
        for character in text {
            clause.append(character)
            if ends.contains(character) {
                clauses.append(clause)
                clause = ""
            }
        }
        clauses.append(clause)
        return clauses.filter { $0.count >= leastCharacters }.suffix(most)
    }
}

extension Matcher {
    /// Makes the first entry of a rambling question as sure as a clause that asks and finds it too.
    ///
    /// The story around a question lowers the confidence though nothing is wrong. A clause never
    /// changes which entry is first: alone it may fit anything.
    ///
    /// - Parameters:
    ///   - ranked: The ranking of the whole question; what it has in confidence is never lowered.
    ///   - query: The question.
    ///   - rank: Ranks for a text.
    /// - Throws: What `rank` throws.
    func confirm(
        _ ranked: inout RankedQuery,
        of query: String,
        rank: (_ text: String) throws -> RankedQuery
    ) rethrows {
        let whole = ranked.ranking
        guard whole.terms.text.canonical.count >= Clauses.leastUnits,
            whole.confidence < policy.answerThreshold, let first = whole.items.first,
            !first.isExcluded, !first.guards.contains(where: caps)
        else { return }
        let clauses = Clauses.of(query)
        guard clauses.count > 1 else { return }
        var best = 0.0
        for clause in clauses where asks(clause) {
            let found = try rank(clause).ranking
            guard found.items.first?.number == first.number else { continue }
            best = max(best, found.confidence * Clauses.confidenceFactor)
        }
        if best > first.confidence { ranked.ranking.items[0].adjust(.clause(best)) }
    }

    private func asks(_ clause: String) -> Bool {
        var text = UnitText()
        index.analyzer.units.analyze(clause, into: &text)
        return QuestionTraits(text.plain).kinds != 0
    }
}
