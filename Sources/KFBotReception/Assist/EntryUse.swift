public import KFBotModel

public import struct Foundation.Date

/// What happens to an entry, one case for each kind of event that is counted.
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
    /// A servicer answered while the bot had found the entry but, in the mode `silent`, did not
    /// show it.
    case considered
    /// In the mode `silent`, the servicer sent the same text, or nearly, without having seen it.
    case agreed
}

/// How often an entry was of use.
public struct EntryStatistics: Hashable, Sendable {
    /// The base that holds the entry.
    public let base: KnowledgeBaseID
    /// The entry that is counted; it may have been deleted since.
    public let entry: EntryID
    /// The count of each use, above 0; a use without a count never happened.
    public let counts: [EntryUse: Int]

    /// The count of one use; 0 if it never happened.
    public subscript(use: EntryUse) -> Int { counts[use] ?? 0 }

    /// How often the entry answered a customer: by the bot, from a menu, or through a servicer.
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
    /// The question as it was last asked.
    ///
    /// Questions that differ only in punctuation, width, case and script count as one.
    public let text: String
    /// How often it was asked.
    public let count: Int
    /// When it was asked first.
    public let first: Date
    /// When it was asked last.
    public let last: Date
}
