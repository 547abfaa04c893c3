import CExpat
import Foundation
import KFBot
import KFBotEval
import Testing

struct ReportTests {
    /// Counts elements and takes down attributes.
    private final class Recorder {
        var elements: [(name: String, attributes: [String: String])] = []
        var text = ""
    }

    private func parse(_ xml: String) throws -> Recorder {
        let recorder = Recorder()
        let parser = try #require(XML_ParserCreate(nil))
        defer { XML_ParserFree(parser) }
        XML_SetUserData(parser, Unmanaged.passUnretained(recorder).toOpaque())
        XML_SetStartElementHandler(parser) { data, name, pairs in
            guard let data, let name, var pair = pairs else { return }
            var attributes: [String: String] = [:]
            while let key = pair[0], let value = pair[1] {
                attributes[String(cString: key)] = String(cString: value)
                pair += 2
            }
            Unmanaged<Recorder>.fromOpaque(data).takeUnretainedValue().elements
                .append((String(cString: name), attributes))
        }
        XML_SetCharacterDataHandler(parser) { data, text, count in
            guard let data, let text else { return }
            let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
            Unmanaged<Recorder>.fromOpaque(data).takeUnretainedValue().text +=
                String(decoding: bytes, as: UTF8.self)
        }
        let status = withExtendedLifetime(recorder) {
            XML_Parse(parser, xml, Int32(xml.utf8.count), 1)
        }
        #expect(status == XML_STATUS_OK, "line \(XML_GetCurrentLineNumber(parser))")
        return recorder
    }

    private func hostileReport() -> TestReport {
        var report = Examples.report()
        report.title = "<b>\"&'.jsonl"
        report.run = TestRun([
            Examples.tested(
                "<script>alert(1)</script> & \u{0}\u{8}\"退\n款\"",
                expected: ["<a>"],
                .answer,
                ["b&c"],
                0.9,
                kind: "<kind>"
            )
        ])
        return report
    }

    @Test func junitHasACaseForEachQueryAndGate() throws {
        var report = Examples.report()
        report.gates = [QualityGate(.precision, 0.9).check(report.run.evaluation)]
        let recorder = try parse(JUnitReport.xml(report))
        let suite = try #require(recorder.elements.first { $0.name == "testsuite" })
        #expect(suite.attributes["tests"] == "6")
        #expect(suite.attributes["failures"] == "4")
        #expect(recorder.elements.count { $0.name == "testcase" } == 6)
        let failures = recorder.elements.filter { $0.name == "failure" }
        #expect(failures.count == 4)
        #expect(
            failures[0].attributes["message"] == "expected b, got answer a (confidence 0.85)"
        )
        #expect(
            failures[2].attributes["message"]
                == "expected no answer, got answer c (confidence 0.82)"
        )
        #expect(recorder.text.contains("退款多久到账？"))
    }

    @Test func junitOfHostileTextIsWellFormed() throws {
        let recorder = try parse(JUnitReport.xml(hostileReport()))
        let query = try #require(recorder.elements.first { $0.name == "testcase" })
        #expect(
            query.attributes["name"]
                == "1. <script>alert(1)</script> & \u{FFFD}\u{FFFD}\"退 款\""
        )
        #expect(query.attributes["classname"] == "kfbot.<kind>")
    }

    @Test func pageNeedsNothingFromOutside() {
        let page = HTMLReport.page(Examples.report())
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        for outside in ["src=", "href=", "url(", "@import", "<script"] {
            #expect(!page.contains(outside), "\(outside)")
        }
        #expect(page.contains("明天下雨吗"))
        #expect(page.components(separatedBy: "<svg").count == 3)
    }

    @Test func pageEscapesCustomersText() throws {
        let page = HTMLReport.page(hostileReport())
        #expect(!page.contains("<script"))
        #expect(page.contains("&lt;script&gt;alert(1)"))
        // Elements without an end, in HTML only; the rest must be well-formed.
        let xml = page.replacing("<!DOCTYPE html>\n", with: "").replacing("<br>", with: "<br/>")
            .replacing(#/<meta [^>]*>/#, with: "")
        _ = try parse(xml)
    }

    @Test func chartsAreWellFormed() throws {
        let points = Examples.run.curve.points
        let chart = try parse(Charts.precisionCoverage(points, threshold: 0.8))
        #expect(chart.elements.contains { $0.name == "circle" })
        let bins = try parse(Charts.calibration(Examples.run.bins))
        #expect(bins.elements.count { $0.name == "circle" } == 4)
        // Nothing to draw is no error.
        _ = try parse(Charts.precisionCoverage([]))
        _ = try parse(Charts.calibration([]))
    }

    @Test func jsonHasTheFieldsOfTheContract() throws {
        let data = try JSONEncoder().encode(Examples.report())
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        for key in [
            "queries", "answerable", "unanswerable", "recall", "mrr10", "decision", "auroc",
            "coverage_at_precision", "ece", "latency_ms", "by_kind",
        ] {
            #expect(object[key] != nil, "\(key)")
        }
        let decision = try #require(object["decision"] as? [String: Any])
        #expect(
            Set(decision.keys).isSuperset(of: [
                "answered", "correct", "precision", "coverage", "false_answer_rate",
                "menu_hit_rate",
            ])
        )
        #expect((object["failed"] as? [Any])?.count == 3)
    }
}
