import Foundation
import KFBot
import KFBotReception
import KFBotTesting
import Synchronization
import Testing

/// `kfbot.yaml` holds as it is on the disk, without a restart, once it has stood unchanged for a moment.
struct LiveConfigurationTests {
    private let directory: TemporaryDirectory
    private let time = ManualTime()

    /// A clock that tests move by hand; what waits for it moves it, too.
    private final class ManualTime: Sendable {
        private let seconds = Mutex(0.0)
        let naps = Mutex(0)

        var now: Double { seconds.withLock { $0 } }

        func pass(_ duration: Double) { seconds.withLock { $0 += duration } }
    }

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ text: String, to name: String = "kfbot.yaml") throws {
        _ = try directory.write(text, to: name)
    }

    private func open(
        fileClock: @escaping @Sendable () -> Date = { .distantFuture }
    ) throws -> LiveConfiguration {
        var settling = LiveConfiguration.Settling()
        settling.uptime = { [time] in time.now }
        settling.fileClock = fileClock
        settling.sleep = { [time] in
            time.naps.withLock { $0 += 1 }
            time.pass($0)
        }
        return try LiveConfiguration(directory: directory.path, settling: settling)
    }

    /// What holds once the files have stood unchanged for some seconds.
    private func settled(
        _ live: LiveConfiguration,
        after seconds: Double = 0.25
    ) -> ReceptionConfiguration {
        _ = live.current
        time.pass(seconds)
        return live.current
    }

    @Test(
        "without a file the defaults hold; a file that appears or changes holds once it has settled"
    )
    func follows() throws {
        let live = try open()
        #expect(live.current == ReceptionConfiguration())
        try write("accounts: {A: {servicer_limit: 7}}")
        #expect(live.current["A"].servicerLimit == 50)
        time.pass(0.2)
        #expect(live.current["A"].servicerLimit == 50)
        time.pass(0.05)
        #expect(live.current["A"].servicerLimit == 7)
        try write("accounts: {A: {servicer_limit: 8}}")
        #expect(settled(live)["A"].servicerLimit == 8)
        #expect(live.problem == nil)
    }

    @Test("a file that is still being written is not read")
    func unsettled() throws {
        try write("accounts: {A: {servicer_limit: 7}}")
        let live = try open()
        for round in 0..<20 {
            try write("accounts: {A: {servicer_limit: 8}}" + String(repeating: " ", count: round))
            #expect(live.current["A"].servicerLimit == 7)
            time.pass(0.2)
        }
        #expect(settled(live)["A"].servicerLimit == 8)
    }

    @Test(
        "an emptied file never replaces what held before, and the problem says so",
        arguments: ["", "  \n\n", "\0\0\0\0"]
    )
    func emptied(text: String) throws {
        try write("accounts: {A: {servicer_limit: 7}}")
        let live = try open()
        try write(text)
        #expect(settled(live, after: 3600)["A"].servicerLimit == 7)
        #expect(live.problem?.message.contains("empty") == true)
        try write("accounts: {A: {servicer_limit: 8}}")
        #expect(settled(live)["A"].servicerLimit == 8)
        #expect(live.problem == nil)
    }

    @Test("a deleted file never replaces the last good one, and the problem says so")
    func deleted() throws {
        try write("accounts: {A: {servicer_limit: 7}}")
        let live = try open()
        try FileManager.default.removeItem(atPath: directory.file("kfbot.yaml"))
        #expect(live.problem == nil)
        #expect(settled(live, after: 3600)["A"].servicerLimit == 7)
        #expect(live.problem?.message.contains("missing") == true)
        try write("accounts: {A: {servicer_limit: 7}}")
        #expect(settled(live)["A"].servicerLimit == 7)
        #expect(live.problem == nil)
    }

    @Test("a file that lists fewer accounts must have stood unchanged for two seconds")
    func fewerAccounts() throws {
        try write("accounts: {A: {servicer_limit: 7}, B: {servicer_limit: 8}}")
        let live = try open()
        try write("accounts: {A: {servicer_limit: 9}}")
        #expect(settled(live)["B"].servicerLimit == 8)
        #expect(live.current["A"].servicerLimit == 7)
        time.pass(1.7)
        #expect(live.current["B"].servicerLimit == 8)
        time.pass(0.05)
        #expect(live.current["B"].servicerLimit == 50)
        #expect(live.current["A"].servicerLimit == 9)
        // Written half, then whole: the half never holds.
        try write("accounts: {C: {servicer_limit: 1}}")
        _ = settled(live)
        try write("accounts: {A: {servicer_limit: 9}, C: {servicer_limit: 1}}")
        #expect(settled(live)["A"].servicerLimit == 9)
        #expect(live.current["C"].servicerLimit == 1)
    }

    @Test("while a file is wrong, the last good one stays in force, and the problem is named")
    func wrongFile() throws {
        try write("accounts: {A: {servicer_limit: 7}}")
        let live = try open()
        try write("accounts:\n  A: {servicer_limit: 900}")
        #expect(settled(live)["A"].servicerLimit == 7)
        #expect(live.problem?.line == 2)
        #expect(live.problem?.field == "accounts.A.servicer_limit")
        try write("accounts: {A: {servicer_limit: 9}}")
        #expect(settled(live)["A"].servicerLimit == 9)
        #expect(live.problem == nil)
    }

    @Test("a process does not start with a wrong file")
    func wrongAtStart() throws {
        try write("accounts: 7")
        #expect(throws: ConfigurationError.self) { try open() }
    }

    @Test("a start waits for a file that was just written, and for no longer than a second")
    func start() throws {
        try write("accounts: {A: {servicer_limit: 7}}")
        let path = directory.file("kfbot.yaml")
        // A whole second is exact however it is converted, so the bounds below are, too.
        let written = Date(timeIntervalSince1970: 1_795_399_200)
        try FileManager.default.setAttributes([.modificationDate: written], ofItemAtPath: path)
        _ = try open { [time] in written.addingTimeInterval(0.1 + time.now) }
        #expect(time.naps.withLock { $0 } == 1)
        #expect(abs(time.now - 0.15) < 0.005)
        // Old files and those from the future are not waited for.
        _ = try open { written.addingTimeInterval(0.25) }
        _ = try open { written.addingTimeInterval(-5) }
        #expect(time.naps.withLock { $0 } == 1)
        // One that is written all the time.
        let start = time.now
        _ = try open { written.addingTimeInterval(0.1) }
        #expect((1...1.2).contains(time.now - start))
    }

    @Test("a calendar that the file names is followed; a missing or empty one is a problem")
    func calendar() throws {
        try write("accounts: {A: {hours: {holidays: [days.txt]}}}")
        try write("year 2027 test 2026-01-01\n2027-03-01 off 假日", to: "days.txt")
        let live = try open()
        // Monday 2027-03-01, 10:00 in China.
        let monday = Date(timeIntervalSince1970: 1_803_866_400)
        #expect(!live.current["A"].hours.isOpen(at: monday))
        try write("", to: "days.txt")
        #expect(!settled(live)["A"].hours.isOpen(at: monday))
        #expect(live.problem?.message.contains("empty") == true)
        try write("year 2027 test 2026-01-01\n2027-03-02 off 假日", to: "days.txt")
        #expect(settled(live)["A"].hours.isOpen(at: monday))
        try FileManager.default.removeItem(atPath: directory.file("days.txt"))
        #expect(settled(live)["A"].hours.isOpen(at: monday))
        #expect(live.problem?.message.contains("days.txt") == true)
    }

    @Test("toolbar items are listed, can be disabled and need a page")
    func toolbar() throws {
        try write(
            """
            accounts:
              A:
                toolbar:
                  - {name: 订单, url: "https://example.com/orders"}
                  - {name: 旧版, url: "https://example.com/old", enabled: false}
            """
        )
        let live = try open()
        #expect(
            live.current["A"].toolbar == [
                ToolbarItem(name: "订单", url: "https://example.com/orders"),
                ToolbarItem(name: "旧版", url: "https://example.com/old", isEnabled: false),
            ]
        )
        try write("accounts: {A: {toolbar: [{name: 订单, url: orders}]}}")
        #expect(settled(live)["A"].toolbar.count == 2)
        #expect(live.problem?.field == "accounts.A.toolbar[0].url")
        #expect(live.current["A"].toolbar.count == 2)
    }
}
