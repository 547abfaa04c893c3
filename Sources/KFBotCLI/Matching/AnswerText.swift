import Foundation
import KFBot

/// Writes a result of `kfbot ask` for people.
enum AnswerText {
    static func render(_ answer: AskResult) -> String {
        var lines: [String] = []
        switch answer.outcome {
        case "answer":
            let parts = answer.answer?.parts.map(text) ?? []
            lines.append("回答 (置信度 \(percent(answer.confidence)))")
            lines += parts.isEmpty ? ["  （该问答没有适用的答案）"] : parts.map { "  \($0)" }
        case "clarify":
            lines.append("猜你想问 (置信度 \(percent(answer.confidence)))")
            lines += (answer.choices ?? []).enumerated().map { "  \($0 + 1). \($1.label)" }
        case "smalltalk": lines.append("寒暄，不是问题")
        default: lines.append("没有找到答案 (置信度 \(percent(answer.confidence)))")
        }
        if let explanation = answer.explanation {
            lines += ["", explanation.sentence] + details(explanation)
        }
        if !answer.candidates.isEmpty {
            lines.append("")
            lines += answer.candidates.map { candidate in
                let matched =
                    candidate.matched == candidate.question ? "" : "  (\(candidate.matched))"
                return "  \(percent(candidate.confidence).padded(to: 6)) "
                    + "\(candidate.entry.rawValue.padded(to: 14)) \(candidate.question)\(matched)"
            }
        }
        lines.append("")
        lines.append(
            "revision \(answer.revision), \(String(format: "%.1f", answer.elapsedMS)) ms"
        )
        return lines.joined(separator: "\n")
    }

    private static func details(_ explanation: Explanation) -> [String] {
        var lines = [
            "  normalized \(explanation.normalized)",
            "  tokens     \(explanation.tokens.map(\.text).joined(separator: " "))",
            "  canonical  \(explanation.canonicalTokens.map(\.text).joined(separator: " "))",
        ]
        if let repaired = explanation.repairedQuery { lines.append("  repaired   \(repaired)") }
        let left = explanation.leftOutTerms.map(\.text).joined(separator: " ")
        lines.append(
            "  terms      \(explanation.usedTerms.map(\.text).joined(separator: " "))"
                + (left.isEmpty ? "" : "  (left out: \(left))")
        )
        for part in explanation.parts {
            lines.append(
                String(
                    format: "  %@ %6.3f × %5.2f = %6.3f",
                    part.name.rawValue.padded(to: 10),
                    part.value,
                    part.weight,
                    part.contribution
                )
            )
        }
        lines.append(
            String(
                format:
                    "  score %.3f; share %.3f × (cosine %.3f + 1 − substitution %.3f) / 2 = signal %.3f",
                explanation.score,
                explanation.share,
                explanation.cosine,
                explanation.substitution,
                explanation.signal
            )
        )
        lines.append(
            String(
                format: "  calibrator %@: probability %.3f",
                explanation.calibrator.version,
                explanation.probability
            )
                + explanation.adjustments.map {
                    String(
                        format: ", \($0.guardKind?.rawValue ?? "") \($0.kind.rawValue) %.2f",
                        $0.value
                    )
                }.joined()
                + String(
                    format: " → confidence %.3f (answer from %.2f, menu from %.2f)",
                    explanation.confidence,
                    explanation.answerThreshold,
                    explanation.clarifyThreshold
                )
        )
        lines += explanation.guards.map { "  guard      \($0.kind.rawValue): \($0.detail)" }
        if let runnerUp = explanation.runnerUp {
            lines.append(
                String(format: "  runner-up  %@ (score %.3f)：", runnerUp.question, runnerUp.score)
                    + runnerUp.reason
            )
        }
        return lines
    }

    /// A part as a line of text.
    private static func text(_ part: AnswerPart) -> String {
        if case .text(let text) = part { return text.replacing("\n", with: "\n  ") }
        return part.json.text
    }

    private static func percent(_ confidence: Double) -> String {
        String(format: "%.0f%%", confidence * 100)
    }
}
