/// What it is worth to know the question before: follow-up queries with and without it (追问).
public struct FollowUpFigures: Hashable, Sendable, Encodable {
    /// How many queries follow another one.
    public let queries: Int
    /// Queries whose first candidate the question before changed.
    public let changed: Int
    /// Each query alone.
    public let alone: VariantFigures.Figures
    /// Each query after the one before it.
    public let following: VariantFigures.Figures
}

extension Evaluator {
    /// Compares the queries of a tested set that follow another one with the same ones alone.
    ///
    /// - Returns: `nil` if no query follows another one.
    public func followUps(in run: TestRun) -> FollowUpFigures? {
        let following = run.queries.map(\.row).filter { $0.labelled.previous != nil }
        guard !following.isEmpty else { return nil }
        let alone = evaluate(
            following.map { row in
                var labelled = row.labelled
                labelled.previous = nil
                return labelled
            }
        )
        return FollowUpFigures(
            queries: following.count,
            changed: zip(alone, following).count { $0.ranked.first != $1.ranked.first },
            alone: VariantFigures.Figures(alone),
            following: VariantFigures.Figures(following)
        )
    }
}
