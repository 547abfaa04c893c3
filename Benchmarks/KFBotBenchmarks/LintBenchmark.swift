import Foundation
import KFBot
import KFBotTesting

/// All checks over a base of many phrasings, made up or read from a file, and over single edits of it.
struct LintBenchmark {
    private let entries: [Entry]
    private let phrasings: Int

    private static let runs = 3
    /// Edits that are timed.
    private static let edits = 21
    /// Phrasings of an entry.
    private static let phrasings = 5

    /// Makes up so many phrasings, or reads them from a file with one question a line.
    init(_ source: String) throws {
        if let count = Int(source) {
            entries = Self.madeUp(phrasings: count)
        } else {
            let data = [UInt8](try Data(contentsOf: URL(fileURLWithPath: source)))
            let lines = data.split(separator: UInt8(ascii: "\n")).map {
                String(decoding: $0, as: UTF8.self)
            }
            entries = stride(from: 0, to: lines.count, by: Self.phrasings).map { start in
                let texts = lines[start..<min(start + Self.phrasings, lines.count)]
                return Entry(
                    id: EntryID(rawValue: "e\(start)"),
                    question: texts[start],
                    answers: [Answer(text: "答案 \(start)")],
                    similarQuestions: Array(texts.dropFirst())
                )
            }
        }
        phrasings = entries.reduce(0) { $0 + $1.phrasings.count }
    }

    func run() throws {
        let linter = Linter()
        let clock = ContinuousClock()
        var seconds: [Double] = []
        var perEntry: [Double] = []
        var counts: [LintCode: Int] = [:]
        for _ in 0..<Self.runs {
            var findings: [LintFinding] = []
            let whole = clock.measure {
                findings = linter.findings(in: entries, at: Date(timeIntervalSince1970: 0))
            }
            seconds.append(whole / .seconds(1))
            counts = Dictionary(grouping: findings, by: \.code).mapValues(\.count)
            let single = clock.measure {
                for entry in entries {
                    _ = linter.findings(in: entry, at: Date(timeIntervalSince1970: 0))
                }
            }
            perEntry.append(single / .seconds(1) * 1e6 / Double(max(entries.count, 1)))
        }
        try Measurement("lint.base_\(phrasings)", seconds, unit: "s").print()
        try Measurement("lint.entry", perEntry, unit: "µs").print()
        try Measurement("lint.memory", [residentBytes() / 1e6], unit: "MB").print()
        for (code, count) in counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try Measurement("lint.findings.\(code.rawValue)", [Double(count)], unit: "findings")
                .print()
        }
        try runEdits()
    }

    /// Lints entries of the stored base that gain another entry's question, hardly changed.
    private func runEdits() throws {
        let directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        let now = Date(timeIntervalSince1970: 0)
        try store.write(to: .main, by: Authorship(actor: "benchmark", date: now)) { writer in
            for entry in entries { try writer.put(entry) }
        }
        let clock = ContinuousClock()
        var milliseconds: [Double] = []
        for number in 0..<Self.edits {
            var entry = entries[number * 7_919 % entries.count]
            let other = entries[number * 104_729 % entries.count]
            entry.similarQuestions.append(other.question.replacing("怎么", with: "如何"))
            let edit = EntryEdit(entry.id, entry)
            let time = try clock.measure {
                _ = try store.read { try $0.findings(broughtBy: [edit], in: .main, at: now) }
            }
            milliseconds.append(time / .milliseconds(1))
        }
        try Measurement("lint.edit_\(phrasings)", milliseconds, unit: "ms").print()
    }

    // MARK: Made-up entries

    private static let things = [
        "订单", "包裹", "发票", "优惠券", "会员卡", "积分", "账号", "收货地址", "手机号", "银行卡", "套餐", "流量包",
        "宽带", "合同", "押金", "余额", "礼品卡", "运费险", "保修卡", "说明书", "充电器", "屏幕", "耳机", "电池", "门锁",
        "课程", "证书", "考试", "门票", "座位",
    ]
    private static let acts = [
        "修改", "取消", "查询", "申请", "领取", "退回", "更换", "激活", "注销", "转让", "延期", "绑定", "解绑", "补办",
        "投诉", "打印", "下载", "分享", "冻结", "恢复",
    ]
    private static let places = [
        "手机上", "门店里", "电脑网页", "小程序", "海外仓", "企业版", "学生版", "老年模式", "校园网", "机场柜台", "自助机", "合作网点",
        "海南专区", "夜间通道", "团购频道", "直播间", "二手市场", "预售活动", "周年庆", "企业采购", "代理商", "加盟店", "体验馆", "售后点",
        "快闪店", "公众号", "电话热线", "短信链接", "邮件附件", "线下活动", "试用期", "续约期", "免税店", "旗舰店",
    ]

    /// Entries with so many made-up phrasings.
    static func madeUp(phrasings: Int) -> [Entry] { (0..<phrasings / phrasings).map(madeUp) }

    /// Entry *n*: another thing, act and place for each of 20,400 numbers.
    private static func madeUp(_ number: Int) -> Entry {
        let thing = things[number % things.count]
        let act = acts[number / things.count % acts.count]
        let place = places[number / (things.count * acts.count) % places.count]
        let round = number / (things.count * acts.count * places.count)
        let mark = round == 0 ? "" : "第\(round + 1)期"
        return Entry(
            id: EntryID(rawValue: "e\(number)"),
            question: "在\(place)怎么\(act)\(mark)\(thing)？",
            answers: [
                Answer(text: "打开\(place)，选“\(thing)”，点“\(act)”，按提示做完即可。编号 \(number)。")
            ],
            similarQuestions: [
                "我想\(act)\(mark)\(thing)，\(place)可以办吗",
                "\(mark)\(thing)要\(act)的话去\(place)找谁",
                "\(place)\(act)\(mark)\(thing)需要多久",
                "\(place)那边\(mark)\(thing)一直\(act)不了怎么回事",
            ]
        )
    }
}
