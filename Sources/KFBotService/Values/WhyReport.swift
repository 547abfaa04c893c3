package import KFBot

package import struct Foundation.Date

/// A session in the form in which the commands of `kfbot session` show it.
package struct SessionRow: Codable, Hashable, Sendable {
    /// The account that the customer writes to.
    package let account: AccountID
    /// The customer who writes.
    package let customer: CustomerID
    /// The state as a number, as the API has it.
    package let state: Int
    /// The state by its name.
    package let stateName: String
    /// How many sessions the customer has had, including this one.
    package let number: Int
    /// The servicer who serves; `nil` if none does.
    package let servicer: ServicerID?
    /// The servicer who served last; `nil` if none ever did.
    package let lastServicer: ServicerID?
    /// How many customers wait before this one; `nil` if the customer does not wait.
    package let ahead: Int?
    /// Since when the session has its state and its servicer.
    package let since: Date?
    /// When the customer or a servicer last wrote.
    package let lastActivity: Date?
    /// When the customer wrote the first message that the servicer has not answered; `nil` if there
    /// is none.
    package let unansweredSince: Date?
    /// Until when a servicer refuses the customer's messages (拒收); `nil` if none does.
    package let blockedUntil: Date?

    private enum CodingKeys: String, CodingKey {
        case account, customer, state, number, servicer, ahead, since
        case stateName = "state_name"
        case lastServicer = "last_servicer"
        case lastActivity = "last_activity"
        case unansweredSince = "unanswered_since"
        case blockedUntil = "blocked_until"
    }

    /// Creates a row.
    ///
    /// - Parameters:
    ///   - session: The session to show.
    ///   - staff: The account's staff, for the customer's place in the pool.
    package init(_ session: Session, staff: Staff?) {
        account = session.account
        customer = session.customer
        state = session.state.rawValue
        stateName = "\(session.state)"
        number = session.number
        servicer = session.servicer
        lastServicer = session.lastServicer
        ahead = session.ticket.flatMap { ticket in staff.map { $0.pool.ahead(of: ticket) } }
        since = session.since
        lastActivity = session.lastActivity
        unansweredSince = session.unansweredSince
        blockedUntil = session.blockedUntil
    }
}

/// Why a customer does not reach a servicer: what `GET …/why` and `kfbot session why --json`
/// return.
package struct WhyReport: Codable, Hashable, Sendable {
    /// The account in question.
    package let account: AccountID
    /// The customer in question.
    package let customer: CustomerID
    /// The customer's session; `nil` if they never wrote to the account.
    package let session: SessionRow?
    /// The lines of the checklist; the one that decides comes first.
    package let findings: [WhyFinding]

    /// Finds the reason.
    ///
    /// - Parameters:
    ///   - customer: The customer in question.
    ///   - account: The account in question.
    ///   - workspace: Where the session is kept.
    ///   - now: The moment to judge by.
    /// - Throws: ``StoreError`` if the file cannot be read.
    package init(
        _ customer: CustomerID,
        account: AccountID,
        in workspace: Workspace,
        at now: Date
    ) throws {
        let facts = try workspace.sessions.facts(
            about: customer,
            account: account,
            configuration: workspace.configuration.current,
            at: now
        )
        self.account = account
        self.customer = customer
        session = facts.session.map { SessionRow($0, staff: facts.staff) }
        findings = SessionDiagnosis(facts, at: now).findings.map(WhyFinding.init)
    }
}

/// A line of the checklist in the form in which it is shown.
package struct WhyFinding: Codable, Hashable, Sendable {
    /// The cause that the line is about.
    package let cause: SessionDiagnosis.Cause
    /// Whether the cause applies.
    package let verdict: SessionDiagnosis.Verdict
    /// The facts, in Chinese.
    package let fact: String
    /// What to do, in Chinese; `nil` if the cause does not apply or nothing helps.
    package let advice: String?
    /// What to do, in one word.
    package let adviceCode: SessionDiagnosis.Advice?

    private enum CodingKeys: String, CodingKey {
        case cause, verdict, fact, advice
        case adviceCode = "advice_code"
    }

    init(_ finding: SessionDiagnosis.Finding) {
        cause = finding.cause
        verdict = finding.verdict
        fact = finding.fact
        advice = finding.advice?.text
        adviceCode = finding.advice
    }
}

extension SessionDiagnosis.Advice {
    /// What to do, in Chinese, for whatever tool the person uses.
    package var text: String {
        switch self {
        case .checkNames: "请核对客户和账号"
        case .otherAccount: "请在客户实际联系的账号下查看会话"
        case .checkChannel: "请在微信客服后台查看该账号的接待方式和授权"
        case .unblock: "由接待人员取消拒收，或等待到期"
        case .certify: "完成企业认证后不限客户数；认证状态在配置（certification）中设置"
        case .resume: "客户再次发消息即开始新会话；接待人员也可重新接入"
        case .transfer: "请在该接待人员的会话中查看，或转接"
        case .handOff: "客户回复“转人工”即转人工，或直接分配；接待方式在配置中设置"
        case .open: "恢复服务后留言的客户会自动转入人工；临时开放可在配置（openings）中设置"
        case .assign: "客户的下一条消息会转给接待人员，也可直接分配"
        case .raiseCapacity: "在配置中提高 pool_capacity，或增加接待人员"
        case .addServicer: "添加接待人员；更多成员只能通过转接得到会话"
        case .addServicerAgain: "会话会分给其他接待人员；需要时重新添加"
        case .startReceiving: "让接待人员开始接待"
        case .raiseLimit: "结束已完成的会话，或提高接待上限（最多 200）"
        case .endSilentSessions: "结束这些会话、缩短 idle_timeout_minutes，或提高接待上限"
        case .assignFromPool: "有空位时自动接入，也可手动接入"
        }
    }
}
