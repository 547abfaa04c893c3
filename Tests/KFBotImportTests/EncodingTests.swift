import Foundation
import KFBot
import Testing

@testable import KFBotImport

struct EncodingTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var encoding: TextEncoding
        var testDescription: String { name }
    }

    static let text = "分组,问题,答案\n售后,怎么退款,在订单页点退款\n发票,如何开发票,请在订单详情里申请\n"

    @Test func utf8AndUTF16AreRecognised() throws {
        let utf16LE = Array(Self.text.utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let utf16BE = Array(Self.text.utf16).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let cases = [
            Case(name: "UTF-8", bytes: Array(Self.text.utf8), encoding: .utf8),
            Case(
                name: "UTF-8 with mark",
                bytes: [0xEF, 0xBB, 0xBF] + Array(Self.text.utf8),
                encoding: .utf8
            ),
            Case(name: "UTF-16LE with mark", bytes: [0xFF, 0xFE] + utf16LE, encoding: .utf16LE),
            Case(name: "UTF-16BE with mark", bytes: [0xFE, 0xFF] + utf16BE, encoding: .utf16BE),
            Case(name: "UTF-16LE", bytes: utf16LE, encoding: .utf16LE),
            Case(name: "UTF-16BE", bytes: utf16BE, encoding: .utf16BE),
        ]
        for test in cases {
            try Fixtures.withFile(test.bytes) { path in
                let result = try ImportResult(reading: path)
                #expect(result.source.encoding == test.encoding, "\(test.name)")
                #expect(result.drafts.map(\.question) == ["怎么退款", "如何开发票"], "\(test.name)")
                #expect(result.drafts.map(\.group) == [["售后"], ["发票"]], "\(test.name)")
                #expect(result.problems.isEmpty, "\(test.name)")
            }
        }
    }

    @Test(arguments: [
        ("gbk.csv", TextEncoding.gb18030), ("big5.csv", .big5), ("gb18030.csv", .gb18030),
    ])
    func oldEncodingsAreRecognised(_ name: String, _ encoding: TextEncoding) throws {
        let result = try ImportResult(reading: Fixtures.path(name))
        #expect(result.source.encoding == encoding)
        #expect(result.problems.isEmpty)
        let expected = encoding == .big5 ? ["怎麼退款", "如何開發票"] : ["怎么退款", "如何开发票"]
        #expect(result.drafts.prefix(2).map(\.question) == expected)
        if name == "gb18030.csv" { #expect(result.drafts.last?.question == "生僻字㐀𠀀怎么打") }
    }

    @Test func anInvalidByteIsReportedWithItsLineAndTheRowLeftOut() throws {
        var bytes = Array(Self.text.utf8)
        let place = try #require(bytes.firstIndex(of: 0x0A)) + 3
        bytes[place] = 0xFF
        try Fixtures.withFile(bytes, named: "a.csv") { path in
            let result = try ImportResult(reading: path)
            #expect(result.source.encoding == .utf8)
            #expect(result.errors == ["2 - invalid_bytes"])
            #expect(result.problems.first?.message.contains("byte \(place - 2)") == true)
            #expect(result.drafts.map(\.question) == ["如何开发票"])
        }
    }

    @Test func aCharacterMayLieAcrossPieces() throws {
        // Pieces have 256 KiB; the header shifts each three-byte character against them.
        for shift in 0..<3 {
            let header = "question,answer,x" + String(repeating: "x", count: shift) + "\n"
            let row = "怎么退款怎么退款怎么退款,请在订单页点退款,一\n"
            let text = header + String(repeating: row, count: 12_000)
            let result = try ImportResult(text, named: "a.csv")
            #expect(result.errors.isEmpty)
            #expect(result.drafts.count == 12_000)
            #expect(result.drafts.allSatisfy { $0.question == "怎么退款怎么退款怎么退款" })
        }
    }

    @Test("code page 936: 0x80 is the euro sign, beside text that only GB 18030 has")
    func euroOfCodePage936() throws {
        let text = gbk("怎么退款") + [0x2C] + gbk("价格") + [0x80, 0x35, 0x30] + gbk("元起") + [0x0A]
        let header = gbk("问题") + [0x2C] + gbk("答案") + [0x0A]
        let result = try ImportResult(header + text, named: "a.csv")
        #expect(result.source.encoding == .gb18030)
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.answerTexts) == [["价格€50元起"]])
    }

    @Test("code page 950: ／ ＼ ～ ‧ € ￣ and what Hong Kong adds")
    func codePage950() throws {
        // 問題,答案 and 怎麼退款; the last pair of the answer, FA40, is of the supplement.
        let header: [UInt8] = [0xB0, 0xDD, 0xC3, 0x44, 0x2C, 0xB5, 0xAA, 0xAE, 0xD7, 0x0A]
        let question: [UInt8] = [0xAB, 0xE7, 0xBB, 0xF2, 0xB0, 0x68, 0xB4, 0xDA, 0x2C]
        let answer: [UInt8] = [
            0xA1, 0xFE, 0xA2, 0x40, 0xA1, 0xE3, 0xA1, 0x45, 0xA3, 0xE1, 0xA1, 0xC3, 0xA1, 0xC5,
            0xFA, 0x40, 0x0A,
        ]
        let result = try ImportResult(header + question + answer, named: "a.csv")
        #expect(result.source.encoding == .big5)
        #expect(result.problems.isEmpty)
        #expect(result.drafts.map(\.question) == ["怎麼退款"])
        #expect(result.drafts.map(\.answerTexts) == [["／＼～‧€￣ˍ𠕇"]])
    }

    @Test("UTF-16 without a mark, a zero byte or a comma")
    func utf16WithoutZeros() throws {
        let text = "怎么申请退款，多久可以到账？"
        for isLittle in [true, false] {
            let bytes = text.utf16.flatMap { unit in
                let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
                return isLittle ? [low, high] : [high, low]
            }
            try Fixtures.withFile(bytes) { path in
                let found = try EncodingDetector.detect(InputFile(path: path))
                #expect(found.encoding == (isLittle ? .utf16LE : .utf16BE))
            }
        }
    }

    @Test(
        "invalid bytes of an old encoding are reported with their line and place, across pieces too"
    )
    func invalidBytesOfOldEncodings() throws {
        let row = gbk("怎么退款") + [0x2C] + gbk("请在订单页点退款") + [0x0A]
        var bytes = gbk("问题") + [0x2C] + gbk("答案") + [0x0A]
        while bytes.count < (256 << 10) - 1 { bytes += row }
        let places = [bytes.count, bytes.count + row.count + 1]
        let lines = bytes.count { $0 == 0x0A } + 1
        bytes += [0xFF] + row + [0xFF] + row
        try Fixtures.withFile(bytes, named: "a.csv") { path in
            let file = try InputFile(path: path)
            let decoder = try TextDecoder(file)
            while try decoder.next() != nil {}
            let defects = decoder.takeDefects(upTo: .max)
            #expect(defects.map(\.offset) == places)
            #expect(defects.map(\.line) == [lines, lines + 1])
        }
        // A lead byte alone at the end.
        let cut = try ImportResult(
            gbk("问题") + [0x2C] + gbk("答案") + [0x0A] + row + [0xC4],
            named: "a.csv"
        )
        #expect(cut.errors == ["3 - invalid_bytes"])
    }

    @Test("a guess is named: what was taken, what it may be, where to look")
    func doubt() throws {
        // One character that means something in both encodings.
        let bytes = Array("question,answer\nprice,".utf8) + [0xA4, 0x40] + Array(" each\n".utf8)
        let result = try ImportResult(bytes, named: "a.csv")
        #expect(result.warnings.first == "2 - doubtful_encoding")
        let message = result.problems.first?.message ?? ""
        #expect(message.contains("byte 22"))
        #expect(message.contains("UTF-8"))
        // Western text is nothing of what is known.
        let western =
            Array("question,answer\nmenu,cr".utf8) + [0xE8] + Array("me br".utf8) + [0xFB]
            + Array("l\n".utf8)
        #expect(try ImportResult(western, named: "a.csv").warnings.first == "2 - doubtful_encoding")
    }

    @Test("how much is examined does not grow with the file")
    func boundedWork() throws {
        let row = gbk("怎么退款") + [0x2C] + gbk("请在订单页点退款") + [0x0A]
        let rows = Array(repeatElement(row, count: 40_000).joined())
        let bytes = gbk("问题") + [0x2C] + gbk("答案") + [0x0A] + rows
        try Fixtures.withFile(bytes, named: "a.csv") { path in
            let file = try InputFile(path: path)
            #expect(try EncodingDetector.detect(file).encoding == .gb18030)
            // The head, the chunk with the first such byte, the sample.
            #expect(file.bytesRead <= (4 << 10) + (256 << 10) + EncodingDetector.sampleSize)
        }
    }

    /// Text in GBK, made of the characters of which the tests need it.
    private func gbk(_ text: String) -> [UInt8] {
        text.flatMap { Self.gbk[$0] ?? [] }
    }

    private static let gbk: [Character: [UInt8]] = [
        "问": [0xCE, 0xCA], "题": [0xCC, 0xE2], "答": [0xB4, 0xF0], "案": [0xB0, 0xB8],
        "怎": [0xD4, 0xF5], "么": [0xC3, 0xB4], "退": [0xCD, 0xCB], "款": [0xBF, 0xEE],
        "价": [0xBC, 0xDB], "格": [0xB8, 0xF1], "元": [0xD4, 0xAA], "起": [0xC6, 0xF0],
        "请": [0xC7, 0xEB], "在": [0xD4, 0xDA], "订": [0xB6, 0xA9], "单": [0xB5, 0xA5],
        "页": [0xD2, 0xB3], "点": [0xB5, 0xE3],
    ]
}
