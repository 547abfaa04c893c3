import Foundation
import KFBot

/// A whole match against bases of real questions, asked with questions changed a little.
struct AskBenchmark {
    private let lines: [String]
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static let sizes = [1_000, 10_000, 100_000, 300_000, 1_000_000]
    private static let queryCount = 2_000

    /// Reads the questions, one a line.
    init(path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        lines = text.split(separator: "\n").map(String.init)
    }

    /// Measures bases of so many phrasings; beyond the lines that there are, lines are repeated with
    /// a suffix.
    func run(sizes: [Int]) throws {
        let loading = ContinuousClock().measure { Matcher.loadReadings() }
        try Measurement("ask.load_readings", [loading / .milliseconds(1)], unit: "ms").print()
        for size in sizes.isEmpty ? Self.sizes : sizes { try run(size: size) }
    }

    private func run(size: Int) throws {
        let before = residentBytes()
        let clock = ContinuousClock()
        var index: MatchIndex?
        let building = clock.measure { index = MatchIndex(entries(size)) }
        guard let index else { return }
        let name = "ask.\(size)"
        try Measurement("\(name).build", [building / .seconds(1)], unit: "s").print()
        try Measurement(
            "\(name).index",
            [Double(index.byteCount) / Double(size)],
            unit: "bytes/phrasing"
        ).print()
        try Measurement(
            "\(name).resident",
            [(residentBytes() - before) / Double(size)],
            unit: "bytes/phrasing"
        ).print()
        let matcher = Matcher(index: index)
        let queries = queries(size)
        for query in queries.prefix(200) { _ = matcher.match(query, at: now) }
        var times: [Double] = []
        var processor: [Double] = []
        for query in queries {
            let start = threadMilliseconds()
            let time = clock.measure { _ = matcher.match(query, at: now) }
            times.append(time / .milliseconds(1))
            processor.append(threadMilliseconds() - start)
        }
        let sorted = times.sorted()
        let sortedProcessor = processor.sorted()
        try Measurement("\(name).match.cpu", processor, unit: "ms").print()
        try Measurement(
            "\(name).match.cpu.p99",
            [sortedProcessor[sortedProcessor.count * 99 / 100]],
            unit: "ms"
        ).print()
        try Measurement(
            "\(name).match.cpu.max",
            [sortedProcessor[sortedProcessor.count - 1]],
            unit: "ms"
        ).print()
        try Measurement("\(name).match", times, unit: "ms").print()
        try Measurement("\(name).match.p99", [sorted[sorted.count * 99 / 100]], unit: "ms").print()
        let edit = edits(index, size)
        try Measurement("\(name).edit", edit, unit: "ms").print()
    }

    private func entries(_ size: Int) -> [Entry] {
        (0..<size).map { place in
            let round = place / lines.count
            let line = lines[place % lines.count]
            return Entry(
                id: EntryID(rawValue: "e\(place)"),
                question: round == 0 ? line : "\(line)\(round)号",
                answers: []
            )
        }
    }

    /// Lines with one character dropped, two exchanged, or a phrase in front: never as stored.
    private func queries(_ size: Int) -> [String] {
        var generator = SplitMix(state: 20_261_122)
        let count = min(size, lines.count)
        return (0..<Self.queryCount).map { _ in
            var characters = Array(lines[Int.random(in: 0..<count, using: &generator)])
            let place = Int.random(in: 0..<max(characters.count - 1, 1), using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: characters.remove(at: place)
            case 1 where characters.count > 1: characters.swapAt(place, place + 1)
            default: characters.insert(contentsOf: "我想知道", at: 0)
            }
            return String(characters)
        }
    }

    /// How long one changed entry takes to be in a new index.
    private func edits(_ index: MatchIndex, _ size: Int) -> [Double] {
        let clock = ContinuousClock()
        var index = index
        return (0..<50).map { round in
            let entry = Entry(
                id: EntryID(rawValue: "e\(round * 7 % size)"),
                question: lines[round] + "改",
                answers: []
            )
            return clock.measure { index = index.applying(upserted: [entry]) } / .milliseconds(1)
        }
    }
}

/// The processor time of this thread, which waiting for a shared core does not lengthen.
private func threadMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

/// A small seeded generator, so that every run asks the same.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
