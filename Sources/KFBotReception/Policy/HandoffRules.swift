import KFBotKnowledge
public import KFBotModel
import Tokenizer

/// When the bot hands a customer over to people (转人工).
///
/// The defaults are those of 微信客服's own bot, by its help pages of 2024: the keywords 人工 and 投诉,
/// two misses in a row, three invalid questions in a row. That bot has no rule for repeated
/// questions.
public struct HandoffRules: Hashable, Sendable {
    /// Words that hand over wherever they stand in a message.
    public var keywords: [String] { didSet { foldedKeywords = keywords.map(RequestText.init) } }
    private(set) var foldedKeywords: [RequestText]
    /// Whether to understand requests in other words, by sound or with a slip: 我要找人, 转入工.
    public var isFuzzy: Bool
    /// After how many misses in a row to hand over; `nil` for never.
    public var misses: Int?
    /// After how many invalid questions in a row to hand over; `nil` for never.
    public var invalidQuestions: Int?
    /// How often the same question must come in a row to hand over; `nil` for never.
    public var repeats: Int?
    /// Whether menus of questions end with the choice 转人工.
    public var isOfferedInMenus: Bool

    /// Creates rules, by default those of a new account.
    public init(
        keywords: [String] = ["人工", "投诉"],
        isFuzzy: Bool = true,
        misses: Int? = 2,
        invalidQuestions: Int? = 3,
        repeats: Int? = 3,
        isOfferedInMenus: Bool = true
    ) {
        self.keywords = keywords
        foldedKeywords = keywords.map(RequestText.init)
        self.isFuzzy = isFuzzy
        self.misses = misses
        self.invalidQuestions = invalidQuestions
        self.repeats = repeats
        self.isOfferedInMenus = isOfferedInMenus
    }

    /// The reason why a message asks for a person; `nil` if it does not.
    ///
    /// Negated words (不用转人工) and words in which the keyword means something else (人工智能) do not
    /// count.
    public func request(in text: String) -> HandoffReason? { request(in: RequestText(text)) }

    /// The same for a message that is folded already.
    func request(in words: RequestText) -> HandoffReason? {
        guard !words.isEmpty else { return nil }
        if isFuzzy, HandoffRequest.isRequest(words) { return .request }
        if let place = foldedKeywords.firstIndex(where: words.holds) {
            return .keyword(keywords[place])
        }
        guard isFuzzy else { return nil }
        if let place = foldedKeywords.firstIndex(where: words.soundsLike) {
            return .keyword(keywords[place])
        }
        return HandoffRequest.isNearRequest(words) ? .request : nil
    }

    /// Whether a message says nothing but that no person is wanted: 不用转人工, 别转人工了.
    func isDeclined(in words: RequestText) -> Bool { HandoffRequest.isDeclined(words) }

    /// Why the bot's failures so far hand over; `nil` while they do not.
    public func reason(for counters: HandoffCounters) -> HandoffReason? {
        if let misses, counters.misses >= misses { return .misses(counters.misses) }
        if let invalidQuestions, counters.invalidQuestions >= invalidQuestions {
            return .invalidQuestions(counters.invalidQuestions)
        }
        if let repeats, counters.repeats >= repeats { return .repeatedQuestion(counters.repeats) }
        return nil
    }
}

/// The reason why a customer was handed over to people.
public enum HandoffReason: Hashable, Sendable {
    /// The message holds a keyword.
    case keyword(String)
    /// The message asks for a person in other words.
    case request
    /// This many questions in a row had no answer.
    case misses(Int)
    /// This many messages in a row were no questions.
    case invalidQuestions(Int)
    /// The same question came this many times in a row.
    case repeatedQuestion(Int)
    /// The customer chose 转人工 in a menu.
    case menuChoice
    /// The entry that answers is marked to hand over.
    case entry(EntryID)
    /// By the account's mode, people receive at this time.
    case receptionMode
    /// Service has resumed, and the customer had left a message.
    case resumption

    /// The reason in a few Chinese words.
    public var text: String {
        switch self {
        case .keyword(let word): "消息含关键词“\(word)”"
        case .request: "客户要求人工"
        case .misses(let count): "连续\(count)次未命中"
        case .invalidQuestions(let count): "连续\(count)次无效提问"
        case .repeatedQuestion(let count): "同一问题重复\(count)次"
        case .menuChoice: "客户在菜单中选择转人工"
        case .entry(let entry): "问答“\(entry)”要求转人工"
        case .receptionMode: "按接待方式由人工接待"
        case .resumption: "恢复服务后处理留言"
        }
    }
}

/// The counts of a customer's messages in a row that may lead to a handoff.
public struct HandoffCounters: Hashable, Sendable {
    /// How many questions in a row had no answer.
    public private(set) var misses = 0
    /// How many messages in a row were no questions.
    public private(set) var invalidQuestions = 0
    /// How often the last question was asked in a row; at least 1 once there was a question.
    public private(set) var repeats = 0
    private(set) var lastQuestion: Int64?

    /// Creates counters at 0.
    public init() {}

    init(misses: Int, invalidQuestions: Int, repeats: Int, lastQuestion: Int64?) {
        self.misses = misses
        self.invalidQuestions = invalidQuestions
        self.repeats = repeats
        self.lastQuestion = lastQuestion
    }

    /// Counts a question.
    ///
    /// It repeats the one before if they differ only in punctuation, width, case and script.
    public mutating func countQuestion(_ text: String) {
        let fingerprint = Fingerprint.of(text)
        repeats = fingerprint == lastQuestion ? repeats + 1 : 1
        lastQuestion = fingerprint
    }

    /// Counts an answer or a menu, which resets misses and invalid questions to 0.
    public mutating func countHit() {
        misses = 0
        invalidQuestions = 0
    }

    /// Counts a question without an answer.
    public mutating func countMiss() {
        misses += 1
        invalidQuestions = 0
    }

    /// Counts a message that is no question.
    ///
    /// The count of misses stays as it is.
    public mutating func countInvalidQuestion() { invalidQuestions += 1 }
}
