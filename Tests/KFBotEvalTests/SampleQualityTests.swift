import Foundation
import KFBot
import KFBotEval
import Testing

/// Floors for the sample bases.
///
/// Each is one to two points below what `kfbot test kb-samples/NAME/queries.jsonl` measured on
/// 2026-11-22 with the defaults: recall@1 89.3, 92.8, 88.2, 86.2 and 88.8 %,
/// precision 98.5, 98.7, 94.9, 93.2 and 93.4 %. Raise them when the matcher gets better.
@Suite(.tags(.quality))
struct SampleQualityTests {
    struct Floor: CustomTestStringConvertible {
        let sample: String
        let recallAt1: Double
        let precision: Double
        var testDescription: String { sample }
    }

    @Test(arguments: [
        Floor(sample: "bank", recallAt1: 0.875, precision: 0.96),
        Floor(sample: "saas", recallAt1: 0.91, precision: 0.965),
        Floor(sample: "shop", recallAt1: 0.865, precision: 0.93),
        Floor(sample: "telecom", recallAt1: 0.845, precision: 0.915),
        Floor(sample: "wechat-kf", recallAt1: 0.87, precision: 0.92),
    ])
    func sampleReachesItsFloors(_ floor: Floor) throws {
        let base = try Examples.base(floor.sample)
        let file = try QueryFile(path: "\(Examples.samples)/\(floor.sample)/queries.jsonl")
        #expect(file.missingEntries(in: Set(base.entries.map(\.id))).isEmpty)
        let matcher = Matcher(index: MatchIndex(base.entries, vocabulary: base.vocabulary))
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let evaluation = Evaluator(matcher, at: now).test(file.queries).evaluation
        for gate in [
            QualityGate(.recallAt1, floor.recallAt1), QualityGate(.precision, floor.precision),
        ] {
            let finding = gate.check(evaluation)
            #expect(finding.passed, "\(finding.text)")
        }
        #expect((evaluation.recall["3"] ?? 0) >= 0.93)
        #expect(evaluation.decision.coverage >= 0.33)
        #expect(evaluation.decision.falseAnswerRate <= 0.13)
        #expect(evaluation.ece <= 0.13)
    }
}
