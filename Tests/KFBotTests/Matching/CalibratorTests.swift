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

    @Test("a higher share of unanswerable questions lowers every probability")
    func prior() {
        var pessimist = Calibrator.recipe
        pessimist.unanswerableShare = 0.5
        for signal in stride(from: 0.0, through: 1.0, by: 0.1) {
            #expect(pessimist.probability(of: signal) < Calibrator.recipe.probability(of: signal))
        }
    }
}
