public import KFBotModel
import Tokenizer

import struct Foundation.Date

/// A message from outside: a customer's, or one that a servicer writes.
public struct IncomingMessage: Hashable, Sendable {
    /// Its name; a message of a known name is not handled again.
    public var id: MessageID
    /// What it says.
    public var content: Content
    /// For a servicer's: what it was made from; `nil` if that is not known.
    public var basis: ReplyBasis?

    /// What a message says.
    public enum Content: Hashable, Sendable {
        /// Text; with the identifier of the menu's choice if the customer tapped one.
        case text(String, choice: String?)
        /// Ready messages, such as those of a suggestion; only servicers write them.
        case parts([AnswerPart])
        /// Anything else, by its type: `image`, `voice`, `location`.
        case other(type: String)

        /// What it says in words; `nil` for what has none.
        public var text: String? {
            switch self {
            case .text(let text, _): return text
            case .parts(let parts):
                let texts = parts.compactMap { part in
                    if case .text(let text) = part { text } else { nil }
                }
                return texts.isEmpty ? nil : texts.joined(separator: "\n")
            case .other: return nil
            }
        }

        /// What is shown in place of a message that its sender took back (撤回).
        public static let recalled = Content.other(type: "recalled")
    }

    /// Creates a message.
    public init(id: MessageID, content: Content, basis: ReplyBasis? = nil) {
        self.id = id
        self.content = content
        self.basis = basis
    }

    /// Creates a text message.
    public init(id: MessageID, text: String, choice: String? = nil) {
        self.init(id: id, content: .text(text, choice: choice))
    }
}

/// A message to a customer.
public struct OutgoingMessage: Hashable, Sendable, Codable {
    /// What a message is for, which says by which call the channel sends it.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// The bot answers; `send_msg`.
        case reply
        /// A servicer writes.
        case servicer
        /// Greets who opens the chat; `send_msg_on_event`.
        case welcome
        /// Tells that the customer waits; `send_msg_on_event`.
        case queued
        /// Tells that a servicer takes over; `send_msg_on_event`.
        case assigned
        /// Ends the session; `send_msg_on_event`.
        case closing
    }

    /// Its name, the same however often it is made and sent.
    public let id: MessageID
    /// What it is for.
    public let kind: Kind
    /// What it says.
    public let part: AnswerPart
    /// The identifiers of a menu's choices, in their order.
    public let choices: [String]

    /// The message as it is shown after it was taken back (撤回).
    var withheld: OutgoingMessage {
        OutgoingMessage(id: id, kind: kind, part: .text("（消息已撤回）"), choices: [])
    }

    /// Makes the name of the `sequence`th message to a customer.
    ///
    /// A hash of account and customer, when they first met, and the number, all in base 36: at most
    /// 13 + 7 + 8 characters and two dashes, within the 32 that `send_msg` takes.
    static func id(
        _ account: AccountID,
        _ customer: CustomerID,
        met: Date,
        sequence: Int
    ) -> MessageID {
        let names = account.rawValue.utf8 + [0x1F] + customer.rawValue.utf8
        let seconds = UInt64(max(met.timeIntervalSince1970, 0))
        return MessageID(
            rawValue: [
                String(StableHash(of: names).value, radix: 36), String(seconds, radix: 36),
                String(sequence, radix: 36),
            ].joined(separator: "-")
        )
    }
}

/// What the bot looks up.
public enum Lookup: Hashable, Sendable {
    /// A question in the customer's words.
    case question(String)
    /// An entry that the customer chose.
    case entry(EntryID)
}

/// What the knowledge base says to a lookup.
public enum BotReply: Hashable, Sendable {
    /// An entry answers; how sure that is, says `confidence`, 0...1.
    case answer(EntryID, [AnswerPart], handsOff: Bool, confidence: Double = 1)
    /// Entries to choose from, best first, at least one.
    case clarify([Choice])
    /// Nothing fits.
    case miss
    /// A greeting or thanks.
    case smallTalk
    /// The account's knowledge base does not exist, so that nothing can fit.
    case baseMissing(KnowledgeBaseID)

    /// An entry in a menu.
    public struct Choice: Hashable, Sendable, Codable {
        /// The entry.
        public var entry: EntryID
        /// Its question, as the menu shows it.
        public var question: String
        /// How likely it is what was asked, 0...1; `nil` where nothing was asked.
        public var confidence: Double?

        /// What the curve made the confidence of, for refitting it: ``MatchResult/signal``.
        ///
        /// Only of the first choice, and only where the curve decided.
        public var signal: Double?
        /// How long the question was: ``MatchResult/length``; beside ``signal``.
        public var length: Int?

        /// Creates a choice.
        public init(
            entry: EntryID,
            question: String,
            confidence: Double? = nil,
            signal: Double? = nil,
            length: Int? = nil
        ) {
            self.entry = entry
            self.question = question
            self.confidence = confidence
            self.signal = signal
            self.length = length
        }
    }
}
