public import KFBotModel
import Tokenizer

import struct Foundation.Date

/// A message from outside, written by a customer or by a servicer.
public struct IncomingMessage: Hashable, Sendable {
    /// The message's name.
    ///
    /// A message whose name is known is not handled again.
    public var id: MessageID
    /// What the message holds.
    public var content: Content
    /// What a servicer's message was made from; `nil` if unknown, and for customers' messages.
    public var basis: ReplyBasis?

    /// What a message holds.
    public enum Content: Hashable, Sendable {
        /// Text.
        ///
        /// If the customer tapped a choice of a menu, `choice` identifies it.
        case text(String, choice: String?)
        /// Parts ready to send, such as those of a suggestion.
        ///
        /// Only servicers write them.
        case parts([AnswerPart])
        /// Anything else, by its type: `image`, `voice`, `location`.
        case other(type: String)

        /// The message in words; `nil` if it has none.
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

        /// What is shown instead of a message that its sender recalled (撤回).
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
    /// What a message is for.
    ///
    /// The channel chooses its API call by it.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// The bot answers; sent by `send_msg`.
        case reply
        /// A servicer writes to the customer.
        case servicer
        /// Greets a customer who opens the chat; sent by `send_msg_on_event`.
        case welcome
        /// Tells the customer that they wait; sent by `send_msg_on_event`.
        case queued
        /// Tells the customer that a servicer takes over; sent by `send_msg_on_event`.
        case assigned
        /// Ends the session; sent by `send_msg_on_event`.
        case closing
    }

    /// The message's name; the same whenever it is made or sent again.
    public let id: MessageID
    /// What the message is for.
    public let kind: Kind
    /// What the customer sees.
    public let part: AnswerPart
    /// The identifiers of a menu's choices, in their order.
    public let choices: [String]

    /// The message as it is shown once it was recalled (撤回).
    var withheld: OutgoingMessage {
        OutgoingMessage(id: id, kind: kind, part: .text("（消息已撤回）"), choices: [])
    }

    /// Makes the name of the `sequence`th message to a customer.
    ///
    /// It consists of a hash of account and customer, the time when they first met, and the number,
    /// all in base 36. That makes at most 13 + 7 + 8 characters and two dashes; `send_msg` takes
    /// 32.
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

/// What the bot looks up in the knowledge base.
public enum Lookup: Hashable, Sendable {
    /// A question in the customer's words.
    case question(String)
    /// An entry that the customer chose.
    case entry(EntryID)
}

/// The knowledge base's reply to a lookup.
public enum BotReply: Hashable, Sendable {
    /// An entry answers; `confidence` says how sure that is, 0...1.
    case answer(EntryID, [AnswerPart], handsOff: Bool, confidence: Double = 1)
    /// Several entries are offered to choose from, best first; at least one.
    case clarify([Choice])
    /// Nothing matches.
    case miss
    /// The message is a greeting or thanks.
    case smallTalk
    /// The account's knowledge base does not exist, so nothing can match.
    case baseMissing(KnowledgeBaseID)

    /// An entry in a menu.
    public struct Choice: Hashable, Sendable, Codable {
        /// The entry that the choice stands for.
        public var entry: EntryID
        /// The entry's question, as the menu shows it.
        public var question: String
        /// How likely the entry is what was asked for, 0...1; `nil` if nothing was asked.
        public var confidence: Double?

        /// The signal from which the calibrator made the confidence, for refitting:
        /// ``MatchResult/signal``.
        ///
        /// Only the first choice has one, and only if the calibrator decided.
        public var signal: Double?
        /// The length of the question: ``MatchResult/length``; set together with ``signal``.
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
