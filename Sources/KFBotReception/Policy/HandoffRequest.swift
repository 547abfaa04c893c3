/// Recognizes requests for a person in other words, by a small grammar over the whole message.
enum HandoffRequest {
    /// Words in which 人工 does not mean a person.
    static let otherWords = RequestWords(
        "人工智能 人工费 人工成本 人工审核 人工呼吸 人工授精 人工流产 人工耳蜗 人工降雨 人工湖 人工草坪 人工合成 人工养殖"
    )
    /// Words that offer both sides of a choice, and so do not negate.
    static let alternatives = RequestWords("要不要 能不能 可不可以 可不可 是不是 有没有 用不用 需不需要")
    static let negations = RequestWords("不要 不用 不需要 不想 不找 不转 不必 无需 不是 别 没")

    /// What may stand between a negation and a person.
    static let auxiliaries = RequestWords("给我 帮我 给 帮 再 转接 转 找 接 叫 要 用 了 到 让 的 进")

    private static let openings = RequestWords(
        """
        我要 我想要 我想 我需要 我 想要 想 要 需要 能 能否 可以 可否 能不能 可不可以 请 请你 请问 请帮我 麻烦 麻烦你 帮我 帮忙 给我 给 快
        快点 赶紧 直接 马上 立刻 还是 那 那就 你 您 怎么 如何 怎样 有没有 有 你好 您好 在吗 不行 算了 听不懂 让 必须 一定要 就要 现在
        """
    )
    private static let verbs = RequestWords(
        "转接到 转接 转到 转至 转入 转 接入 接通 接到 接 找到 找 联系 呼叫 叫 换成 换 连线 切换到 切换 切到 切 喊 呼 派"
    )
    private static let measures = RequestWords("一个 一下 一位 个 下 位 到 成 给我 你们 的 活的 真的")
    private static let people = RequestWords(
        "人工客服 人工服务 人工坐席 人工座席 人工接待 人工 真人客服 真人 活人 客服人员 客服专员 服务人员 工作人员 客服 坐席 座席 专员 人员 人"
    )
    /// People whom a customer asks for without a verb.
    private static let called = Set(
        RequestWords("人工客服 人工服务 人工坐席 人工座席 人工接待 人工 真人客服 真人 活人")
    )
    /// Verbs with which a bare 人 is a request for a person.
    private static let seekingVerbs = Set(RequestWords("找 换 叫 转 喊 派"))
    private static let closings = RequestWords(
        """
        服务 客服 吧 啊 呀 呢 吗 么 嘛 了 谢谢 一下 行不行 可以吗 可以 好吗 好不好 行吗 说话 沟通 聊 聊聊 处理 解决 来 帮我 谢 哈 哦
        接待 人工 快点 电话 怎么转 怎么找
        """
    )
    /// The usual requests, with which texts that hold a slip of one character are compared.
    private static let standard = "人工 转人工 转接人工 人工客服 人工服务 我要人工 我要找人 找人工客服 转人工客服".split(
        separator: " "
    )
    .map { RequestText(String($0)) }

    static func isRequest(_ text: RequestText) -> Bool {
        guard text.scalars.count <= 24 else { return false }
        var rest = text.scalars[...]
        while openings.drop(from: &rest) != nil {}
        let verb = verbs.drop(from: &rest)
        while measures.drop(from: &rest) != nil {}
        guard let person = people.drop(from: &rest) else { return false }
        while closings.drop(from: &rest) != nil {}
        guard rest.isEmpty else { return false }
        if called.contains(person) { return true }
        guard let verb else { return false }
        return person != ["人"] || seekingVerbs.contains(verb)
    }

    /// Whether the text says nothing but that no person is wanted.
    static func isDeclined(_ text: RequestText) -> Bool {
        guard text.scalars.count <= 24 else { return false }
        var rest = text.scalars[...]
        while openings.drop(from: &rest) != nil {}
        guard negations.drop(from: &rest) != nil else { return false }
        while auxiliaries.drop(from: &rest) != nil {}
        guard let person = people.drop(from: &rest), person != ["人"] else { return false }
        while closings.drop(from: &rest) != nil {}
        return rest.isEmpty
    }

    /// Whether the text is a usual request by sound, or but for one character that looks alike.
    static func isNearRequest(_ text: RequestText) -> Bool {
        standard.contains { request in
            if text.soundsLike(request) { return true }
            let request = request.scalars
            return request.count == text.scalars.count && request.count >= 3
                && zip(request, text.scalars).count { $0 != $1 } == 1
                && text.scalars.first { !request.contains($0) }.map(lookalikes.contains) ?? false
        }
    }

    /// Characters that customers type for 转, 人, 工, 客, 服 and 找 because of their sound or look.
    private static let lookalikes = Set("专传砖赚入认仁任丨公功供土共弓克刻可科复福付夫我戈照朝".unicodeScalars)
}
