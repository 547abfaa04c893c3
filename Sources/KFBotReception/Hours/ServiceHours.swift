public import KFBotModel

public import struct Foundation.Date
public import struct Foundation.TimeZone

/// When people receive customers (人工接待时间).
///
/// Rules apply in this order: extra openings, closures, the calendar's holidays and make-up
/// workdays, the week. All spans are half-open and read on a ``WallClock``. A slot belongs to the
/// day on which it begins, so a night shift that runs into a holiday is worked to its end.
public struct ServiceHours: Hashable, Sendable {
    /// A one-off span in which the usual rules do not apply.
    public struct Exception: Hashable, Sendable {
        /// The first reading of the span.
        public var from: WallClock.Reading
        /// The first reading after the span.
        public var until: WallClock.Reading
        /// The reason in the company's words; may be empty.
        public var name: String

        /// Creates an exception; `until` must come after `from`.
        public init(from: WallClock.Reading, until: WallClock.Reading, name: String = "") {
            self.from = from
            self.until = until
            self.name = name
        }

        func contains(_ reading: WallClock.Reading) -> Bool { from <= reading && reading < until }
    }

    /// The clock of the place where the servicers work.
    public var clock: WallClock
    /// The slots of each weekday; a weekday without slots is closed.
    public var weekly: [Weekday: [TimeSlot]]
    /// Public holidays and make-up workdays; if empty, only the weekday counts.
    public var calendar: HolidayCalendar
    /// The slots of public holidays; usually none.
    public var holidaySlots: [TimeSlot]
    /// The slots of make-up workdays; `nil` for those of the first weekday that has some.
    public var makeUpSlots: [TimeSlot]?
    /// One-off spans in which service is closed.
    public var closures: [Exception]
    /// One-off spans in which service is open; they win over closures.
    public var openings: [Exception]

    /// Creates hours; nothing is checked.
    public init(
        timeZone: TimeZone,
        weekly: [Weekday: [TimeSlot]],
        calendar: HolidayCalendar = HolidayCalendar(),
        holidaySlots: [TimeSlot] = [],
        makeUpSlots: [TimeSlot]? = nil,
        closures: [Exception] = [],
        openings: [Exception] = []
    ) {
        clock = WallClock(timeZone: timeZone)
        self.weekly = weekly
        self.calendar = calendar
        self.holidaySlots = holidaySlots
        self.makeUpSlots = makeUpSlots
        self.closures = closures
        self.openings = openings
    }

    /// Hours that are always open.
    public static func always(timeZone: TimeZone) -> ServiceHours {
        ServiceHours(
            timeZone: timeZone,
            weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [.wholeDay]) })
        )
    }

    /// Whether people receive customers at a moment.
    public func isOpen(at date: Date) -> Bool { rule(at: clock.reading(at: date)).isOpen }

    /// Says whether service is open at a moment, for what reason and until when.
    ///
    /// - Complexity: O(*d*), *d* the days until the next change. Once the last exception and the
    ///   last day of the calendar have passed, at most 15 days are searched.
    public func explain(at date: Date) -> HoursExplanation {
        let reading = clock.reading(at: date)
        let rule = rule(at: reading)
        return HoursExplanation(
            moment: date,
            reading: reading,
            isOpen: rule.isOpen,
            rule: rule,
            nextChange: nextChange(after: reading),
            isYearCovered: calendar.years.isEmpty || calendar.years[reading.day.year] != nil
        )
    }

    /// The first moment after a date at which service opens or closes; `nil` for never.
    public func nextChange(after date: Date) -> Date? { nextChange(after: clock.reading(at: date)) }

    /// The first moment, at a date or after it, at which service is open; `nil` for never.
    public func nextOpening(from date: Date) -> Date? {
        isOpen(at: date) ? date : nextChange(after: date)
    }

    // MARK: The rule

    func rule(at reading: WallClock.Reading) -> HoursRule {
        if let opening = openings.first(where: { $0.contains(reading) }) {
            return HoursRule(kind: .opening, name: opening.name, day: reading.day)
        }
        if let closure = closures.first(where: { $0.contains(reading) }) {
            return HoursRule(kind: .closure, name: closure.name, day: reading.day)
        }
        let yesterday = reading.day.advanced(by: -1)
        for day in [reading.day, yesterday] {
            let schedule = schedule(of: day)
            let second = reading.seconds - day.number * 86_400
            let slot = schedule.slots.first { $0.begin * 60 <= second && second < $0.end * 60 }
            if let slot {
                return HoursRule(kind: schedule.kind, name: schedule.name, day: day, slot: slot)
            }
        }
        let schedule = schedule(of: reading.day)
        return HoursRule(kind: schedule.kind, name: schedule.name, day: reading.day)
    }

    private typealias Schedule = (kind: HoursRule.Kind, name: String, slots: [TimeSlot])

    private func schedule(of day: CalendarDay) -> Schedule {
        guard let special = calendar.days[day] else {
            return (.weekly, "", weekly[day.weekday] ?? [])
        }
        guard !special.isOff else { return (.holiday, special.name, holidaySlots) }
        let usual = Weekday.allCases.lazy.compactMap { weekly[$0] }.first { !$0.isEmpty }
        return (.makeUpWorkday, special.name, makeUpSlots ?? usual ?? [])
    }

    // MARK: The next change

    /// How many days of plain weeks are searched: two weeks, because the only slot of a week can
    /// fall into the hour that summer time skips.
    private static let plainDays = 15

    private func nextChange(after reading: WallClock.Reading) -> Date? {
        let isOpen = rule(at: reading).isOpen
        let exceptions = closures + openings
        let lastException = exceptions.lazy.map(\.until.day).max() ?? reading.day
        let last = max(reading.day, lastException, calendar.lastDay ?? reading.day)
            .advanced(by: Self.plainDays)
        let edges = exceptions.flatMap { [$0.from, $0.until] }.filter { $0 > reading }.sorted()
        var nextEdge = edges.startIndex
        var day = reading.day
        while day <= last {
            let end = WallClock.Reading(day: day, minute: 1440)
            var marks: [WallClock.Reading] = []
            while nextEdge < edges.endIndex, edges[nextEdge] < end {
                marks.append(edges[nextEdge])
                nextEdge += 1
            }
            let slots = schedule(of: day).slots.map { ($0, day) }
            let tails = schedule(of: day.advanced(by: -1)).slots.map { ($0, day.advanced(by: -1)) }
            for (slot, begin) in slots + tails {
                marks.append(WallClock.Reading(day: begin, minute: slot.begin))
                marks.append(WallClock.Reading(day: begin, minute: slot.end))
            }
            for mark in marks.sorted() where mark > reading && mark < end {
                if let change = change(at: mark, from: isOpen) { return change }
            }
            if let change = change(at: end, from: isOpen) { return change }
            day = day.advanced(by: 1)
        }
        return nil
    }

    /// The moment of a reading, if service opens or closes then.
    ///
    /// At a reading that the clock skips, it does neither.
    private func change(at mark: WallClock.Reading, from isOpen: Bool) -> Date? {
        guard rule(at: mark).isOpen != isOpen else { return nil }
        let moment = clock.moment(of: mark)
        return self.isOpen(at: moment) != isOpen ? moment : nil
    }
}
