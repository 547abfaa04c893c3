import Foundation

// Usage: swift run -c release KFBotBenchmarks tokenizer FILE
// Prints one JSON object a line: name, n, median, p90, unit. FILE holds one text a line.

guard CommandLine.arguments.count == 3, CommandLine.arguments[1] == "tokenizer" else {
    print("usage: KFBotBenchmarks tokenizer FILE")
    exit(64)
}
try TokenizerBenchmark(path: CommandLine.arguments[2]).run()
