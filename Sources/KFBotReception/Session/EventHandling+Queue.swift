import Foundation
import KFBotModel

/// The customer's turn while they wait for a servicer: answers that the base knows, and their place.
extension EventHandling {
    /// A customer who writes on is told the place again after so many seconds.
    private static let placeInterval: TimeInterval = 60

    private var ahead: Int { session.ticket.map(staff.pool.ahead) ?? 0 }

    /// What tells a customer the place in the queue.
    func placeText(ahead: Int) -> String {
        ahead == 0
            ? texts.waitingNext : texts.waiting.replacing("{{ahead}}", with: "\(ahead)")
    }

    /// Takes a message of a customer who waits; the place is kept whatever it says.
    mutating func attend(to message: IncomingMessage) -> Disposition {
        let reading = Self.queueReading(message, session.bot, configuration)
        if case .continuation = reading {
            answer(with: session.bot.rest)
            return .queued(ahead: ahead)
        }
        session.bot.rest = []
        switch reading {
        case .question(let question):
            session.bot.askedIn = message.id
            actions.append(.lookUp(.question(question)))
        case .place: tellPlace()
        case .continuation, .other: tellPlaceIfDue()
        }
        return .queued(ahead: ahead)
    }

    /// What a message of a customer who waits is to the bot.
    enum QueueReading {
        /// The wish for the rest of the last answer.
        case continuation
        /// A question about the queue.
        case place
        /// A question that the base may know.
        case question(String)
        /// Something for the servicer alone.
        case other
    }

    /// Reads a message of a customer who waits; where people alone receive, the base is asked nothing.
    static func queueReading(
        _ message: IncomingMessage,
        _ memory: BotMemory,
        _ configuration: AccountConfiguration
    ) -> QueueReading {
        guard case .text(let whole, _) = message.content else { return .other }
        let text = String(whole.unicodeScalars.prefix(mostScalarsRead))
        if !memory.rest.isEmpty, text.trimmingWhitespace() == "继续" { return .continuation }
        let words = RequestText(text)
        if QueueQuestion.asksForPlace(words) { return .place }
        guard case .bot = configuration.policy.mode, !isInvalid(text, words),
            configuration.handoff.request(in: words) == nil
        else { return .other }
        return .question(whole)
    }

    /// Sends what the base knows for certain; everything else is for the servicer.
    mutating func answerInQueue(_ lookup: Lookup, _ reply: BotReply) -> Disposition {
        if case .answer(let entry, let parts, handsOff: false, let confidence) = reply {
            note(.answered(entry, confidence: confidence), lookup)
            answer(with: parts)
        } else {
            tellPlaceIfDue()
        }
        return .queued(ahead: ahead)
    }

    private mutating func tellPlaceIfDue() {
        guard session.placeTold.map({ now >= $0.addingTimeInterval(Self.placeInterval) }) ?? true
        else { return }
        tellPlace()
    }

    private mutating func tellPlace() {
        session.placeTold = now
        send(session.hasWaitedTooLong ? texts.waitExpired : placeText(ahead: ahead), .queued)
    }
}

/// Questions of customers who wait about nothing but the waiting.
enum QueueQuestion {
    private static let openings = RequestWords(
        "请问 你好 您好 那 我 现在 还 大概 前面 到底 怎么 是不是 不好意思 喂 哈喽 麻烦问下 麻烦 问下 亲 客服 人工客服 人工"
    )
    private static let cores = RequestWords(
        """
        在吗 在不在 在么 有人吗 有人在吗 有人么 有没有人 人呢 还没人 没人吗 没人 怎么没人 怎么还没人 还要多久 要多久 多久 要等多久 等多久 还要等多久
        需要多久 还需要多久 需要等多久 还需要等多久 几位 有几位 还有几位 几个人 有几个人 还有几个人 多少人 有多少人 还有多少人 排到哪 排到哪了 排到第几 排到第几位
        排第几 第几位 第几个 到我了吗 到我了没 到我了 轮到我了吗 轮到我了 什么时候到我 什么时候轮到我 几点到我 快了吗 快到了吗 好了吗 排队 排到了吗 接通了吗
        转接了吗 转接好了吗 为什么还没人 怎么还没接通 还没好吗 还在吗
        """
    )
    private static let closings = RequestWords(
        "啊 呀 呢 吗 么 嘛 了 呐 哦 才能轮到我 才能到我 到我 能到我 能轮到我 能接通 能有人 才有人 回复 接待 理我 回我 谢谢"
    )

    /// Whether a whole text asks for nothing but the place or somebody's presence.
    static func asksForPlace(_ words: RequestText) -> Bool {
        guard words.scalars.count <= 40 else { return false }
        var rest = words.scalars[...]
        while openings.drop(from: &rest) != nil {}
        var count = 0
        while cores.drop(from: &rest) != nil { count += 1 }
        while closings.drop(from: &rest) != nil {}
        return count > 0 && rest.isEmpty
    }
}
