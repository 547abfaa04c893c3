/// Who receives the customers of an account (接待方式).
public enum ReceptionMode: Hashable, Sendable {
    /// People only (仅人工接待).
    case servicers
    /// Bot and people (机器人+人工接待).
    case bot(BotHours)
}

/// When the bot receives.
public enum BotHours: String, Hashable, Sendable, CaseIterable {
    /// Always (全天接待).
    case allDay = "all_day"
    /// Only while people do not receive (仅在非人工接待时间接待).
    case outsideServiceHours = "outside_service_hours"
}

/// What happens to a customer in open hours while no servicer is available.
public enum NobodyAvailable: String, Hashable, Sendable, CaseIterable {
    /// The customer waits in the pool until somebody comes back.
    case queue
    /// The customer is treated as outside service hours.
    case asClosed = "as_closed"
}
