import Foundation
import KFBot
import KFBotEval
import Testing

extension Tag {
    /// Floors of quality on data that the repository holds.
    @Tag static var quality: Self
}

/// Floors on kb-samples, a few points under what docs/quality.md reports.
@Suite(.tags(.quality))
struct SampleQualityTests {
    @Test(
        "recall, precision and calibration of the samples, and parts that add up on every query",
        arguments: ["bank", "saas", "shop", "telecom", "wechat-kf"]
    )
    func floors(_ name: String) throws {
        let sample = try SampleBase(name)
        let matcher = Matcher(index: MatchIndex(sample.entries, vocabulary: sample.vocabulary))
        var rows: [EvaluatedQuery] = []
        for labelled in sample.queries {
            let result = matcher.ask(labelled.query)
            rows.append(EvaluatedQuery(labelled, result, milliseconds: 0))
            guard let explanation = result.explanation, let first = result.candidates.first else {
                continue
            }
            let sum = explanation.parts.reduce(0) { $0 + $1.contribution }
            let isLowered = explanation.guards.contains { $0.kind == .negativeQuestion }
            #expect(abs(sum - first.score) < 1e-9 || isLowered, "\(labelled.query)")
            #expect(Set(result.candidates.map(\.entry)).count == result.candidates.count)
            for (one, two) in zip(result.candidates, result.candidates.dropFirst()) {
                #expect(one.confidence >= two.confidence)
            }
        }
        let evaluation = Evaluation(rows)
        #expect((evaluation.recall["1"] ?? 0) >= 0.83)
        #expect((evaluation.recall["3"] ?? 0) >= 0.93)
        #expect(evaluation.decision.precision >= 0.88)
        #expect(evaluation.decision.coverage >= 0.33)
        #expect(evaluation.decision.falseAnswerRate <= 0.13)
        #expect(evaluation.ece <= 0.13)
    }
}

/// A base of kb-samples, read in its minimal native form.
private struct SampleBase {
    var entries: [Entry] = []
    var vocabulary = Vocabulary()
    let queries: [LabelledQuery]

    private struct Line: Decodable {
        var id: String?
        var question: String?
        var similar: [String]?
        var negative: [String]?
        var answer: String?
        var synonyms: [String]?
        var dictionary: [String]?
        var fillers: [String]?
    }

    init(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../kb-samples/\(name)").standardizedFileURL
        queries = try LabelledQuery.parse(
            Data(contentsOf: folder.appending(path: "queries.jsonl"))
        )
        let text = try String(contentsOf: folder.appending(path: "kb.jsonl"), encoding: .utf8)
        for line in text.split(separator: "\n") {
            let line = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            if let synonyms = line.synonyms { vocabulary.synonyms.append(synonyms) }
            vocabulary.words += line.dictionary ?? []
            vocabulary.fillers += line.fillers ?? []
            guard let id = line.id, let question = line.question else { continue }
            entries.append(
                Entry(
                    id: EntryID(rawValue: id),
                    question: question,
                    answers: line.answer.map { [Answer(text: $0)] } ?? [],
                    similarQuestions: line.similar ?? [],
                    negativeQuestions: line.negative ?? []
                )
            )
        }
    }
}
