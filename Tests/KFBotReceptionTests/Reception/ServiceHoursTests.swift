import Foundation
import KFBot
import KFBotTesting
import Testing

struct ServiceHoursTests {
    struct Case: CustomTestStringConvertible {
        var local: String
        var isOpen: Bool
        var kind: HoursRule.Kind
        var change: String?
        var testDescription: String { "\(local) \(isOpen ? "open" : "closed")" }

        init(_ local: String, _ isOpen: Bool, _ kind: HoursRule.Kind, _ change: String?) {
            self.local = local
            self.isOpen = isOpen
            self.kind = kind
            self.change = change
        }
    }

    private static func slots(_ texts: String...) -> [TimeSlot] { texts.compactMap(TimeSlot.init) }

    private static func weekly(
        _ slots: [TimeSlot],
        from: Int = 1,
        to: Int = 5
    ) -> [Weekday: [TimeSlot]] {
        var weekly: [Weekday: [TimeSlot]] = [:]
        for day in Weekday.allCases where (from...to).contains(day.rawValue) { weekly[day] = slots }
        return weekly
    }

    private static func zone(_ name: String) throws -> TimeZone {
        try #require(TimeZone(identifier: name))
    }

    private func check(_ hours: ServiceHours, _ test: Case) throws {
        let reading = try #require(WallClock.Reading(test.local))
        let moment = hours.clock.moment(of: reading)
        let explanation = hours.explain(at: moment)
        #expect(hours.isOpen(at: moment) == test.isOpen)
        #expect(explanation.isOpen == test.isOpen)
        #expect(explanation.rule.kind == test.kind)
        #expect(explanation.nextChange.map { hours.clock.reading(at: $0).text } == test.change)
    }

    @Test(
        "two slots a day: the begin belongs to a slot, the end does not",
        arguments: [
            // 2026-11-23 is a Monday.
            Case("2026-11-23 08:59", false, .weekly, "2026-11-23 09:00"),
            Case("2026-11-23 09:00", true, .weekly, "2026-11-23 12:00"),
            Case("2026-11-23 11:59", true, .weekly, "2026-11-23 12:00"),
            Case("2026-11-23 12:00", false, .weekly, "2026-11-23 13:30"),
            Case("2026-11-23 13:30", true, .weekly, "2026-11-23 18:00"),
            Case("2026-11-23 18:00", false, .weekly, "2026-11-24 09:00"),
            Case("2026-11-27 18:00", false, .weekly, "2026-11-30 09:00"),
            Case("2026-11-28 10:00", false, .weekly, "2026-11-30 09:00"),
        ]
    )
    func week(_ test: Case) throws {
        try check(
            ServiceHours(
                timeZone: Self.zone("Asia/Shanghai"),
                weekly: Self.weekly(Self.slots("09:00-12:00", "13:30-18:00"))
            ),
            test
        )
    }

    @Test(
        "public holidays, make-up workdays, closures and openings, each stronger than the next",
        arguments: [
            Case("2026-09-30 17:59", true, .weekly, "2026-09-30 18:00"),
            Case("2026-10-01 09:00", false, .holiday, "2026-10-03 10:00"),
            Case("2026-10-03 10:00", true, .opening, "2026-10-03 12:00"),
            Case("2026-10-03 12:00", false, .holiday, "2026-10-08 09:00"),
            Case("2026-10-10 08:59", false, .makeUpWorkday, "2026-10-10 09:00"),
            Case("2026-10-10 09:00", true, .makeUpWorkday, "2026-10-10 18:00"),
            Case("2026-10-11 09:00", false, .weekly, "2026-10-12 09:00"),
            Case("2026-10-12 14:59", true, .weekly, "2026-10-12 15:00"),
            Case("2026-10-12 15:00", false, .closure, "2026-10-12 16:00"),
            Case("2026-10-12 16:00", true, .opening, "2026-10-12 16:30"),
            Case("2026-10-12 16:30", false, .closure, "2026-10-12 17:00"),
            Case("2026-10-12 17:00", true, .weekly, "2026-10-12 18:00"),
        ]
    )
    func calendar(_ test: Case) throws {
        func exception(_ from: String, _ until: String) throws -> ServiceHours.Exception {
            ServiceHours.Exception(
                from: try #require(WallClock.Reading(from)),
                until: try #require(WallClock.Reading(until)),
                name: "盘点"
            )
        }
        try check(
            ServiceHours(
                timeZone: Self.zone("Asia/Shanghai"),
                weekly: Self.weekly(Self.slots("09:00-18:00")),
                calendar: .china,
                closures: [exception("2026-10-12 15:00", "2026-10-12 17:00")],
                openings: [
                    exception("2026-10-03 10:00", "2026-10-03 12:00"),
                    exception("2026-10-12 16:00", "2026-10-12 16:30"),
                ]
            ),
            test
        )
    }

    @Test(
        "a slot over midnight belongs to the day on which it begins",
        arguments: [
            // 2026-11-27 is a Friday; Saturday has no slot.
            Case("2026-11-27 21:59", false, .weekly, "2026-11-27 22:00"),
            Case("2026-11-27 22:00", true, .weekly, "2026-11-28 06:00"),
            Case("2026-11-28 00:00", true, .weekly, "2026-11-28 06:00"),
            Case("2026-11-28 05:59", true, .weekly, "2026-11-28 06:00"),
            Case("2026-11-28 06:00", false, .weekly, "2026-11-30 22:00"),
            Case("2026-11-30 05:00", false, .weekly, "2026-11-30 22:00"),
        ]
    )
    func overMidnight(_ test: Case) throws {
        try check(
            ServiceHours(
                timeZone: Self.zone("Asia/Shanghai"),
                weekly: Self.weekly(Self.slots("22:00-06:00"))
            ),
            test
        )
    }

    @Test("summer time: the hour that comes twice counts once, the hour left out is empty")
    func summerTime() throws {
        let hours = ServiceHours(
            timeZone: try Self.zone("America/New_York"),
            weekly: Self.weekly(Self.slots("01:15-01:45", "02:15-02:45", "02:50-04:00"), to: 7)
        )
        func at(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
        // 2026-11-01: 01:00 to 02:00 local comes at 05:00Z and again at 06:00Z.
        #expect(hours.isOpen(at: try at("2026-11-01T05:15:00Z")))
        #expect(!hours.isOpen(at: try at("2026-11-01T05:45:00Z")))
        #expect(!hours.isOpen(at: try at("2026-11-01T06:20:00Z")))
        #expect(
            hours.nextChange(after: try at("2026-11-01T05:45:00Z"))
                == (try at("2026-11-01T07:15:00Z"))
        )
        // 2026-03-08: the clock jumps from 02:00 to 03:00 at 07:00Z.
        #expect(!hours.isOpen(at: try at("2026-03-08T06:59:59Z")))
        #expect(hours.isOpen(at: try at("2026-03-08T07:00:00Z")))
        #expect(
            hours.nextChange(after: try at("2026-03-08T06:50:00Z"))
                == (try at("2026-03-08T07:00:00Z"))
        )
    }

    @Test("hours without end or without a slot never change")
    func constant() throws {
        let now = Date(timeIntervalSince1970: 1_790_000_000)
        let always = ServiceHours.always(timeZone: try Self.zone("Europe/Berlin"))
        #expect(always.isOpen(at: now) && always.nextChange(after: now) == nil)
        let never = ServiceHours(timeZone: .gmt, weekly: [:])
        #expect(!never.isOpen(at: now) && never.nextOpening(from: now) == nil)
    }

    @Test("the Chinese calendar holds the days off and make-up workdays of 2025 and 2026")
    func china() throws {
        let china = HolidayCalendar.china
        #expect(china.years.keys.sorted() == [2025, 2026])
        for (year, off, work) in [(2025, 28, 5), (2026, 33, 6)] {
            let days = china.days.filter { $0.key.year == year }
            #expect(days.count { $0.value.isOff } == off)
            #expect(days.count { !$0.value.isOff } == work)
            // Whoever makes up works on a weekend.
            #expect(days.allSatisfy { $0.value.isOff || $0.key.weekday.rawValue > 5 })
        }
    }

    /// An independent reading of the rules: a clock that is stopped but never put back, minute by minute.
    private func oracle(_ hours: ServiceHours, _ wall: Int) -> Bool {
        let inside = { (exception: ServiceHours.Exception) in
            exception.from.seconds <= wall && wall < exception.until.seconds
        }
        if hours.openings.contains(where: inside) { return true }
        if hours.closures.contains(where: inside) { return false }
        let minute = Int((Double(wall) / 60).rounded(.down))
        let today = Int((Double(wall) / 86_400).rounded(.down))
        for number in [today - 1, today] {
            let day = CalendarDay(number: number)
            var slots = hours.weekly[day.weekday] ?? []
            if let special = hours.calendar.days[day] {
                slots = special.isOff ? hours.holidaySlots : hours.makeUpSlots ?? []
            }
            let now = minute - number * 1440
            if slots.contains(where: { $0.begin <= now && now < $0.end }) { return true }
        }
        return false
    }

    @Test(
        "the decision agrees with the explanation at every minute of a year",
        arguments: [
            "Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe",
            "Pacific/Chatham", "Asia/Kathmandu",
        ]
    )
    func wholeYear(_ name: String) throws {
        let zone = try Self.zone(name)
        var weekly = Self.weekly(Self.slots("09:00-12:00", "13:30-18:00", "22:00-02:30"))
        weekly[.saturday] = Self.slots("00:30-01:45", "02:10-02:50")
        let from = try #require(WallClock.Reading("2026-07-04 11:00"))
        let until = try #require(WallClock.Reading("2026-07-06 23:00"))
        let hours = ServiceHours(
            timeZone: zone,
            weekly: weekly,
            calendar: .china,
            holidaySlots: Self.slots("10:00-10:01"),
            makeUpSlots: Self.slots("08:00-24:00"),
            closures: [ServiceHours.Exception(from: from, until: until)],
            openings: [
                ServiceHours.Exception(
                    from: try #require(WallClock.Reading("2026-07-05 01:30")),
                    until: try #require(WallClock.Reading("2026-07-05 02:15"))
                )
            ]
        )
        let begin = 1_767_225_600  // 2026-01-01T00:00:00Z
        var wall = Int.min
        var segments: [(begin: Int, isOpen: Bool)] = []
        // Two days ahead of the year, so that the oracle's clock has seen what came before.
        for instant in stride(from: begin - 172_800, to: begin + 366 * 86_400, by: 60) {
            let date = Date(timeIntervalSince1970: Double(instant))
            wall = max(wall, instant + zone.secondsFromGMT(for: date))
            let isOpen = oracle(hours, wall)
            if segments.last?.isOpen != isOpen { segments.append((instant, isOpen)) }
        }
        for (index, segment) in segments.enumerated().dropFirst() where index + 1 < segments.count {
            let end = segments[index + 1].begin
            let middle = segment.begin + (end - segment.begin) / 120 * 60
            for instant in [segment.begin, segment.begin + 30, middle, end - 60, end - 1] {
                let date = Date(timeIntervalSince1970: Double(instant))
                #expect(hours.isOpen(at: date) == segment.isOpen, "\(name): \(date)")
            }
            let explanation = hours.explain(at: Date(timeIntervalSince1970: Double(middle)))
            let next = explanation.nextChange.map { Int($0.timeIntervalSince1970) }
            guard explanation.isOpen == segment.isOpen, next == end else {
                Issue.record("\(name): \(explanation), expected \(segment), until \(end)")
                return
            }
        }
        // Every minute once, in the zone for which that is promised; sampled edges elsewhere.
        guard name == "America/New_York" else { return }
        var index = 0
        for instant in stride(from: segments[1].begin, to: begin + 365 * 86_400, by: 60) {
            while index + 1 < segments.count, segments[index + 1].begin <= instant { index += 1 }
            let isOpen = hours.isOpen(at: Date(timeIntervalSince1970: Double(instant)))
            guard isOpen == segments[index].isOpen else {
                Issue.record("\(name): \(instant) is \(isOpen)")
                return
            }
        }
    }
}
