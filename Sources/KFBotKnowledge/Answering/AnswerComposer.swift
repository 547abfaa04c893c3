public import KFBotModel

public import struct Foundation.Date

/// For whom, when and with what words an answer is composed.
public struct AnswerContext: Sendable {
    /// The account that was asked; `nil` for none in particular.
    public var account: AccountID?
    /// The moment for which entries and answers must be valid.
    public var date: Date
    /// What the variables of answers stand for; a variable without a value stays as it is written.
    public var variables: [AnswerVariable: String]
    /// The last line of a menu (以上都不是).
    public var menuNone: String
    /// The line of a menu that asks for a person (转人工); `nil` where menus do not offer it.
    public var menuHandoff: String?

    /// Creates a context.
    public init(
        account: AccountID? = nil,
        at date: Date,
        variables: [AnswerVariable: String] = [:],
        menuNone: String = "以上都不是",
        menuHandoff: String? = "转人工"
    ) {
        self.account = account
        self.date = date
        self.variables = variables
        self.menuNone = menuNone
        self.menuHandoff = menuHandoff
    }
}

/// Turns an entry into what is sent: the one way for `kfbot ask`, the bot, servicers and the HTTP API.
public enum AnswerComposer {
    /// The messages with which an entry answers a question.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - question: The question; the same one gets the same one of several answers.
    ///   - context: For whom, and when.
    /// - Returns: The parts in the order in which they are sent, variables filled in; `nil` if the entry
    ///   has nothing to say to this account at this moment and does not hand over either.
    public static func parts(
        of entry: Entry,
        to question: String,
        in context: AnswerContext
    ) -> [AnswerPart]? {
        let parts = entry.reply(
            account: context.account,
            at: context.date,
            seed: KnowledgeResponder.seed(question)
        ).map { filled($0, in: context) }
        return parts.isEmpty && !entry.handsOff ? nil : parts
    }

    /// A part with its variables filled in.
    public static func filled(_ part: AnswerPart, in context: AnswerContext) -> AnswerPart {
        guard case .text(let text) = part, text.utf8.contains(UInt8(ascii: "{")) else {
            return part
        }
        return .text(
            context.variables.reduce(text) { text, variable in
                text.replacing(variable.key.placeholder, with: variable.value)
            }
        )
    }
}
