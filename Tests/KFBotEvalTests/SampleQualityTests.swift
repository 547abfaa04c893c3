import Foundation
import KFBot
import KFBotEval
import Testing

/// Floors for the sample bases.
///
/// Each is one to two points below what `kfbot test kb-samples/NAME/queries.jsonl` measured on
/// 2026-11-22 with the weights and thresholds `recipe-1`: recall@1 89.3, 92.8, 87.5, 85.5 and 88.8 %,
/// precision 95.7, 97.5, 91.7, 90.1 and 92.5 %. Raise them when the matcher gets better.
@Suite(.tags(.quality))
struct SampleQualityTests {
    struct Floor: CustomTestStringConvertible {
        let sample: String
        let recallAt1: Double
        let precision: Double
        var testDescription: String { sample }
    }

    @Test(arguments: [
        Floor(sample: "bank", recallAt1: 0.865, precision: 0.92),
        Floor(sample: "saas", recallAt1: 0.9, precision: 0.945),
        Floor(sample: "shop", recallAt1: 0.84, precision: 0.895),
        Floor(sample: "telecom", recallAt1: 0.835, precision: 0.895),
        Floor(sample: "wechat-kf", recallAt1: 0.86, precision: 0.905),
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
