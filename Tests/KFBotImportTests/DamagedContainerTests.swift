import Foundation
import KFBot
import KFBotTesting
import Testing

@testable import KFBotImport

/// Inputs that ended the process before, and others of their kind.
struct DamagedContainerTests {
    @Test(
        "XML that is not well formed is refused, in every part of a workbook",
        arguments: [
            "", " ", "hello", "<", "<a", "<a b=\"1\"", "<a/><b/>", "<a></b>", "<?xml", "<!DOCTYPE",
            "<a b=\"1\" b=\"2\"/>", "<a>&b;</a>", "<a>&#0;</a>", "<a>&#x110000;</a>",
            "<a><![CDATA[",
            "<?xml version=\"1.0\" encoding=\"no-such\"?><a/>",
        ]
    )
    func text(_ xml: String) throws { try checkParts(Array(xml.utf8)) }

    @Test(
        "bytes that are no UTF-8 are refused, wherever they stand",
        arguments: [
            "<a b\u{C4}c=\"1\"/>", "<a b=\"\u{C4}\"/>", "<a\u{C4}/>", "<a>\u{C4}</a>",
            "<a b=\"1\"/>\u{C4}<c d=\"1\"/>",
            "<?p \u{9A}?><a b=\"1\"/>", "<!-- \u{9A} --><a b=\"1\"/>",
            "<a>\u{CD}\u{CB}\u{BF}\u{EE}</a><b c=\"1\"/>",
            "<a><![CDATA[\u{CD}]]></a><b c=\"1\"/>", "<a b=\"\u{CD}\u{CB}\" c=\"1\"/>",
            "<a b=\"1\" \u{C4}=\"2\"/>",
        ]
    )
    func bytes(_ latin: String) throws {
        // Each scalar stands for the byte of its number.
        try checkParts(latin.unicodeScalars.map { UInt8($0.value) })
    }

    private func checkParts(_ xml: [UInt8]) throws {
        let rows = OfficeSamples.row(1, ["问题", "答案"]) + OfficeSamples.row(2, ["怎么退款", "点退款"])
        let whole = OfficeSamples.workbook(rows: rows)
        #expect(try ImportResult(whole.bytes, named: "a.xlsx").drafts.count == 1)
        let start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<styleSheet>"
        for index in whole.parts.indices {
            for bytes in [xml, Array(start.utf8) + xml] {
                var archive = whole
                archive.parts[index].bytes = bytes
                #expect(throws: ImportError.self, "\(archive.parts[index].name)") {
                    _ = try ImportResult(archive.bytes, named: "a.xlsx")
                }
            }
        }
    }

    @Test(
        "what makes memory or time grow without end is refused",
        arguments: [
            // Elements inside each other, one endless tag, declared entities.
            String(repeating: "<a>", count: 100_000),
            "<a b=\"" + String(repeating: "x", count: 3 << 20) + "\"/>",
            "<!--" + String(repeating: "x", count: 3 << 20) + "--><a/>",
            "<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;\">]><a>&d;</a>",
            "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        ]
    )
    func bombs(_ xml: String) throws {
        var archive = OfficeSamples.workbook(rows: "")
        for name in ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"] {
            let index = try #require(archive.parts.firstIndex { $0.name == name })
            archive.parts[index].bytes = Array(xml.utf8)
            #expect(throws: ImportError.self, "\(name)") {
                _ = try ImportResult(archive.bytes, named: "a.xlsx")
            }
        }
    }

    @Test("merged areas and far cells that stand for more cells than a sheet has are refused")
    func mergedBombs() throws {
        let rows = (1...400).map { OfficeSamples.row($0, ["问题", "答案"]) }.joined()
        let areas = (1...16).map { "<mergeCell ref=\"A\($0):XFD1048576\"/>" }.joined()
        let merged = OfficeSamples.workbook(rows: rows, after: "<mergeCells>\(areas)</mergeCells>")
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult(merged.bytes, named: "a.xlsx")
        }
        #expect(error?.code == .tooLarge)
        let row = OfficeSamples.workbook(rows: "<row r=\"99999999\"/>")
        #expect(throws: ImportError.self) { _ = try ImportResult(row.bytes, named: "a.xlsx") }
    }

    @Test("one cell, line or row without end is refused, with the line on which it begins")
    func longRows() throws {
        let limit = 1 << 20
        for (start, byte, isQuoted) in [
            ("甲,乙\n\"", 0x78, true), ("甲,乙\n", 0x78, false), ("甲,乙\n\"", 0x22, true),
            ("甲,乙\n\"", 0x0A, true), ("甲,乙\n", 0x2C, false),
        ] as [(String, UInt8, Bool)] {
            var given = 0
            var reader = DelimitedReader(delimiter: ",", limit: limit) {
                given += 1
                return given == 1 ? Array(start.utf8) : [UInt8](repeating: byte, count: 64 << 10)
            }
            #expect(try reader.next()?.fields == ["甲", "乙"])
            let error = #expect(throws: DelimitedReader.TooLong.self) { _ = try reader.next() }
            #expect(error?.line == 2)
            #expect(error?.isQuoted == isQuoted)
            #expect(given <= limit / (64 << 10) + 3, "reading ends at the limit")
        }
    }

    @Test("the error of a long row says what to do")
    func longRow() throws {
        let row = String(repeating: ",", count: 20_000)
        let error = #expect(throws: ImportError.self) {
            _ = try ImportResult("问题,答案\n甲,乙\n" + row, named: "a.csv")
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.message.contains("line 3") == true)
        #expect(error?.message.contains("16,384 cells") == true)
    }
}
