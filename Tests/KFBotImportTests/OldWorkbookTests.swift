import Foundation
import KFBot
import KFBotTesting
import Testing

@testable import KFBotImport

struct OldWorkbookTests {
    @Test(
        "a workbook of the old form is read as a person sees it: formats, merges, hidden rows and sheets"
    )
    func oldForm() throws {
        let result = try ImportResult(reading: Fixtures.path("old.xls"))
        #expect(result.source.format == .xlsx)
        #expect(result.errors.isEmpty)
        #expect(result.drafts.prefix(2).map(\.question) == ["怎么退款1", "怎么退款2"])
        #expect(result.drafts.prefix(3).map(\.group) == [["售后"], ["售后"], ["售后"]])
        let first = try #require(result.drafts.first)
        #expect(first.answerTexts == ["在订单页点退款1"])
        #expect(first.extra == ["价格": .string("¥1,299.50")])
        #expect(first.validUntil == .some(Date(timeIntervalSince1970: 1_790_848_800)))
        #expect(result.drafts.last?.answerTexts.first?.count == 9_000)
        #expect(result.drafts.map(\.question).contains("TRUE"))
        #expect(result.warnings.filter { $0.hasSuffix("hidden") } == ["6 - hidden", "1 - hidden"])
        let all = try ImportResult(reading: Fixtures.path("old.xls"), options: .hidden())
        #expect(all.drafts.map(\.question).contains("怎么退款5"))
        #expect(all.drafts.last?.question == "隐藏的")
        #expect(all.drafts.first { $0.question == "怎么退款5" }?.group == ["7天"])
    }

    @Test("damage is read or refused, wherever it is")
    func damage() throws {
        let whole = try Array(Data(contentsOf: URL(filePath: Fixtures.path("old.xls"))))
        var generator = SeededGenerator(seed: 11)
        var refusals = 0
        for _ in 0..<150 {
            var damage = InputDamage(generator: generator)
            let bytes = damage.damaged(whole, with: whole)
            generator = damage.generator
            do {
                _ = try ImportResult(bytes, named: "a.xls")
            } catch is ImportError {
                refusals += 1
            }
        }
        #expect(refusals > 10)
    }

    @Test("a chain of sectors that runs in a circle comes to an end")
    func cycles() throws {
        var whole = try Array(Data(contentsOf: URL(filePath: Fixtures.path("old.xls"))))
        // The first sector of the table of sectors: every sector is followed by the second.
        let table = (Int(whole[76]) | Int(whole[77]) << 8) * 512 + 512
        for place in stride(from: table, to: table + 512, by: 4) {
            whole.replaceSubrange(place..<(place + 4), with: [1, 0, 0, 0])
        }
        #expect(throws: ImportError.self) { _ = try ImportResult(whole, named: "a.xls") }
    }
}
