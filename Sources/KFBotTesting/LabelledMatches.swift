import Foundation
package import KFBot

/// Makes labelled matches for fitting calibrators.
package enum LabelledMatches {
    /// Matches whose share of right ones at each signal is what a calibrator says, spread over the
    /// signals.
    package static func make(
        _ count: Int,
        by calibrator: Calibrator,
        signals: ClosedRange<Double> = 0...1,
        seed: UInt64 = 1
    ) -> [LabelledMatch] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { place in
            let signal = Double.random(in: signals, using: &generator)
            return LabelledMatch(
                date: SampleKnowledge.now.addingTimeInterval(Double(place)),
                base: .main,
                confidence: calibrator.probability(of: signal),
                signal: signal,
                length: 10,
                isCorrect: Double.random(in: 0..<1, using: &generator)
                    < calibrator.probability(of: signal)
            )
        }
    }

    package static let bold = Calibrator(version: "bold", slope: 5, intercept: 0.5)
}
