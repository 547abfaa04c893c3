import Foundation
import KFBotModel

extension ReceptionConfiguration {
    /// Reads `kfbot.yaml`.
    ///
    /// Members that belong to other parts of the program (`integrations`, `server`) are ignored.
    /// Any other unknown field is an error, because it is most likely a typing mistake.
    ///
    /// - Parameters:
    ///   - text: The file's text; empty for the defaults.
    ///   - file: The file's name, for messages.
    ///   - calendarText: Reads a calendar file by the name that the configuration gives.
    /// - Throws: ``ConfigurationError`` with line and field.
    public init(
        yaml text: String,
        file: String = "kfbot.yaml",
        calendarText: (String) throws -> String
    ) throws {
        self.init()
        guard let root = try ConfigurationNode.document(text, file: file) else { return }
        let members = try root.members([
            "certification", "record_days", "defaults", "accounts", "integrations", "server",
        ])
        certification = try members["certification"]?.choice(Certification.self) ?? .certified
        try members["record_days"].map { recordAges = try RecordAges($0) }
        try members["defaults"].map { try defaults.apply($0, calendarText) }
        for (key, value) in try members["accounts"]?.members() ?? [] {
            guard accounts.count < Self.mostAccounts else {
                throw value.failure("a company has at most \(Self.mostAccounts) accounts")
            }
            guard AccountID(rawValue: key.name).isWellFormed else {
                throw value.failure(
                    "an account's name has 1 to \(NameLimits.characters) characters, at most "
                        + "\(NameLimits.bytes) UTF-8 bytes and no control characters"
                )
            }
            var account = defaults
            try account.apply(value, calendarText)
            accounts[AccountID(rawValue: key.name)] = account
        }
    }
}

extension RecordAges {
    private static let days = 1...3650
    /// A customer's session holds until when the customer is blocked, which is at most 30 days.
    private static let daysOfSessions = 31...3650

    /// One number for all, or numbers by kind.
    fileprivate init(_ node: ConfigurationNode) throws {
        self.init(days: 30)
        guard node.isMapping else {
            self.init(days: try node.integer(in: Self.days))
            return
        }
        let members = try node.members(["messages", "events", "learning", "sessions"])
        messages = try members["messages"]?.integer(in: Self.days) ?? messages
        events = try members["events"]?.integer(in: Self.days) ?? min(events, messages)
        learning = try members["learning"]?.integer(in: Self.days) ?? learning
        sessions = try members["sessions"]?.integer(in: Self.daysOfSessions)
        if events > messages, let node = members["events"] {
            throw node.failure(
                "what happened refers to messages, so keep messages at least as long"
            )
        }
    }
}

extension AccountConfiguration {
    mutating func apply(
        _ node: ConfigurationNode,
        _ calendarText: (String) throws -> String
    ) throws {
        let members = try node.members([
            "name", "knowledge_base", "mode", "bot_hours", "when_nobody_available", "hours",
            "handoff",
            "distribution", "servicer_limit", "transfer_scope", "pool_capacity",
            "wait_timeout_minutes", "idle_timeout_minutes", "debounce", "assist", "toolbar",
            "texts",
        ])
        name = try members["name"]?.text() ?? name
        if let node = members["knowledge_base"] {
            let name = try node.text().trimmingWhitespace()
            guard (1...64).contains(name.count) else {
                throw node.failure("a knowledge base's name has 1 to 64 characters")
            }
            knowledgeBase = KnowledgeBaseID(rawValue: name)
        }
        try applyMode(members)
        try members["hours"].map { try hours.apply($0, calendarText) }
        try members["handoff"].map { try handoff.apply($0) }
        try members["distribution"].map { try distribution.apply($0) }
        servicerLimit =
            try members["servicer_limit"]?.integer(in: Servicer.limits) ?? servicerLimit
        transferScope = try members["transfer_scope"]?.choice(TransferScope.self) ?? transferScope
        poolCapacity = try members["pool_capacity"]?.integer(in: 0...1_000_000) ?? poolCapacity
        if let minutes = members["wait_timeout_minutes"] {
            waitTimeout = Double(try minutes.limit(in: 1...2880) ?? 0) * 60
        }
        if let minutes = members["idle_timeout_minutes"] {
            idleTimeout = Double(try minutes.integer(in: 1...2880)) * 60
        }
        try members["debounce"].map { try debounce.apply($0) }
        assist = try members["assist"]?.assistMode() ?? assist
        toolbar = try members["toolbar"]?.elements().map(ToolbarItem.init) ?? toolbar
        if let node = members["texts"] {
            let texts = try node.members(ReceptionTexts.fields.map(\.name))
            for (name, path) in ReceptionTexts.fields {
                guard let text = texts[name] else { continue }
                self.texts[keyPath: path] = try text.text()
                guard self.texts[keyPath: path].utf8.count <= limits.textBytes else {
                    throw text.failure("a message has at most \(limits.textBytes) UTF-8 bytes")
                }
            }
        }
    }

    private enum Mode: String, CaseIterable {
        case servicers
        case bot
    }

    private mutating func applyMode(_ members: [String: ConfigurationNode]) throws {
        let hours = try members["bot_hours"]?.choice(BotHours.self)
        switch (try members["mode"]?.choice(Mode.self), policy.mode) {
        case (.servicers, _):
            if let node = members["bot_hours"] {
                throw node.failure("with mode `servicers` there is no bot to have hours")
            }
            policy.mode = .servicers
        case (.bot, .bot(let old)), (nil, .bot(let old)): policy.mode = .bot(hours ?? old)
        case (.bot, .servicers): policy.mode = .bot(hours ?? .allDay)
        case (nil, .servicers):
            if let node = members["bot_hours"] {
                throw node.failure("with mode `servicers` there is no bot to have hours")
            }
        }
        policy.whenNobodyIsAvailable =
            try members["when_nobody_available"]?.choice(NobodyAvailable.self)
            ?? policy.whenNobodyIsAvailable
    }
}

extension HandoffRules {
    mutating func apply(_ node: ConfigurationNode) throws {
        let members = try node.members([
            "keywords", "fuzzy", "misses", "invalid_questions", "repeats", "in_menus",
        ])
        if let list = members["keywords"] {
            keywords = try list.elements().map { element in
                let word = try element.text().trimmingWhitespace()
                guard !RequestText(word).isEmpty else {
                    throw element.failure("a keyword has at least one letter or character")
                }
                return word
            }
        }
        isFuzzy = try members["fuzzy"]?.flag() ?? isFuzzy
        misses = try members["misses"].map { try $0.limit(in: 1...20) } ?? misses
        invalidQuestions =
            try members["invalid_questions"].map { try $0.limit(in: 1...20) } ?? invalidQuestions
        repeats = try members["repeats"].map { try $0.limit(in: 2...20) } ?? repeats
        isOfferedInMenus = try members["in_menus"]?.flag() ?? isOfferedInMenus
    }
}

extension Distribution {
    mutating func apply(_ node: ConfigurationNode) throws {
        let members = try node.members(["order", "last_servicer_first"])
        order = try members["order"]?.choice(Order.self) ?? order
        prefersLastServicer = try members["last_servicer_first"]?.flag() ?? prefersLastServicer
    }
}

extension Debounce {
    mutating func apply(_ node: ConfigurationNode) throws {
        let members = try node.members(["quiet_seconds", "cap_seconds"])
        quiet = try members["quiet_seconds"]?.number(in: 0...60) ?? quiet
        cap = try members["cap_seconds"]?.number(in: 0...Self.longestCap) ?? cap
        guard cap >= quiet else { throw node.failure("cap_seconds is less than quiet_seconds") }
    }
}

extension ServiceHours {
    mutating func apply(
        _ node: ConfigurationNode,
        _ calendarText: (String) throws -> String
    ) throws {
        let members = try node.members([
            "time_zone", "weekly", "holidays", "holiday_slots", "make_up_slots", "closures",
            "openings",
        ])
        if let zone = members["time_zone"] {
            let name = try zone.text()
            guard let area = name.split(separator: "/").first, Self.areas.contains(String(area)),
                name.contains("/"), let timeZone = TimeZone(identifier: name)
            else {
                throw zone.failure(
                    "there is no such time zone; write an area and a place such as Asia/Shanghai"
                )
            }
            clock = WallClock(timeZone: timeZone)
        }
        if let node = members["weekly"] { weekly = try Self.weekly(node) }
        if let list = members["holidays"] {
            calendar = HolidayCalendar()
            for element in try list.elements() {
                let name = try element.text()
                guard name != "china" else {
                    calendar.merge(.china)
                    continue
                }
                let text: String
                do {
                    text = try calendarText(name)
                } catch let error as ConfigurationError {
                    throw error
                } catch {
                    throw element.failure("the calendar file \(name) cannot be read")
                }
                calendar.merge(try HolidayCalendar(text, file: name))
            }
        }
        holidaySlots = try members["holiday_slots"].map(Self.slots) ?? holidaySlots
        makeUpSlots = try members["make_up_slots"].map(Self.slots) ?? makeUpSlots
        closures = try members["closures"].map(Self.exceptions) ?? closures
        openings = try members["openings"].map(Self.exceptions) ?? openings
    }

    /// The areas of time zones.
    ///
    /// An abbreviation stands for several zones (`CST` is Chicago's and Shanghai's), and the signs
    /// of `Etc/GMT+8` are reversed.
    private static let areas: Set = [
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
        "Indian", "Pacific",
    ]

    private static func weekly(_ node: ConfigurationNode) throws -> [Weekday: [TimeSlot]] {
        var weekly: [Weekday: [TimeSlot]] = [:]
        for (key, value) in try node.members() {
            let ends = key.name.split(separator: "-").map { name in
                Weekday.allCases.first { $0.name == name }
            }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
                first.rawValue <= last.rawValue
            else { throw value.failure("write a weekday such as `mon` or a span `mon-fri`") }
            let slots = try slots(value)
            for day in Weekday.allCases
            where (first.rawValue...last.rawValue).contains(day.rawValue) {
                guard weekly[day] == nil else { throw value.failure("\(day.name) stands twice") }
                weekly[day] = slots
            }
        }
        return weekly
    }

    private static func slots(_ node: ConfigurationNode) throws -> [TimeSlot] {
        var slots: [TimeSlot] = []
        for element in try node.elements() {
            guard let slot = TimeSlot(try element.text()) else {
                throw element.failure(
                    "write a span such as \"09:00-18:00\", or \"00:00-24:00\" for the whole day"
                )
            }
            if let other = slots.first(where: { $0.begin < slot.end && slot.begin < $0.end }) {
                throw element.failure("\(slot) overlaps \(other)")
            }
            slots.append(slot)
        }
        return slots
    }

    private static func exceptions(_ node: ConfigurationNode) throws -> [Exception] {
        try node.elements().map { element in
            let members = try element.members(["from", "until", "on", "name"])
            let name = try members["name"]?.text() ?? ""
            if let node = members["on"], members["from"] == nil, members["until"] == nil {
                guard let day = CalendarDay(try node.text()) else {
                    throw node.failure("write a date such as 2026-12-31")
                }
                return Exception(
                    from: WallClock.Reading(day: day, minute: 0),
                    until: WallClock.Reading(day: day, minute: 1440),
                    name: name
                )
            }
            guard let from = members["from"], let until = members["until"], members["on"] == nil
            else { throw element.failure("write `on` with a date, or `from` and `until`") }
            let exception = Exception(
                from: try reading(from),
                until: try reading(until),
                name: name
            )
            guard exception.from < exception.until else {
                throw until.failure(
                    "it is not after `from`; the moment itself no longer belongs to the span"
                )
            }
            return exception
        }
    }

    private static func reading(_ node: ConfigurationNode) throws -> WallClock.Reading {
        guard let reading = WallClock.Reading(try node.text()) else {
            throw node.failure("write a date such as 2026-12-31, or 2026-12-31 12:00")
        }
        return reading
    }
}

extension ConfigurationNode {
    /// A mode by its name; `true` stands for `suggest` and `false` for `off`.
    fileprivate func assistMode() throws -> AssistMode {
        switch try text() {
        case "true", "on", "yes": .suggest
        case "false", "no": .off
        default: try choice(AssistMode.self)
        }
    }
}
