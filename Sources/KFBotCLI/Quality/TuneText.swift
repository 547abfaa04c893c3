import Foundation
import KFBot
import KFBotEval

/// Writes a tuning for people at a terminal.
struct TuneText {
    private let result: TuneResult
    private var report: TuneReport { result.report }

    init(_ result: TuneResult) {
        self.result = result
    }

    func render() -> String {
        var blocks = [thresholds, coverageCurve, trust, inForce]
        if let judgement = result.judgement {
            blocks.append([
                "On the \(judgement.queries) labelled questions of --judge this gives: precision "
                    + "\(share(judgement.precision)), coverage \(share(judgement.coverage)), ece "
                    + "\(number(judgement.ece)) (shipped calibrator \(number(judgement.shippedECE)), a "
                    + "perfect one about \(number(judgement.eceNoise)))."
            ])
        }
        if let revision = result.revision {
            blocks.append(["Stored as revision \(revision)."])
        }
        return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    /// The reason why `--apply` stored nothing, and what to do.
    var refusal: String {
        guard report.isReached else {
            return
                "Nothing was stored: no threshold reaches a precision of \(share(result.aim)). Ask "
                + "for less with --precision, or add similar questions."
        }
        return
            "Nothing was stored: own phrasings set thresholds only in bases of at least "
            + "\(TuneReport.trustedEntries) entries with \(TuneReport.trustedAnswerable) similar "
            + "questions to leave out; in smaller ones they make the bot say less than it could. "
            + "Give real questions with --labelled, or keep the shipped thresholds."
    }

    private var thresholds: [String] {
        guard report.isReached else {
            return ["No threshold reaches an expected precision of \(share(result.aim))."]
        }
        return [
            "For a precision of \(share(result.aim)), expect:"
        ]
            + TextTable([
                ["answer from", number(report.answerThreshold)],
                ["menu from", number(report.clarifyThreshold)],
                ["precision", share(report.expectedPrecision)],
                ["coverage", share(report.expectedCoverage)],
                ["wrong answers", String(format: "%.0f per 1,000 customers", report.wrongPer1000)],
                [
                    "on the queries",
                    "precision \(share(report.observedPrecision)) without any calibrator",
                ],
            ]).lines
    }

    /// Precision and coverage, with one bar for each step of coverage.
    private var coverageCurve: [String] {
        let steps = 10
        let rows = (1...steps).compactMap { step -> [String]? in
            let coverage = Double(step) / Double(steps)
            guard let point = report.points.last(where: { $0.coverage <= coverage + 1e-9 }) else {
                return nil
            }
            let filled = Int((point.precision * 40).rounded())
            let mark =
                report.isReached && point.threshold >= report.answerThreshold
                ? "" : "  below the aim"
            return [
                share(point.coverage), number(point.threshold), share(point.precision),
                String(repeating: "█", count: filled)
                    + String(repeating: "░", count: 40 - filled) + mark,
            ]
        }.reduce(into: [[String]]()) { rows, row in if rows.last != row { rows.append(row) } }
        return ["Precision as coverage grows:"]
            + TextTable(
                [["coverage", "answer from", "precision"]] + rows,
                rightAligned: [0, 1, 2]
            ).lines
    }

    private var trust: [String] {
        let count = "\(report.pseudoQueries) questions, \(report.answerableQueries) with an entry"
        let error = "calibration error on them \(number(report.ece))"
        switch report.calibration {
        case .labelled: return ["Calibrator: refitted on \(count); \(error)."]
        case .selfCalibrated:
            let trusted =
                report.isSelfCalibrationTrusted
                ? "The base is large enough for that." : "The base is too small to trust that."
            return [
                "Calibrator: refitted on the base's own phrasings, \(count); \(error).", trusted,
            ]
        case .shipped:
            return [
                "Calibrator: the shipped one, over the base's own phrasings (\(count)); \(error).",
                "Own phrasings set no thresholds here: that takes \(TuneReport.trustedEntries) entries "
                    + "(there are \(result.entries)) and \(TuneReport.trustedAnswerable) phrasings "
                    + "left out as they stand. This is a report only; --apply needs --labelled.",
            ]
        }
    }

    /// Where the confidences in force come from, before anything of the above is stored.
    private var inForce: [String] {
        let calibrator = result.calibrator
        let origin =
            calibrator.turns == 0
            ? "the shipped one" : "refitted on \(calibrator.turns) labelled turns of this base"
        let matches = result.matches
        let missing = max(CalibratorRefit.leastMatches - matches.all, 0)
        return [
            "Confidence in force: calibrator \(calibrator.version), \(origin) "
                + "(slope \(number(calibrator.slope)), intercept \(number(calibrator.intercept))).",
            "Labelled turns kept: \(matches.all) (\(matches.menus) by customers in menus, "
                + "\(matches.servicers) by servicers)"
                + (missing > 0 ? "; \(missing) more until the first refit." : "."),
        ]
    }

    private func share(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
    private func number(_ value: Double) -> String { String(format: "%.3f", value) }
}
