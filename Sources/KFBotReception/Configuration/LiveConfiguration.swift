package import Foundation
import Synchronization

/// The workspace's `kfbot.yaml`, kept up to date with the file.
///
/// Each access compares the sizes and times of the files. A changed file is read once it has stood
/// unchanged for a moment, so that a half-written file is never used. A file that is empty, missing
/// or wrong never replaces a good one: the last good configuration stays in force, and ``problem``
/// says what is wrong. You can use it from any thread.
public final class LiveConfiguration: Sendable {
    /// How long files must stand unchanged, and the clocks that measure it.
    package struct Settling: Sendable {
        /// How long a changed file must have stood unchanged before it is read, in seconds.
        package var quiet: TimeInterval = 0.25
        /// The same, in seconds, for a file that no longer lists an account it listed before.
        package var quietWithFewerAccounts: TimeInterval = 2
        /// How long the start waits for a file that is still being written, in seconds.
        package var longestStart: TimeInterval = 1
        /// Seconds of a clock that never goes back.
        package var uptime: @Sendable () -> TimeInterval = { ProcessInfo.processInfo.systemUptime }
        /// The time on the clock that dates files.
        package var fileClock: @Sendable () -> Date = { Date() }
        /// Waits for some seconds; called only at the start.
        package var sleep: @Sendable (TimeInterval) -> Void = { Thread.sleep(forTimeInterval: $0) }

        /// Creates the values for a service, with the system's clocks.
        package init() {}
    }

    private struct Stamp: Equatable {
        var size: Int
        var seconds: Int
        var nanoseconds: Int
        var number: UInt

        /// When the file was last written.
        var date: Date {
            Date(timeIntervalSince1970: Double(seconds) + Double(nanoseconds) / 1e9)
        }
    }

    /// The state of each file when it was read; `nil` for a missing file.
    private typealias Stamps = [String: Stamp?]

    /// Files that have changed but are not read yet.
    private struct Change {
        var stamps: Stamps
        /// Since when the files are in this state, by ``Settling/uptime``.
        var since: TimeInterval
        /// How long they must stay in it.
        var quiet: TimeInterval
    }

    private struct State {
        var configuration: ReceptionConfiguration
        var problem: ConfigurationError?
        var stamps: Stamps
        var change: Change?
    }

    private let directory: String
    private let settling: Settling
    private let state: Mutex<State>

    /// The name of the file in a workspace.
    public static let fileName = "kfbot.yaml"

    /// Reads the configuration of a workspace; without the file, the defaults apply.
    ///
    /// If the file was written within the last quarter of a second, this waits for it, at most a
    /// second.
    ///
    /// - Throws: ``ConfigurationError`` if the file is wrong.
    public convenience init(directory: String) throws {
        try self.init(directory: directory, settling: Settling())
    }

    /// Reads the configuration of a workspace.
    ///
    /// - Parameters:
    ///   - directory: The workspace's folder.
    ///   - settling: When a file counts as completely written.
    /// - Throws: ``ConfigurationError`` if the file is wrong.
    package init(directory: String, settling: Settling) throws {
        self.directory = directory
        self.settling = settling
        let path = directory + "/" + Self.fileName
        let start = settling.uptime()
        while let stamp = Self.stamp(path), settling.uptime() - start < settling.longestStart {
            let age = settling.fileClock().timeIntervalSince(stamp.date)
            guard age >= 0, age < settling.quiet else { break }
            // A little longer, because rounding would otherwise leave a rest to wait for again and
            // again.
            settling.sleep(settling.quiet - age + 0.001)
        }
        let (configuration, stamps) = Self.load(directory, refusesEmpty: false)
        state = Mutex(State(configuration: try configuration.get(), stamps: stamps))
    }

    /// The configuration in force now.
    public var current: ReceptionConfiguration { refreshed().configuration }

    /// What is wrong with the file now; `nil` if it is in force or still being written.
    public var problem: ConfigurationError? { refreshed().problem }

    private func refreshed() -> State {
        state.withLock { state in
            let stamps = Self.stamps(of: state.stamps)
            guard stamps != state.stamps else {
                state.change = nil
                return state
            }
            let now = settling.uptime()
            guard let change = state.change, change.stamps == stamps else {
                state.change = Change(stamps: stamps, since: now, quiet: settling.quiet)
                return state
            }
            if now - change.since >= change.quiet { take(change, into: &state, at: now) }
            return state
        }
    }

    /// Reads files that have stood unchanged for long enough.
    private func take(_ change: Change, into state: inout State, at now: TimeInterval) {
        let (loaded, stamps) = Self.load(directory, refusesEmpty: true)
        // The files were written again while they were read.
        let common = change.stamps.filter { stamps.keys.contains($0.key) }
        guard common.allSatisfy({ stamps[$0.key] == $0.value }) else {
            state.change = nil
            return
        }
        switch loaded {
        case .success(let configuration):
            let listed = Set(state.configuration.accounts.keys)
            if !listed.isSubset(of: configuration.accounts.keys),
                now - change.since < settling.quietWithFewerAccounts
            {
                state.change?.quiet = settling.quietWithFewerAccounts
                return
            }
            state.configuration = configuration
            state.problem = nil
        case .failure(let problem): state.problem = problem
        }
        state.stamps = stamps
        state.change = nil
    }

    /// Reads the file and the calendars that it names.
    ///
    /// - Parameters:
    ///   - directory: The workspace's folder.
    ///   - refusesEmpty: Whether a missing or empty file is an error, because a good one came
    ///     before.
    /// - Returns: The configuration or the error, and the state of each file when it was read.
    private static func load(
        _ directory: String,
        refusesEmpty: Bool
    ) -> (Result<ReceptionConfiguration, ConfigurationError>, Stamps) {
        let path = directory + "/" + fileName
        var stamps: Stamps = [path: stamp(path)]
        func wrong(_ message: String) -> ConfigurationError {
            ConfigurationError(file: fileName, line: 1, field: nil, message)
        }
        guard FileManager.default.fileExists(atPath: path) else {
            guard refusesEmpty else { return (.success(ReceptionConfiguration()), stamps) }
            let problem = wrong(
                "the file is missing; put it back, or restart to go by the defaults"
            )
            return (.failure(problem), stamps)
        }
        do {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw wrong("the file is not readable as UTF-8 text")
            }
            if refusesEmpty, text.allSatisfy({ $0.isWhitespace || $0 == "\0" }) {
                throw wrong(
                    "the file is empty; write what is to hold, or restart to go by the defaults"
                )
            }
            let configuration = try ReceptionConfiguration(yaml: text, file: fileName) { name in
                let file = name.hasPrefix("/") ? name : directory + "/" + name
                stamps[file] = stamp(file)
                let calendar = try String(contentsOfFile: file, encoding: .utf8)
                if refusesEmpty, calendar.allSatisfy(\.isWhitespace) {
                    throw ConfigurationError(
                        file: name,
                        line: 1,
                        field: nil,
                        "the calendar is empty; write its days, or take it off the list of holidays"
                    )
                }
                return calendar
            }
            return (.success(configuration), stamps)
        } catch let error as ConfigurationError {
            return (.failure(error), stamps)
        } catch {
            return (.failure(wrong("\(error)")), stamps)
        }
    }

    private static func stamps(of files: Stamps) -> Stamps {
        Dictionary(uniqueKeysWithValues: files.keys.map { ($0, stamp($0)) })
    }

    // This is called for every message, and `FileManager` would take a dozen system calls.
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
