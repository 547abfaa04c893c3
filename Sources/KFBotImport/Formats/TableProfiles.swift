/// The forms that are tables with a header and little else.
extension HeaderTableFormat.Profile {
    /// Dify annotations: the first line is a header, question and answer come by position.
    static var dify: Self {
        Self(positions: [.question, .answer], skipsFirstRow: true, continuesRows: false)
    }

    /// FastGPT: `q`, `a`, `indexes`; further texts stand behind `indexes`; a row without an answer
    /// is a draft.
    static var fastgpt: Self {
        var profile = Self()
        profile.continuesRows = false
        profile.style.continuesSimilar = true
        profile.style.disablesUnanswered = true
        return profile
    }

    /// MaxKB: headers that begin with 分段标题, 分段内容 and 问题 in either script, or these three by position.
    ///
    /// The title is the question and the questions (one a line) are like it; without a title the
    /// first of them is the question. A workbook's sheets are its documents and become groups.
    static var maxkb: Self {
        var profile = Self(positions: [.question, .answer, .similar], groupsBySheet: true)
        profile.special = { header in
            let header = EntryField.folded(header)
            if header.hasPrefix("分段标题") { return .question }
            if header.hasPrefix("分段内容") { return .answer }
            return header.hasPrefix("问题") ? .similar : nil
        }
        profile.style.promotesSimilar = true
        return profile
    }

    /// WeKnora: lists by `##`, 是否停用 and 是否禁止被推荐 as inverted flags.
    static var weknora: Self {
        var profile = Self()
        profile.continuesRows = false
        profile.style.separatesByHashes = true
        profile.style.strategyIsFlag = true
        profile.special = { header in
            EntryField.folded(header) == "是否全部回复" ? .strategy : nil
        }
        return profile
    }
}
