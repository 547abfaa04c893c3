public import KFBotModel

/// Fits an answer into the messages that may still be sent.
public struct ReplyBudget: Hashable, Sendable {
    /// How many messages the answer may take.
    public var messages: Int
    /// The largest text of one message, in UTF-8 bytes.
    public var textBytes: Int
    /// What tells the customer that there is more, put behind the last text; empty for nothing.
    public var continuation: String

    /// A budget of its own.
    public init(messages: Int, textBytes: Int = 2048, continuation: String = "") {
        self.messages = max(messages, 0)
        self.textBytes = textBytes
        self.continuation = continuation
    }

    /// What is sent now and what is kept for when the customer writes again.
    public struct Plan: Hashable, Sendable {
        /// The messages to send, at most as many as the budget.
        public var messages: [AnswerPart]
        /// The parts that did not fit, in order.
        public var rest: [AnswerPart]
    }

    /// Plans the messages of an answer.
    ///
    /// Texts next to each other become one message while it holds them; longer ones are split at the
    /// ends of sentences. If that takes more messages than there are, all texts go before all else, so
    /// that they share messages; what is still too much is kept.
    public func plan(_ parts: [AnswerPart]) -> Plan {
        var sent = merged(parts)
        if sent.count > messages {
            let texts = parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
            let packed = TextSplitter.split(texts.joined(separator: "\n"), bytes: textBytes)
            let others = parts.filter { if case .text = $0 { false } else { true } }
            let dense = packed.map(AnswerPart.text) + others
            if dense.count < sent.count { sent = dense }
        }
        let rest = Array(sent.dropFirst(messages))
        sent = Array(sent.prefix(messages))
        if !rest.isEmpty, !continuation.isEmpty,
            let last = sent.lastIndex(where: { if case .text = $0 { true } else { false } }),
            case .text(let text) = sent[last],
            text.utf8.count + continuation.utf8.count < textBytes
        {
            sent[last] = .text(text + "\n" + continuation)
        }
        return Plan(messages: sent, rest: rest)
    }

    private func merged(_ parts: [AnswerPart]) -> [AnswerPart] {
        var messages: [AnswerPart] = []
        var text = ""
        func flush() {
            messages += TextSplitter.split(text, bytes: textBytes).map(AnswerPart.text)
            text = ""
        }
        for part in parts {
            guard case .text(let next) = part else {
                flush()
                messages.append(part)
                continue
            }
            if !text.isEmpty, text.utf8.count + 1 + next.utf8.count > textBytes { flush() }
            text += text.isEmpty ? next : "\n" + next
        }
        flush()
        return messages
    }
}
