import Foundation
import KFBot
import Synchronization

/// Answers the lines of a file on all cores and prints the results in the order of the lines.
struct BatchAnswering {
    let answer: @Sendable (String) throws -> AskResult
    let asJSON: Bool

    /// How many lines are answered together; small enough for results to stream.
    private static let chunk = 256

    private struct Line: Decodable {
        let query: String
    }

    func run(linesOf path: String) throws {
        var pending: [String] = []
        var number = 0
        try InputLines(path: path).forEachLine { bytes in
            number += 1
            guard !bytes.isEmpty else { return }
            pending.append(try Self.query(String(decoding: bytes, as: UTF8.self), line: number))
            if pending.count == Self.chunk {
                try answerAll(pending)
                pending.removeAll(keepingCapacity: true)
            }
        }
        try answerAll(pending)
    }

    private static func query(_ line: String, line number: Int) throws -> String {
        guard line.first == "{" else { return line }
        do {
            return try JSONDecoder().decode(Line.self, from: Data(line.utf8)).query
        } catch {
            throw CommandError(
                "Line \(number) starts like JSON but is no object with a text `query`."
            )
        }
    }

    private func answerAll(_ queries: [String]) throws {
        let results = Mutex([Result<String, any Error>?](repeating: nil, count: queries.count))
        DispatchQueue.concurrentPerform(iterations: queries.count) { index in
            let result = Result { try render(answer(queries[index])) }
            results.withLock { $0[index] = result }
        }
        for result in results.withLock({ $0 }) {
            if let line = try result?.get() { print(line) }
        }
    }

    private func render(_ answer: AskResult) throws -> String {
        guard !asJSON else { return try JSONOutput.string(answer) }
        let best = answer.candidates.first.map { "\($0.entry)  \($0.question)" } ?? ""
        let confidence = String(format: "%.2f", answer.confidence)
        return "\(answer.outcome.padded(to: 10)) \(confidence)  \(answer.query)  →  \(best)"
    }
}
