package import KFBot

package import struct Foundation.Date

/// Something that happened to a session: the `data` of a server-sent event.
///
/// The field with the name of ``event`` holds what happened.
package struct EventBody: Codable, Hashable, Sendable {
    /// The kinds of events; also the `event` of a server-sent event.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case message
        case state
        case suggestion
        case reminder
        case record
    }

    /// A message to or from the customer.
    package struct Message: Codable, Hashable, Sendable {
        /// The message's name.
        package var id: MessageID
        /// `customer` if the customer wrote it, else the ``OutgoingMessage/Kind`` of the sent
        /// message.
        package var from: String
        /// What it holds; `nil` for a customer's message that is no text.
        package var part: AnswerPart?
        /// The type of a customer's message that is no text.
        package var type: String?
        /// The identifiers of a menu's choices, in order.
        package var choices: [String]?
    }

    /// A change of state.
    package struct Move: Codable, Hashable, Sendable {
        /// The state before.
        package var from: StateName
        /// The state after.
        package var to: StateName
        /// The servicer who serves now; `nil` if none does.
        package var servicer: ServicerID?
    }

    /// Anything else that was recorded.
    package struct Record: Codable, Hashable, Sendable {
        /// The kind: `started`, `delivered`, `handed_off`, `message_left`, `found`, `base_missing`,
        /// `invalid_question`, `unsent`, `blocked`, `unblocked`, `recalled` or `ended`.
        package var kind: String
        /// What was recorded, in Chinese.
        package var text: String
        /// The servicer that it is about.
        package var servicer: ServicerID?
        /// The message that it is about.
        package var message: MessageID?
        /// Until when a refusal lasts.
        package var until: Date?
    }

    /// The number in the workspace's one sequence of all that happens.
    package var number: Int
    /// The account whose session it is.
    package var account: AccountID
    /// The customer whose session it is.
    package var customer: CustomerID
    /// When it happened.
    package var date: Date
    /// The kind of event.
    package var event: Kind
    /// The message, for ``Kind/message``.
    package var message: Message?
    /// The change, for ``Kind/state``.
    package var state: Move?
    /// The suggestions, for ``Kind/suggestion``.
    package var suggestion: SuggestionSet?
    /// The reminder, for ``Kind/reminder``.
    package var reminder: Reminder?
    /// The record, for ``Kind/record``.
    package var record: Record?

    package init(_ item: FeedItem) {
        number = item.number
        account = item.account
        customer = item.customer
        date = item.date
        switch item.content {
        case .received(let message):
            event = .message
            self.message = Message(received: message)
        case .sent(let message):
            event = .message
            self.message = Message(
                id: message.id,
                from: message.kind.rawValue,
                part: message.part,
                choices: message.choices.isEmpty ? nil : message.choices
            )
        case .delivered(let message, let servicer):
            event = .record
            record = Record(
                kind: "delivered",
                text: "消息已转给 \(servicer)",
                servicer: servicer,
                message: message
            )
        case .suggested(let set):
            event = .suggestion
            suggestion = set
        case .reminder(let reminder):
            event = .reminder
            self.reminder = reminder
        case .record(.moved(let from, let to, let servicer)):
            event = .state
            state = Move(from: StateName(from), to: StateName(to), servicer: servicer)
        case .record(let record):
            event = .record
            self.record = Record(record)
        }
    }
}

extension EventBody.Message {
    fileprivate init(received message: IncomingMessage) {
        switch message.content {
        case .text(let text, _): self.init(id: message.id, from: "customer", part: .text(text))
        case .parts(let parts): self.init(id: message.id, from: "customer", part: parts.first)
        case .other(let type): self.init(id: message.id, from: "customer", type: type)
        }
    }
}

extension EventBody.Record {
    fileprivate init(_ record: SessionRecord) {
        switch record {
        case .started(let number): self.init(kind: "started", text: "第\(number)次会话开始")
        case .moved(_, let to, let servicer):
            self.init(kind: "moved", text: to.chineseName, servicer: servicer)
        case .handedOff(let reason):
            self.init(kind: "handed_off", text: "转人工：\(reason.text)")
        case .messageLeft(let message):
            self.init(kind: "message_left", text: "客户留言", message: message)
        case .waitedTooLong:
            self.init(kind: "waited_too_long", text: "排队超时，已转为留言，仍在列表中")
        case .invalidQuestion: self.init(kind: "invalid_question", text: "无效提问")
        case .recalled(let message):
            self.init(kind: "recalled", text: "消息已撤回", message: message)
        case .found(let finding): self.init(kind: "found", text: finding.text)
        case .baseMissing(let base):
            self.init(kind: "base_missing", text: "知识库“\(base)”不存在，请检查 kfbot.yaml")
        case .unsent: self.init(kind: "unsent", text: "超出可回复条数或时间，有消息未发送")
        case .blocked(let servicer, let until):
            self.init(
                kind: "blocked",
                text: "\(servicer) 已拒收该客户消息",
                servicer: servicer,
                until: until
            )
        case .unblocked(let servicer):
            self.init(kind: "unblocked", text: "\(servicer) 已取消拒收", servicer: servicer)
        case .ended(let reason): self.init(kind: "ended", text: "会话结束：\(reason.text)")
        }
    }
}

extension BotFinding {
    /// The finding in a few Chinese words.
    fileprivate var text: String {
        switch outcome {
        case .answered(let entry, _): "机器人用“\(entry)”回答"
        case .offered(let choices): "机器人列出 \(choices.count) 个问题"
        case .missed: "机器人没有找到答案"
        case .chosen(let entry, _): "客户选择了“\(entry)”"
        case .declined: "客户没有选择列出的问题"
        }
    }
}

extension EndReason {
    /// The reason in a few Chinese words.
    var text: String {
        switch self {
        case .servicer(let servicer): "\(servicer) 结束"
        case .order: "按指令结束"
        case .idle: "长时间没有消息"
        case .waitedTooLong: "排队超时"
        case .blocked: "客户被拒收"
        }
    }
}
