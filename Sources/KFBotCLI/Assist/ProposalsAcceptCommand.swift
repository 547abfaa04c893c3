import ArgumentParser
import Foundation
import KFBot

struct ProposalsAcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Make the edit that is proposed; it is live at once.",
        discussion: """
            Lint looks at the edit first; errors refuse it. If others changed since what the proposal \
            rests on, it is refused with what changed: look at it with `kfbot proposals show`, then name \
            the entry's version with --expect.

            Exit codes: 0 accepted; 1 refused, nothing has changed.

            EXAMPLES
              kfbot proposals accept 3
              kfbot proposals accept 3 --answer "三天内到账。" --reason "shorter"
              kfbot proposals accept 4 --id shop-900 --question 怎么开发票 --similar 发票在哪开
              kfbot proposals accept 5 --edit
            """
    )

    @OptionGroup var argument: ProposalArgument

    @Option(help: ArgumentHelp("The answer, in place of the servicer's.", valueName: "text"))
    var answer: String?

    @Option(
        help: ArgumentHelp(
            "The question of a new entry, in place of the customer's words.",
            valueName: "text"
        )
    )
    var question: String?

    @Option(
        help: ArgumentHelp(
            "The similar question, in place of the customer's words; of a new entry, another phrasing.",
            valueName: "text"
        )
    )
    var similar: String?

    @Option(
        help: ArgumentHelp("The name of a new entry. Default: proposal-NUMBER.", valueName: "id")
    )
    var id: String?

    @Flag(help: "Change the entry in $EDITOR before it is stored.")
    var edit = false

    @Option(
        help: ArgumentHelp(
            "The version of the entry that you have looked at.",
            valueName: "version"
        )
    )
    var expect: Int?

    @Flag(help: "Make the edit although lint finds errors.")
    var force = false

    @OptionGroup var author: AuthorOptions
    @OptionGroup var options: SessionWorkspaceOptions

    func run() throws {
        let proposalReview = try options.open().proposalReview
        let authorship = author.authorship
        let (proposal, _) = try proposalReview.review(argument.id, at: authorship.date)
        let change = try revised(proposal.change)
        let accepted = try AcceptedOutput {
            try proposalReview.accept(
                argument.id,
                by: authorship,
                change: change,
                named: id.map(EntryID.init(rawValue:)),
                expecting: expect,
                allowsErrors: force
            ) { entry in
                var entry = entry
                if case .entry = proposal.change, let similar {
                    entry.similarQuestions.append(similar)
                }
                return edit ? try ExternalEditor.edit(entry) : entry
            }
        }
        try accepted.print(asJSON: options.json)
    }

    /// The proposed change with the words that the options give instead.
    private func revised(_ change: Proposal.Change) throws -> Proposal.Change {
        func refuse(_ flag: String, _ isGiven: Bool) throws {
            guard isGiven else { return }
            throw CommandError(
                "\(flag) does not go with a proposal of the kind \(change.kind). Use --edit to change "
                    + "more than what is proposed."
            )
        }
        switch change {
        case .answer(let entry, let asked, let old, let new):
            try refuse("--question", question != nil)
            try refuse("--similar", similar != nil)
            try refuse("--id", id != nil)
            return .answer(entry, question: asked, from: old, to: answer ?? new)
        case .entry(let asked, let text):
            return .entry(question: question ?? asked, answer: answer ?? text)
        case .similar(let entry, let asked):
            try refuse("--question", question != nil)
            try refuse("--answer", answer != nil)
            try refuse("--id", id != nil)
            return .similar(entry, question: similar ?? asked)
        }
    }
}

struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Make a customer's message a similar question of an entry, or a new entry.",
        discussion: """
            The words of the message go into the base of the account that received it, live at once. \
            Lint looks at the edit first; errors refuse it. `kfbot session show --json` names messages.

            EXAMPLES
              kfbot learn --account wkA --message m1 --entry shop-001
              kfbot learn --account wkA --message m1 --answer "在订单页点开发票。" --id shop-900
            """
    )

    @OptionGroup var account: AccountOptions

    @Option(help: ArgumentHelp("The customer's message.", valueName: "id"))
    var message: String

    @Option(help: ArgumentHelp("The entry that answers it.", valueName: "id"))
    var entry: String?

    @Option(help: ArgumentHelp("The answer of a new entry.", valueName: "text"))
    var answer: String?

    @Option(help: ArgumentHelp("The name of the new entry.", valueName: "id"))
    var id: String?

    @Flag(help: "Make the edit although lint finds errors.")
    var force = false

    @OptionGroup var author: AuthorOptions
    @OptionGroup var options: SessionWorkspaceOptions

    func validate() throws {
        if (entry == nil) == (answer == nil) {
            throw ValidationError("Give either --entry or --answer.")
        }
        if (answer == nil) != (id == nil) {
            throw ValidationError("A new entry needs --answer and --id.")
        }
    }

    func run() throws {
        let proposalReview = try options.open().proposalReview
        let message = MessageID(rawValue: message)
        let accepted = try AcceptedOutput {
            if let entry {
                return try proposalReview.addSimilar(
                    message,
                    of: account.id,
                    to: EntryID(rawValue: entry),
                    by: author.authorship,
                    allowsErrors: force
                )
            }
            return try proposalReview.addEntry(
                message,
                of: account.id,
                answer: answer ?? "",
                named: EntryID(rawValue: id ?? ""),
                by: author.authorship,
                allowsErrors: force
            )
        }
        try accepted.print(asJSON: options.json)
    }
}
