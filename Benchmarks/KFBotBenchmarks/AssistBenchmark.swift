import Foundation
import KFBot
import KFBotTesting

/// Times a customer's message to a servicer and its transaction, with suggested replies and without.
///
/// A servicer answers every third message, so that one to three questions are open.
struct AssistBenchmark {
    private let directory: TemporaryDirectory
    private let questions: [String]
    private let workspace: Workspace

    private static let now = Date(timeIntervalSince1970: 1_795_399_200)
    /// Without suggestions; with those looked for within the transaction; with those before it.
    private static let accounts = ["off", "within", "before"]
    private static let customers = 100
    private static let messages = 1_500

    /// Makes a workspace with a base of so many made-up phrasings.
    init(phrasings: Int) throws {
        let entries = LintBenchmark.madeUp(phrasings: phrasings)
        questions = entries.map {
            $0.question.replacing("怎么", with: "如何").replacing("？", with: "呢？")
        }
        directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        try store.write(to: .main, by: Authorship(actor: "benchmark", date: Self.now)) { writer in
            for entry in entries { try writer.put(entry) }
        }
        _ = try directory.write(
            """
            accounts:
              off: {mode: servicers, assist: off}
              within: {mode: servicers, assist: suggest}
              before: {mode: servicers, assist: suggest}
            """,
            to: "kfbot.yaml"
        )
        workspace = try Workspace(directory: directory.path)
        for account in Self.accounts {
            let servicer = Servicer(id: "s", status: .available, limit: Self.customers)
            try workspace.core.put(servicer, account: AccountID(rawValue: account), at: Self.now)
        }
    }

    func run() throws {
        let configuration = workspace.configuration
        let staffByAccount = Self.accounts.map { account in
            let storage = TimedStorage(
                workspace.sessions,
                tellsConversations: account == "before"
            )
            let core = SessionCore(
                storage: storage,
                answerer: FixedAnswer(),
                suggester: workspace.assistant
            ) { configuration.current }
            return (account, storage, core)
        }
        let clock = ContinuousClock()
        var inside: [String: [Double]] = [:]
        var whole: [String: [Double]] = [:]
        // In turn, so that all meet the same machine.
        for number in 0..<Self.messages {
            for (account, storage, core) in staffByAccount {
                let customer = CustomerID(rawValue: "c\(number % Self.customers)")
                let id = MessageID(rawValue: "m\(number)")
                let text = questions[number * 7_919 % questions.count]
                let time = try clock.measure {
                    try core.handle(
                        .message(IncomingMessage(id: id, text: text)),
                        account: AccountID(rawValue: account),
                        customer: customer,
                        at: Self.now
                    )
                }
                whole[account, default: []].append(time / .milliseconds(1))
                inside[account, default: []] += storage.takeMilliseconds()
                guard number / Self.customers % 3 == 2 else { continue }
                let reply = IncomingMessage(
                    id: MessageID(rawValue: "r\(number)"),
                    text: "好的，已经为您办理。"
                )
                try core.handle(
                    .reply("s", reply),
                    account: AccountID(rawValue: account),
                    customer: customer,
                    at: Self.now
                )
                _ = storage.takeMilliseconds()
            }
        }
        for account in Self.accounts {
            try Measurement("assist.\(account).transaction", inside[account] ?? [], unit: "ms")
                .print()
            try Measurement("assist.\(account).message", whole[account] ?? [], unit: "ms").print()
        }
    }
}
