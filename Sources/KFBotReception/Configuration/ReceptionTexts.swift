/// What the bot says when no entry does; each text can be replaced in `kfbot.yaml`.
///
/// `{{resumes}}` stands for when service resumes, `{{ahead}}` for how many wait before the customer.
public struct ReceptionTexts: Hashable, Sendable {
    /// Greets a customer who opens the chat (欢迎语); empty for none.
    public var welcome = "您好，我是智能客服，请直接输入您的问题。回复“转人工”可联系人工客服。"
    /// Answers a greeting.
    public var smallTalk = "您好，请问有什么可以帮您？请直接输入您的问题。"
    /// Answers a question that nothing fits (兜底回复).
    public var fallback = "抱歉，我还不会回答这个问题。您可以换个说法，或回复“转人工”。"
    /// Answers a message without a question.
    public var invalidQuestion = "抱歉，我没有理解您的意思，请用一句话描述您的问题。"
    /// Answers pictures, voice and other messages the bot cannot read.
    public var nonText = "我暂时只能看懂文字，请用文字描述您的问题，或回复“转人工”。"
    /// Stands above a menu of questions (猜你想问).
    public var menuHeading = "您想问的是："
    /// Stands below a menu of questions.
    public var menuFooter = "回复数字或点击问题即可。"
    /// The choice of a menu for none of its questions (都不是).
    public var menuNone = "以上都不是"
    /// The last choice of a menu.
    public var menuHandoff = "转人工"
    /// Tells that there is more of an answer.
    public var continuation = "（回复“继续”查看余下内容）"
    /// Tells a customer who is handed over to a servicer.
    public var handoff = "正在为您转接人工客服，请稍候。"
    /// Tells a customer who waits.
    public var waiting = "正在为您转接人工客服，您前面还有{{ahead}}位客户，请稍候。"
    /// Tells a customer that the queue is full.
    public var poolFull = "当前咨询人数较多，暂时无法接入人工客服，请稍后再试，或直接留言。"
    /// Tells a customer who waited too long.
    public var waitExpired = "抱歉，人工客服正忙，暂未能接待您。您的消息已记录，我们会尽快联系您。"
    /// Asks for a message (留言) outside of service hours.
    public var closed = "现在不是人工服务时间，人工客服将于{{resumes}}恢复服务。请直接留言，我们会尽快联系您。"
    /// As ``closed`` where no resumption is known.
    public var closedIndefinitely = "现在不是人工服务时间。请直接留言，我们会尽快联系您。"
    /// Confirms a message that was left.
    public var messageTaken = "您的留言已记录，人工客服恢复服务后会尽快联系您。"
    /// Tells a customer who left a message that service has resumed.
    public var resumed = "人工客服已恢复服务，正在为您接入，您之前的留言已转给客服。"
    /// Ends a session (结束语); empty for none.
    public var closing = ""
    /// Ends a session after silence; empty for none.
    public var idleClosing = "由于您长时间没有回复，本次会话已结束。如有需要，请再次发送消息。"

    /// The texts that ship with the product.
    public init() {}

    /// Each text with its name in `kfbot.yaml`.
    static var fields: [(name: String, path: WritableKeyPath<ReceptionTexts, String>)] {
        [
            ("welcome", \.welcome), ("small_talk", \.smallTalk), ("fallback", \.fallback),
            ("invalid_question", \.invalidQuestion), ("non_text", \.nonText),
            ("menu_heading", \.menuHeading), ("menu_footer", \.menuFooter),
            ("menu_none", \.menuNone), ("menu_handoff", \.menuHandoff),
            ("continuation", \.continuation),
            ("handoff", \.handoff),
            ("waiting", \.waiting), ("pool_full", \.poolFull), ("wait_expired", \.waitExpired),
            ("closed", \.closed), ("closed_indefinitely", \.closedIndefinitely),
            ("message_taken", \.messageTaken), ("resumed", \.resumed), ("closing", \.closing),
            ("idle_closing", \.idleClosing),
        ]
    }
}
