import Foundation
import Testing

/// The built `kfbot`, run as a process of its own.
struct Program {
    /// What a run printed and how it ended.
    struct Result {
        let output: String
        let errors: String
        let status: Int32
    }

    /// Beside the test bundle, where the build puts all products.
    static let executable: URL = {
        // A program that ends before it has read its input ends no test process.
        signal(SIGPIPE, SIG_IGN)
        var directory = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        for _ in 0..<5 {
            let candidate = directory.appendingPathComponent("kfbot")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            directory.deleteLastPathComponent()
        }
        return URL(fileURLWithPath: ".build/debug/kfbot")
    }()

    /// The workspace's directory.
    let data: String

    /// Starts the program without waiting for it.
    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        variables["KFBOT_DATA"] = data
        variables["USER"] = "tester"
        // What is printed must not depend on whether an encoder is installed; tests of it name one.
        variables["KFBOT_ENCODER"] = ""
        process.environment = variables.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// Runs the program to its end.
    func run(
        _ arguments: [String],
        input: String? = nil,
        environment: [String: String] = [:]
    ) throws -> Result {
        let process = try start(arguments, environment: environment)
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        if let input {
            let pipe = Pipe()
            process.standardInput = pipe
            try process.run()
            // One that reads only part of it is judged by what it prints.
            try? pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        } else {
            try process.run()
        }
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complained = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            output: String(decoding: printed, as: UTF8.self),
            errors: String(decoding: complained, as: UTF8.self),
            status: process.terminationStatus
        )
    }

    /// Runs the program and expects it to succeed; returns what it printed.
    @discardableResult
    func expect(
        _ arguments: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let result = try run(arguments)
        #expect(
            result.status == 0,
            "\(arguments): \(result.errors)",
            sourceLocation: sourceLocation
        )
        return result.output
    }
}

/// Files of the project that tests use.
enum ProjectFile {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ relative: String) -> String { root.appendingPathComponent(relative).path }
}
