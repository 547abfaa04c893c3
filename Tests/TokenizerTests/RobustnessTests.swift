import Foundation
import KFBotTesting
import Testing
import Tokenizer

/// Inputs that must not trap, hang or lose offsets.
///
/// `make fuzz` runs a million and more.
struct RobustnessTests {
    private static let inputs =
        ProcessInfo.processInfo.environment["KFBOT_FUZZ_INPUTS"].flatMap(Int.init) ?? 20_000

    private static let analyzers: [TextAnalyzer] = {
        var options = TextAnalyzer.Options()
        options.dictionary = WordDictionary(["微信客服", "退款", "FS-200", "1,299", "👨"])
        options.synonyms = .standard
        options.pinyin = true
        options.fillers = .standard
        return [
            TextAnalyzer(.search), TextAnalyzer(.search, options: options), TextAnalyzer(.matching),
        ]
    }()

    @Test("random bytes keep every rule of tokens")
    func randomBytes() {
        let seed =
            ProcessInfo.processInfo.environment["KFBOT_FUZZ_SEED"].flatMap(UInt64.init) ?? 42
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<Self.inputs {
            let bytes = RandomText.bytes(using: &generator)
            if let fault = Self.fault(in: bytes) {
                Issue.record("seed \(seed): \(fault) in \(bytes)")
                return
            }
        }
    }

    struct Case: CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        var testDescription: String { name }

        init(_ name: String, _ bytes: [UInt8]) {
            (self.name, self.bytes) = (name, bytes)
        }

        init(_ name: String, _ text: String) {
            self.init(name, Array(text.utf8))
        }
    }

    @Test(
        "hard inputs keep every rule of tokens",
        arguments: [
            Case("empty", ""), Case("one emoji", "😀"), Case("lone surrogate", [0xED, 0xA0, 0x80]),
            Case("overlong", [0xC0, 0x80, 0xE0, 0x80, 0x80]), Case("cut off", [0xE4, 0xBD]),
            Case("all bytes", Array(0...255)), Case("NUL", "\0退\0款\0"),
            Case("marks only", String(repeating: "\u{301}", count: 1000)),
            Case("marks in bad order", String(repeating: "\u{301}\u{323}", count: 50_000)),
            Case("Hangul", "안녕하세요 ㄱㅏ"), Case("kana", "カﾞﾊﾟがか\u{3099}"),
            Case("Arabic", "السلام عليكم ﷺ"),
            Case("extension B", "𠀀𠀁𠮷野家"),
            Case("1 MB of one character", String(repeating: "退", count: 350_000)),
            Case("1 MB of one letter", String(repeating: "a", count: 1_000_000)),
            Case("1 MB of digits and dots", String(repeating: "1.", count: 500_000)),
            Case("1 MB of code", String(repeating: "a-1", count: 350_000)),
            Case("1 MB of addresses", String(repeating: "://a", count: 250_000)),
            Case("1 MB without spaces", String(repeating: "怎么退款iphone15", count: 45_000)),
            Case("1 MB of kana", String(repeating: "カタひら", count: 85_000)),
            Case("1 MB of zeros", [UInt8](repeating: 0, count: 1_000_000)),
            Case("1 MB of 0xFF", [UInt8](repeating: 0xFF, count: 1_000_000)),
            Case("1 MB of numerals", String(repeating: "一千", count: 170_000)),
            Case(
                "10,000 scripts mixed",
                String(
                    String.UnicodeScalarView(
                        (0..<10_000).compactMap { Unicode.Scalar(UInt32($0) * 97 % 0x20000) }
                    )
                )
            ),
        ]
    )
    func hardInput(_ test: Case) {
        #expect(Self.fault(in: test.bytes) == nil)
    }

    @Test("threads share an analyzer")
    func threads() async {
        let text = "iPhone15Pro怎么連WiFi？三十天內CH-326退貨"
        let expected = Self.analyzers.map { $0.tokens(in: text) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<200).allSatisfy { _ in
                        Self.analyzers.map { $0.tokens(in: text) } == expected
                    }
                }
            }
            for await same in group { #expect(same) }
        }
    }

    /// The first rule that the tokens of some bytes break.
    private static func fault(in bytes: [UInt8]) -> String? {
        for analyzer in analyzers {
            for purpose in [TextAnalyzer.Purpose.document, .query] {
                if let fault = fault(in: bytes, analyzer, purpose) {
                    return "\(analyzer.profile) \(purpose): \(fault)"
                }
            }
        }
        return nil
    }

    private static func fault(
        in bytes: [UInt8],
        _ analyzer: TextAnalyzer,
        _ purpose: TextAnalyzer.Purpose
    ) -> String? {
        var position = -1
        var fault: String?
        bytes.withUnsafeBufferPointer { buffer in
            analyzer.forEachToken(inUTF8: buffer, for: purpose) { token in
                let range = token.utf8Range
                if range.lowerBound < 0 || range.upperBound > bytes.count || range.isEmpty {
                    fault = "range \(range)"
                } else if isContinuation(bytes, range.lowerBound)
                    || isContinuation(bytes, range.upperBound)
                {
                    fault = "range \(range) cuts a character"
                } else if token.utf8.isEmpty {
                    fault = "empty text"
                } else if String(validating: token.utf8, as: UTF8.self) == nil {
                    fault = "text is not UTF-8"
                } else if token.isColocated
                    ? token.position != position : token.position <= position
                {
                    // Fillers may leave gaps; nothing may go back.
                    fault = "position \(token.position) after \(position)"
                }
                position = token.position
                return fault == nil
            }
        }
        return fault
    }

    /// Whether an offset lies inside a character of otherwise valid UTF-8.
    private static func isContinuation(_ bytes: [UInt8], _ offset: Int) -> Bool {
        guard offset > 0, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 else { return false }
        let start = bytes[..<offset].lastIndex { $0 & 0xC0 != 0x80 } ?? offset
        let width =
            bytes[start] >= 0xF0 ? 4 : bytes[start] >= 0xE0 ? 3 : bytes[start] >= 0xC2 ? 2 : 1
        guard start + width <= bytes.count, offset < start + width else { return false }
        return String(validating: bytes[start..<start + width], as: UTF8.self) != nil
    }
}
