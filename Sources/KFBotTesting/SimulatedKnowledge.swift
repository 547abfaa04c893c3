import Foundation
import KFBot

/// A small knowledge base with fixed answers.
struct SimulatedKnowledge: QuestionAnswerer {
    /// What customers say.
    static let texts = [
        "怎么退货？", "运费多少？", "退", "你好", "。。。", "转人工", "1", "3", "继续", "我想问", "下周", "不知道说什么好？",
        "看图？", "请保险？",
        "嘎嘎嘎", "我要找人",
    ]

    func reply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) -> BotReply {
        switch lookup {
        case .entry(let entry): return .answer(entry, [.text("答案")], handsOff: false)
        case .question(let text):
            if text.contains("退货") { return .answer("r", [.text("七天内可退。")], handsOff: false) }
            if text.contains("看图") {
                let image = AnswerPart.image(AnswerPart.Media(mediaID: "m"))
                return .answer("p", Array(repeating: image, count: 7), handsOff: false)
            }
            if text.contains("保险") { return .answer("i", [.text("请稍候。")], handsOff: true) }
            if text.contains("运费") {
                return .clarify([
                    BotReply.Choice(entry: "a", question: "运费多少钱"),
                    BotReply.Choice(entry: "b", question: "谁出运费"),
                ])
            }
            return text.contains("你好") ? .smallTalk : .miss
        }
    }
}
