import Foundation
import Synchronization
import Testing

/// A `kfbot` that goes on running while a test types and reads.
final class RunningProgram: Sendable {
    private let process: Mutex<Process>
    private let input: Mutex<FileHandle>
    private let leash: Mutex<FileHandle>
    private let printed = Mutex(Data())
    private let complaints = Mutex(Data())

    private static let patience = Duration.seconds(60)

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - program: What is run.
    ///   - arguments: Its arguments.
    ///   - command: A shell command, such as a limit, that comes first; `nil` for none.
    /// - Throws: If it cannot be started.
    init(_ program: Program, _ arguments: [String], within command: String? = nil) throws {
        let process = try program.start(arguments)
        if let command {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments =
                ["-c", command + "; exec \"$@\"", "sh", Program.executable.path] + arguments
        }
        let (output, errors, input, words) = (Pipe(), Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = input
        self.process = Mutex(process)
        self.input = Mutex(input.fileHandleForWriting)
        leash = Mutex(words.fileHandleForWriting)
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            Self.read(handle) { data in self?.printed.withLock { $0.append(data) } }
        }
        errors.fileHandleForReading.readabilityHandler = { [weak self] handle in
            Self.read(handle) { data in self?.complaints.withLock { $0.append(data) } }
        }
        try process.run()
        try Self.hold(process.processIdentifier, by: words)
    }

    deinit {
        process.withLock { if $0.isRunning { $0.terminate() } }
        leash.withLock { try? $0.write(contentsOf: Data("done\n".utf8)) }
    }

    /// Starts a shell that ends the program when the tests go without a word, as after a kill.
    ///
    /// The other end of the pipe closes with the process of the tests.
    private static func hold(_ program: Int32, by words: Pipe) throws {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", "read -r word || kill \(program)"]
        shell.standardInput = words
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = FileHandle.nullDevice
        try shell.run()
    }

    private static func read(_ handle: FileHandle, _ take: (Data) -> Void) {
        let data = handle.availableData
        if data.isEmpty { handle.readabilityHandler = nil } else { take(data) }
    }

    /// What was printed so far.
    var output: String { printed.withLock { String(decoding: $0, as: UTF8.self) } }

    /// What was complained of so far.
    var errors: String { complaints.withLock { String(decoding: $0, as: UTF8.self) } }

    /// Types a line.
    func type(_ line: String) throws {
        try input.withLock { try $0.write(contentsOf: Data((line + "\n").utf8)) }
    }

    /// Ends the input.
    func endInput() throws { try input.withLock { try $0.close() } }

    /// Waits until a text was printed so many times since the start.
    @discardableResult
    func expect(
        _ text: String,
        times: Int = 1,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async -> Bool {
        let end = ContinuousClock.now + Self.patience
        while output.ranges(of: text).count < times {
            // On a busy machine a short sleep may be a long one; what counts is what is there after it.
            guard ContinuousClock.now < end else {
                Issue.record(
                    "“\(text)” was not printed \(times) times, but:\n\(output)\n\(errors)",
                    sourceLocation: sourceLocation
                )
                return false
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    /// Asks the program to end.
    func terminate() { process.withLock { $0.terminate() } }

    /// Waits for the end; the exit status, or `nil` if it goes on.
    func end() async -> Int32? {
        let end = ContinuousClock.now + Self.patience
        while true {
            if let status = process.withLock({ $0.isRunning ? nil : $0.terminationStatus }) {
                return status
            }
            guard ContinuousClock.now < end else { return nil }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
