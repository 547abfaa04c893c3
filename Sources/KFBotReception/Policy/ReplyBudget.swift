public import KFBotModel

/// Fits an answer into the messages that may still be sent.
public struct ReplyBudget: Hashable, Sendable {
    /// How many messages the answer may take.
    public var messages: Int
    /// The largest text of one message, in UTF-8 bytes.
    public var textBytes: Int
    /// Tells the customer that there is more; added below the last text.
    ///
    /// Empty for nothing.
    public var continuation: String

    /// Creates a budget; a negative number of messages counts as 0.
    public init(messages: Int, textBytes: Int = 2048, continuation: String = "") {
        self.messages = max(messages, 0)
        self.textBytes = textBytes
        self.continuation = continuation
    }

    /// What to send now, and what to keep until the customer writes again.
    public struct Plan: Hashable, Sendable {
        /// The messages to send, at most as many as the budget.
        public var messages: [AnswerPart]
        /// The parts that did not fit, in order.
        public var rest: [AnswerPart]
    }

    /// Plans the messages of an answer.
    ///
    /// Neighbouring texts share a message as far as they fit. Longer texts are split at the ends of
    /// sentences. If there are still too many messages, all texts go first, so that they can share
    /// messages. What does not fit then is kept.
    public func plan(_ parts: [AnswerPart]) -> Plan {
        var sent = merged(parts)
        if sent.count > messages {
            let texts = parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
            let packed = TextSplitter.split(texts.joined(separator: "\n"), bytes: textBytes)
            let others = parts.filter { if case .text = $0 { false } else { true } }
            let dense = packed.map(AnswerPart.text) + others
            if dense.count < sent.count { sent = dense }
        }
        var plan = Plan(
            messages: Array(sent.prefix(messages)),
            rest: Array(sent.dropFirst(messages))
        )
        if !plan.rest.isEmpty, !continuation.isEmpty { addHint(to: &plan) }
        return plan
    }

    /// Says that there is more: behind the last text if there is room, else in place of what gives way.
    private func addHint(to plan: inout Plan) {
        let room = textBytes - continuation.utf8.count - 1
        let texts = plan.messages.indices.filter { place in
            if case .text = plan.messages[place] { true } else { false }
        }
        if let last = texts.last, case .text(let text) = plan.messages[last],
            text.utf8.count <= room
        {
            plan.messages[last] = .text(text + "\n" + continuation)
            return
        }
        guard let last = plan.messages.last else { return }
        if case .text(let text) = last, room >= 4 {
            let pieces = TextSplitter.split(text, bytes: room)
            plan.messages[plan.messages.count - 1] = .text(pieces[0] + "\n" + continuation)
            let cut = pieces.dropFirst().joined(separator: "\n")
            plan.rest = Self.joined(cut, plan.rest, bytes: textBytes)
        } else if plan.messages.count > 1 {
            plan.messages[plan.messages.count - 1] = .text(continuation)
            plan.rest.insert(last, at: 0)
        }
    }

    /// Puts what was cut off in front of the rest, in one message with the next text if it fits.
    private static func joined(
        _ text: String,
        _ rest: [AnswerPart],
        bytes: Int
    ) -> [AnswerPart] {
        if case .text(let next)? = rest.first, text.utf8.count + 1 + next.utf8.count <= bytes {
            return [.text(text + "\n" + next)] + rest.dropFirst()
        }
        return [.text(text)] + rest
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
