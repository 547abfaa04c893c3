/// How many customers a company may receive at its certification.
public struct ReceptionQuota: Hashable, Sendable {
    /// How many customers were received so far.
    public struct Use: Hashable, Sendable {
        /// All customers ever received.
        public var total: Int
        /// Those received today.
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

    /// The limit that holds; the product manual's number for uncertified companies.
    public static let limit = 100

    /// Why a customer may not be received; `nil` if they may.
    ///
    /// A customer who counts already is received again.
    public static func refusal(_ certification: Certification, _ use: Use) -> Refusal? {
        switch certification {
        case .certified: nil
        case .verified: use.isKnownToday || use.today < limit ? nil : .quotaSpent(limit: limit)
        case .unverified: use.isKnown || use.total < limit ? nil : .quotaSpent(limit: limit)
        }
    }
}
