import Foundation
import KFBot
import KFBotTesting
import Testing

/// `kfbot.yaml` holds as it is on the disk, without a restart.
struct LiveConfigurationTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ text: String, to name: String = "kfbot.yaml") throws {
        _ = try directory.write(text, to: name)
    }

    @Test("without a file the defaults hold; a file that appears, changes or goes holds at once")
    func follows() throws {
        let live = try LiveConfiguration(directory: directory.path)
        #expect(live.current == ReceptionConfiguration())
        try write("accounts: {A: {servicer_limit: 7}}")
        #expect(live.current["A"].servicerLimit == 7)
        try write("accounts: {A: {servicer_limit: 8}}")
        #expect(live.current["A"].servicerLimit == 8)
        try FileManager.default.removeItem(atPath: directory.file("kfbot.yaml"))
        #expect(live.current == ReceptionConfiguration())
        #expect(live.problem == nil)
    }

    @Test("while a file is wrong the last good one holds, and the problem is named")
    func wrongFile() throws {
        try write("accounts: {A: {servicer_limit: 7}}")
        let live = try LiveConfiguration(directory: directory.path)
        try write("accounts:\n  A: {servicer_limit: 900}")
        #expect(live.current["A"].servicerLimit == 7)
        #expect(live.problem?.line == 2)
        #expect(live.problem?.field == "accounts.A.servicer_limit")
        try write("accounts: {A: {servicer_limit: 9}}")
        #expect(live.current["A"].servicerLimit == 9)
        #expect(live.problem == nil)
    }

    @Test("a process does not start with a wrong file")
    func wrongAtStart() throws {
        try write("accounts: 7")
        #expect(throws: ConfigurationError.self) {
            try LiveConfiguration(directory: directory.path)
        }
    }

    @Test("a calendar that the file names holds as it is; a missing one is a problem")
    func calendar() throws {
        try write("accounts: {A: {hours: {holidays: [days.txt]}}}")
        try write("year 2027 test 2026-01-01\n2027-03-01 off 假日", to: "days.txt")
        let live = try LiveConfiguration(directory: directory.path)
        // Monday 2027-03-01, 10:00 in China.
        let monday = Date(timeIntervalSince1970: 1_803_866_400)
        #expect(!live.current["A"].hours.isOpen(at: monday))
        try write("year 2027 test 2026-01-01\n2027-03-02 off 假日", to: "days.txt")
        #expect(live.current["A"].hours.isOpen(at: monday))
        try FileManager.default.removeItem(atPath: directory.file("days.txt"))
        #expect(live.current["A"].hours.isOpen(at: monday))
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
        let live = try LiveConfiguration(directory: directory.path)
        #expect(
            live.current["A"].toolbar == [
                ToolbarItem(name: "订单", url: "https://example.com/orders"),
                ToolbarItem(name: "旧版", url: "https://example.com/old", isEnabled: false),
            ]
        )
        try write("accounts: {A: {toolbar: [{name: 订单, url: orders}]}}")
        #expect(live.problem?.field == "accounts.A.toolbar[0].url")
        #expect(live.current["A"].toolbar.count == 2)
    }
}
