import Foundation
import Synchronization

/// A terminal in which a person types while messages arrive; it works on pipes as well.
final class Terminal: Sendable {
    /// Whether a person types.
    let isInteractive = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0
    private let hasColor =
        isatty(STDOUT_FILENO) != 0 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    private let output = Mutex(FileHandle.standardOutput)
    private let input = Mutex(LineInput())
    private let queue = DispatchQueue(label: "kfbot.terminal")

    private static let prompt = "› "

    private static let (dimmed, stressed, plain) = ("\u{1B}[2m", "\u{1B}[1m", "\u{1B}[0m")

    /// Prints lines.
    ///
    /// What is being typed starts again below them. The terminal obeys nothing in the lines except
    /// our three styles. In messages of others not even these are left: ``EventText`` spells them
    /// out.
    func show(_ text: String) {
        let text = Self.obeyingStyles(text)
        let bytes =
            isInteractive ? "\r\u{1B}[K\(text)\n\(Self.prompt)" : text + "\n"
        output.withLock { $0.write(Data(bytes.utf8)) }
    }

    /// The text with everything spelled out that a terminal would obey, except our three styles.
    private static func obeyingStyles(_ text: String) -> String {
        let start = "\u{1B}["
        let pieces = text.components(separatedBy: start)
        return pieces.dropFirst().reduce(into: (pieces.first ?? "").shown) { shown, piece in
            let style = start + piece.prefix(2)
            shown +=
                [dimmed, stressed, plain].contains(style)
                ? style + String(piece.dropFirst(2)).shown : (start + piece).shown
        }
    }

    /// Text that stays in the background.
    func dim(_ text: String) -> String { hasColor ? Self.dimmed + text + Self.plain : text }

    /// Text that stands out.
    func bold(_ text: String) -> String { hasColor ? Self.stressed + text + Self.plain : text }

    /// The next line of standard input; `nil` at its end, or when the task is cancelled.
    ///
    /// Nothing reads standard input between two calls, so an editor can.
    func line() async -> String? {
        let isCancelled = Atomic(false)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async { [self] in
                    let line = input.withLock { input in
                        input.line { isCancelled.load(ordering: .relaxed) }
                    }
                    continuation.resume(returning: line?.trimmingCharacters(in: .whitespaces))
                }
            }
        } onCancel: {
            isCancelled.store(true, ordering: .relaxed)
        }
    }
}

/// Reads standard input line by line.
private struct LineInput: Sendable {
    private var pending: [UInt8] = []
    private var isAtEnd = false

    /// Waits for a line, and checks now and then whether it is still wanted.
    mutating func line(unless isCancelled: () -> Bool) -> String? {
        while !isCancelled() {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeFirst(end + 1) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            if isAtEnd {
                defer { pending = [] }
                return pending.isEmpty ? nil : String(decoding: pending, as: UTF8.self)
            }
            fill()
        }
        return nil
    }

    private mutating func fill() {
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 100) > 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        if count > 0 {
            pending += bytes[..<count]
        } else if count == 0 || errno != EINTR {
            isAtEnd = true
        }
    }
}
