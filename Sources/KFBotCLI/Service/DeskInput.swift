import KFBot

/// What a servicer types.
enum DeskInput: Equatable {
    /// Sends suggestions, by their numbers.
    case use([Int])
    /// Sends a suggestion in other words; without words, asks for them.
    case edit(Int, String)
    /// Searches suggestions by words; without words, by what the customer wrote.
    case search(String)
    /// Writes to the current customer.
    case say(String)
    /// Shows the queue, the servicer's own sessions and the messages left by customers.
    case list
    /// Takes a customer from the queue; without a name, the first one.
    case take(CustomerID?)
    /// Makes another customer the current one.
    case switchTo(CustomerID)
    /// Transfers the current customer to another servicer.
    case transfer(ServicerID)
    /// Resumes a session that is over.
    case resume(CustomerID?)
    /// Ends the session, blocks the customer, or unblocks them.
    case order(SessionEnd)
    /// Changes the servicer's own status.
    case become(ServicerStatus)
    /// Makes the current customer's last message a similar question of an entry.
    case similar(EntryID)
    /// Makes the current customer's last message a new entry with an answer.
    case newEntry(EntryID, answer: String)
    /// Recalls one of the servicer's own messages to the current customer; 1 is the last one.
    case recall(Int)
    /// Shows the last events of the current customer, or of one whom the servicer had before.
    case history(CustomerID?)
    /// Shows why a customer does not reach a servicer; without a name, the current customer.
    case why(CustomerID?)
    case quit

    /// Orders to the current session that need no further words.
    enum SessionEnd: String {
        case end
        case block
        case unblock
    }

    static let help = """
        直接输入文字即回复当前客户。
          1、2…        使用第 N 条建议（可写多个，如 1 3）
          e N 新内容   改写第 N 条建议后发送；只写 e N 则打开编辑器
          ? 文字       按文字另找建议，之后用编号发送；只写 ? 则按客户的话找
          /list        排队、在接、留言
          /take [客户]  接入排队客户，默认最先排队的
          /switch 客户  切换当前客户
          /transfer 人  转接给接待人员或更多成员
          /end         结束会话
          /break /back /stop   小休、恢复接待、停止接待
          /block /unblock      拒收、取消拒收
          /resume [客户]       重新接入已结束的会话
          /similar 问答         把客户最后一条消息加为该问答的相似问
          /new 问答 答案        把客户最后一条消息存为新问答
          /recall [N]  撤回发给当前客户的最后一条消息，或倒数第 N 条
          /history [客户]      最近的记录；转接走或已结束的客户写明名字
          /why [客户]   客户为什么没有接入人工
          /quit        离开
        """

    /// Reads a line; `nil` for `/help` and for unknown commands.
    init?(_ line: String) {
        let words = line.split(separator: " ")
        let numbers = words.compactMap { Int($0) }
        if !numbers.isEmpty, numbers.count == words.count, numbers.allSatisfy({ (1...9) ~= $0 }) {
            self = .use(numbers)
            return
        }
        if words.first == "e", words.count > 1, let number = Int(words[1]) {
            let text = line.split(separator: " ", maxSplits: 2).dropFirst(2).first ?? ""
            self = .edit(number, String(text))
            return
        }
        // A line with several question marks in front is something to say, not a search.
        if let mark = line.first, "?？".contains(mark), line.dropFirst().first != mark {
            self = .search(String(line.dropFirst()).trimmingWhitespace())
            return
        }
        guard line.hasPrefix("/") else {
            self = .say(line)
            return
        }
        let name = words.count > 1 ? String(words[1]) : nil
        let rest = line.split(separator: " ", maxSplits: 2).dropFirst(2).first.map(String.init)
        switch (words[0].dropFirst(), name) {
        case ("list", _): self = .list
        case ("take", let name): self = .take(name.map(CustomerID.init))
        case ("switch", let name?): self = .switchTo(CustomerID(rawValue: name))
        case ("transfer", let name?): self = .transfer(ServicerID(rawValue: name))
        case ("resume", let name): self = .resume(name.map(CustomerID.init))
        case ("similar", let name?): self = .similar(EntryID(rawValue: name))
        case ("new", let name?):
            guard let rest else { return nil }
            self = .newEntry(EntryID(rawValue: name), answer: rest)
        case ("end", _): self = .order(.end)
        case ("block", _): self = .order(.block)
        case ("unblock", _): self = .order(.unblock)
        case ("break", _): self = .become(.onBreak)
        case ("back", _), ("start", _): self = .become(.available)
        case ("stop", _): self = .become(.stopped)
        case ("recall", nil): self = .recall(1)
        case ("recall", let name?):
            guard let number = Int(name), number > 0 else { return nil }
            self = .recall(number)
        case ("history", let name): self = .history(name.map(CustomerID.init))
        case ("why", let name): self = .why(name.map(CustomerID.init))
        case ("quit", _), ("q", _): self = .quit
        default: return nil
        }
    }
}
