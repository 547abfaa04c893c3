import KFBot
import KFBotTesting
import Testing

/// A base in which many entries fit a question equally well: none is meant for sure, and all are worth
/// offering.
struct NearRivalTests {
    private static let tickets = ["火车票", "学生票", "儿童票", "军人票", "团体票", "联程票", "卧铺票", "往返票"]
    private static let actions = [
        "怎么改签", "多少钱", "可以提前多久预订", "丢了怎么办", "怎么取", "能报销吗", "需要什么证件", "能换座位吗",
    ]
    private static let passwords = ["登录密码", "支付密码", "查询密码", "邮箱密码", "会员密码"]
    private static let refunds = ["窗口怎么退票", "网上怎么退票", "改签后怎么退票", "现金买的怎么退票", "代别人买的怎么退票"]
    private static let cities = [
        "北京", "上海", "广州", "深圳", "成都", "武汉", "西安", "杭州", "南京", "重庆", "长沙", "昆明",
    ]
    private static let places = ["站在哪里", "站几点开门", "站有没有寄存行李", "站能停车吗", "站可以带宠物吗", "站怎么叫出租车"]

    private static let matcher: Matcher = {
        var questions = tickets.flatMap { ticket in actions.map { ticket + $0 } }
        questions += passwords.flatMap { [$0 + "忘记了怎么办", $0 + "怎么修改"] } + refunds
        questions += cities.flatMap { city in places.map { city + $0 } }
        questions += ["学生票怎么购买", "儿童票怎么购买", "学生票怎么核验资格"]
        return SampleKnowledge.matcher(
            questions.enumerated().map { SampleKnowledge.entry("\($0)", [$1], "请按页面说明办理") }
        )
    }()

    struct RivalCase: CustomTestStringConvertible {
        let asked: String
        /// What each offered question, or the one answered, must hold.
        let about: String
        var testDescription: String { asked }
    }

    @Test(
        "rivals that share the confidence are offered",
        arguments: [
            RivalCase(asked: "忘记密码了", about: "密码"), RivalCase(asked: "怎么退票", about: "退票"),
            RivalCase(asked: "学生票怎么买", about: "学生票"), RivalCase(asked: "票丢了", about: "票丢了"),
            RivalCase(asked: "密码要怎么改", about: "密码怎么修改"),
            // Twelve equals: three of them have a quarter of the confidence.
            RivalCase(asked: "行李能寄存吗", about: "寄存行李"),
        ]
    )
    func offered(_ test: RivalCase) {
        switch Self.matcher.ask(test.asked).outcome {
        case .answer(let candidate): #expect(candidate.question.contains(test.about))
        case .clarify(let menu):
            #expect(menu.count > 1)
            #expect(menu[0].question.contains(test.about), "\(menu.map(\.question))")
        case .miss, .smallTalk: Issue.record("nothing was offered")
        }
    }

    @Test("what no entry is about gets no menu, however many entries share its small words")
    func notOffered() {
        for query in ["今天股票涨了吗", "附近有什么好玩的", "怎么注册公司", "能给我唱首歌吗"] {
            let result = Self.matcher.ask(query)
            #expect(result.outcome.name == "miss", "\(query): \(result.outcome)")
        }
    }

    @Test("together, entries count the more the less is exchanged between them and the question")
    func substitution() throws {
        let near = try #require(Self.matcher.ask("忘记密码了").explanation)
        #expect(near.probability < 0.35 && near.together >= 0.35)
        let far = try #require(Self.matcher.ask("今天股票涨了吗").explanation)
        #expect(far.together < far.clarifyThreshold)
    }
}
