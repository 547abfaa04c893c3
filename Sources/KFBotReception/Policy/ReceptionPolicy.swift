/// Who receives a message: a pure function of mode, hours and staff, asked for every message.
public struct ReceptionPolicy: Hashable, Sendable {
    /// How the account receives.
    public var mode: ReceptionMode
    /// What open hours without staff mean.
    public var whenNobodyIsAvailable: NobodyAvailable

    /// Creates a policy.
    public init(mode: ReceptionMode, whenNobodyIsAvailable: NobodyAvailable = .queue) {
        self.mode = mode
        self.whenNobodyIsAvailable = whenNobodyIsAvailable
    }

    /// Who is there for a customer.
    public enum Receiver: Hashable, Sendable {
        /// The bot answers.
        case bot
        /// The customer goes to the servicers: to one of them, or into the waiting pool.
        case servicers
        /// Nobody: the customer is told when service resumes and may leave a message (留言).
        case nobody
    }

    /// Who receives a message that no servicer is serving yet.
    ///
    /// - Parameters:
    ///   - hoursAreOpen: What ``ServiceHours`` say now.
    ///   - isAnyoneAvailable: Whether some servicer of the account is receiving, full or not.
    /// - Returns: The receiver.
    public func receiver(hoursAreOpen: Bool, isAnyoneAvailable: Bool) -> Receiver {
        switch mode {
        case .bot(.allDay): .bot
        case .bot(.outsideServiceHours):
            peopleReceive(hoursAreOpen, isAnyoneAvailable) ? .servicers : .bot
        case .servicers: peopleReceive(hoursAreOpen, isAnyoneAvailable) ? .servicers : .nobody
        }
    }

    /// Who takes a customer that the bot hands over: never the bot.
    public func receiverAfterHandoff(hoursAreOpen: Bool, isAnyoneAvailable: Bool) -> Receiver {
        peopleReceive(hoursAreOpen, isAnyoneAvailable) ? .servicers : .nobody
    }

    private func peopleReceive(_ hoursAreOpen: Bool, _ isAnyoneAvailable: Bool) -> Bool {
        hoursAreOpen && (isAnyoneAvailable || whenNobodyIsAvailable == .queue)
    }
}
