import CFuzzer
import Foundation

// Gives what libFuzzer makes up to one parser, and learns from what code it reaches.
// usage: KFBOT_FUZZ_PARSER=json KFBotFuzzing [libFuzzer's arguments]
let name = ProcessInfo.processInfo.environment["KFBOT_FUZZ_PARSER"] ?? ""
guard let parser = FuzzedParser(rawValue: name) else {
    let names = FuzzedParser.allCases.map(\.rawValue).joined(separator: ", ")
    print("Set KFBOT_FUZZ_PARSER to one of \(names).")
    exit(64)
}

/// Where parsers of files find the input; in memory, for speed.
let directory = "/dev/shm/kfbot-fuzz-\(getpid())"
try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)

let attempt = FuzzAttempt(parser, directory: directory)

/// What libFuzzer's own main function would call; the linker wants it even where there is another one.
@_cdecl("LLVMFuzzerTestOneInput")
func readInput(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    attempt.run(Array(UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}

var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
// libFuzzer ends the process itself.
_ = LLVMFuzzerRunDriver(&count, &arguments, readInput)
