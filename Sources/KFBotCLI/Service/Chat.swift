import Foundation
import KFBot
import KFBotService

/// A customer's side of a chat, in a terminal.
struct Chat: Sendable {
    let service: any DeskService
    let account: AccountID
    let customer: CustomerID
    let terminal: Terminal

    /// How long to wait until the answer is shown.
    private static let patience = Duration.seconds(5)

    /// Chats until the input ends or the customer leaves.
    func run() async throws {
        let events = try await service.events(account: account, customer: customer)
        let screen = ChatScreen(terminal: terminal)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for try await event in events { await screen.show(event) }
            }
            group.addTask {
                try await open(screen)
                try await talk(screen)
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func open(_ screen: ChatScreen) async throws {
        terminal.show(terminal.dim("— \(account) · \(customer)，/help 查看命令 —"))
        let report = try await service.perform(
            .open,
            OrderRequest(),
            account: account,
            customer: customer
        )
        if report.state != .ended {
            terminal.show(
                terminal.dim("— 会话进行中：\(EventText.customerState(report.state, servicer: nil)) —")
            )
        }
        // The welcome comes by itself and should be above the first line.
        try await Task.sleep(for: .milliseconds(150))
    }

    private func talk(_ screen: ChatScreen) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            while let line = await terminal.line() {
                if line.isEmpty { continue }
                guard let input = ChatInput(line) else {
                    terminal.show(ChatInput.help)
                    continue
                }
                if input == .quit { break }
                guard let message = await screen.message(input, account, customer) else { continue }
                if terminal.isInteractive {
                    // While the bot waits for more, the customer may continue the question.
                    group.addTask { try await send(message, screen) }
                } else {
                    terminal.show("我：\(message.text ?? EventText.placeholder(message.type ?? ""))")
                    try await send(message, screen)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Sends a message and waits until the messages that it led to are shown.
    private func send(_ message: MessageRequest, _ screen: ChatScreen) async throws {
        do {
            let report = try await service.send(message)
            if let reason = report.reason { terminal.show("✗ \(reason)") }
            await screen.wait(for: report.messages.map(\.id), atMost: Self.patience)
        } catch let error where DeskConnection.isRefusal(error) {
            terminal.show("✗ \(error)")
        }
    }
}

/// What a customer types.
enum ChatInput: Equatable {
    case text(String)
    case choice(Int)
    case other(type: String)
    case quit

    static let help = """
        直接输入文字即为客户消息；收到菜单后输入编号即可选择。
          /menu N    选择菜单第 N 项
          /image     发送一张图片（另有 /voice /video /file /location）
          /quit      离开
        """

    /// Reads a line; `nil` for `/help` and for unknown commands.
    init?(_ line: String) {
        guard line.hasPrefix("/") else {
            self = .text(line)
            return
        }
        let words = line.dropFirst().split(separator: " ")
        switch words.first {
        case "quit", "q": self = .quit
        case "menu":
            guard words.count == 2, let number = Int(words[1]) else { return nil }
            self = .choice(number)
        case "image", "voice", "video", "file", "location":
            self = .other(type: String(words[0]))
        default: return nil
        }
    }
}

/// What a customer sees.
actor ChatScreen {
    private let terminal: Terminal
    private var shown: Set<MessageID> = []
    private var own: Set<MessageID> = []
    private var menu: (items: [String], choices: [String]) = ([], [])

    init(terminal: Terminal) { self.terminal = terminal }

    /// The message that an input stands for; `nil` if there is no such choice.
    func message(
        _ input: ChatInput,
        _ account: AccountID,
        _ customer: CustomerID
    ) -> MessageRequest? {
        var request = MessageRequest(
            id: MessageID(rawValue: UUID().uuidString),
            account: account,
            customer: customer,
            text: nil
        )
        switch input {
        case .text(let text): request.text = text
        case .other(let type): request.type = type
        case .choice(let number):
            guard menu.choices.indices.contains(number - 1) else {
                terminal.show("✗ 没有第 \(number) 项可选")
                return nil
            }
            request.text = menu.items[number - 1]
            request.choice = menu.choices[number - 1]
        case .quit: return nil
        }
        own.insert(request.id)
        return request
    }

    func show(_ event: EventBody) {
        if let message = event.message {
            show(message)
        } else if let move = event.state, move.to != .unhandled {
            let state = EventText.customerState(move.to, servicer: move.servicer)
            terminal.show(terminal.dim("— \(state) —"))
        } else if let record = event.record, record.kind == "recalled", let name = record.message,
            !own.contains(name)
        {
            terminal.show(terminal.dim("— 客服撤回了一条消息 —"))
        }
    }

    private func show(_ message: EventBody.Message) {
        defer { shown.insert(message.id) }
        if let part = message.part {
            if case .menu(let items) = part, let choices = message.choices {
                menu = (items.items, choices)
            }
            guard !own.contains(message.id) else { return }
            terminal.show(EventText.message(part, from: Self.speaker(message.from)))
        } else if let type = message.type, !own.contains(message.id) {
            terminal.show("我：\(EventText.placeholder(type))")
        }
    }

    private static func speaker(_ from: String) -> String {
        switch from {
        case "customer": "我"
        case OutgoingMessage.Kind.servicer.rawValue: "客服"
        default: "机器人"
        }
    }

    /// Waits until the messages are shown.
    func wait(for messages: [MessageID], atMost time: Duration) async {
        let end = ContinuousClock.now + time
        while !shown.isSuperset(of: messages), ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}
