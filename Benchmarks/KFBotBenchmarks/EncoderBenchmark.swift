import Foundation
import SentenceEncoder

/// How long texts take to become vectors on one core.
struct EncoderBenchmark {
    private let texts: [String]
    private let path: String

    /// - Parameters:
    ///   - path: A file of one text a line.
    ///   - model: The encoder's file; `$KFBOT_ENCODER` or the installed one by default.
    /// - Throws: An error of reading the file.
    init(path: String, model: String?) throws {
        texts = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(
            String.init
        )
        let environment = ProcessInfo.processInfo.environment
        self.path =
            model ?? environment["KFBOT_ENCODER"]
            ?? (environment["XDG_DATA_HOME"] ?? NSHomeDirectory() + "/.local/share")
            + "/kfbot/encoder.kfenc"
    }

    func run() throws {
        let clock = ContinuousClock()
        func milliseconds(_ work: () throws -> Void) rethrows -> Double {
            let time = try clock.measure(work)
            return Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds)
                / 1e15
        }
        let before = residentBytes()
        try Measurement(
            "encoder open",
            try (0..<50).map { _ in try milliseconds { _ = try EncoderModel(path: path) } },
            unit: "ms"
        ).print()
        let encoder = try EncoderModel(path: path)
        _ = encoder.encode(Array(texts.prefix(8)), as: .query)
        let short = texts.filter { $0.count == 12 }.prefix(300)
        if !short.isEmpty {
            try Measurement(
                "encoder one text of 12 characters, \(EncoderModel.instructions)",
                short.map { text in milliseconds { _ = encoder.encode([text], as: .query) } },
                unit: "ms"
            ).print()
        }
        try Measurement(
            "encoder one text",
            texts.prefix(1000).map { text in milliseconds { _ = encoder.encode([text], as: .query) }
            },
            unit: "ms"
        ).print()
        let batch = Array(texts.prefix(2000))
        try Measurement(
            "encoder batch of \(batch.count)",
            (0..<3).map { _ in
                Double(batch.count) / milliseconds { _ = encoder.encode(batch, as: .query) } * 1e3
            },
            unit: "texts/s"
        ).print()
        let pieces = batch.reduce(0) { $0 + encoder.pieces(of: $1, as: .query).count }
        try Measurement(
            "encoder pieces a text",
            [Double(pieces) / Double(batch.count)],
            unit: "pieces"
        )
        .print()
        try Measurement("encoder memory", [residentBytes() - before], unit: "bytes").print()
    }
}
