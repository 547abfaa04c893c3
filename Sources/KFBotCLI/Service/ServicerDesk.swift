import Foundation
import KFBot
import KFBotService

/// A servicer's side of all chats of an account, in a terminal.
struct ServicerDesk: Sendable {
    let service: any DeskService
    let account: AccountID
    let me: ServicerID
    let terminal: Terminal
    let screen: DeskScreen

    /// How many events a servicer sees of a customer who has just come.
    private static let context = 12

    init(
        service: any DeskService,
        account: AccountID,
        me: ServicerID,
        terminal: Terminal
    ) {
        self.service = service
        self.account = account
        self.me = me
        self.terminal = terminal
        screen = DeskScreen(terminal: terminal, me: me)
    }

    /// Works until the input ends or the servicer leaves.
    func run() async throws {
        let staff = try await service.servicers(account: account)
        guard let body = staff.first(where: { $0.servicer == me }) else {
            throw CommandError(
                "\(account) has no servicer \(me). Add one with "
                    + "`kfbot servicer add \(me) --account \(account)`."
            )
        }
        let events = try await service.events(account: account, customer: nil)
        terminal.show(terminal.dim("— \(account) · \(me)，/help 查看命令 —"))
        terminal.show(Self.text(body))
        try await list(isStart: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for try await event in events where await screen.show(event) {
                    do {
                        try await showContext(of: event.customer, before: event.number)
                    } catch let error where DeskConnection.isRefusal(error) {
                        terminal.show("✗ \(error)")
                    }
                }
            }
            group.addTask {
                while let line = await terminal.line() {
                    if line.isEmpty { continue }
                    guard let input = DeskInput(line) else {
                        terminal.show(DeskInput.help)
                        continue
                    }
                    if input == .quit { break }
                    do {
                        try await carryOut(input)
                    } catch let error where DeskConnection.isRefusal(error) {
                        terminal.show("✗ \(error)")
                    }
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func carryOut(_ input: DeskInput) async throws {
        switch input {
        case .use(let numbers): try await use(numbers)
        case .edit(let number, let text): try await edit(number, text)
        case .search(let text): try await search(text)
        case .say(let text): try await reply([.text(text)])
        case .list: try await list(isStart: false)
        case .take(let name):
            guard let customer = await resolve(name, screen.first, "没有客户在排队") else { return }
            try await order(.assign, OrderRequest(servicer: me), customer)
        case .switchTo(let customer):
            guard await screen.select(customer) else {
                terminal.show("✗ \(customer) 不由您接待，/list 查看")
                return
            }
            terminal.show(terminal.dim("— 当前客户：\(customer) —"))
            try await showContext(of: customer, before: .max)
        case .transfer(let servicer):
            try await orderCurrent(.transfer, OrderRequest(servicer: me, to: servicer))
        case .resume(let name):
            guard let customer = await resolve(name, screen.last, "请写明客户：/resume 客户") else {
                return
            }
            try await order(.resume, OrderRequest(servicer: me), customer)
        case .order(.end): try await orderCurrent(.end, OrderRequest(servicer: me))
        case .order(.block): try await orderCurrent(.block, OrderRequest(servicer: me))
        case .order(.unblock):
            guard let customer = await resolve(nil, screen.last, "没有可取消拒收的客户") else { return }
            try await order(.unblock, OrderRequest(servicer: me), customer)
        case .become(let status):
            let change = ServicerChange(status: status)
            terminal.show(Self.text(try await service.change(me, account: account, change)))
        case .similar(let entry): try await learn(entry, answer: nil)
        case .newEntry(let entry, let answer): try await learn(entry, answer: answer)
        case .recall(let number): try await recall(number)
        case .history(let name?): try await showContext(of: name, for: me, before: .max)
        case .history(nil):
            guard let customer = await currentOrTold() else { return }
            try await showContext(of: customer, before: .max)
        case .why(let name):
            let other = await screen.currentOrLast
            guard let customer = resolve(name, other, "请写明客户：/why 客户") else { return }
            let report = try await service.why(account: account, customer: customer)
            terminal.show(WhyText.lines(report).joined(separator: "\n"))
        case .quit: break
        }
    }

    // MARK: Replies

    private func use(_ numbers: [Int]) async throws {
        for number in numbers {
            guard let chosen = await screen.suggestion(number) else {
                terminal.show("✗ 没有第 \(number) 条建议")
                return
            }
            try await reply(
                chosen.suggestion.parts,
                from: chosen.suggestion,
                isSearched: chosen.isSearched
            )
        }
    }

    private func search(_ text: String) async throws {
        guard let customer = await currentOrTold() else { return }
        let found = try await service.suggestions(
            SuggestionRequest(servicer: me, text: text),
            account: account,
            customer: customer
        )
        await screen.show(found: found, for: customer)
    }

    private func edit(_ number: Int, _ text: String) async throws {
        guard let chosen = await screen.suggestion(number) else {
            terminal.show("✗ 没有第 \(number) 条建议")
            return
        }
        var text = text
        if text.isEmpty {
            guard terminal.isInteractive else {
                terminal.show("✗ 请写明新内容：e \(number) 新内容")
                return
            }
            let draft = chosen.suggestion.parts.map(EventText.text).joined(separator: "\n")
            text = try ExternalEditor.edit(draft).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        try await reply(
            [.text(text)],
            from: chosen.suggestion,
            isSearched: chosen.isSearched
        )
    }

    /// Sends a reply to the current customer.
    ///
    /// - Parameters:
    ///   - parts: The parts to send.
    ///   - suggestion: The suggestion that it comes from, changed or not; `nil` if none.
    ///   - isSearched: Whether the servicer searched for the suggestion.
    /// - Throws: ``ServiceError`` if the reply may not be sent.
    private func reply(
        _ parts: [AnswerPart],
        from suggestion: ReplySuggestion? = nil,
        isSearched: Bool = false
    ) async throws {
        guard let customer = await currentOrTold() else { return }
        let id = MessageID(rawValue: UUID().uuidString)
        let body = OrderRequest(
            servicer: me,
            id: id,
            parts: parts,
            suggestion: suggestion?.entry,
            suggested: isSearched ? suggestion?.text : nil
        )
        try await order(.reply, body, customer)
        await screen.note(reply: id, to: customer)
    }

    private func recall(_ number: Int) async throws {
        let other = await screen.currentOrLast
        guard let customer = resolve(nil, other, "当前没有客户，/list 查看") else { return }
        guard let message = await screen.reply(number, to: customer) else {
            terminal.show("✗ 在这里没有给 \(customer) 发过倒数第 \(number) 条消息")
            return
        }
        try await order(.recall, OrderRequest(servicer: me, message: message), customer)
        await screen.forget(reply: message, to: customer)
    }

    private func learn(_ entry: EntryID, answer: String?) async throws {
        guard let message = await screen.lastMessage else {
            terminal.show("✗ 当前客户还没有发过文字消息")
            return
        }
        let report = try await service.learn(
            LearnRequest(
                account: account,
                message: message,
                entry: entry,
                answer: answer,
                servicer: me
            )
        )
        let outcome = report.changes.isEmpty ? "已经如此" : "已生效（版本 \(report.revision)）"
        terminal.show("✓ \(report.entry) \(outcome)")
        for finding in report.findings { terminal.show(terminal.dim("  \(finding)")) }
    }

    // MARK: Orders

    private func orderCurrent(_ order: DeskOrder, _ body: OrderRequest) async throws {
        guard let customer = await currentOrTold() else { return }
        try await self.order(order, body, customer)
    }

    private func order(
        _ order: DeskOrder,
        _ body: OrderRequest,
        _ customer: CustomerID
    ) async throws {
        _ = try await service.perform(order, body, account: account, customer: customer)
        switch order {
        case .assign, .resume: await screen.wait(for: customer, toBeOwn: true)
        case .transfer, .end, .block: await screen.wait(for: customer, toBeOwn: false)
        case .unblock: terminal.show(terminal.dim("— 已取消拒收 \(customer) —"))
        case .open, .reply, .recall: break
        }
    }

    private func currentOrTold() async -> CustomerID? {
        await resolve(nil, screen.current, "当前没有客户，/list 查看")
    }

    private func resolve(
        _ name: CustomerID?,
        _ other: CustomerID?,
        _ complaint: String
    ) -> CustomerID? {
        if name == nil, other == nil { terminal.show("✗ \(complaint)") }
        return name ?? other
    }

    // MARK: Overview

    private func list(isStart: Bool) async throws {
        let served = try await service.sessions(account: account, state: .servicer)
            .filter { $0.servicer == me }
        let waiting = try await service.sessions(account: account, state: .waiting)
        let left = try await service.sessions(account: account, state: .bot)
            .filter { $0.leftCount ?? $0.leftMessages.count > 0 }
        if isStart {
            await screen.begin(own: served.map(\.customer), waiting: waiting.map(\.customer))
        }
        let current = await screen.current
        terminal.show("排队 \(waiting.count) 人" + Self.names(waiting))
        terminal.show("在接 \(served.count) 人" + Self.names(served, current: current))
        if !left.isEmpty { terminal.show("留言 \(left.count) 人" + Self.names(left)) }
        if isStart, let current { try await showContext(of: current, before: .max) }
    }

    private func showContext(
        of customer: CustomerID,
        for reader: ServicerID? = nil,
        before number: Int
    ) async throws {
        let events = try await service.history(
            account: account,
            customer: customer,
            for: reader,
            limit: Self.context
        )
        await screen.show(history: events.filter { $0.number < number }, of: customer)
    }

    private static func names(_ sessions: [SessionBody], current: CustomerID? = nil) -> String {
        guard !sessions.isEmpty else { return "" }
        let names = sessions.map { ($0.customer == current ? "*" : "") + $0.customer.rawValue }
        return "：" + names.joined(separator: "、")
    }

    private static func text(_ servicer: ServicerBody) -> String {
        let status =
            switch servicer.status {
            case .available: "正在接待"
            case .onBreak: "小休中，/back 恢复接待"
            case .stopped: "已停止接待，/back 开始接待"
            }
        return "\(servicer.servicer) \(status)（\(servicer.load)/\(servicer.limit)）"
    }
}
