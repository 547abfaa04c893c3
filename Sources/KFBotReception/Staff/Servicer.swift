public import KFBotModel

/// Somebody who receives customers of an account (接待人员).
public struct Servicer: Hashable, Sendable {
    /// The servicer's identifier, unique within an account.
    public let id: ServicerID
    /// Whether the servicer receives new customers.
    public var status: ServicerStatus
    /// Whether customers come by distribution or by transfer alone.
    public var role: ServicerRole
    /// How many customers the servicer receives at a time, at most; 1...200.
    public var limit: Int
    /// After how many minutes without an answer to a customer the servicer is reminded; `nil` if
    /// the servicer has not turned reminders on.
    public var reminderMinutes: Int?
    /// The value of the account's ``Staff/assignmentCount`` when the servicer last got a customer;
    /// 0 if never.
    public var lastTurn: Int
    /// How many customers the servicer serves now.
    public internal(set) var load: Int

    /// Creates a servicer without customers; the limit must be in ``limits``.
    public init(
        id: ServicerID,
        status: ServicerStatus = .stopped,
        role: ServicerRole = .servicer,
        limit: Int,
        reminderMinutes: Int? = nil
    ) {
        precondition(Self.limits.contains(limit), "A servicer receives 1 to 200 customers.")
        self.id = id
        self.status = status
        self.role = role
        self.limit = limit
        self.reminderMinutes = reminderMinutes
        lastTurn = 0
        load = 0
    }

    /// The range of ``limit``.
    public static let limits = 1...200
    /// How many servicers an account may have.
    public static let mostServicers = 2000

    /// Whether the servicer can serve another customer.
    public var hasPlace: Bool { load < limit }
    /// Whether the bot and the pool give customers to the servicer.
    public var takesCustomers: Bool { role == .servicer && status == .available }
    /// Whether they will give customers places again after a break.
    var isResting: Bool { role == .servicer && status == .onBreak }
}

/// Whether a servicer receives new customers.
///
/// The API writes it as 0 and 1 in lists, but as 1 and 2 in events. This type stands for both.
public enum ServicerStatus: String, Hashable, Sendable, Codable, CaseIterable {
    /// Receiving (正在接待).
    case available
    /// On a break (小休、暂时挂起): no new customers, but the present ones stay.
    case onBreak = "on_break"
    /// Not receiving (停止接待).
    case stopped
}

/// How customers come to somebody in an account.
public enum ServicerRole: String, Hashable, Sendable, Codable, CaseIterable {
    /// By distribution and by transfer.
    case servicer
    /// By transfer alone: one of the further members (更多成员).
    case member
}

/// To whom sessions may be transferred (转接范围).
public enum TransferScope: String, Hashable, Sendable, CaseIterable {
    /// To servicers of the account only.
    case servicers
    /// Also to further members.
    case moreMembers = "more_members"
}
