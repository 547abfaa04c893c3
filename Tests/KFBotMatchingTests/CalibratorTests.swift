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
        #expect(abs(Calibrator.withoutLength.signal(for: probability) - signal) < 0.001)
        #expect(abs(Calibrator.withoutLength.probability(of: signal) - probability) < 0.002)
    }

    @Test("a longer question makes the same signal worth more, from 7 to 30 units")
    func length() {
        let calibrator = Calibrator.default
        let at = { calibrator.probability(of: 0.4, length: $0) }
        #expect(at(10) == Calibrator.withoutLength.probability(of: 0.4))
        #expect(at(5) == at(7) && at(7) < at(10) && at(10) < at(30) && at(30) == at(90))
        #expect(abs(calibrator.signal(for: at(30), length: 30) - 0.4) < 1e-9)
        #expect(Calibrator.withoutLength.probability(of: 0.4, length: 30) == at(10))
    }

    @Test("a higher share of unanswerable questions lowers every probability")
    func prior() {
        var pessimist = Calibrator.withoutLength
        pessimist.unanswerableShare = 0.5
        for signal in stride(from: 0.0, through: 1.0, by: 0.1) {
            #expect(
                pessimist.probability(of: signal) < Calibrator.withoutLength.probability(of: signal)
            )
        }
    }
}
