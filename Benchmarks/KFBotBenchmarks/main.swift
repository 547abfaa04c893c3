import Foundation

// Prints one JSON object a line: name, n, median, p90, p99, unit.
let usage = """
    usage: KFBotBenchmarks tokenizer FILE              FILE holds one text a line
           KFBotBenchmarks ask FILE [PHRASINGS...]     the same; sizes of the base
           KFBotBenchmarks cold FILE KFBOT            whole runs of a release binary
           KFBotBenchmarks knowledge ENTRIES SIMILAR   run from the project's root
           KFBotBenchmarks lint PHRASINGS|FILE         made up, or one text a line
           KFBotBenchmarks simulate EVENTS SEED        sessions, with all invariants checked
    """

let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case ("tokenizer", 2):
    try TokenizerBenchmark(path: arguments[1]).run()
case ("ask", 2...):
    let questions = try QuestionFile(path: arguments[1])
    try AskBenchmark(questions).run(sizes: arguments.dropFirst(2).compactMap { Int($0) })
case ("cold", 3):
    try ColdBenchmark(questions: QuestionFile(path: arguments[1]), program: arguments[2]).run()
case ("knowledge", 3):
    guard let entries = Int(arguments[1]), let similar = Int(arguments[2]) else { fallthrough }
    try KnowledgeBenchmark(entries: entries, similar: similar, samples: "kb-samples").run()
case ("lint", 2):
    try LintBenchmark(arguments[1]).run()
case ("simulate", 3):
    guard let events = Int(arguments[1]), let seed = UInt64(arguments[2]) else { fallthrough }
    try SimulationRun(events: events, seed: seed).run()
default:
    print(usage)
    exit(64)
}
