/// What the customer is told when no entry says it; each text can be replaced in `kfbot.yaml`.
///
/// `{{name}}` stands for the account's name in all of them, `{{resumes}}` for when service resumes,
/// `{{ahead}}` for how many wait before the customer.
public struct ReceptionTexts: Hashable, Sendable {
    /// Greets a customer who opens the chat while the bot receives (欢迎语); empty for none.
    public var welcome = "您好，我是智能客服，请直接输入您的问题。回复“转人工”可联系人工客服。"
    /// Greets a customer whom people receive; empty for none.
    public var welcomePeople = "您好，请描述您的问题，人工客服会尽快为您服务。"
    /// Greets a customer whom nobody receives now, with {{resumes}}; empty for none.
    public var welcomeClosed = "您好，现在不是人工服务时间，人工客服将于{{resumes}}恢复服务。您可以直接留言，我们会尽快联系您。"
    /// Answers a greeting.
    public var smallTalk = "您好，请问有什么可以帮您？请直接输入您的问题。"
    /// Answers a question that nothing fits (兜底回复).
    public var fallback = "抱歉，我还不会回答这个问题。您可以换个说法，或回复“转人工”。"
    /// Answers a message that is no question (无效提问).
    public var invalidQuestion = "抱歉，我没有理解您的意思，请用一句话描述您的问题。"
    /// Answers pictures, voice and other messages that the bot cannot read.
    public var nonText = "我暂时只能看懂文字，请用文字描述您的问题，或回复“转人工”。"
    /// Stands above a menu of questions (猜你想问).
    public var menuHeading = "您想问的是："
    /// Stands below a menu of questions.
    public var menuFooter = "回复数字或点击问题即可。"
    /// The choice 都不是, with which a customer declines all questions of a menu.
    public var menuNone = "以上都不是"
    /// The choice 转人工, the last of a menu.
    public var menuHandoff = "转人工"
    /// Says that the answer goes on.
    public var continuation = "（回复“继续”查看余下内容）"
    /// Tells a customer that a servicer takes over.
    public var handoff = "正在为您转接人工客服，请稍候。"
    /// Tells a customer that they are waiting.
    public var waiting = "正在为您转接人工客服，您前面还有{{ahead}}位客户，请稍候。"
    /// As ``waiting`` for the first in the queue.
    public var waitingNext = "正在为您转接人工客服，您是下一位，请稍候。"
    /// Answers a wish for no person (不用转人工).
    public var handoffDeclined = "好的，请直接输入您的问题，我来为您解答。"
    /// Asks for a message (留言) in service hours while nobody is at work.
    public var nobodyAtWork = "人工客服暂时不在线，您可以直接留言，客服上线后会尽快联系您。"
    /// Tells a customer that the queue is full.
    public var poolFull = "当前咨询人数较多，暂时无法接入人工客服，请稍后再试，或直接留言。"
    /// Tells a customer that the wait was too long.
    public var waitExpired = "抱歉，人工客服正忙，暂未能接待您。您的消息已记录，我们会尽快联系您。"
    /// Asks for a message (留言) outside of service hours.
    public var closed = "现在不是人工服务时间，人工客服将于{{resumes}}恢复服务。请直接留言，我们会尽快联系您。"
    /// Stands in for ``closed`` if the time of the next opening is not known.
    public var closedIndefinitely = "现在不是人工服务时间。请直接留言，我们会尽快联系您。"
    /// Confirms a message that was left.
    public var messageTaken = "您的留言已记录，人工客服恢复服务后会尽快联系您。"
    /// Tells a customer who left a message that service has resumed.
    public var resumed = "人工客服已恢复服务，正在为您接入，您之前的留言已转给客服。"
    /// Ends a session (结束语); empty for none.
    public var closing = ""
    /// Ends a session after silence; empty for none.
    public var idleClosing = "由于您长时间没有回复，本次会话已结束。如有需要，请再次发送消息。"

    /// Creates the texts that ship with the product.
    public init() {}

    /// Each text with its name in `kfbot.yaml`.
    static var fields: [(name: String, path: WritableKeyPath<ReceptionTexts, String>)] {
        [
            ("welcome", \.welcome), ("welcome_people", \.welcomePeople),
            ("welcome_closed", \.welcomeClosed), ("small_talk", \.smallTalk),
            ("fallback", \.fallback),
            ("invalid_question", \.invalidQuestion), ("non_text", \.nonText),
            ("menu_heading", \.menuHeading), ("menu_footer", \.menuFooter),
            ("menu_none", \.menuNone), ("menu_handoff", \.menuHandoff),
            ("continuation", \.continuation),
            ("handoff", \.handoff),
            ("waiting", \.waiting), ("waiting_next", \.waitingNext),
            ("handoff_declined", \.handoffDeclined), ("nobody_at_work", \.nobodyAtWork),
            ("pool_full", \.poolFull), ("wait_expired", \.waitExpired),
            ("closed", \.closed), ("closed_indefinitely", \.closedIndefinitely),
            ("message_taken", \.messageTaken), ("resumed", \.resumed), ("closing", \.closing),
            ("idle_closing", \.idleClosing),
        ]
    }
}
