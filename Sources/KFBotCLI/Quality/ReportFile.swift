import ArgumentParser
import Foundation
import KFBotEval

/// Files that a command writes beside its output.
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

/// Input that cannot be read: exit code 2, with the place.
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
