import ArgumentParser
import Foundation
import KFBot

struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Show which entries are of use and which questions have no answer.",
        subcommands: [StatsEntriesCommand.self, StatsMissesCommand.self]
    )
}

/// Which part of the statistics to show.
struct StatsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only this account. Default: all.", valueName: "id"))
    var account: String?

    @Option(help: ArgumentHelp("Only this knowledge base. Default: all.", valueName: "name"))
    var kb: String?

    @Option(help: ArgumentHelp("From this day on, such as 2026-11-01.", valueName: "day"))
    var since: String?

    @Option(help: ArgumentHelp("The most lines.", valueName: "count"))
    var limit = 100

    var accountID: AccountID? { account.map(AccountID.init(rawValue:)) }
    var base: KnowledgeBaseID? { kb.map(KnowledgeBaseID.init(rawValue:)) }
    var day: CalendarDay? { since.flatMap { CalendarDay($0) } }

    func validate() throws {
        if since != nil, day == nil { throw ValidationError("Write a day such as 2026-11-01.") }
        if limit < 1 { throw ValidationError("--limit is at least 1.") }
    }
}

struct StatsEntriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entries",
        abstract: "Show how often entries answered and what servicers made of them.",
        discussion: """
            hits: answers by the bot, choices in menus, suggestions that were sent. useful: the share \
            of suggestions that were sent, changed or not. none: the customer chose 以上都不是. agreed: \
            in the mode `silent`, the servicer wrote the same unseen, of so many times.

            EXAMPLES
              kfbot stats entries --since 2026-11-01
              kfbot stats entries --account wkA --json
            """
    )

    @OptionGroup var options: StatsOptions
    @OptionGroup var workspace: SessionWorkspaceOptions

    func run() throws {
        let workspace = try workspace.open()
        let statistics = try workspace.sessions.entryStatistics(
            of: options.base,
            account: options.accountID,
            since: options.day
        ).sorted { $0.hits > $1.hits }.prefix(options.limit)
        let rows = try workspace.knowledge.read { reader in
            try statistics.map { statistics in
                let newest = try reader.newestVersion(of: statistics.entry, in: statistics.base)
                return Row(statistics, question: newest?.entry?.question)
            }
        }
        if self.workspace.json {
            print(try JSONOutput.string(["entries": rows]))
        } else if rows.isEmpty {
            print("nothing has been counted yet")
        } else {
            let heading = [
                "entry", "hits", "bot", "menu", "none", "suggested", "used", "edited", "ignored",
                "useful", "agreed", "question",
            ]
            let table = TextTable([heading] + rows.map(\.columns), rightAligned: Set(1...10))
            print(table.lines.joined(separator: "\n"))
        }
    }

    private struct Row: Encodable {
        let base: KnowledgeBaseID
        let entry: EntryID
        /// `nil` if the entry no longer exists.
        let question: String?
        let hits: Int
        let usefulness: Double?
        let counts: [String: Int]

        init(_ statistics: EntryStatistics, question: String?) {
            base = statistics.base
            entry = statistics.entry
            self.question = question
            hits = statistics.hits
            usefulness = statistics.usefulness
            counts = Dictionary(
                uniqueKeysWithValues: EntryUse.allCases.map { ($0.rawValue, statistics[$0]) }
            )
        }

        private func count(_ use: EntryUse) -> String {
            let count = counts[use.rawValue] ?? 0
            return count == 0 ? "" : "\(count)"
        }

        var columns: [String] {
            let considered = counts[EntryUse.considered.rawValue] ?? 0
            let agreed = "\(counts[EntryUse.agreed.rawValue] ?? 0)/\(considered)"
            return [
                entry.rawValue, "\(hits)", count(.answered), count(.chosen), count(.declined),
                count(.suggested), count(.used), count(.edited), count(.ignored),
                usefulness.map { "\(Int(($0 * 100).rounded())) %" } ?? "",
                considered == 0 ? "" : agreed, question ?? "(removed)",
            ]
        }
    }
}

struct StatsMissesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "misses",
        abstract: "List questions that the bot could not answer, the most frequent first.",
        discussion: """
            Questions count as one if they differ only in punctuation, width, case or script. A menu \
            in which the customer chose 以上都不是 counts as well.

            EXAMPLES
              kfbot stats misses --limit 20
              kfbot stats misses --since 2026-11-01 --json
            """
    )

    @OptionGroup var options: StatsOptions
    @OptionGroup var workspace: SessionWorkspaceOptions

    func run() throws {
        let workspace = try workspace.open()
        let configuration = workspace.configuration.current
        let account = options.accountID.map { configuration[$0] } ?? configuration.defaults
        let missed = try workspace.sessions.missedQuestions(
            of: options.base,
            account: options.accountID,
            since: options.day.map { day in
                let start = Date(timeIntervalSince1970: Double(day.number) * 86_400)
                let zone = account.hours.clock.timeZone
                return start.addingTimeInterval(-Double(zone.secondsFromGMT(for: start)))
            },
            limit: options.limit
        )
        if self.workspace.json {
            print(try JSONOutput.string(["misses": missed.map(Row.init)]))
        } else if missed.isEmpty {
            print("no question was missed")
        } else {
            let table = TextTable(
                [["times", "last", "question"]]
                    + missed.map { question in
                        [
                            "\(question.count)", question.last.text(in: account),
                            question.text.replacing("\n", with: " "),
                        ]
                    },
                rightAligned: [0]
            )
            print(table.lines.joined(separator: "\n"))
        }
    }

    private struct Row: Encodable {
        let base: KnowledgeBaseID
        let question: String
        let times: Int
        let first: Date
        let last: Date

        init(_ missed: MissedQuestion) {
            base = missed.base
            question = missed.text
            times = missed.count
            first = missed.first
            last = missed.last
        }
    }
}
