/// What it helps to know the question before: follow-up queries with and without it (追问).
public struct FollowUpFigures: Hashable, Sendable, Encodable {
    /// How many queries follow another one.
    public let queries: Int
    /// How many queries got another first candidate because of the question before.
    public let changed: Int
    /// The figures of each query alone.
    public let alone: VariantFigures.Figures
    /// The figures of each query after the one before it.
    public let following: VariantFigures.Figures
}

extension Evaluator {
    /// Compares the follow-up queries of a tested set with the same queries alone.
    ///
    /// - Returns: The figures; `nil` if no query follows another one.
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
