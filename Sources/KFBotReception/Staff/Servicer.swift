public import KFBotModel

/// Somebody who receives customers of an account (接待人员).
public struct Servicer: Hashable, Sendable {
    /// Who it is.
    public let id: ServicerID
    /// Whether new customers come.
    public var status: ServicerStatus
    /// What part they have in the account.
    public var role: ServicerRole
    /// The most customers at a time, 1...200.
    public var limit: Int
    /// How long a customer may wait for an answer before the servicer is reminded, in minutes; `nil`
    /// where the servicer has not turned that on.
    public var reminderMinutes: Int?
    /// The number of the last customer given to them in the account's count; 0 for none.
    public var lastTurn: Int
    /// How many customers they are receiving.
    public internal(set) var load: Int

    /// Creates a servicer without customers.
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

    /// How many customers one servicer may receive at a time.
    public static let limits = 1...200
    /// How many servicers an account may have.
    public static let mostServicers = 2000

    /// Whether there is a place for one more customer.
    public var hasPlace: Bool { load < limit }
    /// Whether the bot and the pool give customers to them.
    public var takesCustomers: Bool { role == .servicer && status == .available }
}

/// Whether a servicer receives new customers.
///
/// The API writes it as 0 and 1 in lists but as 1 and 2 in events; this is the one enum behind both.
public enum ServicerStatus: String, Hashable, Sendable, Codable, CaseIterable {
    /// Receiving (正在接待).
    case available
    /// On a break (小休、暂时挂起): no new customers, present ones stay.
    case onBreak = "on_break"
    /// Not receiving (停止接待).
    case stopped
}

/// What part somebody has in an account.
public enum ServicerRole: String, Hashable, Sendable, Codable, CaseIterable {
    /// Gets customers.
    case servicer
    /// One of the further members (更多成员): gets customers by transfer only.
    case member
}

/// To whom sessions may be transferred (转接范围).
public enum TransferScope: String, Hashable, Sendable, CaseIterable {
    /// To servicers of the account only.
    case servicers
    /// Also to further members.
    case moreMembers = "more_members"
}
