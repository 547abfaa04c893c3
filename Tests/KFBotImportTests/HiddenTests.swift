import KFBot
import KFBotTesting
import Testing

struct HiddenTests {
    private let workbook = OfficeSamples.workbook(
        rows: OfficeSamples.row(1, ["问题", "答案"]) + OfficeSamples.row(2, ["怎么退款", "点退款"])
            + OfficeSamples.row(3, ["旧问题", "旧答案"], "hidden=\"1\"")
            + OfficeSamples.row(4, ["旧问题二", "旧答案"], "hidden=\"true\"")
    )

    @Test("隐藏的行: left out and counted, unless they are asked for")
    func hiddenRows() throws {
        let result = try ImportResult(workbook.bytes, named: "a.xlsx")
        #expect(result.drafts.map(\.question) == ["怎么退款"])
        #expect(result.warnings == ["3 - hidden"])
        #expect(result.problems.first?.message.contains("2 hidden rows") == true)
        #expect(result.problems.first?.message.contains("--hidden") == true)
        let all = try ImportResult(workbook.bytes, named: "a.xlsx", readsHidden: true)
        #expect(all.drafts.map(\.question) == ["怎么退款", "旧问题", "旧问题二"])
        #expect(all.problems.isEmpty)
    }

    @Test("a hidden header hides nothing but itself")
    func hiddenHeader() throws {
        let rows =
            OfficeSamples.row(1, ["问题", "答案"], "hidden=\"1\"")
            + OfficeSamples.row(2, ["怎么退款", "点退款"])
        let result = try ImportResult(OfficeSamples.workbook(rows: rows).bytes, named: "a.xlsx")
        #expect(result.warnings.contains("1 - hidden"))
        #expect(result.drafts.map(\.question) == ["怎么退款"])
    }

    @Test("隐藏的工作表", arguments: ["hidden", "veryHidden"])
    func hiddenSheets(_ state: String) throws {
        let rows = OfficeSamples.row(1, ["问题", "答案"]) + OfficeSamples.row(2, ["怎么退款", "点退款"])
        let bytes = OfficeSamples.workbook(rows: rows, sheet: "state=\"\(state)\"").bytes
        #expect(throws: ImportError.self) { try ImportResult(bytes, named: "a.xlsx") }
        #expect(try ImportResult(bytes, named: "a.xlsx", readsHidden: true).drafts.count == 1)
        let two = try ImportResult(reading: Fixtures.path("excel.xlsx"))
        #expect(two.drafts.count == 4)
        #expect(two.warnings.last == "1 - hidden")
        #expect(two.problems.last?.location.file.hasSuffix("excel.xlsx#隐藏") == true)
    }
}
