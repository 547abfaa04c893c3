import KFBot
import Testing

/// Nothing is described as something else.
struct ForeignFileTests {
    @Test(
        "a file that is no text and no table says what it is",
        arguments: [
            ("a.pdf", Array("%PDF-1.7\n".utf8), "PDF"), ("a.png", [0x89, 0x50, 0x4E, 0x47], "PNG"),
            ("a.csv", [0x1F, 0x8B, 8, 0], "gzip"), ("a.rar", Array("Rar!\u{1A}".utf8), "RAR"),
            ("a.rtf", Array("{\\rtf1\\ansi}".utf8), "rich text"),
            ("a.db", Array("SQLite format 3\u{0}".utf8), "SQLite"),
            ("a.txt", [0xFF, 0xFE, 0, 0, 0x51, 0, 0, 0], "UTF-32"),
            ("a.bin", (0..<64).map { UInt8($0 % 7 + 1) }, "neither text nor a table"),
            ("a.eml", Array("From: a@b.example\nSubject: x\n\nhello\n".utf8), "letter"),
        ]
    )
    func binaries(_ name: String, _ bytes: [UInt8], _ word: String) throws {
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(bytes, named: name)
        }
        #expect(error?.code == .unsupportedWorkbook)
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test("text of two bytes a character is text, whatever halves of its characters are")
    func textInUTF16() throws {
        let units = Array("问题\t答案\n甲？！\t乙。、\n".utf16)
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for bytes in [big, little, [0xFE, 0xFF] + big, [0xFF, 0xFE] + little] {
            let result = try ImportResult(bytes, named: "a.csv")
            #expect(result.drafts.map(\.question) == ["甲？！"])
            #expect(result.drafts.map(\.answerTexts) == [["乙。、"]])
        }
    }

    @Test(
        "text under the name of a workbook is text",
        arguments: ["a.xls", "a.xlsx", "a.et", "a.docx"]
    )
    func renamedText(_ name: String) throws {
        let table = try ImportResult("问题\t答案\n怎么退款\t点退款\n", named: name)
        #expect(table.drafts.map(\.answerTexts) == [["点退款"]])
        let text = try ImportResult("问：怎么退款\n答：点退款\n", named: name)
        #expect(text.drafts.map(\.answerTexts) == [["点退款"]])
    }

    @Test(
        "questions without answers are called that",
        arguments: ["Q: 怎么退款\n", "Q：怎么退款\n几天到账\n", "问：怎么退款\n问：几天到账\n", "【问】怎么退款\n"]
    )
    func questionsWithoutAnswers(_ text: String) throws {
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(text, named: "a.txt")
        }
        #expect(error?.code == .noQuestions)
        #expect(error?.message.contains("no answer") == true, "\(error?.message ?? "")")
        #expect(error?.hasColumns == false)
    }

    @Test("prose is no table", arguments: ["随便一段文字，没有问题。\n另一段。\n", "标题：退款说明\n作者：张三\n退款在订单里点。\n"])
    func prose(_ text: String) throws {
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(text, named: "a.txt")
        }
        #expect(error?.message.contains("marked as such") == true)
        #expect(error?.message.contains("header") == false)
    }

    @Test("stories of Rasa 1 are called that, and its responses are no Markdown")
    func rasaMarkdown() throws {
        let stories =
            "## happy path\n* faq/refund\n  - utter_faq/refund\n* greet\n  - action_listen\n"
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(stories, named: "stories.md")
        }
        #expect(error?.message.contains("stories") == true)
        let responses =
            "## ask refund\n* faq/refund\n  - 点退款\n\n## ask time\n* faq/time\n  - 三天\n  - 很快\n"
        let result = try ImportResult(responses, named: "responses.md")
        #expect(result.source.format == .rasa)
        #expect(result.drafts.map(\.id) == ["faq/refund", "faq/time"])
        #expect(result.drafts.map(\.answerTexts) == [["点退款"], ["三天", "很快"]])
        let plain = try ImportResult("## 怎么退款\n* 打开订单\n  - 点退款\n", named: "a.md")
        #expect(plain.source.format == .text)
    }

    @Test("lines of UTF-8 in a file of GBK are rejected, not taken for other characters")
    func twoEncodings() throws {
        let result = try ImportResult(reading: Fixtures.path("company/12-two-encodings.csv"))
        #expect(result.drafts.map(\.question) == ["怎么退款", "几天到账"])
        #expect(result.errors == ["3 - invalid_bytes"])
    }
}
