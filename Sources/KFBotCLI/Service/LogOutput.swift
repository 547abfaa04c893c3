import Dispatch
import Foundation
import Synchronization

/// Writes log lines in the background.
///
/// If nobody reads them, lines are lost, but no time is.
final class LogOutput: TextOutputStream, Sendable {
    private struct State {
        var lines: [String] = []
        var dropped = 0
        var isWriting = false
    }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "kfbot.log")
    private let state = Mutex(State())

    /// How many lines may wait to be written.
    private static let mostLines = 1_000

    /// Creates an output.
    ///
    /// - Parameter descriptor: The file descriptor that lines go to; it stays open.
    init(descriptor: Int32) { self.descriptor = descriptor }

    func write(_ line: String) {
        let starts = state.withLock { state in
            guard state.lines.count < Self.mostLines else {
                state.dropped += 1
                return false
            }
            state.lines.append(line)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if starts { queue.async { self.writeLines() } }
    }

    /// Waits until the log is written, for a second at most.
    func flush() {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + 1)
    }

    private func writeLines() {
        while true {
            let (lines, dropped) = state.withLock { state in
                defer {
                    state.isWriting = !state.lines.isEmpty
                    state.lines = []
                    state.dropped = 0
                }
                return (state.lines, state.dropped)
            }
            guard !lines.isEmpty else { return }
            var text = lines.joined()
            if dropped > 0 { text += "\(dropped) lines of the log were not read and are lost\n" }
            write(bytes: Array(text.utf8))
        }
    }

    private func write(bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            // If the other end is closed, nobody wants the log.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
