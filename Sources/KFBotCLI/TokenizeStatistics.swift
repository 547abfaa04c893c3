import Foundation
import Tokenizer

/// How much text was tokenized and how fast.
struct TokenizeStatistics {
    let json: String

    private struct Form: Encodable {
        let lines: Int
        let bytes: Int
        let terms: Int
        let seconds: Double
        let mbPerSecond: Double

        enum CodingKeys: String, CodingKey {
            case lines, bytes, terms, seconds
            case mbPerSecond = "mb_per_s"
        }
    }

    /// Reads a file as a stream, so that memory does not grow with it.
    init(ofFileAt path: String, with analyzer: TextAnalyzer) throws {
        var lines = 0
        var bytes = 0
        var terms = 0
        let clock = ContinuousClock()
        let start = clock.now
        try InputLines(path: path).forEachLine { line in
            lines += 1
            bytes += line.count
            analyzer.forEachToken(inUTF8: line, for: .document) { _ in
                terms += 1
                return true
            }
        }
        let seconds = (clock.now - start) / .seconds(1)
        json = try JSONOutput.string(
            Form(
                lines: lines,
                bytes: bytes,
                terms: terms,
                seconds: seconds,
                mbPerSecond: seconds > 0 ? Double(bytes) / seconds / 1_000_000 : 0
            )
        )
    }
}
