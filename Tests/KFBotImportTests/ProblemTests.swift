import Foundation
import KFBot
import Testing

struct ProblemTests {
    @Test func problemsOfATableNameRowAndColumn() throws {
        let long = String(repeating: "长", count: 2_001)
        let text = """
            编号,问题,相似问题,答案,启用,失效日期
            1,第一问,,答,TRUE,2025-02-30
            2,,,答,TRUE,
            3,"多行
            问题",,,是,
            4,\(long),,答,,
            5,第五问,,答,也许,
            6,第六问,,答,否,,,多
            \(String(repeating: "x", count: 129)),第七问,,答,,
            8,好问题,,答,停用,2025-02-28
            """
        let result = try ImportResult(text, named: "kb.csv")
        #expect(
            result.errors == [
                "2 失效日期 bad_value", "3 问题 empty_question", "6 问题 too_long",
                "7 启用 bad_value", "9 id bad_id",
            ]
        )
        #expect(result.warnings == ["4 答案 empty_answer", "8 - extra_cells"])
        #expect(result.drafts.map(\.question) == ["多行\n问题", "第六问", "好问题"])
        #expect(result.drafts[1].extra == ["column 8": .string("多")])
        #expect(result.drafts.last?.isEnabled == false)
    }

    @Test func aQuestionOf2000CharactersIsTaken() throws {
        let result = try ImportResult(
            "问题,答案\n\(String(repeating: "长", count: 2_000)),答\n",
            named: "kb.csv"
        )
        #expect(result.problems.isEmpty)
        #expect(result.drafts.count == 1)
    }

    @Test func problemsOfLinesNameLineAndKey() throws {
        let text = """
            {"question":"甲","answer":"答"}
            {"question":"乙","answer":

            {"question":"丙","answers":[{"parts":[{"type":"audio"}]}]}
            {"question":"丁","answer":"答","similar":[1,{}]}
            {"question":"戊","answer":"答","valid_from":"明天"}
            {"question":"己","answer":"答"} x
            [1]
            {"question":"庚","answer":"答","extra":3}
            {"question":"辛","answers":[{"parts":[{"type":"location","latitude":91,"longitude":0}]}]}
            """
        let result = try ImportResult(text, named: "kb.jsonl")
        #expect(
            result.errors == [
                "2 - syntax", "4 answers[0].parts[0].type bad_value", "5 similar bad_value",
                "6 valid_from bad_value", "7 - syntax", "8 - syntax", "9 extra bad_value",
                "10 answers[0].parts[0].latitude bad_value",
            ]
        )
        #expect(result.drafts.map(\.question) == ["甲"])
    }

    @Test func aProblemIsWrittenWithTheKeysOfTheContract() throws {
        let problem = ImportProblem(
            at: SourceLocation(file: "kb.csv", row: 3, column: "问题"),
            code: .emptyQuestion,
            message: "The question is empty."
        )
        let data = try JSONEncoder().encode(problem)
        let object = try JSONDecoder().decode([String: JSONValue].self, from: data)
        #expect(
            object == [
                "file": .string("kb.csv"), "row": .integer(3), "column": .string("问题"),
                "code": .string("empty_question"),
                "message": .string("The question is empty."), "severity": .string("error"),
            ]
        )
        #expect(try JSONDecoder().decode(ImportProblem.self, from: data) == problem)
    }

    @Test(arguments: [
        ("{\"entries\":[{\"question\":\"甲\"\n\n}x]}", "a.json", ImportError.Code.malformed),
        ("entries:\n  - a: [", "a.yaml", .malformed),
        ("只有一列\n甲\n", "a.csv", .noQuestions),
        ("答案,分组\n甲,乙\n丙,丁\n戊,己,庚\n", "a.csv", .noQuestions),
        ("", "a.csv", .empty),
        ("version: \"3.1\"\nintents:\n- faq\n", "domain.yml", .noQuestions),
    ])
    func aFileThatCannotBeReadThrows(
        _ text: String,
        _ name: String,
        _ code: ImportError.Code
    )
        throws
    {
        let error = #expect(throws: ImportError.self) { _ = try ImportResult(text, named: name) }
        #expect(error?.code == code)
        #expect(error?.file.hasSuffix(name) == true)
    }

    @Test func aMissingFileThrows() {
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(reading: "/nowhere/kb.csv")
        }
        #expect(error?.code == .unreadable)
    }

    @Test func whatTheBodyThrowsEndsTheReading() throws {
        struct Enough: Error {}
        try Fixtures.withFile(Array("问题,答案\n甲,1\n乙,2\n".utf8), named: "a.csv") { path in
            var count = 0
            #expect(throws: Enough.self) {
                try ImportReader().read(fileAt: path) { _ in
                    count += 1
                    throw Enough()
                }
            }
            #expect(count == 1)
        }
        var count = 0
        #expect(throws: Enough.self) {
            try ImportReader().read(fileAt: Fixtures.path("excel.xlsx")) { _ in
                count += 1
                throw Enough()
            }
        }
        #expect(count == 1)
    }

    @Test func progressEndsWithTheSizeOfTheFile() throws {
        try Fixtures.withFile(Array("问题,答案\n甲,1\n".utf8), named: "a.csv") { path in
            var steps: [Int] = []
            let source = try ImportReader().read(
                fileAt: path,
                progress: { done, total in
                    steps.append(done)
                    #expect(total == 20)
                }
            ) { _ in }
            #expect(source.byteCount == 20)
            #expect(source.recordCount == 1)
            #expect(steps.last == 20)
            #expect(steps == steps.sorted())
        }
    }

    @Test func aliasesOfAliasesDoNotFillTheMemory() {
        var text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        for (name, previous) in zip("bcdefghij", "abcdefghi") {
            text +=
                "\(name): &\(name) ["
                + Array(repeating: "*\(previous)", count: 10)
                .joined(separator: ",") + "]\n"
        }
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(text, named: "a.yaml")
        }
        #expect(error?.code == .tooLarge)
    }
}
