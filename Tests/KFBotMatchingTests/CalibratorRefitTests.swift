import Foundation
import KFBot
import KFBotTesting
import Testing

struct CalibratorRefitTests {
    @Test("99 turns are too few, 100 are enough")
    func leastTurns() throws {
        #expect(
            CalibratorRefit.calibrator(from: LabelledMatches.make(99, by: .withoutLength)) == nil
        )
        let calibrator = try #require(
            CalibratorRefit.calibrator(from: LabelledMatches.make(100, by: .withoutLength))
        )
        #expect(calibrator.turns == 100)
        #expect(calibrator.version == "recipe-2+turns-100")
    }

    @Test(
        "many turns bring the calibrator to where they came from; a hundred half of the way at most"
    )
    func converges() throws {
        let far = { (calibrator: Calibrator) in
            [0.1, 0.3, 0.5, 0.7].map {
                abs(calibrator.probability(of: $0) - LabelledMatches.bold.probability(of: $0))
            }.max() ?? 1
        }
        let many = try #require(
            CalibratorRefit.calibrator(from: LabelledMatches.make(5_000, by: LabelledMatches.bold))
        )
        #expect(far(many) < 0.04)
        let few = try #require(
            CalibratorRefit.calibrator(from: LabelledMatches.make(100, by: LabelledMatches.bold))
        )
        #expect(far(few) > 0.25 * far(.withoutLength) && far(few) < far(.withoutLength))
    }

    @Test("turns of the shipped calibrator hardly move it, and keep it where none was seen")
    func staysPut() throws {
        let middle = LabelledMatches.make(400, by: .withoutLength, signals: 0.2...0.5)
        let calibrator = try #require(CalibratorRefit.calibrator(from: middle))
        for signal in stride(from: 0.0, through: 1.0, by: 0.1) {
            let change =
                calibrator.probability(of: signal)
                - Calibrator.withoutLength.probability(of: signal)
            #expect(abs(change) < 0.08, "at \(signal)")
        }
    }

    @Test("servicers, who tell of a wrong candidate less often, do not make the calibrator bold")
    func servicers() throws {
        var generator = SeededGenerator(seed: 3)
        let heard = LabelledMatches.make(1_200, by: .withoutLength, seed: 4).filter { turn in
            turn.isCorrect || Int.random(in: 0..<201, using: &generator) < 41
        }
        let change = { (source: LabelledMatch.Source) in
            let turns = heard.map { turn in
                LabelledMatch(
                    date: turn.date,
                    base: turn.base,
                    confidence: turn.confidence,
                    signal: turn.signal,
                    length: turn.length,
                    isCorrect: turn.isCorrect,
                    source: source
                )
            }
            let calibrator = try #require(CalibratorRefit.calibrator(from: turns))
            return stride(from: 0.0, through: 1.0, by: 0.1).reduce(0) {
                max(
                    $0,
                    abs(
                        calibrator.probability(of: $1)
                            - Calibrator.withoutLength.probability(of: $1)
                    )
                )
            }
        }
        #expect(try change(.servicer) < 0.08)
        #expect(try change(.menu) > 0.2)
    }

    @Test("matches that make a higher signal worse give no calibrator")
    func contradiction() {
        let turns = (0..<2_000).map { place in
            LabelledMatch(
                date: SampleKnowledge.now,
                base: .main,
                confidence: 0.5,
                signal: Double(place) / 2_000,
                length: 10,
                isCorrect: place < 1_000
            )
        }
        #expect(CalibratorRefit.calibrator(from: turns) == nil)
    }
}
