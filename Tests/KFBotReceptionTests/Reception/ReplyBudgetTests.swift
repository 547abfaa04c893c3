import Foundation
import KFBot
import KFBotTesting
import Testing

struct ReplyBudgetTests {
    private let image = AnswerPart.image(AnswerPart.Media(mediaID: "m"))
    private let now = Date(timeIntervalSince1970: 1_790_000_000)

    @Test("48 hours and 5 messages, both bounds half-open")
    func window() {
        let limits = ReplyLimits()
        var window = ReplyWindow()
        #expect(window.remaining(at: now, limits) == 0)
        window.open(at: now)
        #expect(window.remaining(at: now, limits) == 5)
        #expect(window.remaining(at: now.addingTimeInterval(48 * 3600 - 1), limits) == 5)
        #expect(window.remaining(at: now.addingTimeInterval(48 * 3600), limits) == 0)
        for _ in 0..<5 { window.count() }
        #expect(window.remaining(at: now, limits) == 0)
        window.open(at: now.addingTimeInterval(1))
        #expect(window.remaining(at: now.addingTimeInterval(1), limits) == 5)
    }

    @Test("neighbouring texts share a message")
    func merge() {
        let plan = ReplyBudget(messages: 4).plan([.text("一"), .text("二"), image, .text("三")])
        #expect(plan.messages == [.text("一\n二"), image, .text("三")])
        #expect(plan.rest == [])
    }

    @Test("a tight budget puts texts together, then keeps what does not fit")
    func tight() {
        let parts: [AnswerPart] = [.text("一"), image, .text("二"), image, .text("三")]
        let plan = ReplyBudget(messages: 3).plan(parts)
        #expect(plan.messages == [.text("一\n二\n三"), image, image])
        #expect(plan.rest == [])
        let less = ReplyBudget(messages: 2, continuation: "（继续）").plan(parts)
        #expect(less.messages == [.text("一\n二\n三\n（继续）"), image])
        #expect(less.rest == [image])
        #expect(ReplyBudget(messages: 0).plan(parts).messages == [])
    }

    @Test("whoever is not told everything is told so, behind a full text and behind an image")
    func hint() {
        let hint = "（回复“继续”查看余下内容）"
        let budget = ReplyBudget(messages: 4, continuation: hint)
        let sentence = String(repeating: "字", count: 99) + "。"
        let long = AnswerPart.text(String(repeating: sentence, count: 40))
        let images = Array(repeating: image, count: 7)
        for parts in [[long, long], images, images + [long], [long] + images] {
            let plan = budget.plan(parts)
            #expect(plan.messages.count == 4)
            let texts = plan.messages.compactMap { part in
                if case .text(let text) = part { text } else { nil }
            }
            #expect(texts.last?.hasSuffix(hint) == true)
            #expect(texts.allSatisfy { $0.utf8.count <= 2048 })
            // Nothing is lost between what is sent and what is kept.
            let all = plan.messages + plan.rest
            #expect(all.count { $0 == image } == parts.count { $0 == image })
            let said = all.map { if case .text(let text) = $0 { text } else { "" } }.joined()
                .replacing(hint, with: "").replacing("\n", with: "")
            #expect(said.count == parts.count { $0 == long } * 4_000)
        }
    }

    @Test("a text of exactly 2,048 bytes is one message, one byte more is two")
    func exact() {
        let text = String(repeating: "字", count: 682) + "ab"
        #expect(text.utf8.count == 2048)
        #expect(ReplyBudget(messages: 5).plan([.text(text)]).messages == [.text(text)])
        #expect(ReplyBudget(messages: 5).plan([.text(text + "c")]).messages.count == 2)
    }

    @Test("long text is cut at the end of a sentence, behind its closing quote")
    func sentence() {
        let first = String(repeating: "字", count: 500) + "，他说“好。”"
        let plan = ReplyBudget(messages: 5)
            .plan([.text(first + String(repeating: "句", count: 400) + "，" + "完")])
        #expect(plan.messages.first == .text(first))
    }

    @Test("random text: every piece fits, nothing is lost, no character is cut")
    func random() {
        let seed: UInt64 = 5
        var generator = SeededGenerator(seed: seed)
        let alphabet: [String] = ["字", "。", "，", " ", "\n", "a", "👨‍👩‍👧‍👦", "é", "🇨🇳", "1.5", "”", "!"]
        for _ in 0..<300 {
            let count = Int.random(in: 0..<3000, using: &generator)
            let text = (0..<count).map { _ in
                alphabet.randomElement(using: &generator) ?? ""
            }.joined()
            let plan = ReplyBudget(messages: 1000).plan([.text(text)])
            let pieces = plan.messages.compactMap {
                if case .text(let text) = $0 { text } else { nil }
            }
            let isSame =
                pieces.joined().filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace }
            #expect(isSame, "seed \(seed)")
            #expect(pieces.allSatisfy { $0.utf8.count <= 2048 && !$0.isEmpty }, "seed \(seed)")
        }
    }

    @Test("a single character larger than a message is cut between scalars")
    func giant() {
        let text = "e" + String(repeating: "\u{301}", count: 3000)
        let plan = ReplyBudget(messages: 9).plan([.text(text)])
        let pieces = plan.messages.compactMap { if case .text(let text) = $0 { text } else { nil } }
        #expect(pieces.allSatisfy { $0.utf8.count <= 2048 })
        #expect(pieces.joined().unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    // MARK: Debounce

    @Test("fragments wait for quiet, never past the cap; a whole question does not wait")
    func debounce() {
        let rule = Debounce(quiet: 1.5, cap: 6)
        #expect(
            rule.answerTime(first: now, last: now, piece: "我想问") == now.addingTimeInterval(1.5)
        )
        let late = now.addingTimeInterval(5)
        #expect(rule.answerTime(first: now, last: late, piece: "下周") == now.addingTimeInterval(6))
        let over = now.addingTimeInterval(7)
        #expect(rule.answerTime(first: now, last: over, piece: "下周") == over)
        #expect(rule.answerTime(first: now, last: now, piece: "怎么申请退款") == now)
        #expect(rule.answerTime(first: now, last: now, piece: "能退吗") == now.addingTimeInterval(1.5))
        #expect(rule.answerTime(first: now, last: now, piece: "能退吗？") == now)
        #expect(Debounce(quiet: 0).answerTime(first: now, last: now, piece: "我") == now)
        #expect(Debounce.join(["我想问 ", "下周?", "能退吗"]) == "我想问，下周?能退吗")
    }
}
