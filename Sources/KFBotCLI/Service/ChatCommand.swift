import ArgumentParser
import KFBot

struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Talk to the bot as a customer would.",
        discussion: """
            Works on the workspace, or with --url on a running `kfbot serve`. A second terminal with \
            `kfbot desk` is the servicer's side. Lines may also come from a pipe: each waits for its \
            answer.

            EXAMPLES
              kfbot chat --account A
              kfbot chat --account A --at '2026-10-01 20:00'
              kfbot chat --account A --customer 张三 --url http://127.0.0.1:8787
              echo 怎么退款 | kfbot chat --account A
            """
    )

    @OptionGroup var desk: DeskOptions

    @Option(help: ArgumentHelp("Who talks.", valueName: "id"))
    var customer = "terminal"

    func validate() throws { try CustomerID(rawValue: customer).validate("--customer") }

    func run() async throws {
        let (account, customer) = (desk.accountID, CustomerID(rawValue: customer))
        try await desk.connect(as: customer).run { service in
            try await Chat(
                service: service,
                account: account,
                customer: customer,
                terminal: Terminal()
            ).run()
        }
    }
}
