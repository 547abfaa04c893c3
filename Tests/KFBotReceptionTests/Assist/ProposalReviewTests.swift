import Foundation
import KFBot
import KFBotTesting
import Testing

struct AssistanceTests {
    private let fixture: AssistFixture
    private var proposalReview: ProposalReview { fixture.workspace.proposalReview }

    init() throws { fixture = try AssistFixture() }

    private func entry(_ id: EntryID) throws -> Entry {
        try fixture.workspace.knowledge.read { try $0.entry(id, of: .main).entry }
    }

    private func edit(_ id: EntryID, _ change: (inout Entry) -> Void) throws {
        var entry = try entry(id)
        change(&entry)
        let changed = entry
        try fixture.workspace.knowledge.write(to: .main, by: AssistFixture.author) {
            try $0.put(changed)
        }
    }

    /// Asks, answers, and gives the proposals of a kind.
    @discardableResult
    private func talk(_ question: String, _ answer: String) throws -> [Proposal] {
        let number = try fixture.workspace.sessions.newestFeedNumber()
        try fixture.say(question, MessageID(rawValue: number == 0 ? "first" : "q\(number)"))
        try fixture.reply(answer, MessageID(rawValue: "r\(number)"))
        return try proposalReview.proposals()
    }

    @Test("a changed suggestion proposes to change the answer, which is live at once when accepted")
    func answer() throws {
        let proposals = try talk("怎么申请退款？", "在订单页点退款，五天内到账。")
        let proposal = try #require(proposals.first)
        #expect(
            proposal.change
                == .answer(
                    "refund",
                    question: "怎么申请退款？",
                    from: "在订单页点退款，三天内到账。",
                    to: "在订单页点退款，五天内到账。"
                )
        )
        #expect(proposals.count == 1, "the question is one of the entry's own")
        let edit = try #require(try proposalReview.review(1, at: AssistFixture.start).edit)
        #expect(edit.changes.map(\.field) == ["answer"] && edit.findings.isEmpty)
        let accepted = try proposalReview.accept(1, by: AssistFixture.author)
        #expect(accepted.entry == "refund" && accepted.revision == 2)
        #expect(try entry("refund").answers == [Answer(text: "在订单页点退款，五天内到账。")])
        try fixture.say("怎么申请退款", "again")
        #expect(try fixture.suggested().last?.set.suggestions.first?.text == "在订单页点退款，五天内到账。")
        let revision = try fixture.workspace.knowledge.read {
            try $0.revisions(of: .main, limit: 1)
        }
        #expect(revision.first?.reason == "proposal 1" && revision.first?.actor == "tester")
    }

    @Test("a variable stays a variable, and other parts of an answer stay")
    func variables() throws {
        try fixture.say("人工客服几点上班", "q")
        let shown = try #require(try fixture.suggested().first?.set.suggestions.first?.text)
        try fixture.reply(shown.replacing("请留言", with: "请您留言"), "r")
        _ = try proposalReview.accept(1, by: AssistFixture.author)
        #expect(
            try entry("hours").answers == [
                Answer(text: "人工客服的时间是{{service_hours}}，其他时间请您留言。")
            ]
        )
        try talk("怎么开发票", "在订单页点开发票就行。")
        _ = try proposalReview.accept(2, by: AssistFixture.author)
        let parts = try entry("invoice").answers.first?.parts
        #expect(parts?.first == .text("在订单页点开发票就行。") && parts?.count == 2)
    }

    @Test("a free answer to a question that nothing matched proposes an entry")
    func newEntry() throws {
        let proposals = try talk("海豚会跳舞吗？", "会的，每天十点有表演。")
        #expect(proposals.map(\.change) == [.entry(question: "海豚会跳舞吗？", answer: "会的，每天十点有表演。")])
        let accepted = try proposalReview.accept(1, by: AssistFixture.author) { entry in
            var entry = entry
            entry.answers = [Answer(text: "会的，十点有表演。")]
            return entry
        }
        #expect(accepted.entry == "proposal-1")
        let added = try entry("proposal-1")
        #expect(added.question == "海豚会跳舞吗？" && added.answers == [Answer(text: "会的，十点有表演。")])
        try fixture.say("海豚会跳舞吗", "next")
        #expect(try fixture.suggested().last?.set.suggestions.first?.entry == "proposal-1")
    }

    @Test(
        "a used suggestion proposes the customer's words as a similar question, counted when it recurs"
    )
    func similar() throws {
        for text in ["我想申请退款怎么弄", "我想申请退款，怎么弄？", "我想申请退款怎么弄"] {
            try talk(text, "在订单页点退款，三天内到账。")
        }
        let proposal = try #require(try proposalReview.proposals().first)
        #expect(proposal.change.kind == "similar" && proposal.times == 3)
        #expect(try proposalReview.proposals().count == 1)
        try edit("refund") { $0.tags = ["钱"] }
        _ = try proposalReview.accept(1, by: AssistFixture.author)
        #expect(try entry("refund").similarQuestions.last == "我想申请退款怎么弄")
        #expect(try proposalReview.proposals().isEmpty)
        #expect(try proposalReview.proposals(.accepted).first?.decision?.revision == 3)
    }

    @Test("a proposal is decided once; turned down, it is counted and does not come back")
    func once() throws {
        try talk("我想申请退款怎么弄", "在订单页点退款，三天内到账。")
        try proposalReview.reject(1, by: Authorship(actor: "boss", date: AssistFixture.start))
        #expect(try talk("我想申请退款怎么弄", "在订单页点退款，三天内到账。").isEmpty)
        #expect(try proposalReview.proposals(.rejected).first?.times == 2)
        for decide in [
            { try proposalReview.reject(1, by: AssistFixture.author) },
            { _ = try proposalReview.accept(1, by: AssistFixture.author) },
        ] {
            let error = #expect(throws: StoreError.self) { try decide() }
            #expect(error?.code == .conflict)
            #expect(
                error?.message.hasPrefix("Proposal 1 was rejected by boss at 2026-11-23") == true
            )
        }
        let missing = #expect(throws: StoreError.self) {
            try proposalReview.reject(9, by: AssistFixture.author)
        }
        #expect(missing?.code == .notFound)
    }

    @Test("what others have changed since is shown, and must be looked at again")
    func conflict() throws {
        try talk("怎么申请退款？", "在订单页点退款，五天内到账。")
        try edit("refund") { $0.strategy = .random }
        let error = #expect(throws: StoreError.self) {
            try proposalReview.accept(1, by: AssistFixture.author)
        }
        #expect(error?.code == .conflict && error?.changes.map(\.field) == ["strategy"])
        #expect(try proposalReview.review(1, at: AssistFixture.start).edit?.version == 2)
        #expect(throws: StoreError.self) {
            try proposalReview.accept(1, by: AssistFixture.author, expecting: 1)
        }
        _ = try proposalReview.accept(1, by: AssistFixture.author, expecting: 2)
        #expect(try entry("refund").strategy == .random)
    }

    @Test("a proposal whose text is gone is refused")
    func goneText() throws {
        try talk("怎么申请退款？", "在订单页点退款，五天内到账。")
        try edit("refund") { $0.answers = [Answer(text: "请联系客服。")] }
        let error = #expect(throws: StoreError.self) {
            try proposalReview.accept(1, by: AssistFixture.author)
        }
        #expect(error?.code == .conflict && error?.changes.map(\.field) == ["answer"])
    }

    @Test("a proposal that somebody carried out by hand is accepted without an edit")
    func alreadyDone() throws {
        try talk("怎么申请退款？", "在订单页点退款，五天内到账。")
        try edit("refund") { $0.answers = [Answer(text: "在订单页点退款，五天内到账。")] }
        let accepted = try proposalReview.accept(1, by: AssistFixture.author)
        #expect(accepted.changes.isEmpty && accepted.revision == 2)
        #expect(try proposalReview.proposals(.accepted).count == 1)
    }

    @Test("errors that lint finds refuse an edit unless they are allowed; other findings are shown")
    func lint() throws {
        try fixture.say("运费多少钱？", "m1")
        let refusal = #expect(throws: LintRefusal.self) {
            try proposalReview.addSimilar("m1", of: "A", to: "refund", by: AssistFixture.author)
        }
        #expect(
            refusal?.findings.contains { $0.code == .sameQuestion && $0.other == "refund" }
                == true
        )
        #expect(try entry("refund").similarQuestions.count == 2)
        let forced = try proposalReview.addSimilar(
            "m1",
            of: "A",
            to: "refund",
            by: AssistFixture.author,
            allowsErrors: true
        )
        #expect(forced.findings.contains { $0.severity == .error } && forced.revision == 2)
        #expect(try entry("refund").similarQuestions.last == "运费多少钱？")
    }

    @Test("an error that is there already does not refuse another edit")
    func oldErrors() throws {
        try edit("refund") { $0.similarQuestions.append("运费多少钱") }
        try talk("怎么申请退款？", "在订单页点退款，五天内到账。")
        #expect(try proposalReview.accept(1, by: AssistFixture.author).findings.isEmpty)
    }

    @Test("a message becomes a similar question or an entry in one call")
    func quickEdits() throws {
        try talk("我想申请退款怎么弄", "在订单页点退款，三天内到账。")
        try fixture.say("能不能寄到国外", "m1")
        let similar = try proposalReview.addSimilar(
            "first",
            of: "A",
            to: "refund",
            by: AssistFixture.author
        )
        #expect(similar.changes.map(\.field) == ["similar"])
        #expect(
            try proposalReview.proposals(.accepted).count == 1,
            "the proposal that said the same"
        )
        let again = try proposalReview.addSimilar(
            "first",
            of: "A",
            to: "refund",
            by: AssistFixture.author
        )
        #expect(again.changes.isEmpty && again.revision == similar.revision)
        let added = try proposalReview.addEntry(
            "m1",
            of: "A",
            answer: "可以，运费另算。",
            named: "abroad",
            by: AssistFixture.author
        )
        #expect(added.entry == "abroad")
        #expect(try entry("abroad").question == "能不能寄到国外")
        for (message, id) in [("none", "x"), ("first", "refund")] {
            #expect(throws: StoreError.self) {
                try proposalReview.addEntry(
                    MessageID(rawValue: message),
                    of: "A",
                    answer: "好",
                    named: EntryID(rawValue: id),
                    by: AssistFixture.author
                )
            }
        }
        #expect(throws: StoreError.self) {
            try proposalReview.addSimilar("m1", of: "A", to: "nothing", by: AssistFixture.author)
        }
    }

    @Test(
        "proposals of one base are not those of another, and an edit by one process is seen by all"
    )
    func processes() throws {
        try talk("我想申请退款怎么弄", "在订单页点退款，三天内到账。")
        let other = try Workspace(directory: fixture.directory.path)
        #expect(try other.proposalReview.proposals(of: "other").isEmpty)
        _ = try other.proposalReview.accept(1, by: AssistFixture.author)
        #expect(throws: StoreError.self) { try proposalReview.accept(1, by: AssistFixture.author) }
        #expect(try talk("我想申请退款怎么弄", "在订单页点退款，三天内到账。").isEmpty)
    }
}
