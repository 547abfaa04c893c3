import KFBot

/// What a servicer types.
enum DeskInput: Equatable {
    /// Sends suggestions by their numbers.
    case use([Int])
    /// Sends a suggestion in other words; asks for them if there are none.
    case edit(Int, String)
    /// Writes to the current customer.
    case say(String)
    /// Shows queue, own sessions and messages left.
    case list
    /// Takes a customer from the queue; the first if none is named.
    case take(CustomerID?)
    /// Makes another customer the current one.
    case switchTo(CustomerID)
    /// Hands the current customer on.
    case transfer(ServicerID)
    /// Goes on with a customer whose session is over.
    case resume(CustomerID?)
    /// Ends the session, refuses the customer, or takes that back.
    case order(SessionEnd)
    /// Becomes available, on break or stopped.
    case become(ServicerStatus)
    /// Shows what happened last to the current customer.
    case history
    case quit

    /// Orders to the current session that need nothing but the order.
    enum SessionEnd: String {
        case end
        case block
        case unblock
    }

    static let help = """
        直接输入文字即回复当前客户。
          1、2…        使用第 N 条建议（可写多个，如 1 3）
          e N 新内容   改写第 N 条建议后发送；只写 e N 则打开编辑器
          /list        排队、在接、留言
          /take [客户]  接入排队客户，默认最先排队的
          /switch 客户  切换当前客户
          /transfer 人  转接给接待人员或更多成员
          /end         结束会话
          /break /back /stop   小休、恢复接待、停止接待
          /block /unblock      拒收、取消拒收
          /resume [客户]       重新接入已结束的会话
          /history     当前客户最近的记录
          /quit        离开
        """

    /// Reads a line; `nil` for `/help` and for what is no command.
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
        guard line.hasPrefix("/") else {
            self = .say(line)
            return
        }
        let name = words.count > 1 ? String(words[1]) : nil
        switch (words[0].dropFirst(), name) {
        case ("list", _): self = .list
        case ("take", let name): self = .take(name.map(CustomerID.init))
        case ("switch", let name?): self = .switchTo(CustomerID(rawValue: name))
        case ("transfer", let name?): self = .transfer(ServicerID(rawValue: name))
        case ("resume", let name): self = .resume(name.map(CustomerID.init))
        case ("end", _): self = .order(.end)
        case ("block", _): self = .order(.block)
        case ("unblock", _): self = .order(.unblock)
        case ("break", _): self = .become(.onBreak)
        case ("back", _), ("start", _): self = .become(.available)
        case ("stop", _): self = .become(.stopped)
        case ("history", _), ("why", _): self = .history
        case ("quit", _), ("q", _): self = .quit
        default: return nil
        }
    }
}
