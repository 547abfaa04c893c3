public import KFBotModel

public import struct Foundation.Date

/// What a file says about one entry; `nil` where it says nothing, so that an existing value stays.
///
/// A Rasa file of responses gives drafts with answers and no question; every other reader gives
/// a question.
public struct EntryDraft: Hashable, Sendable {
    /// Where the record stands.
    public var location: SourceLocation
    /// The entry's name in the file.
    public var id: EntryID?
    /// The groups; an empty path where the file says that there is none.
    public var group: GroupPath?
    /// The standard phrasing.
    public var question: String?
    /// Other phrasings.
    public var similarQuestions: [String]?
    /// Phrasings that must not lead here.
    public var negativeQuestions: [String]?
    /// The answers.
    public var answers: [Answer]?
    /// How the answers are used.
    public var strategy: AnswerStrategy?
    /// Whether customers get the entry.
    public var isEnabled: Bool?
    /// Whether menus may offer the entry.
    public var isRecommendable: Bool?
    /// Whether the entry hands over to people.
    public var handsOff: Bool?
    /// The first moment at which it holds; `.some(nil)` where the file says "always".
    public var validFrom: Date??
    /// The first moment at which it no longer holds; `.some(nil)` where the file says "never".
    public var validUntil: Date??
    /// The accounts that use it.
    public var accounts: [AccountID]?
    /// Entries a customer may want next.
    public var related: [EntryID]?
    /// Labels.
    public var tags: [String]?
    /// What no other field holds.
    public var extra: [String: JSONValue]?
    /// Whether it is a row of a person's table, whose names are no promise that there is one entry each.
    var isRow = false
    /// Whether what the draft lacks may stand in another file.
    var isPart = false

    /// Creates a draft that says nothing yet.
    public init(at location: SourceLocation) {
        self.location = location
    }

    /// Writes what the draft says over an entry; its name stays.
    public func apply(to entry: inout Entry) {
        if let group { entry.group = group }
        if let question { entry.question = question }
        if let similarQuestions { entry.similarQuestions = similarQuestions }
        if let negativeQuestions { entry.negativeQuestions = negativeQuestions }
        if let answers { entry.answers = answers }
        if let strategy { entry.strategy = strategy }
        if let isEnabled { entry.isEnabled = isEnabled }
        if let isRecommendable { entry.isRecommendable = isRecommendable }
        if let handsOff { entry.handsOff = handsOff }
        if let validFrom { entry.validFrom = validFrom }
        if let validUntil { entry.validUntil = validUntil }
        if let accounts { entry.accounts = accounts }
        if let related { entry.related = related }
        if let tags { entry.tags = tags }
        if let extra { entry.extra = extra }
    }

    /// Makes a new entry of the draft, with the usual default where it says nothing.
    ///
    /// - Parameter id: The name of the entry.
    /// - Returns: The entry; `nil` if the draft has no question.
    public func makeEntry(id: EntryID) -> Entry? {
        guard let question else { return nil }
        var entry = Entry(id: id, question: question, answers: [])
        apply(to: &entry)
        return entry
    }
}

extension EntryDraft {
    /// Adds a value that no field holds.
    mutating func addExtra(_ key: String, _ value: JSONValue) {
        extra = extra ?? [:]
        extra?[key] = value
    }

    /// Adds phrasings, without a second copy of any.
    mutating func addSimilar(_ questions: some Sequence<String>) {
        var all = similarQuestions ?? []
        var known = Set(all)
        if let question { known.insert(question) }
        for text in questions where known.insert(text).inserted {
            all.append(text)
        }
        similarQuestions = all
    }
}
