import Foundation
import KFBot
import KFBotEval
import Testing

extension Tag {
    /// Floors on recall and precision over sample bases that we may ship.
    @Tag static var quality: Self
}

/// Small values for the tests of this target.
enum Examples {
    /// A row as the matcher might have given it.
    static func tested(
        _ query: String,
        expected: [EntryID],
        _ outcome: EvaluatedQuery.Outcome,
        _ ranked: [EntryID],
        _ confidence: Double,
        kind: String? = nil
    ) -> TestedQuery {
        TestedQuery(
            row: EvaluatedQuery(
                labelled: LabelledQuery(query: query, expected: expected, kind: kind),
                outcome: outcome,
                confidence: confidence,
                ranked: ranked,
                menu: outcome == .clarify ? Array(ranked.prefix(2)) : [],
                milliseconds: 1
            ),
            candidates: ranked.map {
                TestedQuery.Candidate(
                    entry: $0,
                    question: "问题 \($0)",
                    matched: "问题 \($0)",
                    confidence: confidence
                )
            }
        )
    }

    /// Five queries whose figures are easy to compute by hand.
    static let run = TestRun([
        tested("怎么退款", expected: ["a"], .answer, ["a", "b"], 0.95, kind: "short"),
        tested("退款多久到", expected: ["b"], .answer, ["a", "b"], 0.85, kind: "short"),
        tested("开发票", expected: ["c"], .clarify, ["b", "c"], 0.55, kind: "short"),
        tested("能便宜点吗", expected: ["d"], .miss, ["b", "a", "c", "d"], 0.15, kind: "long"),
        tested("明天下雨吗", expected: [], .answer, ["c"], 0.82, kind: "off-topic"),
    ])

    /// The report of ``run``.
    static func report() -> TestReport {
        TestReport(
            title: "queries.jsonl",
            base: .main,
            revision: 3,
            policy: MatchPolicy(),
            run: run,
            questions: ["a": "怎么退款？", "b": "退款多久到账？", "c": "怎么开发票？"]
        )
    }

    /// The sample knowledge bases.
    static let samples =
        URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path + "/kb-samples"

    /// A sample base as the importer reads it, without a store.
    static func base(_ name: String) throws -> (entries: [Entry], vocabulary: Vocabulary) {
        try base(at: "\(samples)/\(name)/kb.jsonl")
    }

    /// A base's file as the importer reads it, without a store.
    static func base(at path: String) throws -> (entries: [Entry], vocabulary: Vocabulary) {
        var entries: [Entry] = []
        var vocabulary = Vocabulary()
        try ImportReader().read(fileAt: path) { result in
            switch try result.get() {
            case .entry(let draft):
                let id = try #require(draft.id)
                entries.append(try #require(draft.makeEntry(id: id)))
            case .vocabulary(let words, _): vocabulary = vocabulary.merging(words)
            }
        }
        return (entries, vocabulary)
    }
}
