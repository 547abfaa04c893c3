/// Decides who receives a message, from mode, hours and staff alone.
///
/// It is asked for every message.
public struct ReceptionPolicy: Hashable, Sendable {
    /// How the account receives.
    public var mode: ReceptionMode
    /// What happens in open hours without staff.
    public var whenNobodyIsAvailable: NobodyAvailable

    /// Creates a policy.
    public init(mode: ReceptionMode, whenNobodyIsAvailable: NobodyAvailable = .queue) {
        self.mode = mode
        self.whenNobodyIsAvailable = whenNobodyIsAvailable
    }

    /// Who takes care of a customer.
    public enum Receiver: Hashable, Sendable {
        /// The bot answers.
        case bot
        /// The customer goes to the servicers: to one of them, or into the waiting pool.
        case servicers
        /// Nobody: the customer learns when service resumes and may leave a message (留言).
        case nobody
    }

    /// Decides who receives a message of a customer whom no servicer serves yet.
    ///
    /// - Parameters:
    ///   - hoursAreOpen: What ``ServiceHours`` say now.
    ///   - presence: Whether servicers of the account are at work.
    /// - Returns: The receiver.
    public func receiver(hoursAreOpen: Bool, presence: StaffPresence) -> Receiver {
        switch mode {
        case .bot(.allDay): .bot
        case .bot(.outsideServiceHours):
            peopleReceive(hoursAreOpen, presence) ? .servicers : .bot
        case .servicers: peopleReceive(hoursAreOpen, presence) ? .servicers : .nobody
        }
    }

    /// Who takes a customer that the bot hands over: never the bot.
    public func receiverAfterHandoff(hoursAreOpen: Bool, presence: StaffPresence) -> Receiver {
        peopleReceive(hoursAreOpen, presence) ? .servicers : .nobody
    }

    private func peopleReceive(_ hoursAreOpen: Bool, _ presence: StaffPresence) -> Bool {
        guard hoursAreOpen else { return false }
        return switch presence {
        case .receiving: true
        case .onBreak: whenNobodyIsAvailable == .queue
        case .absent: false
        }
    }
}

/// Whether the servicers of an account are at work.
public enum StaffPresence: Hashable, Sendable, CaseIterable {
    /// Some servicer is receiving, full or not.
    case receiving
    /// None is receiving, and some are on a break, from which they come back.
    case onBreak
    /// There are no servicers, or all have stopped.
    case absent
}
