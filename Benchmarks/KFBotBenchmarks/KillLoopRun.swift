import Foundation
import KFBotTesting

/// Kills a process that plays sessions; ends with an error at the first thing lost or repeated.
struct KillLoopRun {
    let kills: Int
    let seed: UInt64
    let directory: String

    func run() throws {
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        guard try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty else {
            print("\(directory) is not empty; name a new directory")
            exit(64)
        }
        let loop = KillLoop(directory: directory, seed: seed) { [directory, seed] end in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments = ["play", directory, "\(seed)", "\(end)"]
            return process
        }
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            print(String(decoding: try encoder.encode(loop.run(kills: kills)), as: UTF8.self))
        } catch let violation as KillLoop.Violation {
            print("violated: \(violation)")
            exit(1)
        }
    }
}
