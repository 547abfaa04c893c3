import Foundation
import KFBot
import KFBotEval

// Development only. Usage:
//   KFBotEvalTool KB.jsonl QUERIES.jsonl [--plain] [--dump FILE]
// Prints one line of figures. --plain leaves out rules 1 and 2 of the decision; --dump writes one
// JSON object a query with the features of its candidates.

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
    print("usage: KFBotEvalTool KB.jsonl QUERIES.jsonl [--plain] [--dump FILE]")
    exit(64)
}
let (entries, vocabulary) = try NativeFile.read(arguments[1])
let queries = try LabelledQuery.parse(
    try Data(contentsOf: URL(fileURLWithPath: arguments[2]))
)
var policy = MatchPolicy()
if arguments.contains("--plain") { policy.conflictCap = 1 }
let matcher = Matcher(index: MatchIndex(entries, vocabulary: vocabulary), policy: policy)
let now = Date(timeIntervalSince1970: 1_800_000_000)
let rows = Evaluator(matcher, at: now).evaluate(queries)
let evaluation = Evaluation(rows)
func percent(_ value: Double) -> String { String(format: "%5.1f", value * 100) }
// The recipe's c95 and c90: answerable queries answered right, over the answerable ones.
func recipeCoverage(_ precision: Double) -> Double {
    let curve = ConfidenceCurve(rows.map { ($0.confidence, $0.isTopRight) })
    guard let point = curve.points.last(where: { $0.precision >= precision }) else { return 0 }
    return point.coverage * point.precision * Double(rows.count)
        / Double(max(evaluation.answerable, 1))
}
let set = arguments[1].split(separator: "/").suffix(2).joined(separator: "/")
let file = arguments[2].split(separator: "/").last ?? ""
print(
    [
        "\(set) \(file)".padding(toLength: 42, withPad: " ", startingAt: 0),
        "r1", percent(evaluation.recall["1"] ?? 0), "r3", percent(evaluation.recall["3"] ?? 0),
        "mrr", percent(evaluation.mrr10), "auc", percent(evaluation.auroc),
        "c95*", percent(recipeCoverage(0.95)), "c90*", percent(recipeCoverage(0.90)),
        "cov95", percent(evaluation.coverageAtPrecision["95"] ?? 0),
        "ece", percent(evaluation.ece), "ans", percent(evaluation.decision.coverage),
        "prec", percent(evaluation.decision.precision),
        "false", percent(evaluation.decision.falseAnswerRate),
        "menu", percent(evaluation.decision.menuHitRate),
        "p50", String(format: "%.2f", evaluation.latency.p50),
        "p99", String(format: "%.2f", evaluation.latency.p99),
    ].joined(separator: " ")
)
if let flag = arguments.firstIndex(of: "--dump"), flag + 1 < arguments.count {
    try Dump.write(matcher, queries, at: now, to: arguments[flag + 1])
}
