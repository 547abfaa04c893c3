public import KFBotModel

public import struct Foundation.Date

/// The reason why something was not done.
///
/// This is an expected outcome, not an error.
public enum Refusal: Hashable, Sendable {
    /// The state does not allow the move.
    case moveNotAllowed(from: ServiceState, to: ServiceState)
    /// Another servicer, or none, serves the customer.
    case notServing(ServicerID)
    /// The account has no such servicer or member.
    case unknownServicer(ServicerID)
    /// The servicer is on a break or stopped.
    case servicerNotAvailable(ServicerID, ServicerStatus)
    /// The servicer already receives as many customers as their limit allows.
    case servicerFull(ServicerID, limit: Int)
    /// The account does not transfer to further members (更多成员).
    case membersNotAllowed(ServicerID)
    /// The servicer already serves the customer.
    case alreadyServing(ServicerID)
    /// A servicer refuses the customer's messages (拒收) until a moment.
    case blocked(until: Date)
    /// The company's certification allows no further customer.
    case quotaSpent(limit: Int)
    /// The customer has not written for 48 hours.
    case windowClosed
    /// As many messages as allowed were sent since the customer last wrote.
    case budgetSpent(limit: Int)
    /// The account already has the servicer.
    case alreadyServicer(ServicerID)
    /// The account has as many servicers as allowed.
    case tooManyServicers(limit: Int)
    /// A servicer who did not receive the customer may not read the records.
    case recordsNotShown(ServicerID)
    /// The customer's session has no such message.
    case unknownMessage(MessageID)
    /// The servicer did not write the message that they want to recall.
    case notOwnMessage(MessageID)
    /// The message can no longer be recalled.
    case recallTooLate(minutes: Int)
    /// A servicer's message is empty.
    case emptyMessage
    /// A servicer's message is of a type that cannot be sent.
    case cannotSend(type: String)
    /// A servicer who is to leave the account still serves customers.
    case stillServing(ServicerID, customers: Int)

    /// The reason in a Chinese sentence, for people to read.
    public var text: String {
        switch self {
        case .moveNotAllowed(let from, let to):
            "会话状态“\(from.chineseName)”不能变更为“\(to.chineseName)”"
        case .notServing(let servicer): "该客户不由 \(servicer) 接待"
        case .unknownServicer(let servicer): "\(servicer) 不是该账号的接待人员"
        case .servicerNotAvailable(let servicer, let status):
            "\(servicer) " + (status == .onBreak ? "正在小休" : "已停止接待")
        case .servicerFull(let servicer, let limit): "\(servicer) 已达到接待上限 \(limit) 人"
        case .membersNotAllowed(let servicer): "该账号只能转接给接待人员，\(servicer) 不是"
        case .alreadyServing(let servicer): "\(servicer) 正在接待该客户"
        case .blocked: "消息已发出，但被对方拒收了"
        case .quotaSpent(let limit): "企业当前可接待的客户数已达上限 \(limit)"
        case .windowClosed: "客户超过48小时未发消息，无法回复"
        case .budgetSpent(let limit): "客户上一条消息之后已发送 \(limit) 条消息，无法继续发送"
        case .alreadyServicer(let servicer): "\(servicer) 已是该账号的接待人员"
        case .tooManyServicers(let limit): "该账号的接待人员已达上限 \(limit) 人"
        case .recordsNotShown(let servicer): "\(servicer) 30天内没有接待过该客户，不能查看其接待记录"
        case .unknownMessage(let message): "该会话中没有消息 \(message)"
        case .notOwnMessage(let message): "消息 \(message) 不是您发送的，不能撤回"
        case .recallTooLate(let minutes): "消息发送已超过\(minutes)分钟，不能撤回"
        case .emptyMessage: "消息内容为空"
        case .cannotSend(let type): "不能发送类型为 \(type) 的消息"
        case .stillServing(let servicer, let customers):
            "\(servicer) 仍在接待 \(customers) 位客户，请先转接或结束会话"
        }
    }
}
