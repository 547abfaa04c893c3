public import struct Foundation.Date

/// One answer (答案) of an entry: messages sent together.
public struct Answer: Hashable, Sendable {
    /// The messages, in the order in which they are sent.
    public var parts: [AnswerPart]
    /// When the answer applies; used by ``AnswerStrategy/conditional``.
    ///
    /// `nil` for always.
    public var condition: AnswerCondition?

    /// Creates an answer.
    public init(_ parts: [AnswerPart], condition: AnswerCondition? = nil) {
        self.parts = parts
        self.condition = condition
    }

    /// Creates an answer of one text.
    public init(text: String) {
        self.init([.text(text)])
    }
}

/// How the answers of an entry are used.
public enum AnswerStrategy: String, Hashable, Sendable, Codable, CaseIterable {
    /// All of them, in order.
    case all
    /// One of them, by chance.
    case random
    /// The first whose condition holds.
    case conditional
}

/// When an answer applies; what is `nil` or empty does not restrict it.
public struct AnswerCondition: Hashable, Sendable {
    /// The accounts for which it applies.
    public var accounts: [AccountID]
    /// The first moment at which it applies.
    public var from: Date?
    /// The first moment at which it no longer applies.
    public var until: Date?

    /// Creates a condition.
    public init(accounts: [AccountID] = [], from: Date? = nil, until: Date? = nil) {
        self.accounts = accounts
        self.from = from
        self.until = until
    }

    /// Whether the condition holds for an account at a moment.
    public func holds(account: AccountID?, at now: Date) -> Bool {
        if !accounts.isEmpty {
            guard let account, accounts.contains(account) else { return false }
        }
        if let from, now < from { return false }
        if let until, now >= until { return false }
        return true
    }
}

/// One message of an answer.
public enum AnswerPart: Hashable, Sendable {
    /// Text, which may hold variables such as `{{service_hours}}`.
    case text(String)
    /// A picture.
    case image(Media)
    /// A film.
    case video(Media)
    /// A file to download.
    case file(Media)
    /// A web page with a card.
    case link(Link)
    /// A page of a mini program (小程序).
    case miniprogram(MiniProgram)
    /// A place.
    case location(Location)
    /// Choices that the customer taps.
    case menu(Menu)

    /// A picture, film or file: one of an address or the name under which the channel holds it.
    public struct Media: Hashable, Sendable {
        /// Where it is, for channels that fetch it.
        public var url: String?
        /// 微信客服's name of uploaded media.
        public var mediaID: String?
        /// A name to show.
        public var name: String?

        /// Creates a reference to media.
        public init(url: String? = nil, mediaID: String? = nil, name: String? = nil) {
            self.url = url
            self.mediaID = mediaID
            self.name = name
        }
    }

    /// A card that opens a web page.
    public struct Link: Hashable, Sendable {
        /// What the card says.
        public var title: String
        /// Where it leads.
        public var url: String
        /// A line below the title.
        public var description: String?
        /// A picture to show.
        public var pictureURL: String?

        /// Creates a link card.
        public init(
            title: String,
            url: String,
            description: String? = nil,
            pictureURL: String? = nil
        ) {
            self.title = title
            self.url = url
            self.description = description
            self.pictureURL = pictureURL
        }
    }

    /// A card that opens a page of a mini program.
    public struct MiniProgram: Hashable, Sendable {
        /// What the card says.
        public var title: String
        /// The mini program.
        public var appID: String
        /// The page to open.
        public var pagePath: String
        /// The name of the uploaded cover.
        public var thumbMediaID: String?

        /// Creates a mini program card.
        public init(title: String, appID: String, pagePath: String, thumbMediaID: String? = nil) {
            self.title = title
            self.appID = appID
            self.pagePath = pagePath
            self.thumbMediaID = thumbMediaID
        }
    }

    /// A place on the map.
    public struct Location: Hashable, Sendable {
        /// The name to show.
        public var name: String
        /// The address to show.
        public var address: String
        /// Degrees, -90 to 90.
        public var latitude: Double
        /// Degrees, -180 to 180.
        public var longitude: Double

        /// Creates a place.
        public init(name: String, address: String, latitude: Double, longitude: Double) {
            self.name = name
            self.address = address
            self.latitude = latitude
            self.longitude = longitude
        }
    }

    /// Choices under a heading.
    public struct Menu: Hashable, Sendable {
        /// The text above the choices.
        public var heading: String
        /// The choices, in order.
        public var items: [String]
        /// The text below the choices.
        public var footer: String?

        /// Creates a menu.
        public init(heading: String, items: [String], footer: String? = nil) {
            self.heading = heading
            self.items = items
            self.footer = footer
        }
    }
}
