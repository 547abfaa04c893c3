import ArgumentParser
import Foundation
import KFBot

struct HoursCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hours",
        abstract: "Explain when people receive customers.",
        subcommands: [Explain.self]
    )

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether an account is open, which rule decides and when that changes.",
            discussion: """
                EXAMPLES
                  kfbot hours explain --account A
                  kfbot hours explain --account A --at '2026-10-01 09:00' --json
                """
        )

        @OptionGroup var options: ConfigurationOptions

        @Option(help: ArgumentHelp("The account.", valueName: "id"))
        var account: String

        @Option(help: MomentArgument.help)
        var at: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let configuration = try options.load()
            let id = AccountID(rawValue: account)
            guard let account = configuration.accounts[id] else {
                let known = configuration.accounts.keys.sorted().map(\.rawValue)
                throw CommandError(
                    "kfbot.yaml names no account \(id). It names: \(known.joined(separator: ", "))."
                )
            }
            let moment = try at.map { try MomentArgument.moment($0, in: account.hours) } ?? Date()
            let explanation = account.hours.explain(at: moment)
            let report = HoursReport(explanation, account: id, configuration: account)
            print(json ? try JSONOutput.string(report) : report.text)
            if !explanation.isYearCovered {
                Output.note(
                    "No holiday calendar covers \(explanation.reading.day.year); its days are "
                        + "taken by their weekday. Add a file to `hours.holidays`."
                )
            }
        }
    }
}

/// What `kfbot hours explain` shows.
private struct HoursReport: Encodable {
    struct Rule: Encodable {
        let kind: String
        let name: String
        let day: String
        let slot: String?
        let text: String
    }

    let account: String
    let at: Date
    let local: String
    let timeZone: String
    let open: Bool
    let rule: Rule
    let changesAt: Date?
    let changesLocal: String?
    /// Who receives a new customer, provided that some servicer is available.
    let receiver: String
    let calendarCoversYear: Bool

    private enum CodingKeys: String, CodingKey {
        case account
        case at
        case local
        case timeZone = "time_zone"
        case open
        case rule
        case changesAt = "changes_at"
        case changesLocal = "changes_local"
        case receiver
        case calendarCoversYear = "calendar_covers_year"
    }

    init(
        _ explanation: HoursExplanation,
        account: AccountID,
        configuration: AccountConfiguration
    ) {
        let clock = configuration.hours.clock
        self.account = account.rawValue
        at = explanation.moment
        local = explanation.reading.text
        timeZone = clock.timeZone.identifier
        open = explanation.isOpen
        rule = Rule(
            kind: explanation.rule.kind.rawValue,
            name: explanation.rule.name,
            day: explanation.rule.day.description,
            slot: explanation.rule.slot?.description,
            text: explanation.rule.text
        )
        changesAt = explanation.nextChange
        changesLocal = explanation.nextChange.map { clock.reading(at: $0).text }
        let receiver = configuration.policy.receiver(
            hoursAreOpen: explanation.isOpen,
            presence: .receiving
        )
        self.receiver = "\(receiver)"
        calendarCoversYear = explanation.isYearCovered
    }

    var text: String {
        """
        \(account) at \(local) (\(timeZone)): \(open ? "open" : "closed")
          rule: \(rule.text)
          until: \(changesLocal ?? "no change in sight")
          new customers: \(receiver)
        """
    }
}
