import KFBot

/// Writes a test as one HTML page without scripts, fonts or pictures from outside.
public enum HTMLReport {
    /// How many confusions the page shows.
    private static let shownConfusions = 40
    /// How many failed queries the page shows.
    private static let shownFailures = 300

    /// Writes the page.
    public static func page(_ report: TestReport) -> String {
        let body =
            header(report) + tiles(report.run.evaluation) + gates(report.gates) + charts(report)
            + figures(report.run.evaluation) + kinds(report.run.evaluation) + changes(report)
            + preferences(report) + confusions(report) + failures(report)
        return """
            <!DOCTYPE html>
            <html lang="zh-CN">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>kfbot test · \(Markup.escape(report.title))</title>
            <style>\(style)</style>
            </head>
            <body>
            <main>
            \(body)
            </main>
            </body>
            </html>

            """
    }

    private static let style = """
        :root{color-scheme:light}
        body{margin:0;background:#f4f6f9;color:#1c2430;
        font:15px/1.55 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
        main{max-width:1000px;margin:0 auto;padding:24px 16px 64px}
        h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:32px 0 8px}
        p{margin:4px 0 12px}.dim{color:#667180}
        .tiles{display:flex;flex-wrap:wrap;gap:12px;margin:16px 0}
        .tile{background:#fff;border:1px solid #e0e5ec;border-radius:8px;padding:12px 16px;
        flex:1 1 130px}
        .tile b{display:block;font-size:22px;white-space:nowrap}
        .charts{display:flex;flex-wrap:wrap;gap:16px}
        figure{margin:0;background:#fff;border:1px solid #e0e5ec;border-radius:8px;padding:12px;
        flex:1 1 440px;box-sizing:border-box}
        figure svg{max-width:100%;height:auto;display:block;margin:auto}
        figcaption{font-size:13px;color:#667180}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;background:#fff;border:1px solid #e0e5ec}
        th,td{padding:6px 10px;text-align:left;vertical-align:top;
        border-bottom:1px solid #edf0f4;overflow-wrap:anywhere}
        th{background:#eef2f7;font-weight:600}
        td.n,th.n{text-align:right;width:1%;white-space:nowrap;overflow-wrap:normal;
        font-variant-numeric:tabular-nums}
        code{font:13px ui-monospace,"DejaVu Sans Mono",monospace;color:#3c5a80}
        .bad{color:#b42318}.good{color:#0b7a3e}
        .tag{display:inline-block;border-radius:4px;padding:0 6px;font-size:12px;
        background:#eef2f7;white-space:nowrap}
        .tag.bad{background:#fdeceb}.tag.good{background:#e6f5ec}
        ol.c{margin:0;padding-left:20px}
        @media print{body{background:#fff}tr,figure{break-inside:avoid}}
        """

    // MARK: Parts

    private static func header(_ report: TestReport) -> String {
        """
        <h1>\(Markup.escape(report.title))</h1>
        <p class="dim">kfbot test · 知识库 \(Markup.escape(report.base.rawValue)) · \
        revision \(report.revision) · answer from \(Markup.fixed(report.policy.answerThreshold, 2)), \
        menu from \(Markup.fixed(report.policy.clarifyThreshold, 2))</p>
        """
    }

    private static func tiles(_ evaluation: Evaluation) -> String {
        let decision = evaluation.decision
        let tiles = [
            ("recall@1 首位命中", evaluation.recall["1"] ?? 0), ("precision 准确率", decision.precision),
            ("coverage 回答率", decision.coverage), ("false answers 误答率", decision.falseAnswerRate),
            ("ece 校准误差", evaluation.ece),
        ]
        return "<div class=\"tiles\">"
            + tiles.map {
                "<div class=\"tile\"><b>\(Markup.percent($0.1))</b>"
                    + "<span class=\"dim\">\($0.0)</span></div>"
            }.joined() + "</div>"
    }

    private static func gates(_ gates: [QualityGate.Finding]) -> String {
        guard !gates.isEmpty else { return "" }
        return "<p>"
            + gates.map {
                "<span class=\"tag \($0.passed ? "good" : "bad")\">\(Markup.escape($0.text))</span>"
            }.joined(separator: " ") + "</p>"
    }

    private static func charts(_ report: TestReport) -> String {
        """
        <div class="charts">
        <figure>\(Charts.calibration(report.run.bins))<figcaption>Calibration 校准: bars show how \
        often the first candidate is right, dots the mean confidence, numbers the queries. 柱为实际\
        命中率，点为平均置信度，下方为问题数。</figcaption></figure>
        <figure>\(Charts.precisionCoverage(
            report.run.curve.points,
            threshold: report.policy.answerThreshold
        ))<figcaption>Precision against coverage as the threshold falls; the dot is the threshold in \
        use. 阈值降低时准确率与回答率的变化，点为当前阈值（不计特殊规则）。</figcaption></figure>
        </div>
        """
    }

    private static func figures(_ evaluation: Evaluation) -> String {
        let decision = evaluation.decision
        let share = Markup.percent
        let rows: [(String, String)] = [
            (
                "queries 问题",
                "\(evaluation.queries): \(evaluation.answerable) answerable 有答案, "
                    + "\(evaluation.unanswerable) unanswerable 无答案"
            ),
            (
                "recall@1 / 3 / 5 / 10 命中",
                ["1", "3", "5", "10"].map { share(evaluation.recall[$0] ?? 0) }
                    .joined(separator: " / ")
            ), ("mrr@10", Markup.fixed(evaluation.mrr10, 3)),
            (
                "answered 已回答",
                "\(decision.answered), right 答对 \(decision.correct) (\(share(decision.precision)))"
            ), ("menus 猜你想问", "\(decision.menus), hit 命中 \(share(decision.menuHitRate))"),
            ("overlooked 前三名有答案但未给出", "\(decision.overlooked)"),
            ("auroc", Markup.fixed(evaluation.auroc, 3)),
            (
                "coverage at 90 / 95 % precision 定准确率下的回答率",
                ["90", "95"].map { share(evaluation.coverageAtPrecision[$0] ?? 0) }
                    .joined(separator: " / ")
            ),
            (
                "latency 耗时 p50 / p95 / p99",
                [evaluation.latency.p50, evaluation.latency.p95, evaluation.latency.p99]
                    .map { Markup.fixed($0, 2) }.joined(separator: " / ") + " ms"
            ),
        ]
        return "<h2>Figures 指标</h2>"
            + table(nil, rows.map { "<tr><td>\($0.0)</td><td>\($0.1)</td></tr>" })
    }

    private static func kinds(_ evaluation: Evaluation) -> String {
        let names = evaluation.byKind.keys.sorted()
        guard names.count > 1 else { return "" }
        let rows = names.compactMap { name in
            evaluation.byKind[name].map { kind in
                let shares =
                    kind.answerable == 0
                    ? "<td class=\"n\">–</td><td class=\"n\">–</td>"
                    : number(Markup.percent(kind.recallAt1))
                        + number(Markup.percent(kind.recallAt3))
                return "<tr><td>\(Markup.escape(name.isEmpty ? "(none)" : name))</td>"
                    + number("\(kind.queries)") + shares + number("\(kind.answered)")
                    + number("\(kind.correct)") + number("\(kind.clarified)") + "</tr>"
            }
        }
        return "<h2>By kind 按类型</h2>"
            + table(
                [
                    "kind 类型", "#queries 问题", "#recall@1", "#recall@3", "#answered 已回答",
                    "#right 答对",
                    "#menus 猜你想问",
                ],
                rows
            )
    }

    private static func changes(_ report: TestReport) -> String {
        guard let diff = report.diff else { return "" }
        let rows = diff.changes.map { change in
            let style = ["better": "good", "worse": "bad"][change.direction.rawValue] ?? ""
            return "<tr><td><span class=\"tag \(style)\">\(change.direction.rawValue)</span></td>"
                + "<td>\(Markup.escape(change.query))</td>"
                + "<td>\(given(change.before, report))</td><td>\(given(change.after, report))</td></tr>"
        }
        let intro =
            "<p>\(diff.changes.count) questions changed answer: \(diff.count(.better)) better, "
            + "\(diff.count(.worse)) worse; \(diff.added) new, \(diff.removed) gone.</p>"
        return "<h2>Since the baseline 与基线相比</h2>" + intro
            + (rows.isEmpty ? "" : table(["", "query 问题", "before 之前", "after 之后"], rows))
    }

    private static func given(_ item: TestBaseline.Item, _ report: TestReport) -> String {
        let words = Markup.escape(TestReport.words(item.outcome, nil))
        let confidence = Markup.fixed(item.confidence, 2)
        guard item.outcome == .answer, let entry = item.entry else {
            return "\(words) (\(confidence))"
        }
        return "\(words) (\(confidence)) \(self.entry(entry, report))"
    }

    private static func preferences(_ report: TestReport) -> String {
        guard let preferences = report.preferences, !preferences.isEmpty else { return "" }
        let rows = preferences.prefix(shownFailures).map { item in
            "<tr><td>\(Markup.escape(item.phrasing))</td><td>\(entry(item.entry, report))</td>"
                + "<td>\(entry(item.preferred, report))</td>"
                + number(Markup.fixed(item.confidence, 2)) + "</tr>"
        }
        return "<h2>Phrasings that prefer another entry 更像别的问答的问法</h2>"
            + table(["phrasing 问法", "entry 所属问答", "prefers 更像", "#confidence"], rows)
    }

    private static func confusions(_ report: TestReport) -> String {
        let confusions = report.run.evaluation.confusions
        guard !confusions.isEmpty else { return "" }
        let rows = confusions.prefix(shownConfusions).map { confusion in
            let examples = report.run.queries(of: confusion).prefix(3).map {
                Markup.escape($0.row.labelled.query)
            }.joined(separator: "<br>")
            return "<tr>\(number("\(confusion.count)"))\(number("\(confusion.answered)"))"
                + "<td>\(entry(confusion.expected, report))</td>"
                + "<td>\(entry(confusion.got, report))</td><td>\(examples)</td></tr>"
        }
        return "<h2>Confusions 混淆</h2>" + note(confusions.count, shownConfusions)
            + table(["#count 次数", "#answered 已答", "expected 应为", "got 却是", "queries 问题"], rows)
    }

    private static func failures(_ report: TestReport) -> String {
        let failed = report.run.failed
        guard !failed.isEmpty else { return "<h2>Failed queries 失败</h2><p>None 无</p>" }
        let rows = failed.prefix(shownFailures).map { tested in
            let row = tested.row
            let expected =
                row.labelled.isAnswerable
                ? row.labelled.expected.map { entry($0, report) }.joined(separator: "<br>")
                : "no answer 不应回答"
            let candidates = tested.candidates.prefix(3).map {
                "<li>\(Markup.fixed($0.confidence, 2)) <code>\(Markup.escape($0.entry.rawValue))</code> "
                    + "\(Markup.escape($0.question))</li>"
            }.joined()
            let style = tested.grade == .wrongAnswer ? "bad" : ""
            return "<tr><td>\(Markup.escape(row.labelled.query))<br><span class=\"tag \(style)\">"
                + "\(Markup.escape(TestReport.words(row.outcome, nil)))</span></td>"
                + "<td>\(expected)</td><td><ol class=\"c\">\(candidates)</ol></td></tr>"
        }
        return "<h2>Failed queries 失败 (\(failed.count))</h2>" + note(failed.count, shownFailures)
            + table(["query 问题", "expected 应为", "candidates 候选"], rows)
    }

    // MARK: Pieces

    private static func entry(_ entry: EntryID, _ report: TestReport) -> String {
        "<code>\(Markup.escape(entry.rawValue))</code> \(Markup.escape(report.question(entry)))"
    }

    private static func number(_ text: String) -> String { "<td class=\"n\">\(text)</td>" }

    private static func note(_ count: Int, _ shown: Int) -> String {
        count > shown ? "<p class=\"dim\">The first \(shown) of \(count) 仅列前 \(shown) 个</p>" : ""
    }

    /// A table; a heading that starts with `#` is that of a column of numbers.
    private static func table(_ head: [String]?, _ rows: [String]) -> String {
        let head = (head ?? []).map {
            $0.hasPrefix("#")
                ? "<th class=\"n\">\(Markup.escape(String($0.dropFirst())))</th>"
                : "<th>\(Markup.escape($0))</th>"
        }.joined()
        return "<div class=\"scroll\"><table>" + (head.isEmpty ? "" : "<tr>\(head)</tr>")
            + rows.joined(separator: "\n") + "</table></div>"
    }
}
