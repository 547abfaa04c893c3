package import KFBot

package import struct Foundation.Date

/// Something that happened to a session: the `data` of a server-sent event.
///
/// The field named like ``event`` holds what happened.
package struct EventBody: Codable, Hashable, Sendable {
    /// What kinds there are; also the `event` of a server-sent event.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case message
        case state
        case suggestion
        case reminder
        case record
    }

    /// A message, either way.
    package struct Message: Codable, Hashable, Sendable {
        /// The message's name.
        package var id: MessageID
        /// `customer` for what the customer wrote, else the kind of the message that was sent.
        package var from: String
        /// What it says; `nil` for what is no text and came from the customer.
        package var part: AnswerPart?
        /// What it is if it is no text and came from the customer.
        package var type: String?
        /// The identifiers of a menu's choices.
        package var choices: [String]?
    }

    /// A change of state.
    package struct Move: Codable, Hashable, Sendable {
        /// The state before.
        package var from: StateName
        /// The state after.
        package var to: StateName
        /// Who serves now.
        package var servicer: ServicerID?
    }

    /// Anything else that was written down.
    package struct Record: Codable, Hashable, Sendable {
        /// The kind: `started`, `delivered`, `handed_off`, `message_left`, `found`, `unsent`,
        /// `blocked`, `unblocked`, `ended`.
        package var kind: String
        /// The same in Chinese.
        package var text: String
        /// The servicer it is about.
        package var servicer: ServicerID?
        /// The message it is about.
        package var message: MessageID?
        /// Until when it holds.
        package var until: Date?
    }

    /// The place in the workspace's one order of all that happened.
    package var number: Int
    /// The account.
    package var account: AccountID
    /// The customer.
    package var customer: CustomerID
    /// When it happened.
    package var date: Date
    /// What happened.
    package var event: Kind
    /// With ``Kind/message``.
    package var message: Message?
    /// With ``Kind/state``.
    package var state: Move?
    /// With ``Kind/suggestion``.
    package var suggestion: SuggestionSet?
    /// With ``Kind/reminder``.
    package var reminder: Reminder?
    /// With ``Kind/record``.
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
    /// What was found in a few Chinese words.
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
