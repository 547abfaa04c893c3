/// Says in one Chinese sentence why a query was answered, asked back or left alone.
enum ServicerSentence {
    static func make(
        _ outcome: MatchOutcome,
        first: Candidate?,
        runnerUp: Explanation.RunnerUp?,
        ranking: Ranking,
        policy: MatchPolicy
    ) -> String {
        guard let first else {
            if case .smallTalk = outcome { return "客户只是打招呼或道谢，没有提出问题。" }
            return "知识库里没有任何问法与客户的话有相同的字词，所以没有回答。"
        }
        let percent = "\(Int((first.confidence * 100).rounded()))%"
        let mended =
            ranking.repairedQuery.map { "按“\($0)”理解后，" }
            ?? ranking.previous.map { "接着上一个问题“\($0)”来理解，" } ?? ""
        switch outcome {
        case .smallTalk: return "客户只是打招呼或道谢，没有提出问题。"
        case .answer where ranking.isVerbatim:
            return "客户的问题与“\(first.question)”的问法“\(first.matched)”一字不差，直接回答。"
        case .answer:
            return "\(mended)最接近“\(first.question)”的问法“\(first.matched)”，把握\(percent)，"
                + "达到自动回答的要求。"
        case .clarify:
            return
                "\(mended)最接近“\(first.question)”，把握\(percent)，\(reason(first, runnerUp, policy))，"
                + "所以请客户从几个问题里选。"
        case .miss:
            return "\(mended)最接近的是“\(first.question)”，但把握只有\(percent)，所以没有回答。"
        }
    }

    /// Why one candidate came after another.
    static func reason(
        for second: Ranking.Item,
        behind first: Ranking.Item,
        lead: [Explanation.Part]
    ) -> String {
        if second.isExcluded, !first.isExcluded { return "客户的话就是它的反例" }
        if first.isVerbatim, !second.isVerbatim { return "另一条有一字不差的问法" }
        guard let part = lead.first(where: { $0.contribution > 0 }) else {
            return "得分相同，按知识库里的顺序排在后面"
        }
        return "主要差在：\(part.name.chinese)"
    }

    private static func reason(
        _ first: Candidate,
        _ runnerUp: Explanation.RunnerUp?,
        _ policy: MatchPolicy
    ) -> String {
        for fired in first.guards where fired.kind != .negation || policy.capsNegationConflicts {
            if let objection = fired.objection(rival: runnerUp?.question) { return objection }
        }
        if let runnerUp, first.score - runnerUp.score < 1 {
            return "但“\(runnerUp.question)”也很接近"
        }
        return "还不到自动回答的要求"
    }
}

extension Features.Name {
    /// What a candidate lacks that falls behind in this part.
    fileprivate var chinese: String {
        switch self {
        case .phrasings: "它的各个问法里客户用的词更少"
        case .answer: "它的答案里客户用的词更少"
        case .substitution: "与客户的话互有对方没有的词"
        case .order: "字词的顺序更不一样"
        case .answerFillsGap: "问法里没有的词，它的答案里也没有"
        case .answerWords: "它的答案里客户说的词语更少"
        case .missing: "缺少客户说的关键字"
        case .negation: "一边是否定、一边不是"
        case .questionKind: "问的不是同一类事"
        case .numbers: "两边提到的数字不同"
        case .negativeQuestion: "更像它的反例"
        case .meaning: "意思没有那么接近"
        }
    }
}

extension MatchGuard {
    /// What stands against a candidate, as a clause; `nil` for what is no objection.
    ///
    /// `rival` is the question of the entry that holds the same phrasing.
    package func objection(rival: String? = nil) -> String? {
        switch kind {
        case .numbers: "但两边提到的数字不同"
        case .signs: "但两边的符号不同（\(detail)）"
        case .direction: "但两边说的方向相反（\(detail)）"
        case .otherThing: "但两边说的不是同一样东西（\(detail)）"
        case .furtherCondition: "但它只说“\(detail)”的情况，另有更一般的问答"
        case .negatedAct: "但一边不要“\(detail)”、一边要"
        case .negation: "但一边是否定、一边不是"
        case .negativeQuestion: "但更像它的反例“\(detail)”"
        case .duplicate: rival.map { "但“\($0)”也有一字不差的问法" } ?? "但别的问答也有一字不差的问法"
        case .topic: "但客户只说了一个话题，有几条问答都与它有关"
        case .repaired: nil
        }
    }
}
