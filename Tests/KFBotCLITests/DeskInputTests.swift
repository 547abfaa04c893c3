import KFBot
import Testing

@testable import KFBotCLI

struct DeskInputTests {
    @Test("number keys, edits, commands and plain text are told apart")
    func reads() {
        #expect(DeskInput("1") == .use([1]))
        #expect(DeskInput("1 3") == .use([1, 3]))
        #expect(DeskInput("10 元") == .say("10 元"))
        #expect(DeskInput("2026") == .say("2026"))
        #expect(DeskInput("e 2 换 个说法") == .edit(2, "换 个说法"))
        #expect(DeskInput("e 2") == .edit(2, ""))
        #expect(DeskInput("easy") == .say("easy"))
        #expect(DeskInput("? 运费 多少") == .search("运费 多少"))
        #expect(DeskInput("？运费") == .search("运费"))
        #expect(DeskInput("?") == .search(""))
        #expect(DeskInput("？？") == .say("？？"))
        #expect(DeskInput("/take") == .take(nil))
        #expect(DeskInput("/take 张三") == .take("张三"))
        #expect(DeskInput("/transfer 李雷") == .transfer("李雷"))
        #expect(DeskInput("/transfer") == nil)
        #expect(DeskInput("/similar shop-058") == .similar("shop-058"))
        #expect(DeskInput("/new x-1 可以 退") == .newEntry("x-1", answer: "可以 退"))
        #expect(DeskInput("/new x-1") == nil)
        #expect(DeskInput("/recall") == .recall(1))
        #expect(DeskInput("/recall 2") == .recall(2))
        #expect(DeskInput("/recall x") == nil)
        #expect(DeskInput("/history") == .history(nil))
        #expect(DeskInput("/history 张三") == .history("张三"))
        #expect(DeskInput("/help") == nil)
        #expect(ChatInput("/menu 2") == .choice(2))
        #expect(ChatInput("/voice") == .other(type: "voice"))
        #expect(ChatInput("2") == .text("2"))
    }
}
