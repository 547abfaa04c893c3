public import KFBotModel

public import struct Foundation.Date

/// The rule that made the hours open or closed.
public struct HoursRule: Hashable, Sendable {
    /// The kinds of rules, strongest first.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A one-off extra opening.
        case opening
        /// A one-off closure.
        case closure
        /// A public holiday.
        case holiday
        /// A make-up workday (调休).
        case makeUpWorkday = "make_up_workday"
        /// The slots of the week.
        case weekly
    }

    /// The kind of the rule.
    public let kind: Kind
    /// The name of the holiday or exception; empty if there is none.
    public let name: String
    /// The day to which the rule belongs.
    ///
    /// For a slot over midnight, that is the day on which it begins.
    public let day: CalendarDay
    /// The slot that is open; `nil` outside of slots, and for one-off openings and closures.
    public let slot: TimeSlot?

    init(kind: Kind, name: String, day: CalendarDay, slot: TimeSlot? = nil) {
        self.kind = kind
        self.name = name
        self.day = day
        self.slot = slot
    }

    /// Whether people receive customers by this rule.
    public var isOpen: Bool { kind == .opening || slot != nil }

    /// The rule in a few Chinese words.
    public var text: String {
        let name = self.name.isEmpty ? "" : "“\(self.name)”"
        let place = slot.map { " \($0)" } ?? "（不在时段内）"
        return switch kind {
        case .opening: "临时开放\(name)"
        case .closure: "临时关闭\(name)"
        case .holiday: "\(day) 节假日\(name)" + (slot.map { " \($0)" } ?? "")
        case .makeUpWorkday: "\(day) 调休上班\(name)\(place)"
        case .weekly: "每\(day.weekday.chineseName)\(place)"
        }
    }
}

/// What the hours say about a moment, for what reason and until when.
public struct HoursExplanation: Hashable, Sendable {
    /// The moment in question.
    public let moment: Date
    /// What the wall clock of the place shows then.
    public let reading: WallClock.Reading
    /// Whether people receive customers.
    public let isOpen: Bool
    /// The rule that decided.
    public let rule: HoursRule
    /// The next moment at which ``isOpen`` changes; `nil` for never.
    public let nextChange: Date?
    /// Whether the calendar covers the year; true if there is no calendar.
    public let isYearCovered: Bool
}
