import KFBot
import Testing

@testable import KFBotModel

struct JSONTextTests {
    private func parse(_ text: String) throws -> JSONValue {
        var parser = JSONParser(Array(text.utf8))
        let value = try parser.value()
        guard !parser.skipSpace() else { throw parser.failure("more") }
        return value
    }

    @Test(arguments: [
        ("1", JSONValue.integer(1)), ("-0", .integer(0)), ("1.0", .number(1)),
        ("1e2", .number(100)),
        ("9223372036854775807", .integer(.max)),
        ("9223372036854775808", .number(9.223372036854775808e18)),
        (" [ ] ", .array([])), ("{\"a\":{},\"a\":null}", .object(["a": .null])),
        ("\"\\u00e9\\ud83d\\ude00\\/\\n\"", .string("é😀/\n")), ("true", .bool(true)),
    ])
    func valuesAreRead(_ text: String, _ value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(arguments: [
        "", "01", "-", "1.", "1e999", "+1", "tru", "[1,]", "{\"a\":1,}", "{a:1}", "\"a", "\"\\x\"",
        "\"\\ud800\"", "\"\n\"", "nan", "[1 2]", "{\"a\" 1}",
    ])
    func otherTextIsRefused(_ text: String) {
        #expect(throws: JSONParser.SyntaxError.self) { try parse(text) }
    }

    @Test func nestingIsBounded() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: JSONParser.SyntaxError.self) { try parse(text) }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let value = JSONValue.object([
            "type": .string("\u{0}\u{1F}\"\\\u{7F}\u{2028}😀"), "a": .number(0.1), "b": .number(3),
            "c": .array([.null, .bool(false), .integer(-5)]), "d": .object([:]),
        ])
        let text = JSONWriter.text(value)
        #expect(text.hasPrefix("{\"type\":"))
        #expect(try parse(text) == value)
    }
}
