import Foundation

// Usage: swift run -c release KFBotBenchmarks tokenizer FILE
//        swift run -c release KFBotBenchmarks ask FILE [PHRASINGS...]
// Prints one JSON object a line: name, n, median, p90, unit. FILE holds one text a line.

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "tokenizer" where arguments.count == 3:
    try TokenizerBenchmark(path: arguments[2]).run()
case "ask" where arguments.count >= 3:
    try AskBenchmark(path: arguments[2]).run(sizes: arguments.dropFirst(3).compactMap { Int($0) })
default:
    print("usage: KFBotBenchmarks tokenizer FILE | ask FILE [PHRASINGS...]")
    exit(64)
}
