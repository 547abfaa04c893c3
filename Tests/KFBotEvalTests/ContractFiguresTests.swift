import CustomDump
import Foundation
import KFBot
import KFBotEval
import Testing

struct ContractFiguresTests {
    private static func row(
        _ expected: [EntryID],
        _ ranked: [EntryID],
        _ outcome: EvaluatedQuery.Outcome,
        _ confidence: Double,
        menu: [EntryID] = []
    ) -> EvaluatedQuery {
        EvaluatedQuery(
            labelled: LabelledQuery(query: "q", expected: expected, kind: "k"),
            outcome: outcome,
            confidence: confidence,
            ranked: ranked,
            menu: menu,
            milliseconds: 1
        )
    }

    /// Four answerable queries and two unanswerable ones, small enough to work out by hand.
    private static let rows = [
        row(["a"], ["a", "b"], .answer, 0.95),
        row(["b"], ["a", "b"], .answer, 0.85),
        row(["c", "d"], ["d"], .clarify, 0.65, menu: ["d", "a"]),
        row(["e"], ["a", "b", "c", "e"], .clarify, 0.45, menu: ["a", "b", "c"]),
        row([], ["a"], .miss, 0.15),
        row([], [], .miss, 0),
    ]

    @Test("the figures of the contract, worked out by hand")
    func figures() {
        let evaluation = Evaluation(Self.rows)
        #expect(
            evaluation.queries == 6 && evaluation.answerable == 4 && evaluation.unanswerable == 2
        )
        #expect(evaluation.recall == ["1": 0.5, "3": 0.75, "5": 1, "10": 1])
        #expect(evaluation.mrr10 == (1 + 0.5 + 1 + 0.25) / 4)
        #expect(evaluation.decision.answered == 2 && evaluation.decision.correct == 1)
        #expect(evaluation.decision.precision == 0.5)
        #expect(evaluation.decision.coverage == 2.0 / 6)
        #expect(evaluation.decision.falseAnswerRate == 0)
        #expect(evaluation.decision.menuHitRate == 0.5)
        #expect(evaluation.decision.menus == 2 && evaluation.decision.needlessMenus == 0)
        #expect(evaluation.decision.overlooked == 0)
        // Right ones at .95 and .65 against wrong ones at .85, .45, .15 and 0: 7 of 8 pairs.
        #expect(evaluation.auroc == 7.0 / 8)
        #expect(evaluation.coverageAtPrecision == ["90": 1.0 / 6, "95": 1.0 / 6])
        let gaps = 0.05 + 0.85 + 0.35 + 0.45 + 0.15 + 0
        #expect(abs(evaluation.ece - gaps / 6) < 1e-12)
        expectNoDifference(
            evaluation.confusions.map { "\($0.expected) \($0.got) \($0.count) \($0.answered)" },
            ["b a 1 1", "e a 1 0"]
        )
    }

    @Test("overlooked: nothing is offered, although an expected entry is among the first three")
    func overlooked() {
        let evaluation = Evaluation([
            Self.row(["a"], ["b", "c", "a"], .miss, 0.3),
            Self.row(["a"], ["b", "c", "d", "a"], .miss, 0.3),
            Self.row(["a"], ["a"], .clarify, 0.5, menu: ["a"]),
            Self.row([], ["a"], .clarify, 0.5, menu: ["a"]),
            Self.row([], ["a"], .miss, 0.3),
        ])
        #expect(evaluation.decision.overlooked == 1)
        #expect(evaluation.decision.needlessMenus == 1)
    }

    @Test("an empty set has figures, all of them numbers")
    func emptySet() throws {
        let json = try JSONEncoder().encode(Evaluation([]))
        #expect(String(decoding: json, as: UTF8.self).contains("\"queries\":0"))
    }

    @Test("a broken line is named by its number and never shown")
    func brokenLine() {
        let text = "{\"query\":\"a\",\"expected\":[\"x\"]}\n\n{\"query\": 机密}\n"
        #expect {
            try LabelledQuery.parse(Data(text.utf8))
        } throws: { error in
            "\(error)".contains("3") && !"\(error)".contains("机密")
        }
    }
}
