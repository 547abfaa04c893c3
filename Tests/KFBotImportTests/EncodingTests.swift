import Foundation
import KFBot
import Testing

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

    @Test("a text in another encoding is read as fast as the same text in UTF-8, within reason")
    func otherEncodingIsNotSlow() throws {
        func repeated(_ text: [UInt8]) throws -> [UInt8] {
            let header = try #require(text.firstIndex(of: 0x0A)) + 1
            let rows = text[header...]
            return text[..<header] + (0..<400_000 / rows.count).flatMap { _ in rows }
        }
        func seconds(_ bytes: [UInt8], _ encoding: TextEncoding) throws -> Double {
            try Fixtures.withFile(bytes, named: "data.csv") { path in
                let clock = ContinuousClock()
                let start = clock.now
                let found = try ImportResult(reading: path).source.encoding
                let seconds = (clock.now - start) / .seconds(1)
                #expect(found == encoding)
                return seconds
            }
        }
        let old = try Data(contentsOf: URL(filePath: Fixtures.path("gbk.csv")))
        let plain = try seconds(repeated(Array(Self.text.utf8)), .utf8)
        let other = try seconds(repeated(Array(old)), .gb18030)
        #expect(other < 4 * plain + 10, "UTF-8 \(plain) s, GB 18030 \(other) s")
    }
}
