public import struct Foundation.Date

/// A question with its answers (问答), the unit that people edit.
public struct Entry: Hashable, Sendable, Identifiable {
    /// The name of the entry, unique in its knowledge base.
    public var id: EntryID
    /// The groups (分组) it lies in, outermost first; empty for none.
    public var group: GroupPath
    /// The question in its standard phrasing (标准问).
    public var question: String
    /// Other phrasings of the same question (相似问).
    public var similarQuestions: [String]
    /// Phrasings that look alike but must not lead here (反例).
    public var negativeQuestions: [String]
    /// What to answer; which of them, says ``strategy``.
    public var answers: [Answer]
    /// How the answers are used.
    public var strategy: AnswerStrategy
    /// Whether customers get the entry at all.
    public var isEnabled: Bool
    /// Whether a menu of questions (猜你想问) may offer the entry.
    public var isRecommendable: Bool
    /// Whether the entry, once answered, hands the customer over to people (转人工).
    public var handsOff: Bool
    /// The first moment at which the entry holds; `nil` for always.
    public var validFrom: Date?
    /// The first moment at which it no longer holds; `nil` for never.
    public var validUntil: Date?
    /// The accounts that use the entry; empty for all.
    public var accounts: [AccountID]
    /// Entries a customer may want next.
    public var related: [EntryID]
    /// Free labels.
    public var tags: [String]
    /// What an import brought and no field here holds.
    public var extra: [String: JSONValue]

    /// Creates an entry; everything but the first three has the usual default.
    public init(
        id: EntryID,
        question: String,
        answers: [Answer],
        group: GroupPath = [],
        similarQuestions: [String] = [],
        negativeQuestions: [String] = [],
        strategy: AnswerStrategy = .all,
        isEnabled: Bool = true,
        isRecommendable: Bool = true,
        handsOff: Bool = false,
        validFrom: Date? = nil,
        validUntil: Date? = nil,
        accounts: [AccountID] = [],
        related: [EntryID] = [],
        tags: [String] = [],
        extra: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.group = group
        self.question = question
        self.similarQuestions = similarQuestions
        self.negativeQuestions = negativeQuestions
        self.answers = answers
        self.strategy = strategy
        self.isEnabled = isEnabled
        self.isRecommendable = isRecommendable
        self.handsOff = handsOff
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.accounts = accounts
        self.related = related
        self.tags = tags
        self.extra = extra
    }

    /// All phrasings under which the entry is found (问法), the standard one first.
    public var phrasings: [String] { [question] + similarQuestions }
}

/// The names of nested groups (分组), outermost first; written `售后/退款`.
public struct GroupPath: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// The names, none of them empty.
    public var names: [String]

    /// Creates a path; names that are empty after trimming are left out.
    public init(_ names: [String]) {
        self.names = names.map { $0.trimmingWhitespace() }.filter { !$0.isEmpty }
    }

    /// Creates a value from a literal.
    public init(arrayLiteral elements: String...) { self.init(elements) }

    /// Reads `售后/退款`; `\/` is a slash inside a name.
    public init(parsing text: String) {
        var names = [""]
        var isEscaped = false
        for character in text {
            if isEscaped {
                names[names.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "/" {
                names.append("")
            } else {
                names[names.count - 1].append(character)
            }
        }
        if isEscaped { names[names.count - 1].append("\\") }
        self.init(names)
    }

    /// The form that ``init(parsing:)`` reads back.
    public var description: String {
        names.map { name in
            String(name.flatMap { $0 == "/" || $0 == "\\" ? ["\\", $0] : [$0] })
        }.joined(separator: "/")
    }
}

extension String {
    /// The text without white space and line breaks at both ends.
    package func trimmingWhitespace() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
