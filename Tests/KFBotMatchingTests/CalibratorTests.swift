import KFBot
import Testing

struct CalibratorTests {
    @Test(
        "signals of the recipe's table",
        arguments: [
            (0.35, 0.194), (0.50, 0.272), (0.80, 0.447), (0.90, 0.549), (0.95, 0.644),
        ]
    )
    func table(_ probability: Double, _ signal: Double) {
        #expect(abs(Calibrator.recipe.signal(for: probability) - signal) < 0.001)
        #expect(abs(Calibrator.recipe.probability(of: signal) - probability) < 0.002)
    }

    @Test("a longer question makes the same signal worth more, from 7 to 30 units")
    func length() {
        let curve = Calibrator.shipped
        let at = { curve.probability(of: 0.4, length: $0) }
        #expect(at(10) == Calibrator.recipe.probability(of: 0.4))
        #expect(at(5) == at(7) && at(7) < at(10) && at(10) < at(30) && at(30) == at(90))
        #expect(abs(curve.signal(for: at(30), length: 30) - 0.4) < 1e-9)
        #expect(Calibrator.recipe.probability(of: 0.4, length: 30) == at(10))
    }

    @Test("a higher share of unanswerable questions lowers every probability")
    func prior() {
        var pessimist = Calibrator.recipe
        pessimist.unanswerableShare = 0.5
        for signal in stride(from: 0.0, through: 1.0, by: 0.1) {
            #expect(pessimist.probability(of: signal) < Calibrator.recipe.probability(of: signal))
        }
    }
}
