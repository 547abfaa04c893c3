import Foundation
import KFBot
import KFBotTesting

/// Times the session core: commits, deciding beside many sessions, a large staff, many accounts.
struct SessionBenchmark {
    let directory: String

    private static let now = Date(timeIntervalSince1970: 1_795_399_200)

    func run() throws {
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        // First, while the memory that it adds can be told from what others leave behind.
        try timeAccounts(5_000)
        for threads in [1, 8, 64] {
            for commits in [SessionCommits.each, .grouped] { try time(commits, threads: threads) }
        }
        try timeSessions(few: 1_000, many: 100_000)
        for order in Distribution.Order.allCases {
            for servicers in [20, 2_000] { try timeStaff(servicers, order) }
        }
    }

    private func store(_ commits: SessionCommits = .grouped) throws -> SessionStore {
        try SessionStore(path: directory + "/\(UUID().uuidString).sqlite", commits: commits)
    }

    private func core(
        _ storage: any SessionStorage,
        _ order: Distribution.Order = .inTurn
    )
        -> SessionCore
    {
        var account = AccountConfiguration()
        account.distribution.order = order
        account.debounce = Debounce(quiet: 0, cap: 0)
        let configuration = ReceptionConfiguration(defaults: account)
        return SessionCore(storage: storage, answerer: FixedAnswer()) { configuration }
    }

    private static func message(_ text: String) -> SessionEvent {
        .message(IncomingMessage(id: MessageID(rawValue: UUID().uuidString), text: text))
    }

    // MARK: Commits

    private func time(_ commits: SessionCommits, threads: Int) throws {
        let core = core(try store(commits))
        let each = 800 / threads
        let rates = try (0..<5).map { round in
            let outcome = Threads.run(threads) { thread in
                for number in 0..<each {
                    try core.handle(
                        Self.message("怎么退货？"),
                        account: AccountID(rawValue: "a\(thread % 8)"),
                        customer: CustomerID(rawValue: "c\(round)-\(thread)-\(number)"),
                        at: Self.now
                    )
                }
            }
            if let error = outcome.errors.first { throw error }
            return Double(each * threads) / outcome.seconds
        }
        let name = commits == .each ? "each" : "grouped"
        try Measurement("commits \(name), \(threads) threads", rates, unit: "events/s").print()
    }

    // MARK: Deciding

    private func timeSessions(few: Int, many: Int) throws {
        let stores = try [few, many].map { count in
            let store = try store()
            try fill(store, sessions: count)
            return (count, TimedStorage(store))
        }
        var generator = SeededGenerator(seed: 1)
        // In turn, so that both meet the same machine.
        for _ in 0..<3_000 {
            for (count, storage) in stores {
                let number = Int.random(in: 0..<count, using: &generator)
                try core(storage).handle(
                    Self.message("怎么退货？"),
                    account: AccountID(rawValue: "a\(number % 50)"),
                    customer: CustomerID(rawValue: "c\(number)"),
                    at: Self.now
                )
            }
        }
        for (count, storage) in stores {
            try Measurement(
                "deciding beside \(count) sessions",
                storage.takeMilliseconds(),
                unit: "ms"
            ).print()
        }
        try Measurement("memory then", [residentBytes() / 1e6], unit: "MB").print()
    }

    private func fill(_ store: SessionStore, sessions: Int) throws {
        for account in 0..<50 {
            let id = AccountID(rawValue: "a\(account)")
            try store.transact(on: id) { transaction in
                let core = core(HeldTransaction(transaction))
                for number in 0..<20 {
                    try core.put(Self.servicer(number, limit: 50), account: id, at: Self.now)
                }
                for number in stride(from: account, to: sessions, by: 50) {
                    let text = number % 5 < 2 ? "转人工" : "怎么退货？"
                    try core.handle(
                        Self.message(text),
                        account: id,
                        customer: CustomerID(rawValue: "c\(number)"),
                        at: Self.now
                    )
                }
            }
        }
    }

    private static func servicer(_ number: Int, limit: Int) -> Servicer {
        Servicer(id: ServicerID(rawValue: "s\(number)"), status: .available, limit: limit)
    }

    private func timeStaff(_ servicers: Int, _ order: Distribution.Order) throws {
        let store = try store()
        try store.transact(on: "A") { transaction in
            let core = core(HeldTransaction(transaction))
            for number in 0..<servicers {
                try core.put(Self.servicer(number, limit: 200), account: "A", at: Self.now)
            }
        }
        let storage = TimedStorage(store)
        for number in 0..<2_000 {
            try core(storage, order).handle(
                Self.message("转人工"),
                account: "A",
                customer: CustomerID(rawValue: "c\(number)"),
                at: Self.now
            )
        }
        try Measurement(
            "handing over to one of \(servicers) servicers, \(order.rawValue)",
            storage.takeMilliseconds(),
            unit: "ms"
        ).print()
    }

    private func timeAccounts(_ accounts: Int) throws {
        let before = residentBytes()
        let store = try store()
        for account in 0..<accounts {
            let id = AccountID(rawValue: "a\(account)")
            try store.transact(on: id) { transaction in
                let core = core(HeldTransaction(transaction))
                for number in 0..<20 {
                    try core.put(Self.servicer(number, limit: 50), account: id, at: Self.now)
                }
            }
        }
        let storage = TimedStorage(store)
        for pass in ["first", "next"] {
            for account in 0..<accounts {
                try core(storage).handle(
                    Self.message("转人工"),
                    account: AccountID(rawValue: "a\(account)"),
                    customer: CustomerID(rawValue: pass),
                    at: Self.now
                )
            }
            try Measurement(
                "\(pass) handover in each of \(accounts) accounts of 20 servicers",
                storage.takeMilliseconds(),
                unit: "ms"
            ).print()
        }
        try Measurement(
            "memory that \(accounts) staffByAccount add",
            [(residentBytes() - before) / 1e6],
            unit: "MB"
        ).print()
    }
}

/// Knows one answer.
struct FixedAnswer: QuestionAnswerer {
    func reply(
        to lookup: Lookup,
        following previous: PreviousQuestion?,
        account: AccountID,
        at now: Date
    ) -> BotReply {
        .answer("r", [.text("七天内可退。")], handsOff: false)
    }
}
