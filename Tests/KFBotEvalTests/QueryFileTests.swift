import Foundation
import KFBot
import KFBotEval
import Testing

struct QueryFileTests {
    private func read(_ text: String) throws -> QueryFile {
        try QueryFile(Data(text.utf8), name: "q")
    }

    @Test func jsonLinesKeepTheirLines() throws {
        let file = try read(
            "\u{FEFF}{\"query\":\"怎么退款\",\"expected\":[\"a\"],\"kind\":\"short\"}\r\n\n"
                + "{\"query\":\"天气\",\"expected\":[]}\n"
        )
        #expect(file.form == .jsonLines)
        #expect(file.rows.map(\.line) == [1, 3])
        #expect(file.queries.map(\.expected) == [["a"], []])
        #expect(file.queries[0].kind == "short")
    }

    @Test(arguments: [
        (#"{"query":"a","expected":[]}"# + "\n{\"query\":", 2),
        (#"{"query":"a"}"#, 1), (#"{"query":1,"expected":[]}"#, 1), ("怎么退款", 1),
    ])
    func unreadableLinesAreNamed(_ text: String, line: Int) throws {
        let error = #expect(throws: QueryFileError.self) { try read(text) }
        #expect(error?.line == line)
        #expect(error?.description.hasPrefix("q:\(line): ") == true)
    }

    @Test func filesWithoutQueriesAreRefused() {
        #expect(throws: QueryFileError.self) { try read("\n\n") }
        #expect(throws: QueryFileError.self) {
            try QueryFile(Data([0xB5, 0xC4, 0xFF]), name: "gbk")
        }
        #expect(throws: QueryFileError.self) { try QueryFile(path: "/nowhere/q.jsonl") }
    }

    @Test func batchTestFileOfQnAMakerIsReadAsItIs() throws {
        let file = try read(
            """
            KBID\tQuestion\tMetadata tags\tTop\tExpected answer ID
            0a1b\t怎么退款\tarea:refund\t3\t12
            0a1b\t\"他说\"\"退款\"\"\"\t\t1\t13
            0a1b\t明天下雨吗\t\t\t-1
            0a1b\t随便问问\t\t\t

            """
        )
        #expect(file.form == .qnaMaker)
        #expect(file.queries.map(\.query) == ["怎么退款", "他说\"退款\"", "明天下雨吗"])
        #expect(file.queries.map(\.expected) == [["12"], ["13"], []])
        #expect(file.queries.map(\.kind) == ["area:refund", nil, nil])
        #expect(file.rows.map(\.line) == [2, 3, 4])
        #expect(file.unlabelledLines == [5])
    }

    @Test func utf16IsRead() throws {
        let text = "KBID\tQuestion\tMetadata tags\tTop\tExpected answer ID\r\nk\t退款\t\t\t1\r\n"
        let data = try #require(text.data(using: .utf16))
        let file = try QueryFile(data, name: "q")
        #expect(file.form == .qnaMaker)
        #expect(file.queries.map(\.query) == ["退款"])
    }

    @Test func expectedEntriesThatAreMissingAreFound() throws {
        let file = try read(
            "{\"query\":\"一\",\"expected\":[\"a\"]}\n{\"query\":\"二\",\"expected\":[\"a\",\"x\"]}"
        )
        let missing = file.missingEntries(in: ["a"])
        #expect(missing.map(\.row.line) == [2])
        #expect(missing.map(\.missing) == [["x"]])
    }
}
