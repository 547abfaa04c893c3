import Foundation
import KFBot
import KFBotTesting
import Testing

/// Each line of the manual's checklist decides for the session that it is about.
struct SessionDiagnosisTests {
    private let desktop = Desktop()

    private func diagnose(
        _ customer: CustomerID = "c",
        _ change: (inout SessionFacts) -> Void = { _ in }
    ) -> SessionDiagnosis {
        let (session, staff) = desktop.storage.withContent { content in
            (content.sessions["A"]?[customer], content.staffByAccount["A"] ?? Staff())
        }
        var facts = SessionFacts(
            account: "A",
            session: session,
            staff: staff,
            configuration: desktop.configuration
        )
        facts.records = desktop.storage.withContent { content in
            content.log.compactMap { item in
                guard item.customer == customer, case .record(let record) = item.action else {
                    return nil
                }
                return (desktop.now, record)
            }
        }
        change(&facts)
        return SessionDiagnosis(facts, at: desktop.now)
    }

    private func expect(
        _ cause: SessionDiagnosis.Cause,
        _ text: String,
        in diagnosis: SessionDiagnosis,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(diagnosis.deciding?.cause == cause, sourceLocation: sourceLocation)
        #expect(
            diagnosis.deciding?.fact.contains(text) == true,
            "\(diagnosis.deciding?.fact ?? "")",
            sourceLocation: sourceLocation
        )
        #expect(diagnosis.deciding?.advice != nil, sourceLocation: sourceLocation)
        #expect(diagnosis.findings.first?.verdict == .decides, sourceLocation: sourceLocation)
        #expect(
            Set(diagnosis.findings.map(\.cause)) == Set(SessionDiagnosis.Cause.allCases)
                && diagnosis.findings.filter { $0.verdict == .decides }.count == 1,
            sourceLocation: sourceLocation
        )
    }

    @Test("another account was asked")
    func differentAccount() {
        expect(
            .differentAccount,
            "联系过：B",
            in: diagnose { $0.otherAccounts = ["B"] }
        )
        expect(.differentAccount, "从未", in: diagnose())
    }

    @Test("the customer is blocked: by whom and until when")
    func blocked() throws {
        try desktop.put("a")
        _ = try desktop.say("转人工")
        _ = try desktop.send(.block("a"))
        expect(.blocked, "a拒收了该客户的消息，至 2026-12-23 10:00", in: diagnose())
    }

    @Test("the quota is spent, the session is over")
    func ended() throws {
        _ = try desktop.say("怎么退货")
        _ = try desktop.send(.end(by: nil))
        expect(.ended, "2026-11-23 10:00 结束：客户或管理员结束了会话", in: diagnose())
        expect(.quota, "上限 100", in: diagnose { $0.quotaRefusal = .quotaSpent(limit: 100) })
    }

    @Test("a servicer has the customer")
    func served() throws {
        try desktop.put("a")
        _ = try desktop.say("转人工")
        expect(.served, "由 a 接待", in: diagnose())
    }

    @Test("it is the bot's turn, all day or because people are off")
    func botTurn() throws {
        try desktop.put("a")
        _ = try desktop.say("怎么退货")
        expect(.botTurn, "机器人全天接待", in: diagnose())
        desktop.configuration.policy.mode = .bot(.outsideServiceHours)
        desktop.now += 8 * 3600
        let diagnosis = diagnose()
        expect(.botTurn, "仅在非人工接待时间", in: diagnosis)
        #expect(diagnosis.findings.contains { $0.cause == .closed && $0.verdict == .applies })
    }

    @Test("the mode was switched while the bot had the session")
    func modeSwitched() throws {
        try desktop.put("a")
        _ = try desktop.say("怎么退货")
        desktop.configuration.policy.mode = .servicers
        expect(.modeSwitched, "已是人工", in: diagnose())
    }

    @Test("service is closed, and a message was left")
    func closed() throws {
        try desktop.put("a")
        desktop.now += 8 * 3600
        _ = try desktop.say("转人工")
        expect(.closed, "2026-11-24 09:00 恢复；客户已留言 1 条", in: diagnose())
    }

    @Test("the pool is full")
    func poolFull() throws {
        desktop.configuration.poolCapacity = 1
        desktop.configuration.policy.mode = .servicers
        try desktop.put("a", .onBreak)
        _ = try desktop.say("喂", "first")
        _ = try desktop.say("喂")
        expect(.poolFull, "上限 1", in: diagnose())
    }

    @Test("the account has no servicers, or lost the one the customer had")
    func staffChanged() throws {
        _ = try desktop.say("转人工")
        expect(.staffChanged, "没有接待人员", in: diagnose())
        try desktop.put("a")
        try desktop.wait(300)
        _ = try desktop.send(.end(by: "a"))
        #expect(try desktop.core.remove("a", account: "A", at: desktop.now) == nil)
        try desktop.put("b", .onBreak)
        _ = try desktop.say("转人工")
        let diagnosis = diagnose()
        expect(.servicersUnavailable, "1 位小休", in: diagnosis)
        #expect(
            diagnosis.findings.contains {
                $0.cause == .staffChanged && $0.verdict == .applies && $0.fact.contains("a")
            }
        )
    }

    @Test("all are full; silent customers hold the places; a place is free")
    func full() throws {
        try desktop.put("a", limit: 1)
        _ = try desktop.say("转人工", "first")
        _ = try desktop.say("转人工")
        expect(.servicersFull, "共接待 1 位客户，名额 1", in: diagnose())
        expect(.placesHeld, "仍占着名额", in: diagnose { $0.silentCustomers = 1 })
        let place = diagnose().findings.first { $0.cause == .notTaken }
        #expect(place?.fact == "2026-11-23 10:00 起在待接入池中排第 1 位")
        var free = Staff()
        free.put(Servicer(id: "b", status: .available, limit: 1))
        expect(.notTaken, "在待接入池中排第", in: diagnose { $0.staff = free })
    }

    @Test("what only the channel knows is reported as unknown")
    func channel() {
        #expect(diagnose().findings.first { $0.cause == .channel }?.verdict == .unknown)
    }
}
