import ArgumentParser
import Foundation
import KFBotEval

/// Writes files beside the command's output.
enum ReportFile {
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandError(
                "Cannot write \(path). Check that its directory exists and may be written."
            )
        }
    }
}

/// Reports input that cannot be read with its place, and exits with code 2.
enum InputRejection {
    static func onFailure<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as QueryFileError {
            Output.note("error: \(error)")
            throw ExitCode(2)
        }
    }
}
