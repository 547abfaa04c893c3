package import Foundation
package import KFBot

/// Small bases that the matching tests share.
package enum SampleKnowledge {
    package static let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// The base of the worked example in docs/matching.md.
    package static let example: [Entry] = [
        entry("A", ["怎么申请退款", "如何退钱", "退款怎么弄"], "请在订单页点击申请售后，款项三个工作日内原路退回。"),
        entry("B", ["退款多久到账", "退的钱什么时候到"], "退款通常1到3个工作日到账。"),
        entry("C", ["发票怎么开"], "在个人中心选择开具发票，填写抬头和税号。"),
        entry("D", ["iPhone15支持无线充电吗", "苹果15能不能无线充"], "支持，请使用MagSafe充电器。"),
        entry("E", ["为什么不能修改收货地址"], "发货后无法修改收货地址。"),
    ]

    package static func entry(_ id: String, _ phrasings: [String], _ answer: String = "") -> Entry {
        Entry(
            id: EntryID(rawValue: id),
            question: phrasings[0],
            answers: [Answer(text: answer)],
            similarQuestions: Array(phrasings.dropFirst())
        )
    }

    package static func matcher(
        _ entries: [Entry] = example,
        _ vocabulary: Vocabulary = .init()
    ) -> Matcher {
        Matcher(index: MatchIndex(entries, vocabulary: vocabulary))
    }

    /// The matcher as docs/matching.md describes it, for which the worked example was computed.
    package static func exampleMatcher(_ entries: [Entry] = example) -> Matcher {
        Matcher(
            index: MatchIndex(entries),
            calibrator: .withoutLength,
            reranker: .default
        )
    }
}

extension Matcher {
    package func ask(_ query: String, account: AccountID? = nil, top: Int = 10) -> MatchResult {
        match(query, at: SampleKnowledge.now, account: account, top: top, explains: true)
    }

    /// The outcome and the first entry, in a few words.
    package func brief(_ query: String) -> String {
        let result = ask(query)
        return "\(result.outcome.name) \(result.candidates.first?.entry.rawValue ?? "-")"
    }
}
