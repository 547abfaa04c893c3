import KFBot
import KFBotTesting
import Testing

struct ImportReaderTests {
    @Test(arguments: ["bank", "saas", "shop", "telecom", "wechat-kf"])
    func sampleBasesAreReadWithoutProblems(_ name: String) throws {
        let result = try ImportResult(reading: SampleFiles.samples + "/\(name)/kb.jsonl")
        #expect(result.problems.isEmpty)
        #expect(result.source.format == .jsonl)
        #expect(result.source.encoding == .utf8)
        #expect(result.drafts.count >= 60)
        #expect(result.drafts.allSatisfy { $0.id != nil && $0.group != nil && $0.answers != nil })
        #expect(!result.vocabulary.isEmpty)
        #expect(result.drafts.allSatisfy { $0.extra == nil })
    }
}
