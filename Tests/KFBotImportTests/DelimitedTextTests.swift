import KFBot
import KFBotImport
import Testing

@testable import KFBotImport

struct DelimitedTextTests {
    private func rows(
        _ text: String,
        delimiter: Character = ",",
        pieceSize: Int = 3
    ) throws
        -> [DelimitedReader.Row]
    {
        var rest = Array(text.unicodeScalars)[...]
        var reader = DelimitedReader(delimiter: delimiter) {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(pieceSize) }
            return Array(String(String.UnicodeScalarView(rest.prefix(pieceSize))).utf8)
        }
        var rows: [DelimitedReader.Row] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    @Test(arguments: 1...7)
    func quotesLineEndsAndLinesAreReadAcrossPieces(_ size: Int) throws {
        let text = "a,\"b\"\"c\"\r\n\"多行\n单元\r\n格\",d\r\r\n,\"\"\n尾"
        let found = try rows(text, pieceSize: size)
        #expect(
            found.map(\.fields) == [
                ["a", "b\"c"], ["多行\n单元\r\n格", "d"], [""], ["", ""], ["尾"],
            ]
        )
        #expect(found.map(\.line) == [1, 2, 5, 6, 7])
        #expect(found.map(\.lastLine) == [1, 4, 5, 6, 7])
    }

    @Test func aQuoteInsideAFieldIsText() throws {
        #expect(try rows("5\" 屏幕,\"a\"b\n").map(\.fields) == [["5\" 屏幕", "ab"]])
    }

    @Test func anUnclosedQuoteIsNoticed() throws {
        let found = try rows("a,\"b\nc\n")
        #expect(found.map(\.isUnterminated) == [true])
    }

    @Test func aDelimiterMayHaveSeveralBytes() throws {
        #expect(
            try rows("问题，答案\n“甲”，\"乙，丙\"", delimiter: "，").map(\.fields)
                == [["问题", "答案"], ["“甲”", "乙，丙"]]
        )
    }

    @Test(
        arguments: zip(
            [
                "问题,答案\n甲,乙\n", "问题\t答案\n甲,1\t乙\n", "问题;答案\n甲,1;乙\n", "问题|答案\n甲;1|乙\n",
                "问题，答案\n甲，乙\n",
            ],
            [",", "\t", ";", "|", "，"] as [Character]
        )
    )
    func theDelimiterIsFound(_ text: String, _ delimiter: Character) throws {
        let result = try ImportResult(text)
        #expect(result.source.delimiter == delimiter)
        #expect(result.drafts.map(\.answerTexts) == [["乙"]])
    }

    @Test(arguments: [
        "=1+1", "+86", "-5", "@x", "\ta", "\ra", "'=1", "''+1", "'", "it's", "'a", "", "''",
    ])
    func formulasAreGuardedWithoutLoss(_ text: String) throws {
        let cell = FormulaGuard.protect(text)
        #expect(cell.first.map { !"=+-@\t\r".contains($0) } ?? true)
        #expect(FormulaGuard.unprotect(cell) == text)
        let line = DelimitedWriter().line([text, "b"])
        #expect(try rows(line).first.map { FormulaGuard.unprotect($0.fields[0]) } == text)
    }
}
