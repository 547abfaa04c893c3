import Foundation
import KFBot
import KFBotTesting
import Testing

struct CurveRefitTests {
    /// Turns whose share of right ones at a signal is that of a curve, spread over the signals.
    static func turns(
        _ count: Int,
        by curve: Calibrator,
        signals: ClosedRange<Double> = 0...1,
        seed: UInt64 = 1
    ) -> [LabelledTurn] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { place in
            let signal = Double.random(in: signals, using: &generator)
            return LabelledTurn(
                date: MatchingFixtures.now.addingTimeInterval(Double(place)),
                base: .main,
                confidence: curve.probability(of: signal),
                signal: signal,
                length: 10,
                isCorrect: Double.random(in: 0..<1, using: &generator)
                    < curve.probability(of: signal)
            )
        }
    }

    static let bold = Calibrator(version: "bold", slope: 5, intercept: 0.5)

    @Test("99 turns are too few, 100 are enough")
    func leastTurns() throws {
        #expect(CurveRefit.curve(from: Self.turns(99, by: .recipe)) == nil)
        let curve = try #require(CurveRefit.curve(from: Self.turns(100, by: .recipe)))
        #expect(curve.turns == 100)
        #expect(curve.version == "recipe-2+turns-100")
    }

    @Test("many turns bring the curve to where they came from; a hundred half of the way at most")
    func converges() throws {
        let far = { (curve: Calibrator) in
            [0.1, 0.3, 0.5, 0.7].map {
                abs(curve.probability(of: $0) - Self.bold.probability(of: $0))
            }.max() ?? 1
        }
        let many = try #require(CurveRefit.curve(from: Self.turns(5_000, by: Self.bold)))
        #expect(far(many) < 0.04)
        let few = try #require(CurveRefit.curve(from: Self.turns(100, by: Self.bold)))
        #expect(far(few) > 0.25 * far(.recipe) && far(few) < far(.recipe))
    }

    @Test("turns of the shipped curve hardly move it, and keep it where none was seen")
    func staysPut() throws {
        let middle = Self.turns(400, by: .recipe, signals: 0.2...0.5)
        let curve = try #require(CurveRefit.curve(from: middle))
        for signal in stride(from: 0.0, through: 1.0, by: 0.1) {
            let change = curve.probability(of: signal) - Calibrator.recipe.probability(of: signal)
            #expect(abs(change) < 0.08, "at \(signal)")
        }
    }

    @Test("servicers, who tell of a wrong candidate less often, do not make the curve bold")
    func servicers() throws {
        var generator = SeededGenerator(seed: 3)
        let heard = Self.turns(1_200, by: .recipe, seed: 4).filter { turn in
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
                date: MatchingFixtures.now,
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
