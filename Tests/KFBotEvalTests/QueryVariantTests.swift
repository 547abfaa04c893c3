import CustomDump
import Foundation
import KFBot
import KFBotEval
import Testing

struct QueryVariantTests {
    private static let entries = [
        Entry(id: "a", question: "怎么申请退款？", answers: [], similarQuestions: ["退款怎么弄"]),
        Entry(id: "b", question: "退款多久到账？", answers: [], similarQuestions: ["推宽了吗"]),
    ]
    private static let queries = [
        LabelledQuery(query: "请问App里退款多久能到账", expected: ["b"]),
        LabelledQuery(query: "今天星期几", expected: []),
    ]

    private func texts(_ variant: QueryVariant) -> [String] {
        QueryVariantMaker(Self.entries).variants(variant, of: Self.queries).map(\.query)
    }

    @Test("each variant keeps what is expected and names the original")
    func labels() {
        for variant in QueryVariant.allCases {
            for made in QueryVariantMaker(Self.entries).variants(variant, of: Self.queries) {
                #expect(made.kind == variant.rawValue && made.query != made.original)
                let original = Self.queries.first { $0.query == made.original }
                #expect(original?.expected == made.expected)
            }
        }
    }

    @Test("each variant does what its name says")
    func texts() {
        #expect(texts(.short).count == 1)
        #expect(texts(.short).allSatisfy { $0.count == 2 && "退款多久到账？".contains($0) })
        #expect(texts(.long).allSatisfy { $0.count > 50 })
        #expect(texts(.long)[0].hasSuffix("请问App里退款多久能到账"))
        expectNoDifference(texts(.mixed), ["请问App里 refund 多久能到账"])
        #expect(texts(.traditional)[0].contains("請問") && texts(.traditional)[0].contains("賬"))
        #expect(texts(.fullWidth)[0].contains("Ａｐｐ"))
        let typed = texts(.pinyin).last
        #expect(typed?.hasPrefix("jintian xingqi") == true)
        #expect(typed?.replacing(" ", with: "") == "jintianxingqiji")
        #expect(texts(.filler).allSatisfy { $0.count > 10 })
    }

    @Test("a typo changes little, a homophone one character to one of the same sound")
    func mistyped() throws {
        #expect(abs((texts(.typo).first?.count ?? 0) - Self.queries[0].query.count) <= 1)
        let made = try #require(texts(.homophone).first)
        let changed = zip(made, Self.queries[0].query).filter { $0 != $1 }
        #expect(changed.count == 1)
        #expect(["推", "宽", "款", "退"].contains(changed[0].0) || made.count == 14)
    }

    @Test("the same queries give the same variants")
    func seeded() {
        for variant in QueryVariant.allCases { expectNoDifference(texts(variant), texts(variant)) }
    }

    @Test("figures come with those of the unchanged queries")
    func figures() throws {
        let matcher = Matcher(index: MatchIndex(Self.entries))
        let figures = Evaluator(matcher, at: .init(timeIntervalSince1970: 1_800_000_000))
            .testVariants(of: Self.queries, entries: Self.entries)
        let long = try #require(figures.first { $0.variant == .long })
        #expect(long.queries == 2 && long.original.recallAt1 == 1)
        #expect(figures.first { $0.variant == .short }?.queries == 1)
    }
}
