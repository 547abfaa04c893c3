/// What the bot does while people receive (智能辅助接待).
public enum AssistMode: String, Hashable, Sendable, CaseIterable {
    /// Replies are suggested to the servicer.
    case suggest
    /// Replies are found and compared with what the servicer writes, but not shown.
    case silent
    /// The bot looks for no replies.
    case off
}
