import Foundation
import KFBotTesting

// Prints one JSON object a line: name, n, median, p90, p99, unit.
let usage = """
    usage: KFBotBenchmarks tokenizer FILE              FILE holds one text a line
           KFBotBenchmarks ask FILE [PHRASINGS...]     the same; sizes of the base
           KFBotBenchmarks cold FILE KFBOT            whole runs of a release binary
           KFBotBenchmarks encoder FILE [MODEL]        the same; MODEL as kfbot encoder install wrote it
           KFBotBenchmarks knowledge ENTRIES SIMILAR   run from the project's root
           KFBotBenchmarks import FILE [FILE...]      any form that is read; with and without checks,
                                                       and each form and encoding read alone; further
                                                       files are only read
           KFBotBenchmarks currency PHRASINGS          what a question pays to know its base is current
           KFBotBenchmarks lint PHRASINGS|FILE         made up, or one text a line
           KFBotBenchmarks assist PHRASINGS            a customer's message with suggestions, in a
                                                       made-up base
           KFBotBenchmarks simulate EVENTS SEED [FILE] sessions, with all invariants checked; in
                                                       memory, or in a new file
           KFBotBenchmarks kill-loop KILLS SEED DIR    kill a process that plays sessions in DIR
           KFBotBenchmarks play DIR SEED STEPS         that process
           KFBotBenchmarks sessions DIR                speed and memory of the session core; files
                                                       are made in DIR
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
case ("encoder", 2...3):
    try EncoderBenchmark(path: arguments[1], model: arguments.dropFirst(2).first).run()
case ("knowledge", 3):
    guard let entries = Int(arguments[1]), let similar = Int(arguments[2]) else { fallthrough }
    try KnowledgeBenchmark(entries: entries, similar: similar, samples: "kb-samples").run()
case ("import", 2...):
    try ImportBenchmark(file: arguments[1], others: Array(arguments.dropFirst(2))).run()
case ("currency", 2):
    guard let phrasings = Int(arguments[1]) else { fallthrough }
    try ImportBenchmark.currency(phrasings)
case ("lint", 2):
    try LintBenchmark(arguments[1]).run()
case ("assist", 2):
    guard let phrasings = Int(arguments[1]) else { fallthrough }
    try AssistBenchmark(phrasings: phrasings).run()
case ("simulate", 3...4):
    guard let events = Int(arguments[1]), let seed = UInt64(arguments[2]) else { fallthrough }
    try SimulationRun(events: events, seed: seed, file: arguments.dropFirst(3).first).run()
case ("kill-loop", 4):
    guard let kills = Int(arguments[1]), let seed = UInt64(arguments[2]) else { fallthrough }
    try KillLoopRun(kills: kills, seed: seed, directory: arguments[3]).run()
case ("play", 4):
    guard let seed = UInt64(arguments[2]), let steps = Int(arguments[3]) else { fallthrough }
    let player = try KillLoopPlayer(directory: arguments[1], seed: seed)
    try await player.play(until: steps)
    try await player.finish()
case ("sessions", 2):
    try SessionBenchmark(directory: arguments[1]).run()
default:
    print(usage)
    exit(64)
}
