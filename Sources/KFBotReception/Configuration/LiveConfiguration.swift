import Foundation
import Synchronization

/// The workspace's `kfbot.yaml`, in step with the file.
///
/// Each look compares the files' sizes and times; a changed file holds from the next look on. While a
/// changed file is wrong, the last good one goes on to hold and ``problem`` says what is wrong. Safe to
/// use from any thread.
public final class LiveConfiguration: Sendable {
    private struct Stamp: Equatable {
        var size: Int
        var seconds: Int
        var nanoseconds: Int
        var number: UInt
    }

    private struct State {
        var configuration: ReceptionConfiguration
        var problem: ConfigurationError?
        /// The files that were read, with what they were then; `nil` for one that is missing.
        var stamps: [String: Stamp?]
    }

    private let directory: String
    private let state: Mutex<State>

    /// The name of the file in a workspace.
    public static let fileName = "kfbot.yaml"

    /// Reads the configuration of a workspace; without the file, the defaults hold.
    ///
    /// - Throws: ``ConfigurationError`` if the file is wrong.
    public init(directory: String) throws {
        self.directory = directory
        let (configuration, stamps) = Self.load(directory)
        state = Mutex(
            State(configuration: try configuration.get(), problem: nil, stamps: stamps)
        )
    }

    /// What holds now.
    public var current: ReceptionConfiguration { refreshed().configuration }

    /// What is wrong with the file as it is now; `nil` if it holds.
    public var problem: ConfigurationError? { refreshed().problem }

    private func refreshed() -> State {
        state.withLock { state in
            guard state.stamps.contains(where: { Self.stamp($0.key) != $0.value }) else {
                return state
            }
            let (configuration, stamps) = Self.load(directory)
            state.stamps = stamps
            switch configuration {
            case .success(let configuration):
                state.configuration = configuration
                state.problem = nil
            case .failure(let problem): state.problem = problem
            }
            return state
        }
    }

    /// Reads the file and the calendars that it names.
    private static func load(
        _ directory: String
    ) -> (Result<ReceptionConfiguration, ConfigurationError>, [String: Stamp?]) {
        let path = directory + "/" + fileName
        var stamps: [String: Stamp?] = [path: stamp(path)]
        guard FileManager.default.fileExists(atPath: path) else {
            return (.success(ReceptionConfiguration()), stamps)
        }
        do {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw ConfigurationError(
                    file: fileName,
                    line: 1,
                    field: nil,
                    "the file is not readable as UTF-8 text"
                )
            }
            let configuration = try ReceptionConfiguration(yaml: text, file: fileName) { name in
                let file = name.hasPrefix("/") ? name : directory + "/" + name
                stamps[file] = stamp(file)
                return try String(contentsOfFile: file, encoding: .utf8)
            }
            return (.success(configuration), stamps)
        } catch let error as ConfigurationError {
            return (.failure(error), stamps)
        } catch {
            let problem = ConfigurationError(file: fileName, line: 1, field: nil, "\(error)")
            return (.failure(problem), stamps)
        }
    }

    // Asked for with every message, where `FileManager` would take a dozen system calls.
    private static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Stamp(
            size: status.st_size,
            seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec,
            number: status.st_ino
        )
    }
}
