import CICU
import Foundation
import Tokenizer

/// Analysis of real lines beside ICU's bare word breaker over the same lines, in turn.
struct TokenizerBenchmark {
    private let lines: [ArraySlice<UInt8>]
    private let bytes: Int
    private let utf16: [[UInt16]]

    /// Passes over all lines; the variants alternate so that a slow moment hits all of them.
    private static let passes = 7

    init(path: String) throws {
        let data = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        lines = data.split(separator: UInt8(ascii: "\n"))
        bytes = lines.reduce(0) { $0 + $1.count }
        utf16 = lines.map { Array(String(decoding: $0, as: UTF8.self).utf16) }
    }

    func run() throws {
        let search = TextAnalyzer(.search)
        let matching = TextAnalyzer(.matching)
        let variants: [(name: String, pass: () -> Int)] = [
            ("icu_bare_breaker_utf16", bareBreaker),
            ("search_document", { analyze(with: search) }),
            ("matching", { analyze(with: matching) }),
        ]
        var figures: [String: [Double]] = [:]
        var resident: [Double] = []
        for pass in 0...Self.passes {
            for (name, run) in variants {
                let clock = ContinuousClock()
                var count = 0
                let duration = clock.measure { count = run() }
                precondition(count > 0, "\(name) found nothing")
                // The first pass warms caches and tables.
                if pass > 0 {
                    figures[name, default: []].append(
                        Double(bytes) / 1e6 / (duration / .seconds(1))
                    )
                }
            }
            resident.append(residentBytes() / 1e6)
        }
        for (name, _) in variants {
            try Measurement("tokenizer.\(name)", figures[name] ?? [], unit: "MB/s").print()
        }
        let bare = figures["icu_bare_breaker_utf16"] ?? []
        let full = figures["search_document"] ?? []
        try Measurement(
            "tokenizer.search_to_bare_breaker",
            zip(full, bare).map { $0 / $1 },
            unit: "ratio"
        ).print()
        try Measurement(
            "tokenizer.memory_growth_after_first_pass",
            resident.dropFirst().map { $0 - resident[0] },
            unit: "MB"
        ).print()
    }

    private func bareBreaker() -> Int {
        var status: Int32 = 0
        let breaker = kficu_breaker_open("zh", &status)
        defer { kficu_breaker_close(breaker) }
        var words = 0
        for line in utf16 {
            line.withUnsafeBufferPointer { line in
                kficu_breaker_set_text(breaker, line.baseAddress, Int32(line.count), &status)
                while kficu_breaker_next(breaker) >= 0 { words += 1 }
            }
        }
        return words
    }

    private func analyze(with analyzer: TextAnalyzer) -> Int {
        var tokens = 0
        for line in lines {
            line.withUnsafeBufferPointer { line in
                analyzer.forEachToken(inUTF8: line, for: .document) { _ in
                    tokens += 1
                    return true
                }
            }
        }
        return tokens
    }
}
