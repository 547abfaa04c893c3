import Foundation
import KFBot
import KFBotTesting
import Testing

struct WorkspaceTests {
    private static let questions = [
        "怎么申请退款", "钱怎么退给我呀", "运费", "怎么开通自动续费", "人工客服几点上班？", "海豚会跳舞吗", "你好", "zenme tuikuan",
    ]

    @Test("from disk the bot answers what it answers from memory")
    func bot() throws {
        let texts = try [Workspace.Answering.memory, .disk].map { answering in
            let fixture = try AssistFixture(
                "accounts: {A: {debounce: {quiet_seconds: 0}, handoff: {misses: off}}}",
                answering: answering
            )
            for (number, question) in Self.questions.enumerated() {
                let id = MessageID(rawValue: "\(number)")
                try fixture.say(question, id, CustomerID(rawValue: "c\(number)"))
            }
            let sent = try fixture.workspace.sessions.unsentMessages(limit: 100)
            return sent.map(\.message.part)
        }
        #expect(texts[0].count >= Self.questions.count)
        #expect(texts[0] == texts[1])
    }

    @Test("from disk, the same replies are suggested, and edits apply at once")
    func suggestions() throws {
        let found = try [Workspace.Answering.memory, .disk].map { answering in
            let fixture = try AssistFixture(answering: answering)
            for (number, question) in Self.questions.enumerated() {
                try fixture.say(question, MessageID(rawValue: "\(number)"))
                try fixture.reply("好的，已经处理。", MessageID(rawValue: "r\(number)"))
            }
            try fixture.workspace.knowledge.write(to: .main, by: AssistFixture.author) { writer in
                try writer.put(
                    Entry(id: "dance", question: "海豚会跳舞吗", answers: [Answer(text: "会。")])
                )
            }
            try fixture.say("海豚会跳舞吗", "again")
            return try fixture.suggested().map(\.set)
        }
        #expect(found[0].count >= 5)
        #expect(found[0].last?.suggestions.first?.entry == "dance")
        #expect(found[0] == found[1])
    }

    @Test(
        "maintenance that failed is due again after a minute, else after an hour"
    )
    func maintenance() throws {
        let fixture = try AssistFixture()
        let workspace = fixture.workspace
        let path = fixture.directory.file("sessions.sqlite")
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        #expect(throws: StoreError.self) { try workspace.maintainKnowledge(at: now) }
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        #expect(!workspace.isMaintenanceDue(at: now.addingTimeInterval(59)))
        #expect(workspace.isMaintenanceDue(at: now.addingTimeInterval(60)))
        try workspace.maintainKnowledge(at: now.addingTimeInterval(60))
        #expect(!workspace.isMaintenanceDue(at: now.addingTimeInterval(60 + 3599)))
        #expect(workspace.isMaintenanceDue(at: now.addingTimeInterval(60 + 3600)))
        #expect(workspace.isMaintenanceDue(at: now), "a clock that was set back puts nothing off")
    }

    @Test("sessions that were held and are gone are missed, and those that never were are not")
    func lostSessions() throws {
        let fixture = try AssistFixture()
        #expect(!fixture.workspace.hasLostSessions)
        let directory = try TemporaryDirectory()
        for name in ["knowledge.sqlite", "sessions.held"] {
            try FileManager.default.copyItem(
                atPath: fixture.directory.file(name),
                toPath: directory.file(name)
            )
        }
        #expect(try Workspace(directory: directory.path).hasLostSessions)
        #expect(try !Workspace(directory: directory.path).hasLostSessions)
    }
}
