import ArgumentParser
import Foundation
import KFBot

struct ProposalsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proposals",
        abstract: "Review what servicers' answers propose for the knowledge base.",
        discussion: """
            A servicer who changes a suggestion proposes a change of the answer; one who answers what \
            nothing matched, a new entry; one who sends a suggestion, the customer's words as a similar \
            question. docs/assist.md has the rules.
            """,
        subcommands: [
            ProposalsListCommand.self, ProposalsShowCommand.self, ProposalsAcceptCommand.self,
            ProposalsRejectCommand.self,
        ]
    )
}

/// Which proposals to list.
enum ProposalStateArgument: String, CaseIterable, ExpressibleByArgument {
    case open
    case accepted
    case rejected
    case all

    var state: Proposal.State? { Proposal.State(rawValue: rawValue) }
}

/// The number of a proposal.
struct ProposalArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The proposal's number.", valueName: "number"))
    var id: Int
}

struct ProposalsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List proposals, those that came up most often first.",
        discussion: """
            EXAMPLES
              kfbot proposals list
              kfbot proposals list --state all --json
            """
    )

    @Option(help: "Whether they were decided.")
    var state = ProposalStateArgument.open

    @Option(help: ArgumentHelp("Only for this knowledge base. Default: all.", valueName: "name"))
    var kb: String?

    @OptionGroup var options: SessionWorkspaceOptions

    func run() throws {
        let proposals = try options.open().proposalReview.proposals(
            state.state,
            of: kb.map(KnowledgeBaseID.init(rawValue:))
        )
        if options.json {
            print(try JSONOutput.string(["proposals": proposals.map(ProposalOutput.init)]))
        } else if proposals.isEmpty {
            print("no such proposals")
        } else {
            let table = TextTable(
                [["number", "times", "kind", "entry", "customers' words", "state"]]
                    + proposals.map { proposal in
                        [
                            "\(proposal.id)", "\(proposal.times)", proposal.change.kind,
                            proposal.change.entry?.rawValue ?? "",
                            proposal.change.question.replacing("\n", with: " "),
                            proposal.state.rawValue,
                        ]
                    },
                rightAligned: [0, 1]
            )
            print(table.lines.joined(separator: "\n"))
        }
    }
}

struct ProposalsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a proposal, what it would change, and what lint says to that.",
        discussion: """
            EXAMPLE
              kfbot proposals show 3
            """
    )

    @OptionGroup var argument: ProposalArgument
    @OptionGroup var options: SessionWorkspaceOptions

    func run() throws {
        let workspace = try options.open()
        let (proposal, edit) = try workspace.proposalReview.review(argument.id, at: Date())
        if options.json {
            print(try JSONOutput.string(ProposalReviewOutput(proposal, edit)))
        } else {
            let account = workspace.configuration.current[proposal.account]
            print(ProposalText.lines(proposal, edit, account).joined(separator: "\n"))
        }
    }
}

struct ProposalsRejectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Turn a proposal down; the same does not come up again.",
        discussion: """
            EXAMPLE
              kfbot proposals reject 3 --reason "a single case"
            """
    )

    @OptionGroup var argument: ProposalArgument
    @OptionGroup var author: AuthorOptions
    @OptionGroup var options: SessionWorkspaceOptions

    func run() throws {
        let proposalReview = try options.open().proposalReview
        try proposalReview.reject(argument.id, by: author.authorship)
        if options.json {
            let (proposal, _) = try proposalReview.review(argument.id, at: Date())
            print(try JSONOutput.string(ProposalOutput(proposal)))
        } else {
            print("proposal \(argument.id) is rejected")
        }
    }
}
