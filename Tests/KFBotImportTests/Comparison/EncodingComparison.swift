import Foundation
import KFBot
import KFBotTesting
import Testing

@testable import KFBotImport

/// How often and how fast encodings are recognised: by our detector and by ICU's.
///
/// `KFBOT_COMPARE=1 swift test -c release --filter EncodingComparison` prints the figures that
/// docs/decisions/0007-encodings.md names.
struct EncodingComparison {
    private static let isAsked = ProcessInfo.processInfo.environment["KFBOT_COMPARE"] != nil

    /// A text as it lies in a file.
    private struct Sample {
        var name: String
        var encoding: TextEncoding
        var bytes: [UInt8]
    }

    /// Tables of the sample bases, cut to a number of entries each; 0 stands for one question alone.
    private static func samples(entries count: Int) throws -> [Sample] {
        var samples: [Sample] = []
        for name in ["bank", "saas", "shop", "telecom", "wechat-kf"] {
            let drafts = try ImportResult(reading: SampleFiles.samples + "/\(name)/kb.jsonl").drafts
            let rows = drafts.compactMap { draft in
                draft.question.map { question in
                    [draft.group?.names.first ?? "", question, draft.answerTexts.first ?? ""]
                        .joined(separator: ",") + "\n"
                }
            }
            let questions = drafts.compactMap(\.question).map { $0 + "\n" }
            let tables = stride(from: 0, to: rows.count, by: max(count, 1)).map { start in
                "分组,问题,答案\n" + rows[start..<min(start + count, rows.count)].joined()
            }
            let texts = count == 0 ? questions : tables
            for text in texts { samples += encoded(text) }
        }
        return samples
    }

    private static func encoded(_ text: String) -> [Sample] {
        let units = Array(text.utf16)
        let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        var samples = [
            Sample(name: "UTF-8", encoding: .utf8, bytes: Array(text.utf8)),
            Sample(name: "UTF-8, mark", encoding: .utf8, bytes: [0xEF, 0xBB, 0xBF] + text.utf8),
            Sample(name: "UTF-16LE, mark", encoding: .utf16LE, bytes: [0xFF, 0xFE] + little),
            Sample(name: "UTF-16BE, mark", encoding: .utf16BE, bytes: [0xFE, 0xFF] + big),
            Sample(name: "UTF-16LE", encoding: .utf16LE, bytes: little),
            Sample(name: "UTF-16BE", encoding: .utf16BE, bytes: big),
        ]
        for (name, code, encoding, text) in [
            ("GBK", "GBK", TextEncoding.gb18030, text),
            ("GB 18030", "GB18030", .gb18030, text + "生僻字㐀𠀀\n"),
            ("Big5", "BIG5", .big5, traditional(text)),
        ] {
            samples.append(
                Sample(name: name, encoding: encoding, bytes: converted(text, to: code))
            )
        }
        return samples
    }

    /// The text with characters of our own table put back to Traditional, as far as it goes.
    private static func traditional(_ text: String) -> String {
        text.applyingTransform(StringTransform("Hans-Hant"), reverse: false) ?? text
    }

    /// What the encoding can hold of a text; the rest is left out.
    private static func converted(_ text: String, to encoding: String) -> [UInt8] {
        guard let descriptor = iconv_open(encoding + "//IGNORE", "UTF-8") else { return [] }
        defer { iconv_close(descriptor) }
        var input = Array(text.utf8).map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 2)
        var left = output.count
        input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var (from, fromLeft) = (source.baseAddress, source.count)
                var to = target.baseAddress
                _ = iconv(descriptor, &from, &fromLeft, &to, &left)
            }
        }
        return output.dropLast(left).map { UInt8(bitPattern: $0) }
    }

    @Test("the encoding of a table of 30 entries is always recognised")
    func tables() throws {
        for sample in try Self.samples(entries: 30) {
            try Fixtures.withFile(sample.bytes) { path in
                let found = try EncodingDetector.detect(InputFile(path: path)).encoding
                #expect(found == sample.encoding, "\(sample.name), \(sample.bytes.count) bytes")
            }
        }
    }

    @Test("against ICU's detector", .enabled(if: isAsked))
    func detection() throws {
        let icu = try #require(ICUCharsets())
        print("ICU \(icu.version); right of all, ours and ICU's")
        for count in [0, 1, 3, 30, 1000] {
            let samples = try Self.samples(entries: count)
            var rows: [String: (all: Int, ours: Int, icu: Int)] = [:]
            for sample in samples {
                let ours = try Fixtures.withFile(sample.bytes) { path in
                    try EncodingDetector.detect(InputFile(path: path)).encoding
                }
                let other = icu.encoding(of: sample.bytes) ?? "none"
                rows[sample.name, default: (0, 0, 0)].all += 1
                rows[sample.name]?.ours += ours == sample.encoding ? 1 : 0
                rows[sample.name]?.icu += other == sample.encoding.rawValue ? 1 : 0
            }
            for (name, row) in rows.sorted(by: { $0.key < $1.key }) {
                print("\(count) entries, \(name): \(row.all) texts, \(row.ours), \(row.icu)")
            }
        }
        for name in ["gbk.csv", "big5.csv", "gb18030.csv"] {
            let path = try Fixtures.path(name)
            let bytes = try Array(Data(contentsOf: URL(filePath: path)))
            let ours = try EncodingDetector.detect(InputFile(path: path)).encoding
            print("\(name): \(ours.rawValue), \(icu.encoding(of: bytes) ?? "none")")
        }
    }

    @Test("against ICU's detector and converter in speed", .enabled(if: isAsked))
    func speed() throws {
        let icu = try #require(ICUCharsets())
        let longest = try Self.samples(entries: 1000)
        for name in ["UTF-8", "UTF-16LE", "GBK", "Big5"] {
            let all = longest.filter { $0.name == name }.flatMap(\.bytes)
            let encoding = try #require(longest.first { $0.name == name }).encoding
            let bytes = Array(repeatElement(all, count: 8_000_000 / all.count + 1).joined())
            try Fixtures.withFile(bytes) { path in
                let file = try InputFile(path: path)
                let ours = try Self.fastest(5) { _ = try EncodingDetector.detect(file) }
                let other = Self.fastest(5) { _ = icu.encoding(of: bytes) }
                print("\(name), \(bytes.count) bytes: detection \(ours) ms, ICU \(other) ms")
            }
            guard encoding != .utf8 else { continue }
            var first: [UInt8] = []
            var second: [UInt8] = []
            let ours = try Self.fastest(5) {
                first = try #require(TextConverter(encoding)).convert(bytes, isLast: true)
            }
            let code = encoding == .big5 ? "Big5-HKSCS" : encoding.rawValue
            let other = Self.fastest(5) { second = icu.utf8(bytes, from: code) }
            print("\(name): conversion \(ours) ms, ICU \(other) ms, same text: \(first == second)")
        }
    }

    private static func fastest(_ runs: Int, _ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        var best = Double.infinity
        for _ in 0..<runs {
            let begin = clock.now
            try body()
            best = min(best, (clock.now - begin) / .milliseconds(1))
        }
        return (best * 1000).rounded() / 1000
    }
}
