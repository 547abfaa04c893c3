import KFBotKnowledge
public import KFBotModel
import Tokenizer

/// When the bot hands a customer over to people (转人工).
///
/// Defaults are those of the product's own bot: keywords 人工 and 投诉, two misses in a row, three invalid
/// questions in a row; see reference "Hand-over settings". Repetition has no counterpart there.
public struct HandoffRules: Hashable, Sendable {
    /// Words that hand over wherever a message holds them.
    public var keywords: [String] { didSet { foldedKeywords = keywords.map(RequestText.init) } }
    private(set) var foldedKeywords: [RequestText]
    /// Whether requests in other words, by sound or with a slip are understood: 我要找人, 转入工.
    public var isFuzzy: Bool
    /// How many misses in a row hand over; `nil` for never.
    public var misses: Int?
    /// How many invalid questions in a row hand over; `nil` for never.
    public var invalidQuestions: Int?
    /// Asking the same question for the how manieth time in a row hands over; `nil` for never.
    public var repeats: Int?
    /// Whether menus of questions end with the choice 转人工.
    public var isOfferedInMenus: Bool

    /// Creates rules.
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

    /// Why a message asks for a person; `nil` if it does not.
    ///
    /// A negated word (不用转人工) and words in which the keyword means something else (人工智能) do not count.
    public func request(in text: String) -> HandoffReason? {
        let words = RequestText(text)
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

/// Why a customer was handed over to people.
public enum HandoffReason: Hashable, Sendable {
    /// The message holds a keyword.
    case keyword(String)
    /// The message asks for a person in other words.
    case request
    /// So many questions in a row had no answer.
    case misses(Int)
    /// So many messages in a row were no questions.
    case invalidQuestions(Int)
    /// The same question came so many times in a row.
    case repeatedQuestion(Int)
    /// The customer chose 转人工 in a menu.
    case menuChoice
    /// The entry that answers says so.
    case entry(EntryID)
    /// People receive at this time, or always.
    case receptionMode
    /// Service has resumed for a customer who left a message.
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

/// What of a customer's messages in a row counts towards a handoff.
public struct HandoffCounters: Hashable, Sendable {
    /// Misses in a row.
    public private(set) var misses = 0
    /// Invalid questions in a row.
    public private(set) var invalidQuestions = 0
    /// How often the last question was asked in a row, at least 1 once one was.
    public private(set) var repeats = 0
    private(set) var lastQuestion: Int64?

    /// Nothing counted yet.
    public init() {}

    init(misses: Int, invalidQuestions: Int, repeats: Int, lastQuestion: Int64?) {
        self.misses = misses
        self.invalidQuestions = invalidQuestions
        self.repeats = repeats
        self.lastQuestion = lastQuestion
    }

    /// Counts a question: the same as the one before in all but punctuation, width and script, or not.
    public mutating func countQuestion(_ text: String) {
        let fingerprint = Fingerprint.of(text)
        repeats = fingerprint == lastQuestion ? repeats + 1 : 1
        lastQuestion = fingerprint
    }

    /// Counts an answer or a menu: misses and invalid questions start anew.
    public mutating func countHit() {
        misses = 0
        invalidQuestions = 0
    }

    /// Counts a question without an answer.
    public mutating func countMiss() {
        misses += 1
        invalidQuestions = 0
    }

    /// Counts a message that is no question; misses in a row stay as they are.
    public mutating func countInvalidQuestion() { invalidQuestions += 1 }
}
