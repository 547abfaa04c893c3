import KFBotModel

import struct Foundation.Date

/// Compares the facts of one session with each line of the checklist in 微信客服's user manual.
struct SessionChecklist {
    let facts: SessionFacts
    let now: Date

    /// Whether a cause applies (`nil` if that cannot be known), what the facts are, and what to do.
    struct Line {
        var holds: Bool?
        var fact: String
        var advice: SessionDiagnosis.Advice?

        init(_ holds: Bool?, _ fact: String, _ advice: SessionDiagnosis.Advice? = nil) {
            self.holds = holds
            self.fact = fact
            self.advice = advice
        }
    }

    private var session: Session? { facts.session }
    private var state: ServiceState { session?.state ?? .ended }
    private var staff: Staff { facts.staff }
    private var configuration: AccountConfiguration { facts.configuration }
    private var isOpen: Bool { configuration.hours.isOpen(at: now) }
    private var isWithBot: Bool { state == .unhandled || state == .bot }

    private var receiver: ReceptionPolicy.Receiver {
        configuration.policy.receiver(
            hoursAreOpen: isOpen,
            presence: staff.presence
        )
    }

    private var servicers: [Servicer] {
        staff.servicers.values.filter { $0.role == .servicer }
    }

    private func text(_ date: Date?) -> String {
        date.map { configuration.hours.clock.reading(at: $0).text } ?? "（未知）"
    }

    /// The cause that keeps the customer from a servicer now.
    var deciding: SessionDiagnosis.Cause {
        guard let session, session.number > 0 else { return .differentAccount }
        if session.isBlocked(at: now) { return .blocked }
        switch session.state {
        case .ended: return facts.quotaRefusal == nil ? .ended : .quota
        case .servicer: return .served
        case .waiting: return obstacle ?? .notTaken
        case .unhandled, .bot:
            switch receiver {
            case .bot:
                guard session.bot.isTakingMessage else { return .botTurn }
                return isOpen ? obstacle ?? .botTurn : .closed
            case .servicers:
                return isPoolFull && session.bot.isTakingMessage ? .poolFull : .modeSwitched
            case .nobody: return isOpen ? obstacle ?? .modeSwitched : .closed
            }
        }
    }

    /// The reason why no servicer can take a customer; `nil` if one can.
    private var obstacle: SessionDiagnosis.Cause? {
        if servicers.isEmpty { return .staffChanged }
        if !staff.isAnyoneAvailable { return .servicersUnavailable }
        if staff.hasPlace { return nil }
        return facts.silentCustomers > 0 ? .placesHeld : .servicersFull
    }

    private var isPoolFull: Bool {
        configuration.poolCapacity > 0 && staff.pool.count >= configuration.poolCapacity
    }

    func line(for cause: SessionDiagnosis.Cause) -> Line {
        switch cause {
        case .differentAccount: differentAccount
        case .blocked: blocked
        case .quota: quota
        case .ended: ended
        case .served: served
        case .botTurn: botTurn
        case .closed: closed
        case .modeSwitched: modeSwitched
        case .poolFull: poolFull
        case .staffChanged: staffChanged
        case .servicersUnavailable: servicersUnavailable
        case .servicersFull: servicersFull
        case .placesHeld: placesHeld
        case .notTaken: notTaken
        case .channel:
            Line(
                nil,
                "这里不知道：账号是否改由企业微信客户端或第三方接待，成员是否登录了其他企业",
                .checkChannel
            )
        }
    }

    // MARK: The customer

    private var differentAccount: Line {
        guard session.map({ $0.number == 0 }) ?? true else {
            return Line(false, "该客户联系的就是账号 \(facts.account)")
        }
        let others = facts.otherAccounts.map(\.rawValue).joined(separator: "、")
        return Line(
            true,
            "该客户从未向账号 \(facts.account) 发过消息" + (others.isEmpty ? "" : "，但联系过：\(others)"),
            others.isEmpty ? .checkNames : .otherAccount
        )
    }

    private var blocked: Line {
        guard let session, session.isBlocked(at: now) else { return Line(false, "没有拒收该客户") }
        let who = facts.records.reversed().lazy.compactMap { item in
            if case .blocked(let servicer, _) = item.record { servicer } else { nil }
        }.first
        return Line(
            true,
            "\(who?.rawValue ?? "接待人员")拒收了该客户的消息，至 \(text(session.blockedUntil))",
            .unblock
        )
    }

    private var quota: Line {
        guard let refusal = facts.quotaRefusal else {
            return Line(
                false,
                facts.certification == .certified ? "企业已认证，接待客户数不限" : "接待客户数未达上限"
            )
        }
        return Line(true, refusal.text, .certify)
    }

    private var ended: Line {
        guard let session, session.number > 0, state == .ended else {
            return Line(false, "会话没有结束")
        }
        let reason = facts.records.reversed().lazy.compactMap { item in
            if case .ended(let reason) = item.record { reason.chineseText } else { nil }
        }.first
        return Line(
            true,
            "会话已于 \(text(session.since)) 结束" + (reason.map { "：\($0)" } ?? ""),
            .resume
        )
    }

    private var served: Line {
        guard let session, let servicer = session.servicer else {
            let last = session?.lastServicer.map { "，上次由 \($0) 接待" } ?? ""
            return Line(false, "现在没有接待人员接待该客户" + last)
        }
        return Line(
            true,
            "\(text(session.since)) 起由 \(servicer) 接待",
            .transfer
        )
    }

    // MARK: The bot

    private var botTurn: Line {
        let mode =
            switch configuration.policy.mode {
            case .servicers: "仅人工接待"
            case .bot(.allDay): "机器人全天接待"
            case .bot(.outsideServiceHours): "机器人仅在非人工接待时间接待"
            }
        let hours = isOpen ? "现在是人工接待时间" : "现在不是人工接待时间"
        guard isWithBot, receiver == .bot else {
            return Line(false, "接待方式：\(mode)；\(hours)")
        }
        return Line(
            true,
            "接待方式：\(mode)；\(hours)，轮到智能助手接待",
            .handOff
        )
    }

    private var closed: Line {
        let explanation = configuration.hours.explain(at: now)
        guard !isOpen, state != .servicer else {
            return Line(false, isOpen ? "现在是人工接待时间（\(explanation.rule.text)）" : "人工正在接待")
        }
        let resumes = explanation.nextChange.map { "，\(text($0)) 恢复" } ?? ""
        let left = session?.bot.leftCount ?? 0
        return Line(
            true,
            "现在不是人工接待时间（\(explanation.rule.text)）\(resumes)"
                + (left > 0 ? "；客户已留言 \(left) 条" : ""),
            .open
        )
    }

    private var modeSwitched: Line {
        guard isWithBot, session?.number ?? 0 > 0, receiver != .bot else {
            return Line(false, "会话与现在的接待方式一致")
        }
        return Line(
            true,
            "会话还在智能助手处，而现在的接待方式或时间已是人工",
            .assign
        )
    }

    // MARK: The servicers

    private var poolFull: Line {
        let limit = configuration.poolCapacity
        let count = "待接入池有 \(staff.pool.count) 位客户，" + (limit == 0 ? "不限人数" : "上限 \(limit)")
        guard isPoolFull, isWithBot else { return Line(false, count) }
        return Line(true, count, .raiseCapacity)
    }

    private var staffChanged: Line {
        if servicers.isEmpty {
            return Line(
                true,
                "账号 \(facts.account) 没有接待人员",
                .addServicer
            )
        }
        if let last = session?.lastServicer, staff.servicers[last] == nil {
            return Line(
                true,
                "上次接待的 \(last) 已不是账号 \(facts.account) 的接待人员",
                .addServicerAgain
            )
        }
        return Line(false, "账号 \(facts.account) 有 \(servicers.count) 位接待人员")
    }

    private var servicersUnavailable: Line {
        let counts = ServicerStatus.allCases.map { status in
            "\(servicers.count { $0.status == status }) 位\(status.chineseName)"
        }
        let fact = "接待人员：" + counts.joined(separator: "、")
        guard !servicers.isEmpty, !staff.isAnyoneAvailable else { return Line(false, fact) }
        return Line(true, fact, .startReceiving)
    }

    private var places: (taken: Int, limit: Int) {
        let available = servicers.filter(\.takesCustomers)
        return (available.reduce(0) { $0 + $1.load }, available.reduce(0) { $0 + $1.limit })
    }

    private var servicersFull: Line {
        let fact = "接待中的人员共接待 \(places.taken) 位客户，名额 \(places.limit)"
        guard staff.isAnyoneAvailable, !staff.hasPlace else { return Line(false, fact) }
        return Line(true, fact, .raiseLimit)
    }

    private var placesHeld: Line {
        let fact = "\(facts.silentCustomers) 位被接待的客户超过 1 小时没有消息"
        guard staff.isAnyoneAvailable, !staff.hasPlace, facts.silentCustomers > 0 else {
            return Line(false, fact)
        }
        return Line(
            true,
            fact + "，仍占着名额（共 \(places.limit) 个）",
            .endSilentSessions
        )
    }

    private var notTaken: Line {
        guard let session, let ticket = session.ticket else {
            return Line(false, "该客户不在待接入池中")
        }
        return Line(
            true,
            "\(text(session.since)) 起在待接入池中排第 \(staff.pool.ahead(of: ticket) + 1) 位",
            .assignFromPool
        )
    }
}

extension ServicerStatus {
    /// The name in Chinese, for people to read.
    public var chineseName: String {
        switch self {
        case .available: "接待中"
        case .onBreak: "小休"
        case .stopped: "停止接待"
        }
    }
}

extension EndReason {
    /// The reason in a few Chinese words.
    public var chineseText: String {
        switch self {
        case .servicer(let servicer): "\(servicer) 结束了会话"
        case .order: "客户或管理员结束了会话"
        case .idle: "长时间没有消息"
        case .waitedTooLong: "排队超时"
        case .blocked: "接待人员拒收"
        }
    }
}
