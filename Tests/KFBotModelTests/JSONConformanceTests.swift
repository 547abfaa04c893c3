import Testing

@testable import KFBotModel

/// The kinds of cases of the JSONTestSuite of Nicolas Seriot ("Parsing JSON is a Minefield", 2016):
/// what must be read, what must be refused, and what the standard leaves open.
struct JSONConformanceTests {
    private func parse(_ bytes: [UInt8]) throws -> JSONValue {
        var parser = JSONParser(bytes)
        let value = try parser.value()
        guard !parser.skipSpace() else { throw parser.failure("text behind the value") }
        return value
    }

    @Test(arguments: [
        "0", "-0", "123", "-1", "0.5", "123.456789", "1E22", "1E+2", "1e-2", "0e1", "0e+1", "-0.0",
        "123.456e78", "-123456789012345678901234567890", "1e-400", "20e1", "[0 ]", "[1\n]",
    ])
    func numbersAreRead(_ text: String) throws {
        _ = try parse(Array(text.utf8))
    }

    @Test(arguments: [
        "01", "01.5", "-01", "-012", "00", "1.", "1.e5", "2.e3", "2.e+3", "-2.", "0.e1", ".5",
        "-.5",
        ".-1", "-", "--2", "+1", "++1", "0e", "0e+", "0E", "1e", "1eE2", "1.0e", "1.0e-", "1.0e+",
        "9.e+", "0.1.2", "0.3e", "1+2", "1-2", "1e1.5", "1_000", "1 000.0", "0x1", "0x", "NaN",
        "-NaN", "Infinity", "-Infinity", "Inf", "１", "1a", "-foo", "[-]", "[- 1]", "[1.]", "[012]",
        "1e999", "-1e999",
    ])
    func otherNumbersAreRefused(_ text: String) {
        #expect(throws: JSONParser.SyntaxError.self) { try parse(Array(text.utf8)) }
    }

    @Test(arguments: [
        (#""\u0060\u012a\u12AB""#, "`\u{12A}\u{12AB}"), (#""\ud801\udc37""#, "\u{10437}"),
        (#""\uD83d\uDE39\u8d""# + "\"", nil), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\\u0000""#, #"\u0000"#), (#""\u0000""#, "\u{0}"),
        (#""\uFFFF\uDBFF\uDFFE""#, "\u{FFFF}\u{10FFFE}"),
        ("\"\u{7F}\"", "\u{7F}"), ("\"\u{2028}\u{2029}\"", "\u{2028}\u{2029}"), ("\"€𝄞\"", "€𝄞"),
        (#""""#, ""), (#""/*comment*/""#, "/*comment*/"), (#""\u002c""#, ","),
        (#""\u+041""#, nil), (#""\u-041""#, nil), (#""\u 041""#, nil), (#""\u00A""#, nil),
        (#""\u""#, nil), (#""\uqqqq""#, nil), (#""\u00٤1""#, nil), (#""\a""#, nil),
        (#""\x00""#, nil),
        (#""\UA66D""#, nil), (#""\""#, nil), (#""\u０041""#, nil), (#""\'""#, nil), (#""\😀""#, nil),
        (#""\ud800""#, nil), (#""\udc00""#, nil), (#""\ud800a""#, nil), (#""\uD800\u""#, nil),
        (#""\uD800\u1""#, nil), (#""\uD800\uD800\x""#, nil), (#""\uDd1e\uD834""#, nil),
        (#""\ud800\ud800""#, nil), (#""\ud800\n""#, nil), ("\"\t\"", nil), ("\"\n\"", nil),
        ("\"\u{0}\"", nil), ("\"\u{1F}\"", nil), ("'a'", nil), ("\"a", nil), ("\"", nil),
        ("“a”", nil), ("a", nil), ("\\u0020\"a\"", nil),
    ])
    func stringsAreReadOrRefused(_ text: String, _ expected: String?) {
        #expect((try? parse(Array(text.utf8))) == expected.map(JSONValue.string))
    }

    @Test(arguments: [
        "[]", " [] ", "[ 4]", "[null, 1, \"1\", {}]", "[[]   ]", "[1,null,null,null,2]", "{}",
        "{\"a\":[]}", "{\"a\":\"b\",\"a\":\"c\"}", "{\"\":0}", "{\"foo\\u0000bar\": 42}",
        "{\n\"a\": \"b\"\n}", "\r\n\t true", "false", "null", "\"asd\"",
    ])
    func structuresAreRead(_ text: String) throws {
        _ = try parse(Array(text.utf8))
    }

    @Test(arguments: [
        "", " ", "[", "]", "{", "}", "[1", "[1,", "[\"\"", "[\"a\",\n4\n,1,", "[1 true]", "[1,]",
        "[1,,2]", "[,1]", "[,]", "[1]]", "[1],", "[\"\",]", "[3[4]]", "[1:2]", "[*]", "[1}", "[}",
        "[a]", "{\"a\"", "{\"a\":", "{\"a\":\"a", "{\"a\" b}", "{\"a\":\"b\"}#", "{\"a\":\"b\"}//",
        "{\"a\":\"b\",}", "{\"a\":\"b\",,\"c\":\"d\"}", "{,}", "{a:\"b\"}", "{1:1}", "{'a':0}",
        "{null:null}", "{\"a\":1 \"b\":2}", "{\"a\"::1}", "{[: \"x\"}", "tru", "True", "truth",
        "nul",
        "fals", "[True]", "[nan]", "1]", "2@", "{}}", "{\"\":", "/**/ 1", "<null>", "[\u{C}]",
        "[\u{2060}]", "\u{A0}1", "[1\u{85}]", "*", "{\"asd\":\"asd\"", "\u{FEFF}", "\u{FEFF}{}",
    ])
    func otherStructuresAreRefused(_ text: String) {
        #expect(throws: JSONParser.SyntaxError.self) { try parse(Array(text.utf8)) }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [
            [0xFF], [0xE5], [0x80], [0xC0, 0xAF], [0xE0, 0xFF], [0xED, 0xA0, 0x80],
            [0xFC, 0x80, 0x80],
            [0xF4, 0xBF, 0xBF, 0xBF], [0xE0, 0x80, 0xAF], [0x5C, 0xE5], [0x5C, 0x6E, 0xFF],
        ] as [[UInt8]]
    )
    func invalidBytes(_ bytes: [UInt8]) {
        #expect(throws: JSONParser.SyntaxError.self) { try parse([0x22] + bytes + [0x22]) }
        #expect(throws: JSONParser.SyntaxError.self) { try parse([0x5B] + bytes + [0x5D]) }
    }

    @Test("UTF-16 is refused")
    func otherEncodings() {
        #expect(throws: JSONParser.SyntaxError.self) { try parse([0x00, 0x5B, 0x00, 0x5D]) }
        #expect(throws: JSONParser.SyntaxError.self) { try parse([0xFF, 0xFE, 0x5B, 0x00, 0x5D]) }
    }

    @Test("500 levels are read; 100,000 are refused without a trap")
    func depth() throws {
        func nested(_ count: Int) -> [UInt8] {
            Array(repeating: 0x5B, count: count) + Array(repeating: 0x5D, count: count)
        }
        _ = try parse(nested(500))
        #expect(throws: JSONParser.SyntaxError.self) { try parse(nested(513)) }
        #expect(throws: JSONParser.SyntaxError.self) { try parse(nested(100_000)) }
        let objects = Array(String(repeating: "{\"\":", count: 100_000).utf8)
        #expect(throws: JSONParser.SyntaxError.self) { try parse(objects) }
    }

    @Test("any cut of a document is refused or read, never trapped")
    func cuts() throws {
        let document = #"{"a":[1,-0.5e+3,true,null,"\ud83d\ude00\u00e9"],"问":{"b":""}}"#
        for count in 0..<document.utf8.count {
            #expect(throws: JSONParser.SyntaxError.self) {
                try parse(Array(document.utf8.prefix(count)))
            }
        }
        _ = try parse(Array(document.utf8))
    }
}
