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
        let mended = ranking.repairedQuery.map { "按“\($0)”理解后，" } ?? ""
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

extension MatchGuard {
    /// What stands against a candidate, as a clause; `nil` for what is no objection.
    ///
    /// `rival` is the question of the entry that holds the same wording.
    func objection(rival: String? = nil) -> String? {
        switch kind {
        case .numbers: "但两边提到的数字不同"
        case .direction: "但两边说的方向相反（\(detail)）"
        case .negation: "但一边是否定、一边不是"
        case .negativeQuestion: "但更像它的反例“\(detail)”"
        case .duplicate: rival.map { "但“\($0)”也有一字不差的问法" } ?? "但别的问答也有一字不差的问法"
        case .repaired: nil
        }
    }
}
