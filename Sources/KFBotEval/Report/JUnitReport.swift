import KFBot

/// Writes a test as JUnit XML, which build servers can show.
///
/// Each query is a test case. A failed one says what was expected and what came instead. Gates are
/// test cases as well, so that a build page shows them.
///
/// The form is described at <https://github.com/testmoapp/junitxml>.
public enum JUnitReport {
    /// Writes the document.
    public static func xml(_ report: TestReport) -> String {
        let queries = report.run.queries
        let cases = queries.enumerated().map { testCase($1, number: $0 + 1, report) }
        let gates = report.gates.map(gateCase)
        let failures = queries.count(where: \.isFailed) + report.gates.count { !$0.passed }
        let seconds = queries.reduce(0) { $0 + $1.row.milliseconds } / 1000
        let counts =
            "tests=\"\(queries.count + gates.count)\" failures=\"\(failures)\" errors=\"0\" "
            + "time=\"\(Markup.fixed(seconds, 4))\""
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="kfbot test" \(counts)>
            <testsuite name="\(Markup.escape(report.title))" \(counts)>
            \((cases + gates).joined(separator: "\n"))
            </testsuite>
            </testsuites>

            """
    }

    private static func testCase(
        _ tested: TestedQuery,
        number: Int,
        _ report: TestReport
    ) -> String {
        let row = tested.row
        let start =
            "<testcase classname=\"kfbot.\(Markup.escape(row.labelled.kind ?? "query"))\" "
            + "name=\"\(number). \(attribute(row.labelled.query))\" "
            + "time=\"\(Markup.fixed(row.milliseconds / 1000, 4))\""
        guard tested.isFailed else { return start + "/>" }
        let expected =
            row.labelled.isAnswerable
            ? row.labelled.expected.map(\.rawValue).joined(separator: " or ") : "no answer"
        let got = TestReport.words(row.outcome, row.ranked.first)
        let message =
            "expected \(expected), got \(got) (confidence \(Markup.fixed(row.confidence, 2)))"
        var lines = ["expected:"]
        lines += row.labelled.expected.map { "  \($0) \(report.question($0))" }
        if !row.labelled.isAnswerable { lines.append("  no answer") }
        lines.append("got: \(got)")
        lines += tested.candidates.map {
            "  \(Markup.fixed($0.confidence, 2)) \($0.entry) \($0.question)"
        }
        return start + ">\n<failure type=\"\(type(of: tested.grade))\" "
            + "message=\"\(attribute(message))\">"
            + "\(Markup.escape(lines.joined(separator: "\n")))</failure>\n</testcase>"
    }

    private static func gateCase(_ finding: QualityGate.Finding) -> String {
        let start = "<testcase classname=\"kfbot.gate\" name=\"\(Markup.escape(finding.gate))\""
        guard !finding.passed else { return start + "/>" }
        return start + ">\n<failure type=\"gate\" message=\"\(Markup.escape(finding.text))\"/>\n"
            + "</testcase>"
    }

    private static func type(of grade: TestedQuery.Grade) -> String {
        grade == .wrongAnswer ? "wrong-answer" : "not-found"
    }

    /// Line breaks in an attribute would be read as spaces, so they are written as spaces.
    private static func attribute(_ text: String) -> String {
        Markup.escape(text.replacing(#/\s+/#, with: " "))
    }
}
