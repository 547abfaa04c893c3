import Foundation
import KFBot
import Testing

struct WorkbookTests {
    @Test("标题行、合并单元格、隐藏表、日期、百分比、公式、错误值")
    func aWorkbookAsExcelWritesItIsReadAsAPersonSeesIt() throws {
        let result = try ImportResult(reading: Fixtures.path("excel.xlsx"), options: .hidden())
        #expect(result.source.format == .xlsx)
        #expect(result.source.encoding == nil)
        #expect(result.errors.isEmpty)
        #expect(
            result.warnings == [
                "5 优先级 unknown_column", "5 折扣 unknown_column",
                "8 答案 formula_without_value", "8 答案 empty_answer", "9 答案 error_cell",
                "9 答案 empty_answer",
            ]
        )
        #expect(
            result.drafts.map(\.question) == ["怎么退款", "退款多久到账", "怎么开发票", "发票丢了", "隐藏的问题"]
        )
        #expect(result.drafts.map(\.location.row) == [6, 7, 8, 9, 2])
        let first = try #require(result.drafts.first)
        #expect(first.group == ["售后", "退款"])
        #expect(first.similarQuestions == ["退款流程", "如何申请退款"])
        #expect(first.isEnabled == true)
        #expect(first.validUntil == .some(Date(timeIntervalSince1970: 1_896_105_600)))
        #expect(first.extra == ["优先级": .string("3"), "折扣": .string("15%")])
        let second = result.drafts[1]
        #expect(second.group == ["售后", "退款"], "the merged group reaches into the second row")
        #expect(second.isEnabled == false)
        #expect(second.validUntil == .some(Date(timeIntervalSince1970: 1_896_049_800)))
        #expect(second.extra == ["优先级": .string("2.5"), "折扣": .string("50%")])
        #expect(result.drafts[2].extra == ["优先级": .string("13800138000")])
        #expect(result.drafts[4].location.file.hasSuffix("excel.xlsx#隐藏"))
    }

    @Test("内联字符串、富文本、拼音、前缀、缓存的公式值")
    func runsInlineTextAndStoredResultsAreRead() throws {
        let result = try ImportResult(reading: Fixtures.path("runs.xlsx"))
        #expect(result.problems.map(\.code) == [.unknownColumn, .unknownColumn, .unknownColumn])
        #expect(result.drafts.map(\.question) == ["怎么开发票", "合并", "下一行"])
        #expect(
            result.drafts.map(\.answerTexts) == [["算好的答案\n第二行_x0041_"], ["TRUE"], ["TRUE"]]
        )
        #expect(
            result.drafts[0].extra == [
                "数字": .string("1,234,567.50"), "日期": .string("2024-01-01"),
                "时长": .string("18:00:00"),
            ]
        )
        #expect(result.drafts[1].extra == ["数字": .string("0.3")])
        #expect(result.drafts.map(\.location.row) == [4, 5, 6])
    }

    @Test(
        arguments: zip(
            ["old", "encrypted", "zip", "text"],
            [
                ImportError.Code.malformed, .malformed, .unsupportedWorkbook, .wrongFormat,
            ]
        )
    )
    func aFileThatIsNoWorkbookSaysWhatToDo(_ kind: String, _ code: ImportError.Code) throws {
        var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        switch kind {
        case "encrypted": bytes += "EncryptedPackage".utf16.flatMap { [UInt8($0 & 0xFF), 0] }
        case "zip": bytes = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
        case "text": bytes = Array("问题,答案".utf8)
        default: bytes += [UInt8](repeating: 0, count: 4096)
        }
        let error = #expect(throws: ImportError.self) {
            try Fixtures.withFile(bytes, named: "a.xlsx") {
                _ = try ImportResult(reading: $0, as: .xlsx)
            }
        }
        #expect(error?.code == code)
        #expect(error?.message.contains("另存为 .xlsx") == true)
    }

    @Test func aDamagedArchiveIsRefused() throws {
        #expect(throws: ImportError.self) {
            try Fixtures.withFile([0x50, 0x4B, 3, 4, 1, 2, 3], named: "a.xlsx") {
                _ = try ImportResult(reading: $0)
            }
        }
    }

    @Test func aPartThatUnpacksTooFarIsRefused() throws {
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(reading: Fixtures.path("bomb.xlsx"))
        }
        #expect(error?.code == .tooLarge)
    }
}
