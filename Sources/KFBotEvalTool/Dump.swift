import Foundation
import KFBot
import KFBotEval

/// Writes the features of every candidate, for fitting weights outside.
enum Dump {
    static func write(
        _ matcher: Matcher,
        _ queries: [LabelledQuery],
        at now: Date,
        to path: String
    ) throws {
        var lines = ""
        for labelled in queries {
            let result = matcher.match(labelled.query, at: now, top: 1000, explains: true)
            let candidates: [[String: Any]] = result.candidates.map { candidate in
                [
                    "e": candidate.entry.rawValue, "s": candidate.score, "c": candidate.confidence,
                    "m": candidate.matched, "f": candidate.features.all.map(\.value),
                    "g": candidate.guards.map(\.kind.rawValue), "x": candidate.signals,
                ]
            }
            let row: [String: Any] = [
                "q": labelled.query, "y": labelled.expected.map(\.rawValue),
                "k": labelled.kind ?? "", "o": result.outcome.name, "c": result.confidence,
                "n": result.explanation?.units.count ?? 0,
                "p1": result.explanation?.share ?? 0, "cos": result.explanation?.cosine ?? 0,
                "x": result.explanation?.signal ?? 0, "cands": candidates,
            ]
            lines += String(
                decoding: try JSONSerialization.data(
                    withJSONObject: row,
                    options: [.sortedKeys, .withoutEscapingSlashes]
                ),
                as: UTF8.self
            )
            lines += "\n"
        }
        try lines.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
