import KFBot
import KFBotEval
import Testing

struct EvaluationTests {
    @Test func figuresAgreeWithThoseComputedByHand() {
        let evaluation = Examples.run.evaluation
        #expect(evaluation.queries == 5)
        #expect(evaluation.answerable == 4)
        #expect(evaluation.unanswerable == 1)
        // Ranks 1, 2, 2 and 4 of four answerable queries.
        #expect(evaluation.recall == ["1": 0.25, "3": 0.75, "5": 1, "10": 1])
        #expect(abs(evaluation.mrr10 - (1 + 0.5 + 0.5 + 0.25) / 4) < 1e-12)
        #expect(evaluation.decision.answered == 3)
        #expect(evaluation.decision.correct == 1)
        #expect(abs(evaluation.decision.precision - 1.0 / 3) < 1e-12)
        #expect(evaluation.decision.coverage == 0.6)
        #expect(evaluation.decision.falseAnswerRate == 1)
        #expect(evaluation.decision.menuHitRate == 1)
        // The only right result is the surest.
        #expect(evaluation.auroc == 1)
        #expect(evaluation.coverageAtPrecision == ["90": 0.2, "95": 0.2])
        // Bins: .15 wrong, .55 wrong, .85 and .82 wrong, .95 right.
        #expect(abs(evaluation.ece - (0.15 + 0.55 + 1.67 + 0.05) / 5) < 1e-12)
        #expect(evaluation.byKind["short"]?.recallAt1 == 1.0 / 3)
        #expect(
            evaluation.confusions.map { "\($0.expected)>\($0.got) \($0.count) \($0.answered)" }
                == ["b>a 1 1", "c>b 1 0", "d>b 1 0"]
        )
    }

    @Test func gradesTellAnswersMenusAndSilenceApart() {
        #expect(
            Examples.run.queries.map(\.grade) == [
                .right, .wrongAnswer, .menu, .noHelp, .wrongAnswer,
            ]
        )
        #expect(
            Examples.run.failed.map(\.row.labelled.query) == ["退款多久到", "明天下雨吗", "能便宜点吗"]
        )
        let silent = Examples.tested("嗯", expected: [], .miss, ["a"], 0.1)
        #expect(silent.grade == .right)
    }

    @Test func binsHoldBothEnds() {
        let bins = ReliabilityBin.bins([(0, false), (0.1, true), (0.999, true), (1, false)])
        #expect(bins.map(\.count) == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2])
        #expect(bins[9].shareRight == 0.5)
        #expect(bins[5].shareRight == 0)
    }

    struct Case: CustomTestStringConvertible {
        let figure: QualityGate.Figure
        let limit: Double
        let passed: Bool
        var testDescription: String { "\(figure.rawValue) \(limit)" }
    }

    @Test(arguments: [
        Case(figure: .recallAt1, limit: 0.25, passed: true),
        Case(figure: .recallAt1, limit: 0.2501, passed: false),
        Case(figure: .precision, limit: 0.33, passed: true),
        Case(figure: .precision, limit: 0.34, passed: false),
        Case(figure: .falseAnswerRate, limit: 1, passed: true),
        Case(figure: .falseAnswerRate, limit: 0.99, passed: false),
    ])
    func gatesAreMetByReachingTheLimit(_ gate: Case) {
        let finding = QualityGate(gate.figure, gate.limit).check(Examples.run.evaluation)
        #expect(finding.passed == gate.passed)
        #expect(finding.gate == gate.figure.rawValue)
        #expect(finding.text.contains(gate.figure.rawValue))
    }

    @Test func leastFiguresThatCannotBeMeasuredAreNotMet() {
        let silent = TestRun([Examples.tested("嗯", expected: [], .miss, [], 0)]).evaluation
        #expect(!QualityGate(.precision, 0).check(silent).passed)
        #expect(!QualityGate(.recallAt1, 0).check(silent).passed)
        #expect(QualityGate(.falseAnswerRate, 0).check(silent).passed)
        let answerable = TestRun([Examples.tested("退", expected: ["a"], .miss, [], 0)]).evaluation
        let finding = QualityGate(.falseAnswerRate, 0).check(answerable)
        #expect(finding.passed)
        #expect(finding.value == nil)
    }
}
