import ArgumentParser
import KFBot

struct DeskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "desk",
        abstract: "Receive customers as a servicer would.",
        discussion: """
            Shows the queue, own customers and what is suggested; number keys send a suggestion, \
            `? 文字` finds others, plain text goes to the current customer, /help lists the rest. \
            Works on the workspace, or with --url on a running `kfbot serve`, beside any number of `kfbot chat`.

            EXAMPLES
              kfbot desk --account A --servicer 李雷
              kfbot desk --account A --servicer 李雷 --url http://127.0.0.1:8787
            """
    )

    @OptionGroup var desk: DeskOptions

    @Option(help: ArgumentHelp("Who receives.", valueName: "id"))
    var servicer: String

    func run() async throws {
        let (account, servicer) = (desk.accountID, ServicerID(rawValue: servicer))
        try await desk.connect(as: nil).run { service in
            try await ServicerDesk(
                service: service,
                account: account,
                me: servicer,
                terminal: Terminal()
            ).run()
        }
    }
}
