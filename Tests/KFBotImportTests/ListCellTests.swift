import KFBot
import KFBotImport
import Testing

@testable import KFBotImport

struct ListCellTests {
    struct Case: CustomTestStringConvertible {
        var cell: String
        var items: [String]
        var content = ListCell.Content.texts
        var testDescription: String { cell.debugDescription }
    }

    @Test(arguments: [
        Case(cell: "", items: []),
        Case(cell: "一个", items: ["一个"]),
        Case(cell: "甲\n乙\r\n丙\r\n", items: ["甲", "乙", "丙"]),
        Case(cell: "甲|乙\n丙##丁;戊", items: ["甲|乙", "丙##丁;戊"]),
        Case(cell: "甲##乙|丙", items: ["甲", "乙|丙"]),
        Case(cell: "甲 | 乙;丙", items: ["甲", "乙;丙"]),
        Case(cell: "甲｜乙", items: ["甲", "乙"]),
        Case(cell: "甲;乙；丙", items: ["甲", "乙", "丙"]),
        Case(cell: "甲,乙", items: ["甲,乙"]),
        Case(cell: "甲,乙、丙", items: ["甲", "乙", "丙"], content: .names),
        Case(cell: "C#怎么用", items: ["C#怎么用"]),
        Case(cell: "甲\\|乙", items: ["甲|乙"]),
        Case(cell: "甲\\n乙|丙", items: ["甲\n乙", "丙"]),
        Case(cell: "C:\\temp|D", items: ["C:\\temp", "D"]),
        Case(cell: "\\ 甲\\ ", items: [" 甲 "]),
    ])
    func oneSeparatorACellInTheDocumentedOrder(_ test: Case) {
        #expect(ListCell.items(test.cell, test.content) == test.items)
    }

    @Test(arguments: [
        ["a|b", "c##d", "e;f", "g\nh"], ["\\", "\\\\n", "#", "##", "###"], [" 前后 ", "\t", "，"],
        ["只有一个|有竖线"], ["\r\n", "\u{2028}x\u{2028}"], ["a#", "#b"],
    ])
    func whatIsWrittenIsReadBack(_ items: [String]) {
        let cell = ListCell.cell(items)
        #expect(ListCell.items(cell, .texts) == items)
        #expect(ListCell.items(cell, .names) == items)
    }
}
