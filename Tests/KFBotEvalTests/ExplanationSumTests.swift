import Foundation
import KFBot
import KFBotEval
import Testing

/// Explanations on every query of the samples; with the environment variable `KFBOT_EVAL`, which
/// names a directory of evaluation sets, on those too.
struct ExplanationSumTests {
    /// A base and a file of queries, by their paths.
    struct Set: CustomTestStringConvertible {
        let base: String
        let queries: String
        var testDescription: String { queries }

        /// All files of queries in a directory's folders with all bases beside them.
        static func all(in directory: String) -> [Set] {
            let names = { (path: String) in
                (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
            }
            return names(directory).flatMap { folder in
                let path = "\(directory)/\(folder)"
                let files = names(path).filter { $0.hasSuffix(".jsonl") }
                return files.filter { $0.hasPrefix("kb") }.flatMap { base in
                    files.filter { $0.hasPrefix("queries") }.map {
                        Set(base: "\(path)/\(base)", queries: "\(path)/\($0)")
                    }
                }
            }
        }
    }

    static let sets =
        Set.all(in: Examples.samples)
        + (ProcessInfo.processInfo.environment["KFBOT_EVAL"].map(Set.all) ?? [])

    @Test("all numbers of an explanation add up, whatever is asked", arguments: sets)
    func addsUp(_ set: Set) throws {
        let base = try Examples.base(at: set.base)
        let matcher = Matcher(index: MatchIndex(base.entries, vocabulary: base.vocabulary))
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        for labelled in try QueryFile(path: set.queries).queries {
            let result = matcher.match(labelled.query, at: now, explains: true)
            let faults = Self.faults(of: result, from: matcher)
            #expect(faults.isEmpty, "\(labelled.query): \(faults.joined(separator: ", "))")
        }
    }

    @Test("a negative question that lowers a score is a part of it, for the first and the second")
    func negativeQuestion() throws {
        var entries = [
            Entry(id: "a", question: "怎么申请退款", answers: [Answer(text: "点退款。")]),
            Entry(id: "b", question: "怎么申请保险", answers: [Answer(text: "点保险。")]),
        ]
        entries[0].negativeQuestions = ["怎么申请退款保险"]
        let matcher = Matcher(index: MatchIndex(entries))
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let lowered = matcher.match("请问怎么申请退款保险呢", at: now, explains: true)
        let lead = try #require(lowered.explanation?.runnerUp?.lead)
        #expect(lead.first { $0.name == .negativeQuestion }?.contribution == 4)
        #expect(lowered.explanation?.runnerUp?.reason.contains("反例") == true)
        #expect(Self.faults(of: lowered, from: matcher).isEmpty)
        entries.removeLast()
        let alone = Matcher(index: MatchIndex(entries))
            .match("请问怎么申请退款保险呢", at: now, explains: true)
        let part = alone.explanation?.parts.first { $0.name == .negativeQuestion }
        #expect(part?.contribution == -4)
        #expect(alone.explanation?.adjustments.map(\.guardKind) == [.negativeQuestion])
        #expect(Self.faults(of: alone, from: matcher).isEmpty)
    }

    /// What does not add up in a result.
    private static func faults(of result: MatchResult, from matcher: Matcher) -> [String] {
        guard let explanation = result.explanation else { return ["no explanation"] }
        var faults: [String] = []
        func check(_ isRight: Bool, _ fault: String) { if !isRight { faults.append(fault) } }
        check(!explanation.sentence.isEmpty, "no sentence")
        check(explanation.confidence == result.confidence, "another confidence")
        check(Swift.Set(result.candidates.map(\.entry)).count == result.candidates.count, "twins")
        for (one, two) in zip(result.candidates, result.candidates.dropFirst()) {
            check(one.confidence >= two.confidence, "rising confidence")
        }
        for candidate in result.candidates {
            let sum = matcher.reranker.score(candidate.features)
            check(abs(sum - candidate.score) < 1e-9, "score of \(candidate.entry)")
        }
        guard let first = result.candidates.first else { return faults }
        let sum = explanation.parts.reduce(0) { $0 + $1.contribution }
        check(abs(sum - first.score) < 1e-9 && first.score == explanation.score, "parts")
        let signal = explanation.share * (explanation.cosine + 1 - explanation.substitution) / 2
        check(abs(signal - explanation.signal) < 1e-9, "signal")
        let probability = explanation.calibrator.probability(
            of: explanation.signal,
            length: explanation.length
        )
        check(abs(probability - explanation.probability) < 1e-9, "curve")
        let confidence = explanation.adjustments.reduce(probability) { $1.applied(to: $0) }
        check(abs(confidence - explanation.confidence) < 1e-9, "adjustments")
        for step in explanation.adjustments where step.kind == .cap {
            check(explanation.guards.contains { $0.kind == step.guardKind }, "cap without guard")
        }
        guard let runnerUp = explanation.runnerUp else {
            check(result.candidates.count == 1, "no runner-up")
            return faults
        }
        let lead = runnerUp.lead.reduce(0) { $0 + $1.contribution }
        check(abs(lead - (first.score - runnerUp.score)) < 1e-9, "lead")
        check(runnerUp.score == result.candidates[1].score, "score of the runner-up")
        check(!runnerUp.reason.isEmpty, "no reason")
        return faults
    }
}
