public import KFBotModel

public import struct Foundation.Date

/// What happens to entries, as it is counted.
public enum EntryUse: String, Hashable, Sendable, Codable, CaseIterable {
    /// The bot answered with it.
    case answered
    /// The bot offered it in a menu.
    case offered
    /// The customer chose it in a menu.
    case chosen
    /// The customer chose 以上都不是 in a menu that offered it.
    case declined
    /// A servicer answered while it was suggested.
    case suggested
    /// The servicer sent the suggestion as it was.
    case used
    /// The servicer sent it with changes.
    case edited
    /// The servicer sent something else.
    case ignored
    /// A servicer answered while it would have been suggested, had the account not been `silent`.
    case considered
    /// The servicer sent the same, or nearly, without having seen it.
    case agreed
}

/// How often an entry was of use.
public struct EntryStatistics: Hashable, Sendable {
    /// The base.
    public let base: KnowledgeBaseID
    /// The entry.
    public let entry: EntryID
    /// How often what happened; what is missing never did.
    public let counts: [EntryUse: Int]

    /// How often something happened.
    public subscript(use: EntryUse) -> Int { counts[use] ?? 0 }

    /// How often it answered a customer: by the bot, out of a menu, by a servicer.
    public var hits: Int { self[.answered] + self[.chosen] + self[.used] + self[.edited] }

    /// The share of suggestions that were sent, 0...1; `nil` if it was never suggested.
    public var usefulness: Double? {
        self[.suggested] == 0
            ? nil : Double(self[.used] + self[.edited]) / Double(self[.suggested])
    }
}

/// A question that the bot could not answer.
public struct MissedQuestion: Hashable, Sendable {
    /// The base that was asked.
    public let base: KnowledgeBaseID
    /// The question as it was asked last; the same but for punctuation, width, case and script count
    /// as one.
    public let text: String
    /// How often it was asked.
    public let count: Int
    /// When it was asked first.
    public let first: Date
    /// When it was asked last.
    public let last: Date
}
