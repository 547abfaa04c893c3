public import KFBot

/// How well a base does on questions that are written differently, and on the originals.
public struct VariantFigures: Hashable, Sendable, Encodable {
    /// The figures of one way of writing.
    public struct Figures: Hashable, Sendable, Encodable {
        /// The share with an expected entry first, over the answerable queries.
        public let recallAt1: Double
        /// The share with an expected entry among the first three, over the answerable queries.
        public let recallAt3: Double
        /// The share of answers that are right.
        public let precision: Double
        /// The share of queries that are answered.
        public let coverage: Double

        private enum CodingKeys: String, CodingKey {
            case recallAt1 = "recall_at_1"
            case recallAt3 = "recall_at_3"
            case precision
            case coverage
        }

        init(_ rows: [EvaluatedQuery]) {
            let evaluation = Evaluation(rows)
            recallAt1 = evaluation.recall["1"] ?? 0
            recallAt3 = evaluation.recall["3"] ?? 0
            precision = evaluation.decision.precision
            coverage = evaluation.decision.coverage
        }
    }

    /// How the questions are written.
    public let variant: QueryVariant
    /// How many queries have this variant.
    public let queries: Int
    /// The figures of the original queries.
    public let original: Figures
    /// The figures of the queries in the variant.
    public let changed: Figures
}

extension Evaluator {
    /// Matches every query of a set in every way of writing that it has.
    ///
    /// - Parameters:
    ///   - queries: The labelled queries.
    ///   - entries: The entries of the base, whose text the variants use.
    /// - Returns: One row for each variant that some query has.
    public func testVariants(
        of queries: [LabelledQuery],
        entries: [Entry]
    ) -> [VariantFigures] {
        let originals = Dictionary(
            evaluate(queries).map { ($0.labelled.query, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let maker = QueryVariantMaker(entries)
        return QueryVariant.allCases.compactMap { variant in
            let rows = evaluate(maker.variants(variant, of: queries))
            guard !rows.isEmpty else { return nil }
            let before = rows.compactMap { row in row.labelled.original.flatMap { originals[$0] } }
            return VariantFigures(
                variant: variant,
                queries: rows.count,
                original: VariantFigures.Figures(before),
                changed: VariantFigures.Figures(rows)
            )
        }
    }
}
