import Foundation
import KFBot
import KFBotEval
import Testing

struct TuneReportTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func withoutObservationsTheShippedCurveStays() {
        #expect(Recalibration([]) == .identity)
        #expect(abs(Recalibration.identity.probability(0.7) - 0.7) < 1e-9)
        #expect(Recalibration.identity.probability(1) == 1)
        #expect(Recalibration.identity.probability(0) == 0)
    }

    @Test func manyObservationsOutweighThePrior() {
        // At a confidence of .9 half are right, at .5 a tenth.
        let observations = (0..<4000).map { number in
            let isSure = number % 2 == 0
            return Recalibration.Observation(
                confidence: isSure ? 0.9 : 0.5,
                isRight: isSure ? number % 4 == 0 : number % 20 == 1
            )
        }
        let curve = Recalibration(observations)
        #expect(abs(curve.probability(0.9) - 0.5) < 0.03)
        #expect(abs(curve.probability(0.5) - 0.1) < 0.03)
        let cautious = Recalibration(Array(observations.prefix(20)))
        #expect(cautious.probability(0.9) > 0.75)
    }

    /// One hundred queries: those of confidence .9 are right nine times of ten, those of .6 six times.
    private static let calibrated = TestRun(
        (0..<100).map { number in
            let confidence = number < 50 ? 0.9 : 0.6
            let isRight = number < 50 ? number % 10 != 0 : number % 10 < 6
            return Examples.tested(
                "问\(number)",
                expected: ["a"],
                .answer,
                [isRight ? "a" : "b"],
                confidence
            )
        }
    )

    @Test func thresholdIsTheLoosestThatMeetsTheAim() {
        let strict = TuneReport(.labelled(Self.calibrated), precision: 0.85, policy: MatchPolicy())
        #expect(strict.answerThreshold == 0.9)
        #expect(strict.expectedCoverage == 0.5)
        #expect(abs(strict.expectedPrecision - 0.9) < 0.02)
        #expect(abs(strict.wrongPer1000 - 1000 * 0.5 * (1 - strict.expectedPrecision)) < 1e-9)
        #expect(strict.isApplicable)
        let loose = TuneReport(.labelled(Self.calibrated), precision: 0.7, policy: MatchPolicy())
        #expect(loose.answerThreshold == 0.6)
        #expect(loose.expectedCoverage == 1)
    }

    @Test func aimOutOfReachAnswersOnlyVerbatimQuestions() {
        let report = TuneReport(.labelled(Self.calibrated), precision: 0.99, policy: MatchPolicy())
        #expect(!report.isReached)
        #expect(report.answerThreshold == 1)
        #expect(report.clarifyThreshold == 0.35)
        #expect(report.wrongPer1000 == 0)
    }

    @Test func smallBasesGetAReportOnly() throws {
        let base = try Examples.base("shop")
        let matcher = Matcher(index: MatchIndex(base.entries, vocabulary: base.vocabulary))
        let test = SelfTest(matcher, entries: base.entries, at: Self.now, limit: 200)
        #expect(test.run.queries.count == 200)
        #expect(test.answerableCount == 150)
        let report = TuneReport(.selfTest(test), precision: 0.95, policy: matcher.policy)
        #expect(report.calibration == .shipped)
        #expect(report.recalibration == .identity)
        #expect(!report.isApplicable)
        #expect(report.pseudoQueries == 200)
    }

    @Test func selfTestIsTheSameEachTime() throws {
        let base = try Examples.base("bank")
        let matcher = Matcher(index: MatchIndex(base.entries, vocabulary: base.vocabulary))
        for kind in PseudoQueryKind.allCases {
            let runs = (0..<2).map { _ in
                SelfTest(matcher, entries: base.entries, at: Self.now, kind: kind, limit: 60)
                    .run.queries.map(\.candidates)
            }
            #expect(runs[0] == runs[1], "\(kind)")
        }
    }

    @Test func twinsAreFoundWithoutLabels() {
        let entries = [
            Entry(
                id: "a",
                question: "怎么申请退款",
                answers: [],
                similarQuestions: ["会员卡在哪里续费"]
            ), Entry(id: "b", question: "会员卡怎么续费", answers: [], similarQuestions: ["会员卡续费的地方"]),
        ]
        let matcher = Matcher(index: MatchIndex(entries))
        let test = SelfTest(matcher, entries: entries, at: Self.now)
        let found = test.preferences.first { $0.phrasing == "会员卡在哪里续费" }
        #expect(found?.entry == "a")
        #expect(found?.preferred == "b")
        #expect(found?.preferredQuestion == "会员卡怎么续费")
    }
}
