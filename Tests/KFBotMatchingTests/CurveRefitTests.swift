import Foundation
import KFBot
import KFBotTesting
import Testing

struct CurveRefitTests {
    @Test("99 turns are too few, 100 are enough")
    func leastTurns() throws {
        #expect(CurveRefit.curve(from: LabelledTurns.make(99, by: .recipe)) == nil)
        let curve = try #require(CurveRefit.curve(from: LabelledTurns.make(100, by: .recipe)))
        #expect(curve.turns == 100)
        #expect(curve.version == "recipe-2+turns-100")
    }

    @Test("many turns bring the curve to where they came from; a hundred half of the way at most")
    func converges() throws {
        let far = { (curve: Calibrator) in
            [0.1, 0.3, 0.5, 0.7].map {
                abs(curve.probability(of: $0) - LabelledTurns.bold.probability(of: $0))
            }.max() ?? 1
        }
        let many = try #require(
            CurveRefit.curve(from: LabelledTurns.make(5_000, by: LabelledTurns.bold))
        )
        #expect(far(many) < 0.04)
        let few = try #require(
            CurveRefit.curve(from: LabelledTurns.make(100, by: LabelledTurns.bold))
        )
        #expect(far(few) > 0.25 * far(.recipe) && far(few) < far(.recipe))
    }

    @Test("turns of the shipped curve hardly move it, and keep it where none was seen")
    func staysPut() throws {
        let middle = LabelledTurns.make(400, by: .recipe, signals: 0.2...0.5)
        let curve = try #require(CurveRefit.curve(from: middle))
        for signal in stride(from: 0.0, through: 1.0, by: 0.1) {
            let change = curve.probability(of: signal) - Calibrator.recipe.probability(of: signal)
            #expect(abs(change) < 0.08, "at \(signal)")
        }
    }

    @Test("servicers, who tell of a wrong candidate less often, do not make the curve bold")
    func servicers() throws {
        var generator = SeededGenerator(seed: 3)
        let heard = LabelledTurns.make(1_200, by: .recipe, seed: 4).filter { turn in
            turn.isCorrect || Int.random(in: 0..<201, using: &generator) < 41
        }
        let change = { (source: LabelledTurn.Source) in
            let turns = heard.map { turn in
                LabelledTurn(
                    date: turn.date,
                    base: turn.base,
                    confidence: turn.confidence,
                    signal: turn.signal,
                    length: turn.length,
                    isCorrect: turn.isCorrect,
                    source: source
                )
            }
            let curve = try #require(CurveRefit.curve(from: turns))
            return stride(from: 0.0, through: 1.0, by: 0.1).reduce(0) {
                max($0, abs(curve.probability(of: $1) - Calibrator.recipe.probability(of: $1)))
            }
        }
        #expect(try change(.servicer) < 0.08)
        #expect(try change(.menu) > 0.2)
    }

    @Test("turns by which a higher signal is worse give no curve")
    func contradiction() {
        let turns = (0..<2_000).map { place in
            LabelledTurn(
                date: SampleKnowledge.now,
                base: .main,
                confidence: 0.5,
                signal: Double(place) / 2_000,
                length: 10,
                isCorrect: place < 1_000
            )
        }
        #expect(CurveRefit.curve(from: turns) == nil)
    }
}
