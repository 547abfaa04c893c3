/// How many customers a company may receive, depending on its certification.
public struct ReceptionQuota: Hashable, Sendable {
    /// How many customers the company has received so far.
    public struct Use: Hashable, Sendable {
        /// How many customers were ever received.
        public var total: Int
        /// How many customers were received today.
        public var today: Int
        /// Whether the customer in question was ever received.
        public var isKnown: Bool
        /// Whether the customer in question was received today.
        public var isKnownToday: Bool

        /// Creates counts.
        public init(
            total: Int = 0,
            today: Int = 0,
            isKnown: Bool = false,
            isKnownToday: Bool = false
        ) {
            self.total = total
            self.today = today
            self.isKnown = isKnown
            self.isKnownToday = isKnownToday
        }
    }

    /// The limit for companies that are not certified, from 微信客服's user manual (2024-03).
    public static let limit = 100

    /// The reason why a customer may not be received; `nil` if they may.
    ///
    /// A customer who already counts may always come again.
    public static func refusal(_ certification: Certification, _ use: Use) -> Refusal? {
        switch certification {
        case .certified: nil
        case .verified: use.isKnownToday || use.today < limit ? nil : .quotaSpent(limit: limit)
        case .unverified: use.isKnown || use.total < limit ? nil : .quotaSpent(limit: limit)
        }
    }
}
