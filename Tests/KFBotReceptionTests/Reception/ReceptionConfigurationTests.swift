import Foundation
import KFBot
import Testing

struct ReceptionConfigurationTests {
    private struct NoFile: Error {}

    private func read(_ yaml: String) throws -> ReceptionConfiguration {
        try ReceptionConfiguration(yaml: yaml) { name in
            guard name == "2027.txt" else { throw NoFile() }
            return "year 2027\n2027-01-01 off 元旦\n"
        }
    }

    @Test("an empty file gives the defaults")
    func empty() throws {
        for text in ["", "# nothing\n", "---\n"] {
            #expect(try read(text) == ReceptionConfiguration())
        }
    }

    @Test("records have one age, or ages by kind; events go with the messages they refer to")
    func ages() throws {
        var ages = RecordAges(days: 90)
        #expect(try read("record_days: 90").recordAges == ages)
        ages = RecordAges(days: 30)
        ages.messages = 20
        ages.events = 20
        ages.sessions = 365
        #expect(try read("record_days: {messages: 20, sessions: 365}").recordAges == ages)
    }

    @Test("accounts start from the file's defaults")
    func full() throws {
        let configuration = try read(
            """
            certification: verified
            defaults:
              servicer_limit: 30
              handoff: {misses: off}
              texts: {welcome: "欢迎"}
            accounts:
              A:
                name: 售后
                bot_hours: outside_service_hours
                hours:
                  time_zone: Europe/London
                  weekly: {mon-thu: ["09:00-12:00", "13:00-18:00"], sun: ["22:00-02:00"]}
                  holidays: [china, 2027.txt]
                  closures: [{on: 2026-12-31, name: 盘点}]
                  openings: [{from: 2027-01-01 10:00, until: 2027-01-01 12:00}]
                handoff: {keywords: [人工], repeats: 2}
                distribution: {order: idle_first, last_servicer_first: true}
                transfer_scope: more_members
                debounce: {quiet_seconds: 0}
              B:
                mode: servicers
                wait_timeout_minutes: off
            """
        )
        let a = configuration["A"]
        #expect(configuration.certification == .verified)
        #expect(a.servicerLimit == 30 && a.handoff.misses == nil && a.handoff.repeats == 2)
        #expect(a.policy.mode == .bot(.outsideServiceHours) && a.texts.welcome == "欢迎")
        #expect(a.hours.clock.timeZone.identifier == "Europe/London")
        #expect(a.hours.weekly[.thursday]?.count == 2 && a.hours.weekly[.friday] == nil)
        #expect(a.hours.calendar.years.keys.sorted() == [2025, 2026, 2027])
        #expect(a.hours.closures.count == 1 && a.hours.openings.count == 1)
        #expect(a.distribution == Distribution(order: .idleFirst, prefersLastServicer: true))
        #expect(a.transferScope == .moreMembers)
        #expect(configuration["B"].policy.mode == .servicers)
        #expect(configuration["B"].waitTimeout == 0)
        #expect(configuration["unlisted"].servicerLimit == 30)
    }

    @Test(
        "time zones have an area and a place",
        arguments: ["CST", "EST", "PRC", "GMT+8", "UTC", "Etc/GMT+8", "Asia", "Asia/", ""]
    )
    func zoneWithoutArea(_ name: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try read("accounts:\n  A:\n    hours: {time_zone: \"\(name)\"}")
        }
        #expect(error?.line == 3 && error?.field == "accounts.A.hours.time_zone")
    }

    struct Case: CustomTestStringConvertible {
        var yaml: String
        var line: Int
        var field: String?
        var testDescription: String { yaml }
    }

    @Test(
        "mistakes are named with line and field",
        arguments: [
            Case(yaml: "acounts: {}", line: 1, field: "acounts"),
            Case(yaml: "accounts:\n  A:\n    mode: robot", line: 3, field: "accounts.A.mode"),
            Case(yaml: "defaults:\n  servicer_limit: 0", line: 2, field: "defaults.servicer_limit"),
            Case(
                yaml: "defaults:\n  servicer_limit: 201",
                line: 2,
                field: "defaults.servicer_limit"
            ),
            Case(
                yaml: "defaults:\n  hours:\n    weekly:\n      mon: [\"9-18\"]",
                line: 4,
                field: "defaults.hours.weekly.mon[0]"
            ),
            Case(
                yaml:
                    "defaults:\n  hours:\n    weekly:\n      mon: [\"09:00-12:00\", \"11:59-13:00\"]",
                line: 4,
                field: "defaults.hours.weekly.mon[1]"
            ),
            Case(
                yaml: "defaults:\n  hours:\n    weekly:\n      mon: []\n      mon-fri: []",
                line: 5,
                field: "defaults.hours.weekly.mon-fri"
            ),
            Case(
                yaml: "defaults:\n  hours: {holidays: [2028.txt]}",
                line: 2,
                field: "defaults.hours.holidays[0]"
            ),
            Case(
                yaml: "defaults:\n  hours: {time_zone: Asia/Peking}",
                line: 2,
                field: "defaults.hours.time_zone"
            ),
            Case(
                yaml:
                    "defaults:\n  hours:\n    closures:\n    - {from: 2026-01-02, until: 2026-01-02}",
                line: 4,
                field: "defaults.hours.closures[0].until"
            ),
            Case(
                yaml: "defaults: {mode: servicers, bot_hours: all_day}",
                line: 1,
                field: "defaults.bot_hours"
            ),
            Case(
                yaml: "record_days: {messages: 5, events: 6}",
                line: 1,
                field: "record_days.events"
            ),
            Case(
                yaml: "record_days:\n  sessions: 30",
                line: 2,
                field: "record_days.sessions"
            ),
            Case(yaml: "a: [1,\n  b: ]2", line: 2, field: nil),
            Case(yaml: "accounts:\n  A: {}\n  A: {}", line: 2, field: nil),
            Case(yaml: "- 1", line: 1, field: nil),
        ]
    )
    func mistakes(_ test: Case) throws {
        let error = #expect(throws: ConfigurationError.self) { try read(test.yaml) }
        #expect(error?.field == test.field, "\(error?.description ?? "")")
        #expect(error?.line == test.line, "\(error?.description ?? "")")
    }

    @Test(
        "mistakes in a calendar name the line",
        arguments: [
            ("year x", 1), ("# ok\n2026-02-30 off 春节", 2), ("2026-02-03 holiday 春节", 1),
            ("2026-02-03..2026-02-01 off 春节", 1), ("year 2026\n\n2026-01-01 off", 3),
        ]
    )
    func calendar(_ text: String, _ line: Int) {
        let error = #expect(throws: ConfigurationError.self) {
            try HolidayCalendar(text, file: "f")
        }
        #expect(error?.line == line)
    }

    @Test("the JSON form of holiday-cn is read as well")
    func json() throws {
        let calendar = try HolidayCalendar(
            """
            {"year": 2024, "papers": ["p"], "days": [
              {"name": "元旦", "date": "2024-01-01", "isOffDay": true},
              {"name": "春节", "date": "2024-02-04", "isOffDay": false}]}
            """,
            file: "2024.json"
        )
        #expect(calendar.years == [2024: "p"])
        let day = try #require(CalendarDay("2024-02-04"))
        #expect(calendar.days[day] == HolidayCalendar.Day(name: "春节", isOff: false))
    }

    @Test("who receives: mode, hours and staff")
    func policy() {
        typealias Row = (
            ReceptionMode, NobodyAvailable, Bool, StaffPresence, ReceptionPolicy.Receiver
        )
        let table: [Row] = [
            (.bot(.allDay), .queue, true, .receiving, .bot),
            (.bot(.allDay), .queue, false, .onBreak, .bot),
            (.bot(.outsideServiceHours), .queue, true, .receiving, .servicers),
            (.bot(.outsideServiceHours), .queue, true, .onBreak, .servicers),
            (.bot(.outsideServiceHours), .queue, true, .absent, .bot),
            (.bot(.outsideServiceHours), .asClosed, true, .onBreak, .bot),
            (.bot(.outsideServiceHours), .queue, false, .receiving, .bot),
            (.servicers, .queue, true, .onBreak, .servicers),
            (.servicers, .queue, true, .absent, .nobody),
            (.servicers, .asClosed, true, .onBreak, .nobody),
            (.servicers, .queue, false, .receiving, .nobody),
        ]
        for (mode, nobody, isOpen, presence, expected) in table {
            let policy = ReceptionPolicy(mode: mode, whenNobodyIsAvailable: nobody)
            #expect(policy.receiver(hoursAreOpen: isOpen, presence: presence) == expected)
        }
    }
}
