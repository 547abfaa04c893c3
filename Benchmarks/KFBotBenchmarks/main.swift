import Foundation

// Usage: swift run -c release KFBotBenchmarks tokenizer FILE
//        swift run -c release KFBotBenchmarks simulate EVENTS SEED
// Prints one JSON object a line: name, n, median, p90, unit. FILE holds one text a line.

switch CommandLine.arguments.dropFirst().first {
case "tokenizer" where CommandLine.arguments.count == 3:
    try TokenizerBenchmark(path: CommandLine.arguments[2]).run()
case "simulate" where CommandLine.arguments.count == 4:
    guard let events = Int(CommandLine.arguments[2]), let seed = UInt64(CommandLine.arguments[3])
    else { fallthrough }
    try SimulationRun(events: events, seed: seed).run()
default:
    print("usage: KFBotBenchmarks tokenizer FILE | simulate EVENTS SEED")
    exit(64)
}
