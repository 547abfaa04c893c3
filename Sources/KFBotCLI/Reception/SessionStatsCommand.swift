import ArgumentParser
import Foundation
import KFBot

struct SessionStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Count how customers were received, by day, account and servicer.",
        discussion: """
            Days are those of the account's time zone; only days whose records are kept
            (`record_days` in kfbot.yaml) can be counted.

            EXAMPLES
              kfbot session stats --account A
              kfbot session stats --from 2026-11-01 --through 2026-11-30 --json
            """
    )

    @Option(help: ArgumentHelp("Only this account. Default: all.", valueName: "id"))
    var account: String?

    @Option(
        help: ArgumentHelp("The first day. Default: 6 days before the last.", valueName: "date")
    )
    var from: DayArgument?

    @Option(help: ArgumentHelp("The last day. Default: today.", valueName: "date"))
    var through: DayArgument?

    @OptionGroup var workspace: SessionWorkspaceOptions

    func run() throws {
        let workspace = try workspace.open()
        let configuration = workspace.configuration.current
        let clock = configuration[AccountID(rawValue: account ?? "")].hours.clock
        let last = through?.day ?? clock.reading(at: Date()).day
        let first = from?.day ?? last.advanced(by: -6)
        guard first <= last else { throw ValidationError("--from is later than --through.") }
        let statistics = try workspace.sessions.statistics(
            of: account.map(AccountID.init(rawValue:)),
            on: first...last,
            configuration: configuration
        )
        let rows = statistics.counts.sorted { $0.key < $1.key }.map(StatisticsRow.init)
        if self.workspace.json {
            print(try JSONOutput.string(["statistics": rows]))
        } else if rows.isEmpty {
            print("nothing happened from \(first) through \(last)")
        } else {
            let table = TextTable(
                [StatisticsRow.header] + rows.map(\.columns),
                rightAligned: Set(3..<StatisticsRow.header.count)
            )
            print(table.lines.joined(separator: "\n"))
        }
    }
}

/// A day such as 2026-11-22.
struct DayArgument: ExpressibleByArgument {
    let day: CalendarDay

    init?(argument: String) {
        guard let day = CalendarDay(argument) else { return nil }
        self.day = day
    }
}

/// The counts of one day, for an account or a servicer.
private struct StatisticsRow: Encodable {
    let day: String
    let account: AccountID
    let servicer: ServicerID?
    let counts: ReceptionCounts

    init(_ item: (key: ReceptionStatistics.Key, value: ReceptionCounts)) {
        day = item.key.day.description
        account = item.key.account
        servicer = item.key.servicer
        counts = item.value
    }

    static let header = [
        "day", "account", "servicer", "sessions", "messages", "answered", "menus", "missed",
        "handed off", "queued", "mean wait", "gave up", "replies", "blocked", "ended",
    ]

    var columns: [String] {
        let wait = counts.waits == 0 ? "" : "\(Int(counts.waitSeconds / Double(counts.waits))) s"
        return [day, account.rawValue, servicer?.rawValue ?? "(all)"]
            + [
                counts.sessions, counts.messages, counts.answered, counts.offered, counts.missed,
                counts.handedOff.values.reduce(0, +), counts.queued,
            ].map { "\($0)" } + [wait]
            + [counts.gaveUp, counts.replies, counts.blocks, counts.ended].map { "\($0)" }
    }
}
