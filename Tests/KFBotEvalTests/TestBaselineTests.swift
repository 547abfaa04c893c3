import Foundation
import KFBot
import KFBotEval
import Testing

struct TestBaselineTests {
    @Test func sameTestChangesNothing() throws {
        let diff = BaselineDiff(from: TestBaseline(Examples.run, revision: 1), to: Examples.run)
        #expect(diff.changes.isEmpty)
        #expect(diff.added == 0)
        #expect(diff.removed == 0)
    }

    @Test func changesSayWhetherTheyHelp() throws {
        let before = TestRun([
            Examples.tested("一", expected: ["a"], .miss, ["a"], 0.3),
            Examples.tested("二", expected: ["a"], .answer, ["a"], 0.9),
            Examples.tested("三", expected: ["a"], .answer, ["b"], 0.9),
            Examples.tested("四", expected: ["a"], .clarify, ["a", "b"], 0.5),
            Examples.tested("五", expected: ["a"], .miss, ["a"], 0.1),
            Examples.tested("没了", expected: ["a"], .miss, ["a"], 0.1),
        ])
        let after = TestRun([
            Examples.tested("一", expected: ["a"], .clarify, ["a", "b"], 0.5),
            Examples.tested("二", expected: ["a"], .answer, ["b"], 0.9),
            Examples.tested("三", expected: ["a"], .answer, ["c"], 0.9),
            // The same entries in another order are the same menu.
            Examples.tested("四", expected: ["a"], .clarify, ["b", "a"], 0.6),
            // Another confidence alone is no change.
            Examples.tested("五", expected: ["a"], .miss, ["b"], 0.2),
            Examples.tested("新的", expected: ["a"], .miss, ["a"], 0.1),
        ])
        let diff = BaselineDiff(from: TestBaseline(before, revision: 1), to: after)
        #expect(
            diff.changes.map { "\($0.query) \($0.direction.rawValue)" }
                == ["二 worse", "一 better", "三 same"]
        )
        #expect(diff.added == 1)
        #expect(diff.removed == 1)
    }

    @Test func equalTextsAreComparedInTheirOrder() {
        let first = Examples.tested("在吗", expected: ["a"], .answer, ["a"], 0.9)
        let second = Examples.tested("在吗", expected: ["b"], .miss, ["a"], 0.2)
        let baseline = TestBaseline(TestRun([first, second]), revision: 1)
        #expect(BaselineDiff(from: baseline, to: TestRun([first, second])).changes.isEmpty)
        #expect(BaselineDiff(from: baseline, to: TestRun([second, first])).changes.count == 2)
    }

    @Test func fileIsReadBack() throws {
        let baseline = TestBaseline(Examples.run, revision: 7)
        let read = try TestBaseline(baseline.encoded(), name: "b.json")
        #expect(read == baseline)
        #expect(read.revision == 7)
    }

    @Test func otherFilesAreRefused() {
        #expect(throws: QueryFileError.self) {
            try TestBaseline(Data("[]".utf8), name: "b.json")
        }
        let later = Data(#"{"version":99,"revision":1,"queries":[]}"#.utf8)
        let error = #expect(throws: QueryFileError.self) {
            try TestBaseline(later, name: "b.json")
        }
        #expect(error?.message.contains("newer") == true)
    }
}
