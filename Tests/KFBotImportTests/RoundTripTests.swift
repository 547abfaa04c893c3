import CustomDump
import Foundation
import KFBot
import KFBotTesting
import Testing

/// What our own forms hold comes back as it was.
struct RoundTripTests {
    @Test(arguments: [ImportFormat.jsonl, .json, .yaml, .csv, .tsv, .xlsx])
    func ourOwnFormsLoseNothing(_ format: ImportFormat) throws {
        for seed in UInt64(1)...40 {
            var generator = EntryGenerator(seed: seed)
            let entries = generator.entries(count: 12)
            let vocabulary = generator.vocabulary()
            try Fixtures.withFolder { folder in
                let path = folder + "/kb." + format.rawValue
                let losses = try Exporter().export(
                    entries,
                    vocabulary: vocabulary,
                    format: format,
                    to: .file(path)
                )
                #expect(losses == [], "seed \(seed)")
                let result = try ImportResult(reading: path)
                let errors = result.problems.filter { $0.severity == .error }
                #expect(errors == [], "seed \(seed)")
                let read = result.drafts.compactMap { draft in
                    draft.id.flatMap { draft.makeEntry(id: $0) }
                }
                for (read, entry) in zip(read, entries) where read != entry {
                    expectNoDifference(read, entry, "\(format.rawValue), seed \(seed)")
                    break
                }
                #expect(read.count == entries.count, "seed \(seed)")
                #expect(result.vocabulary == vocabulary, "seed \(seed)")
                #expect(result.source.format == format, "seed \(seed)")
            }
        }
    }

    @Test(arguments: ["bank", "saas", "shop", "telecom", "wechat-kf"])
    func theSamplesSurviveEveryFormOfOurOwn(_ name: String) throws {
        let sample = try ImportResult(reading: SampleFiles.samples + "/\(name)/kb.jsonl")
        let entries = sample.drafts.compactMap { draft in
            draft.id.flatMap { draft.makeEntry(id: $0) }
        }
        for format in [ImportFormat.jsonl, .json, .yaml, .csv, .tsv, .xlsx] {
            try Fixtures.withFolder { folder in
                let path = folder + "/kb." + format.rawValue
                let losses = try Exporter().export(
                    entries,
                    vocabulary: sample.vocabulary,
                    format: .auto,
                    to: .file(path)
                )
                #expect(losses == [])
                let result = try ImportResult(reading: path)
                #expect(result.problems.isEmpty)
                let read = result.drafts.compactMap { draft in
                    draft.id.flatMap { draft.makeEntry(id: $0) }
                }
                #expect(read == entries, "\(format)")
                #expect(result.vocabulary == sample.vocabulary, "\(format)")
            }
        }
    }

    /// Texts that spreadsheets, shells and parsers take for something else.
    private static let oddTexts = [
        "- 第一步：打开订单\n- 第二步：点退款", "+86 138 0013 8000", "=1+1", "=HYPERLINK(\"http://x.example\")",
        "@客服",
        "'已经有引号", "''两个", "-5℃", "−5", "0010", "1e5", "2026/10/1", "TRUE", "#N/A", "#", "##两个##",
        "|", "；；",
        "a\\nb", "\\", "一行\n\n\n四行", "\t制表", "末尾空格 ", " 开头空格", "👩‍👩‍👧‍👦🇨🇳👍🏽", "𠮷𪚥𬺈丨㐂",
        "\u{FEFF}标记", "\u{200B}零宽", "e\u{301}", "ﷺ", "\u{202E}倒写", "\"", "\"\"引\"号", "{\"a\":1}",
        "[1]", "<b>粗</b>",
        "&lt;", "_x0041_", "null", "~", "- a: b", "sep=;", "Q: 甲 A: 乙",
        String(repeating: "长", count: 32_767),
        String(repeating: "𠮷", count: 16_383), "第一行\r\n第二行\r第三行",
    ]

    @Test(arguments: [ImportFormat.jsonl, .json, .yaml, .csv, .tsv, .xlsx])
    func oddTextsComeBack(_ format: ImportFormat) throws {
        // The parser of YAML takes a byte order mark in front of any text away.
        let texts = Self.oddTexts.filter {
            format != .yaml || $0.unicodeScalars.first != "\u{FEFF}"
        }
        let entries = texts.enumerated().map { number, text in
            Entry(
                id: EntryID(rawValue: number % 2 == 0 ? "\(number)" : "-\(number)=+@"),
                question: text.count > 2_000 ? "第\(number)个长回答" : "问\(number) " + text,
                answers: [Answer(text: text)],
                group: GroupPath([text.count > 100 ? "长" : text]),
                similarQuestions: text.count > 2_000 ? [] : [text + "吗", "=" + text],
                negativeQuestions: text.count > 2_000 ? [] : ["-" + text],
                tags: text.count > 100 ? [] : [text + "签"],
                // A cell holds all that is extra, and not more than 32,767 characters.
                extra: text.count > 2_000 ? [:] : ["键" + text: .string(text)]
            )
        }
        let result = try Fixtures.withFolder { folder in
            let path = folder + "/kb." + format.rawValue
            let losses = try Exporter().export(entries, format: format, to: .file(path))
            #expect(losses == [])
            return try ImportResult(reading: path)
        }
        #expect(result.errors.isEmpty)
        let read = result.drafts.compactMap { draft in
            draft.id.flatMap { draft.makeEntry(id: $0) }
        }
        #expect(read.count == entries.count)
        for (read, entry) in zip(read, entries) where read != entry {
            expectNoDifference(read, entry, "\(format.rawValue)")
        }
    }

    @Test func anEarlierStateIsRestoredByReadingItOverALaterOne() throws {
        var entry = Entry(id: "1", question: "甲", answers: [Answer(text: "答")])
        let earlier = entry
        entry.similarQuestions = ["乙"]
        entry.validUntil = Date(timeIntervalSince1970: 0)
        entry.extra = ["a": .string("b")]
        entry.group = ["售后"]
        entry.isEnabled = false
        for format in [ImportFormat.jsonl, .json, .yaml, .csv, .tsv, .xlsx] {
            try Fixtures.withFolder { folder in
                let path = folder + "/kb"
                _ = try Exporter().export([earlier], format: format, to: .file(path))
                let draft = try #require(try ImportResult(reading: path).drafts.first)
                var restored = entry
                draft.apply(to: &restored)
                #expect(restored == earlier, "\(format)")
            }
        }
    }
}

/// Makes entries full of what breaks formats; the same seed makes the same ones.
struct EntryGenerator {
    private var numbers: SeededGenerator

    init(seed: UInt64) { numbers = SeededGenerator(seed: seed &* 0xD134_2543_DE82_EF95) }

    private static let pieces = [
        "退款", "怎么", "a", "B7", " ", "  ", "\n", "\r\n", "\r", "\t", "\"", "'", "''", "\\", "\\n",
        "|", "｜", ";", "；", ",", "，", "、", "#", "##", "=1+1", "+", "-", "@", "😀", "👩‍👩‍👧", "{{x}}",
        "<b>",
        "&amp;", "]]>", "_x000D_", "_x0041_", ":", ": ", "- ", "%", "~", "null", "true", "yes",
        "007",
        "1.50", "2025-01-31", "é", "e\u{301}", "\u{3000}", "\u{2028}", "\u{85}", "x\u{FEFF}",
        "\u{1}",
        "\u{1B}", "𠀀", "[x](y)", "{", "}", "[", "/", "\u{7F}", "*", "&", "!", "`", "？", "\u{FFFD}",
    ]

    private mutating func next(_ bound: Int) -> Int {
        Int(numbers.next() % UInt64(bound))
    }

    private mutating func flag() -> Bool { next(2) == 0 }

    /// Text that is not empty; with `isShown`, not white space alone.
    private mutating func text(_ longest: Int = 6, isShown: Bool = true) -> String {
        let text = (0...next(longest)).map { _ in Self.pieces[next(Self.pieces.count)] }.joined()
        return isShown && text.allSatisfy(\.isWhitespace) ? text + "问" : text
    }

    private mutating func texts(_ most: Int = 4) -> [String] {
        (0..<next(most + 1)).map { _ in text() }
    }

    private mutating func optional() -> String? { flag() ? text(isShown: false) : nil }

    private mutating func date() -> Date? {
        flag() ? nil : Date(timeIntervalSince1970: Double(next(4_000_000_000)) - 1_000_000_000)
    }

    private mutating func part() -> AnswerPart {
        switch next(9) {
        case 0: .image(.init(url: text(), mediaID: optional(), name: optional()))
        case 1: .video(.init(mediaID: text(), name: optional()))
        case 2: .file(.init(name: text()))
        case 3:
            .link(
                .init(
                    title: text(),
                    url: text(),
                    description: optional(),
                    pictureURL: optional()
                )
            )
        case 4:
            .miniprogram(
                .init(title: text(), appID: text(), pagePath: text(), thumbMediaID: optional())
            )
        case 5:
            .location(
                .init(
                    name: text(),
                    address: text(),
                    latitude: Double(next(180) - 90) / 1.7,
                    longitude: Double(next(361) - 180)
                )
            )
        case 6: .menu(.init(heading: text(), items: texts(), footer: optional()))
        default: .text(text(12, isShown: false))
        }
    }

    private mutating func answer() -> Answer {
        if next(3) > 0 { return Answer(text: text(12, isShown: false)) }
        let condition =
            flag()
            ? nil
            : AnswerCondition(
                accounts: texts(2).map { AccountID(rawValue: $0) },
                from: date(),
                until: date()
            )
        return Answer((0..<next(4)).map { _ in part() }, condition: condition)
    }

    private mutating func json(_ depth: Int = 2) -> JSONValue {
        switch next(depth == 0 ? 5 : 7) {
        case 0: .bool(flag())
        case 1: .integer(next(.max) &- .max / 2)
        case 2: .number(Double(next(1_000_000)) / 7 - 1000)
        case 3: .number(Double(next(100)))
        case 4: .string(text(isShown: false))
        case 5: .array((0..<next(3)).map { _ in json(depth - 1) })
        default: .object(object(depth - 1))
        }
    }

    private mutating func object(_ depth: Int) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        for _ in 0..<next(3) { members[text()] = json(depth) }
        return members
    }

    mutating func entries(count: Int) -> [Entry] {
        (0..<count).map { number in
            Entry(
                id: EntryID(rawValue: flag() ? "\(number)" : "n-\(number)=|;##,'\"\\ 号"),
                question: text(),
                answers: (0..<next(4)).map { _ in answer() },
                group: GroupPath(texts(3)),
                similarQuestions: texts(),
                negativeQuestions: texts(),
                strategy: AnswerStrategy.allCases[next(3)],
                isEnabled: flag(),
                isRecommendable: flag(),
                handsOff: flag(),
                validFrom: date(),
                validUntil: date(),
                accounts: texts().map { AccountID(rawValue: $0) },
                related: texts().map { EntryID(rawValue: $0) },
                tags: texts(),
                extra: object(2)
            )
        }
    }

    mutating func vocabulary() -> Vocabulary {
        Vocabulary(
            words: texts(),
            synonyms: (0..<next(3)).map { _ in [text()] + texts() },
            fillers: texts()
        )
    }
}
