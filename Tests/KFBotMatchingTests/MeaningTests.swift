import KFBot
import KFBotTesting
import Platform
import Testing
import Tokenizer

@testable import KFBotMatching

/// What vectors add to a match, with vectors made for the tests.
struct MeaningTests {
    /// Vectors in memory.
    private final class Rows: TextVectorRows, @unchecked Sendable {
        // Unchecked: written once.
        let dimension: Int
        private let vectors: [TextVector]
        private let bytes: UnsafeMutablePointer<Int8>

        init(_ vectors: [TextVector], _ dimension: Int) {
            self.dimension = dimension
            self.vectors = vectors
            bytes = .allocate(capacity: max(1, vectors.count * dimension))
            for (place, vector) in vectors.enumerated() {
                for index in 0..<dimension {
                    bytes[place * dimension + index] = vector.bytes[index]
                }
            }
        }

        deinit { bytes.deallocate() }
        func row(_ number: UInt32) -> UnsafePointer<Int8> {
            UnsafePointer(bytes + Int(number) * dimension)
        }
        func scale(_ number: UInt32) -> Float { vectors[Int(number)].scale }
    }

    private static func unit(_ numbers: [Float]) -> [Float] {
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return numbers.map { $0 / length }
    }

    /// The meaning of texts as the tests want it: a direction for each subject.
    private static let subjects: [String: [Float]] = [
        "怎么申请退款": [1, 0.1, 0, 0], "如何退钱": [1, 0.12, 0, 0], "退款怎么弄": [1, 0.1, 0.05, 0],
        "退款多久到账": [0.5, 1, 0, 0], "退的钱什么时候到": [0.5, 1, 0.05, 0],
        "发票怎么开": [0, 0, 1, 0], "iPhone15支持无线充电吗": [0, 0, 0, 1],
        "苹果15能不能无线充": [0, 0, 0.05, 1], "为什么不能修改收货地址": [0.1, 0, 0.4, 0.4],
    ]

    private static func vector(_ numbers: [Float]) -> TextVector { TextVector(unit(numbers)) }

    /// Matches with vectors of all phrasings but some.
    private func match(
        _ query: String,
        meaning: [Float]?,
        without left: Set<String> = [],
        explains: Bool = false
    ) -> MatchResult {
        let matcher = SampleKnowledge.matcher()
        let texts = Self.subjects.keys.filter { !left.contains($0) }.sorted()
        let rows = Rows(texts.map { Self.vector(Self.subjects[$0] ?? []) }, 4)
        let index = MeaningIndex(of: matcher.index, in: rows) { text in
            texts.firstIndex(of: text).map(UInt32.init)
        }
        return matcher.match(
            query,
            at: SampleKnowledge.now,
            explains: explains,
            meaning: meaning.map { QueryMeaning(Self.vector($0), in: index) }
        )
    }

    private static func same(_ one: MatchResult, _ other: MatchResult) -> Bool {
        one.outcome.name == other.outcome.name && one.confidence == other.confidence
            && one.candidates.map(\.entry) == other.candidates.map(\.entry)
            && one.candidates.map(\.score) == other.candidates.map(\.score)
            && one.explanation == other.explanation
    }

    @Test("an entry that shares no character with the question is found by its meaning")
    func findsWithoutCharacters() {
        let query = "想要报销凭证"
        #expect(match(query, meaning: nil).candidates.first?.entry != "C")
        #expect(match(query, meaning: [0.05, 0, 1, 0]).candidates.first?.entry == "C")
    }

    @Test("the parts of the score and those of the logit add up, and name the nearest phrasing")
    func explains() throws {
        let result = match("钱退回来要几天", meaning: [0.5, 1, 0.02, 0], explains: true)
        #expect(result.candidates.first?.entry == "B")
        let explanation = try #require(result.explanation)
        let sum = explanation.parts.reduce(0) { $0 + $1.contribution }
        #expect(abs(sum - explanation.score) < 1e-9)
        #expect(explanation.parts.contains { $0.name == .meaning })
        let meaning = try #require(explanation.meaning)
        #expect(meaning.phrasing == "退款多久到账" || meaning.phrasing == "退的钱什么时候到")
        #expect(try #require(meaning.cosine) > 0.99)
        let calibrator = Calibrator.default
        let shift = calibrator.lengthShift(explanation.length)
        let probability = 1 / (1 + Maths.exp(-meaning.logit - shift))
        #expect(abs(probability - explanation.probability) < 1e-9)
    }

    @Test("without a vector of the question nothing differs, the explanation included")
    func unchangedWithoutVector() {
        let plain = SampleKnowledge.matcher().match(
            "退钱要多久",
            at: SampleKnowledge.now,
            explains: true
        )
        #expect(Self.same(match("退钱要多久", meaning: nil, explains: true), plain))
        #expect(plain.explanation?.parts.contains { $0.name == .meaning } == false)
    }

    @Test("entries whose vectors are not there yet are found by their characters")
    func missingVectors() {
        let left = Set(["发票怎么开"])
        let result = match("发票如何开具", meaning: [0, 0, 1, 0], without: left)
        #expect(result.candidates.first?.entry == "C")
        let none = match("发票如何开具", meaning: [0, 0, 1, 0], without: Set(Self.subjects.keys))
        #expect(Self.same(none, match("发票如何开具", meaning: nil)))
    }

    @Test("a verbatim question is answered whatever its vector says")
    func verbatim() {
        let result = match("发票怎么开", meaning: [1, 0, 0, 0])
        #expect(result.candidates.first?.entry == "C")
        #expect(result.confidence == 1)
    }

    @Test("each part of the evidence raises the confidence")
    func monotone() {
        let near = BaseNearness(mean: 0.9, deviation: 0.02)
        func logit(_ cosine: Double, _ other: Double, lexical: Double) -> Double {
            var ranking = Ranking(
                SampleKnowledge.matcher().terms(
                    of: "退款",
                    in: SampleKnowledge.matcher().index,
                    using: &text
                )
            )
            for score in [cosine * 50, other * 50] {
                var item = Ranking.Item(
                    scored: Self.scored,
                    number: 0,
                    score: score,
                    isVerbatim: false
                )
                item.nearest = (0, score / 50)
                ranking.items.append(item)
            }
            return MeaningShares(ranking, near)
                .evidence(ofItem: 0, lexical: lexical).logit
        }
        var text = UnitText()
        let middle = logit(0.9, 0.85, lexical: 0)
        #expect(logit(0.92, 0.85, lexical: 0) > middle)
        #expect(logit(0.9, 0.80, lexical: 0) > middle)
        #expect(logit(0.9, 0.85, lexical: 1) > middle)
    }

    private static let scored: CandidateScorer.Scored = {
        let matcher = SampleKnowledge.matcher()
        let workspace = matcher.pool.take()
        defer { matcher.pool.give(workspace) }
        let ranking = matcher.rank(
            "退款多久到账",
            at: SampleKnowledge.now,
            account: nil,
            in: workspace
        )
        return ranking.items[0].scored
    }()

    @Test("of many vectors the 20 nearest are found: at least 98 % of what all products find")
    func recall() {
        let (dimension, count) = (384, 20_000)
        var generator = SeededGenerator(seed: 5)
        func number() -> Float {
            (0..<6).reduce(0) { sum, _ in sum + Float.random(in: -1...1, using: &generator) }
        }
        let common = (0..<dimension).map { _ in number() * 3 }
        let subjects = (0..<400).map { _ in (0..<dimension).map { _ in number() } }
        // As an encoder's: near each other, in heaps by subject.
        let vectors = (0..<count).map { place in
            let subject = subjects[place % subjects.count]
            return Self.vector(
                (0..<dimension).map { common[$0] + subject[$0] + number() * 0.7 }
            )
        }
        let rows = Rows(vectors, dimension)
        let scan = VectorScan((0..<UInt32(count)).map { $0 }, in: rows)
        var (found, all) = (0, 0)
        for place in stride(from: 0, to: 400, by: 20) {
            let query = Self.vector(
                (0..<dimension).map { common[$0] + subjects[place][$0] + number() * 0.7 }
            )
            let exact = vectors.indices.sorted {
                rows.cosine(query, UInt32($0)) > rows.cosine(query, UInt32($1))
            }.prefix(20)
            let hits = scan.nearest(to: query, count: 20) { _ in true }
            #expect(hits.map(\.cosine) == hits.map(\.cosine).sorted(by: >))
            found += Set(exact).intersection(hits.map(\.place)).count
            all += 20
        }
        #expect(Double(found) >= 0.98 * Double(all), "\(found) of \(all)")
    }
}
