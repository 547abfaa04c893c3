import Foundation
import KFBot
import KFBotEval

/// Writes a test for people at a terminal.
struct TestText {
    private let report: TestReport
    private var evaluation: Evaluation { report.run.evaluation }

    private static let shownConfusions = 10
    private static let shownChanges = 50
    private static let shownPreferences = 20

    init(_ report: TestReport) {
        self.report = report
    }

    func render() -> String {
        var blocks = [summary, figures]
        if evaluation.byKind.count > 1 { blocks.append(kinds) }
        blocks.append(confusions)
        if let followUps = report.followUps { blocks.append(self.followUps(followUps)) }
        if let variants = report.variants { blocks.append(self.variants(variants)) }
        if let preferences = report.preferences { blocks.append(self.preferences(preferences)) }
        if let diff = report.diff { blocks.append(changes(diff)) }
        blocks.append(report.gates.map { "gate \($0.text)" })
        return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
            .joined(separator: "\n\n")
    }

    private var summary: [String] {
        var lines = [
            "\(report.title): \(evaluation.queries) queries, \(evaluation.answerable) answerable, "
                + "\(evaluation.unanswerable) unanswerable (base \(report.base), "
                + "revision \(report.revision))"
        ]
        if report.unlabelled > 0 {
            lines.append("\(report.unlabelled) rows name no expected answer and are left out.")
        }
        if report.preferences != nil {
            lines.append(
                "Own phrasings are harder than customers' questions: real figures are better. "
                    + "See docs/tuning.md."
            )
        }
        return lines
    }

    private var figures: [String] {
        let decision = evaluation.decision
        let recall = ["1", "3", "5", "10"].flatMap { cut in
            ["@\(cut)", share(evaluation.recall[cut] ?? 0)]
        }
        let coverage = evaluation.coverageAtPrecision
        let latency = evaluation.latency
        return TextTable(
            [
                ["recall"] + recall + ["mrr@10", String(format: "%.3f", evaluation.mrr10)],
                [
                    "decision", "answered", "\(decision.answered)", "right", "\(decision.correct)",
                    "precision", share(decision.precision), "coverage", share(decision.coverage),
                ],
                [
                    "", "menus", "\(decision.menus)", "hit", share(decision.menuHitRate),
                    "false answers", share(decision.falseAnswerRate),
                    "overlooked", "\(decision.overlooked)",
                ],
                [
                    "calibration", "auroc", String(format: "%.3f", evaluation.auroc), "ece",
                    String(format: "%.3f", evaluation.ece), "coverage@90",
                    share(coverage["90"] ?? 0),
                    "coverage@95", share(coverage["95"] ?? 0),
                ],
                [
                    "latency", "p50", String(format: "%.2f ms", latency.p50), "p95",
                    String(format: "%.2f ms", latency.p95), "p99",
                    String(format: "%.2f ms", latency.p99),
                ],
            ],
            rightAligned: [2, 4, 6, 8]
        ).lines
    }

    private var kinds: [String] {
        let rows = evaluation.byKind.sorted { $0.key < $1.key }.map { name, kind in
            [
                name.isEmpty ? "(none)" : name, "\(kind.queries)",
                kind.answerable == 0 ? "-" : share(kind.recallAt1),
                kind.answerable == 0 ? "-" : share(kind.recallAt3), "\(kind.answered)",
                "\(kind.correct)", "\(kind.clarified)",
            ]
        }
        let head = ["kind", "queries", "recall@1", "recall@3", "answered", "right", "menus"]
        return TextTable([head] + rows, rightAligned: [1, 2, 3, 4, 5, 6]).lines
    }

    private var confusions: [String] {
        let confusions = evaluation.confusions
        guard !confusions.isEmpty else { return [] }
        var lines = ["Confusions: which entry takes another one's questions"]
        for confusion in confusions.prefix(Self.shownConfusions) {
            let answered = confusion.answered == 0 ? "" : ", \(confusion.answered) answered"
            lines.append(
                "  \(confusion.count)×  \(entry(confusion.expected))  →  \(entry(confusion.got))"
                    + answered
            )
            lines += report.run.queries(of: confusion).prefix(2).map {
                "        \($0.row.labelled.query)"
            }
        }
        lines += more(confusions.count - Self.shownConfusions)
        return lines
    }

    private func followUps(_ item: FollowUpFigures) -> [String] {
        let row = { (name: String, figures: VariantFigures.Figures) in
            [name]
                + [
                    figures.recallAt1, figures.recallAt3, figures.precision, figures.coverage,
                ].map(share)
        }
        return [
            "\(item.queries) questions follow another one, which changed the first entry of "
                + "\(item.changed)"
        ]
            + TextTable(
                [
                    ["", "recall@1", "recall@3", "precision", "coverage"],
                    row("each alone", item.alone), row("following", item.following),
                ],
                rightAligned: [1, 2, 3, 4]
            ).lines
    }

    private func variants(_ variants: [VariantFigures]) -> [String] {
        let rows = variants.map { item in
            [item.variant.rawValue, "\(item.queries)"]
                + [
                    (item.original.recallAt1, item.changed.recallAt1),
                    (item.original.recallAt3, item.changed.recallAt3),
                    (item.original.precision, item.changed.precision),
                    (item.original.coverage, item.changed.coverage),
                ].map { "\(share($0)) → \(share($1))" }
        }
        let head = ["variant", "queries", "recall@1", "recall@3", "precision", "coverage"]
        return ["The same questions written differently"]
            + TextTable([head] + rows, rightAligned: [1, 2, 3, 4, 5]).lines
    }

    private func preferences(_ preferences: [SelfTest.Preference]) -> [String] {
        guard !preferences.isEmpty else { return ["No phrasing prefers another entry."] }
        var lines = ["\(preferences.count) phrasings prefer another entry once they are left out:"]
        for item in preferences.prefix(Self.shownPreferences) {
            lines.append(
                "  \(String(format: "%.2f", item.confidence))  \(item.phrasing)"
                    + (item.isAnswered ? "  (answered)" : "")
            )
            lines.append("        \(entry(item.entry))  →  \(entry(item.preferred))")
        }
        lines += more(preferences.count - Self.shownPreferences)
        return lines
    }

    private func changes(_ diff: BaselineDiff) -> [String] {
        var lines: [String] = []
        let counted = diff.changes.count == 1 ? "1 question" : "\(diff.changes.count) questions"
        if diff.changes.isEmpty {
            lines.append("No question changed answer.")
        } else {
            lines.append(
                "\(counted) changed answer: \(diff.count(.better)) better, "
                    + "\(diff.count(.worse)) worse, \(diff.count(.same)) neither"
            )
        }
        for change in diff.changes.prefix(Self.shownChanges) {
            lines.append("  \(change.direction.rawValue.padded(to: 6))  \(change.query)")
            lines.append("          \(given(change.before))  →  \(given(change.after))")
        }
        lines += more(diff.changes.count - Self.shownChanges)
        if diff.added + diff.removed > 0 {
            lines.append("  \(diff.added) queries are new, \(diff.removed) are gone")
        }
        return lines
    }

    private func given(_ item: TestBaseline.Item) -> String {
        let confidence = String(format: "%.2f", item.confidence)
        switch item.outcome {
        case .answer: return "answer \(item.entry.map(entry) ?? "") (\(confidence))"
        case .clarify: return "menu of \(item.menu.count) (\(confidence))"
        case .miss: return "nothing (\(confidence))"
        case .smalltalk: return "small talk"
        }
    }

    private func entry(_ id: EntryID) -> String {
        report.question(id).isEmpty ? id.rawValue : "\(id) \(report.question(id))"
    }

    private func more(_ count: Int) -> [String] {
        count > 0 ? ["  … and \(count) more; --html and --json show all"] : []
    }

    private func share(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
}
