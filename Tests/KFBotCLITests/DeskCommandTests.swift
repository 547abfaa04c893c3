import Foundation
import KFBot
import KFBotTesting
import Testing

/// `kfbot chat` and `kfbot desk` as processes on pipes, at one workspace.
@Suite(.serialized)
struct DeskCommandTests {
    private let workspace: TemporaryDirectory
    private let program: Program
    /// A Monday in service hours.
    private static let open = "2026-11-23 10:00"

    init() throws {
        workspace = try TemporaryDirectory()
        program = Program(data: workspace.path)
        try program.expect("import", ProjectFile.path("kb-samples/shop/kb.jsonl"))
        _ = try workspace.write(
            """
            accounts:
              A:
                mode: bot
                bot_hours: outside_service_hours
                hours: {weekly: {mon-fri: ["09:00-18:00"]}}
                transfer_scope: more_members
                pool_capacity: 1
                debounce: {quiet_seconds: 0}
              B:
                mode: bot
                hours: {weekly: {mon-sun: ["00:00-24:00"]}}
            """,
            to: "kfbot.yaml"
        )
    }

    private func put(
        _ servicer: ServicerID,
        account: AccountID = "A",
        role: ServicerRole = .servicer,
        limit: Int = 5,
        reminderMinutes: Int? = nil
    ) throws {
        let body = Servicer(
            id: servicer,
            status: .available,
            role: role,
            limit: limit,
            reminderMinutes: reminderMinutes
        )
        try Workspace(directory: workspace.path).core.put(body, account: account, at: Date())
    }

    private func chat(_ customer: String, at time: String = open) throws -> RunningProgram {
        try RunningProgram(
            program,
            ["chat", "--account", "A", "--customer", customer, "--at", time]
        )
    }

    private func desk(_ servicer: String, at time: String = open) throws -> RunningProgram {
        try RunningProgram(
            program,
            ["desk", "--account", "A", "--servicer", servicer, "--at", time]
        )
    }

    @Test("off hours the bot answers, offers choices by number and takes a message")
    func offHours() async throws {
        let chat = try chat("c", at: "2026-11-22 20:00")
        await chat.expect("您好，我是智能客服")
        try chat.type("退款几天到账")
        await chat.expect("1–2 个工作日到账")
        try chat.type("怎么退款")
        await chat.expect("1. ")
        try chat.type("/menu 99")
        await chat.expect("没有第 99 项")
        try chat.type("1")
        await chat.expect("机器人：")
        try chat.type("/image")
        await chat.expect("我暂时只能看懂文字")
        try chat.type("转人工")
        await chat.expect("人工客服将于2026-11-23 09:00恢复服务")
        try chat.type("请给我回电")
        await chat.expect("您的留言已记录")
        try chat.endInput()
        #expect(await chat.end() == 0)
        try put("s")
        let desk = try desk("s", at: "2026-11-22 20:05")
        await desk.expect("留言 1 人：c")
        try desk.type("/quit")
        #expect(await desk.end() == 0)
    }

    @Test("in hours a customer goes to the servicer, whose words come back")
    func inHours() async throws {
        try put("s")
        let desk = try desk("s")
        await desk.expect("s 正在接待（0/5）")
        let chat = try chat("c")
        await chat.expect("/help")
        try chat.type("退款几天到账")
        await chat.expect("由人工接待（s）")
        await desk.expect("● c 由您接待")
        await desk.expect("c：退款几天到账")
        await desk.expect("[1] 100% 退款多久到账？")
        try desk.type("7")
        await desk.expect("✗ 没有第 7 条建议")
        try desk.type("1")
        await chat.expect("客服：审核通过后，微信零钱和支付宝余额 1–2 个工作日到账")
        try chat.type("怎么开发票")
        await desk.expect("怎么开发票")
        await desk.expect("发票")
        try desk.type("e 1 三天内到账")
        await chat.expect("客服：三天内到账")
        try desk.type("? 支持货到付款吗")
        await desk.expect("您输入的与")
        try desk.type("1")
        await chat.expect("客服：", times: 3)
        #expect(chat.output.contains("货到付款"))
        try desk.type("?")
        await desk.expect("客户问的与", times: 3)
        try desk.type("? 海豚会跳舞吗")
        await desk.expect("没有找到合适的建议")
        try desk.type("/similar nothing")
        await desk.expect("✗ There is no entry nothing")
        try chat.type("钱咋还没退回来呀")
        await desk.expect("c：钱咋还没退回来呀")
        try desk.type("/similar shop-058")
        await desk.expect("✓ shop-058 已生效（版本 2）")
        try desk.type("/end")
        await chat.expect("— 已结束 —")
        await desk.expect("○ c 已结束")
        try desk.type("没人了")
        await desk.expect("✗ 当前没有客户")
        try desk.type("/resume")
        await desk.expect("● c 由您接待", times: 2)
        try desk.type("还在吗")
        await chat.expect("客服：还在吗")
        try desk.type("/block")
        await desk.expect("○ c 已结束", times: 2)
        try chat.type("你好")
        await chat.expect("✗ 消息已发出，但被对方拒收了")
        try desk.type("/unblock")
        await desk.expect("已取消拒收 c")
    }

    @Test("both terminals show a break, a queue, a turn in it and a transfer to a member")
    func queue() async throws {
        try put("s", limit: 1)
        try put("m", role: .member)
        let (servicer, member) = (try desk("s"), try desk("m"))
        await servicer.expect("正在接待（0/1）")
        await member.expect("正在接待（0/5）")
        let first = try chat("c1")
        try first.type("在吗")
        await servicer.expect("● c1 由您接待")
        let second = try chat("c2")
        try second.type("在吗")
        await second.expect("您是下一位")
        await servicer.expect("＋ c2 开始排队（共 1 人")
        let third = try chat("c3")
        try third.type("在吗")
        await third.expect("当前咨询人数较多")
        try servicer.type("/why c2")
        await servicer.expect("▶ 接待中的人员共接待 1 位客户，名额 1  [servicers_full]")
        try servicer.type("/why")
        await servicer.expect("c1 with A: 由人工接待  s")
        try servicer.type("/break")
        await servicer.expect("s 小休中")
        try servicer.type("/transfer nobody")
        await servicer.expect("✗ nobody 不是该账号的接待人员")
        try servicer.type("/transfer m")
        await servicer.expect("○ c1 由人工接待（m）")
        await member.expect("● c1 由您接待")
        try member.type("您好，我是 m")
        await first.expect("客服：您好，我是 m")
        try member.type("/recall 2")
        await member.expect("✗ 在这里没有给 c1 发过倒数第 2 条消息")
        try member.type("/recall")
        await first.expect("客服撤回了一条消息")
        try servicer.type("/history c1")
        await servicer.expect("→ c1：（消息已撤回）")
        try servicer.type("/history c2")
        await servicer.expect("✗ s 30天内没有接待过该客户")
        try servicer.type("/take")
        await servicer.expect("✗ s 正在小休")
        try servicer.type("/back")
        await servicer.expect("● c2 由您接待")
        await second.expect("由人工接待（s）")
        try servicer.type("/list")
        await servicer.expect("在接 1 人：*c2")
    }

    @Test("a servicer who leaves a customer without an answer is reminded")
    func reminder() async throws {
        try put("s", reminderMinutes: 1)
        let desk = try desk("s", at: "2026-11-23 10:05")
        await desk.expect("正在接待")
        let chat = try chat("c")
        try chat.type("在吗")
        await desk.expect("⏰ c 已等待回复")
    }

    @Test("a servicer whom the account does not have is told how to be added")
    func unknownServicer() throws {
        let result = try program.run(["desk", "--account", "A", "--servicer", "x"], input: "")
        #expect(result.status == 1)
        #expect(result.errors.contains("kfbot servicer add x --account A"))
    }

    @Test("both terminals work through a running service, too")
    func overHTTP() async throws {
        try put("s", account: "B")
        let server = try RunningProgram(program, ["serve", "--no-auth", "--port", "0"])
        await server.expect("\n")
        let url = server.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let stranger = try program.run(
            ["desk", "--account", "B", "--servicer", "x", "--url", url],
            input: ""
        )
        #expect(stranger.status == 1)
        #expect(stranger.errors.contains("B has no servicer x"))
        let desk = try RunningProgram(
            program,
            ["desk", "--account", "B", "--servicer", "s", "--url", url]
        )
        await desk.expect("s 正在接待")
        let chat = try RunningProgram(
            program,
            ["chat", "--account", "B", "--customer", "c", "--url", url]
        )
        await chat.expect("您好，我是智能客服")
        try chat.type("退款几天到账")
        await chat.expect("1–2 个工作日到账")
        try chat.type("转人工")
        await desk.expect("● c 由您接待")
        await desk.expect("c：退款几天到账")
        try chat.type("那运费险怎么赔")
        await desk.expect("[1] ")
        try desk.type("1")
        await chat.expect("客服：")
        try desk.type("/transfer s")
        await desk.expect("✗ s 正在接待该客户")
        try desk.type("/end")
        await chat.expect("— 已结束 —")
        try chat.endInput()
        #expect(await chat.end() == 0)
        let none = try program.run(["chat", "--account", "B", "--url", "http://127.0.0.1:1"])
        #expect(none.status == 1)
        #expect(none.errors.contains("Is `kfbot serve` running there?"))
    }
}
