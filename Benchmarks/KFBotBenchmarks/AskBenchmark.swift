import Foundation
import KFBot
import KFBotTesting

/// A whole match against bases of real questions: in memory, from disk, and beside them what SQLite
/// alone takes to rank the same questions.
struct AskBenchmark {
    private let questions: QuestionFile
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static let sizes = [1_000, 10_000, 100_000, 300_000, 1_000_000]
    private static let queryCount = 2_000
    /// SQLite alone takes up to seconds a query: so many phrasings are looked through in all.
    private static let plainBudget = 40_000_000

    init(_ questions: QuestionFile) {
        self.questions = questions
    }

    /// Measures bases of so many phrasings.
    func run(sizes: [Int]) throws {
        let loading = ContinuousClock().measure { Matcher.loadReadings() }
        try Measurement("ask.load_readings", [loading / .milliseconds(1)], unit: "ms").print()
        for size in sizes.isEmpty ? Self.sizes : sizes {
            let queries = questions.queries(Self.queryCount, ofFirst: size)
            try measureLoaded(size, queries)
            try measureStored(size, queries)
            try measurePlain(size, queries)
        }
    }

    // MARK: In memory

    private func measureLoaded(_ size: Int, _ queries: [String]) throws {
        let before = residentBytes()
        let clock = ContinuousClock()
        var index: MatchIndex?
        let building = clock.measure {
            index = MatchIndex((0..<size).lazy.map(questions.entry))
        }
        guard let index else { return }
        let name = "ask.\(size)"
        try Measurement("\(name).build", [building / .seconds(1)], unit: "s").print()
        try Measurement(
            "\(name).index",
            [Double(index.byteCount) / Double(size)],
            unit: "bytes/phrasing"
        ).print()
        try Measurement("\(name).resident", [(residentBytes() - before) / 1e6], unit: "MB").print()
        let matcher = Matcher(index: index)
        for query in queries.prefix(200) { _ = matcher.match(query, at: now) }
        var times: [Double] = []
        var processor: [Double] = []
        for query in queries {
            let start = milliseconds(of: CLOCK_THREAD_CPUTIME_ID)
            let time = clock.measure { _ = matcher.match(query, at: now) }
            times.append(time / .milliseconds(1))
            processor.append(milliseconds(of: CLOCK_THREAD_CPUTIME_ID) - start)
        }
        try Measurement("\(name).match", times, unit: "ms").print()
        try Measurement("\(name).match_processor", processor, unit: "ms").print()
        for threads in [1, 2] {
            let runs = (0..<5).map { _ in throughput(matcher, queries, threads: threads) }
            let threads = "\(name).threads_\(threads)"
            try Measurement(threads, runs.map(\.rate), unit: "queries/s").print()
            // What threads wait for each other shows here even where the machine does other things.
            try Measurement("\(threads).processor", runs.map(\.processor), unit: "ms").print()
        }
        try Measurement("\(name).edit", edits(index, size), unit: "ms").print()
    }

    /// Queries a second, and the processor time of one.
    private func throughput(
        _ matcher: Matcher,
        _ queries: [String],
        threads: Int
    ) -> (rate: Double, processor: Double) {
        let count = Double(threads * queries.count)
        let start = milliseconds(of: CLOCK_PROCESS_CPUTIME_ID)
        let time = ContinuousClock().measure {
            DispatchQueue.concurrentPerform(iterations: threads) { _ in
                for query in queries { _ = matcher.match(query, at: now) }
            }
        }
        let processor = milliseconds(of: CLOCK_PROCESS_CPUTIME_ID) - start
        return (count / (time / .seconds(1)), processor / count)
    }

    /// How long one changed entry takes to be in a new index.
    private func edits(_ index: MatchIndex, _ size: Int) -> [Double] {
        let clock = ContinuousClock()
        var index = index
        return (0..<50).map { round in
            var entry = questions.entry(round * 7 % size)
            entry.question += "改"
            return clock.measure { index = index.applying(upserted: [entry]) } / .milliseconds(1)
        }
    }

    // MARK: From disk

    private func measureStored(_ size: Int, _ queries: [String]) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("knowledge.sqlite")
        do {
            let store = try KnowledgeStore(path: path, create: true)
            try store.write(to: .main, by: Authorship(actor: "benchmark", date: now)) { writer in
                for place in 0..<size { try writer.put(questions.entry(place)) }
            }
            try store.checkpoint()
        }
        let store = try KnowledgeStore(path: path, create: false)
        let matcher = LowMemoryMatcher(store: store, base: .main)
        for query in queries.prefix(50) { _ = try matcher.match(query, at: now) }
        let before = residentBytes()
        let times = try queries.map { query in
            try ContinuousClock().measure { _ = try matcher.match(query, at: now) }
                / .milliseconds(1)
        }
        let name = "ask.\(size).low_memory"
        try Measurement(name, times, unit: "ms").print()
        try Measurement("\(name).growth", [(residentBytes() - before) / 1e6], unit: "MB").print()
        try Measurement("\(name).file", [Double(store.fileSize) / 1e6], unit: "MB").print()
    }

    // MARK: SQLite alone

    private func measurePlain(_ size: Int, _ queries: [String]) throws {
        let directory = try TemporaryDirectory()
        let table = try PlainFullText(
            path: directory.file("plain.sqlite"),
            questions: questions,
            size: size
        )
        for query in queries.prefix(5) { _ = try table.best(query) }
        let times = try queries.prefix(Self.plainBudget / size).map { query in
            try ContinuousClock().measure { _ = try table.best(query) } / .milliseconds(1)
        }
        try Measurement("ask.\(size).plain_fts5", times, unit: "ms").print()
    }
}

/// A clock of processor time, which waiting for a shared core does not lengthen.
private func milliseconds(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}
