import Foundation
import KFBot
import KFBotTesting

/// Whole runs of `kfbot ask`, from the start of the process to its end.
struct ColdBenchmark {
    let questions: QuestionFile
    let program: String

    private static let sizes = [2_000, 300_000]
    private static let runs = 20

    func run() throws {
        for size in Self.sizes {
            let directory = try TemporaryDirectory()
            let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
            try store.write(to: .main, by: Authorship(actor: "benchmark", date: Date())) { writer in
                for place in 0..<size { try writer.put(questions.entry(place)) }
            }
            try store.checkpoint()
            let times = try questions.queries(Self.runs, ofFirst: size).map { query in
                try milliseconds(["ask", query, "--json", "--data", directory.path])
            }
            try Measurement("cold.\(size).ask", times, unit: "ms").print()
        }
    }

    private func milliseconds(_ arguments: [String]) throws -> Double {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        let time = try ContinuousClock().measure {
            try process.run()
            process.waitUntilExit()
        }
        precondition(process.terminationStatus == 0, "kfbot \(arguments) failed")
        return time / .milliseconds(1)
    }
}
