import Foundation

/// Shows the progress of a long command on a terminal's standard error; silent in a pipe.
struct ProgressBar {
    private let isShown = isatty(STDERR_FILENO) != 0
    private let start = ContinuousClock.now
    private var last = ContinuousClock.now
    private static let interval = Duration.milliseconds(100)
    private static let width = 24

    /// Shows the share of the work that is done, and the speed.
    ///
    /// - Parameters:
    ///   - share: The share that is done, 0...1.
    ///   - count: How many things are done.
    ///   - noun: What the things are, such as `records`.
    mutating func show(share: Double, count: Int, noun: String) {
        guard isShown, ContinuousClock.now - last >= Self.interval else { return }
        last = .now
        let seconds = (last - start) / .seconds(1)
        let filled = Int(share * Double(Self.width))
        let bar =
            String(repeating: "█", count: filled)
            + String(repeating: "░", count: Self.width - filled)
        let rate = seconds > 0 ? Int(Double(count) / seconds) : 0
        let left = share > 0.01 ? "\(Int(seconds / share * (1 - share)) + 1) s left" : ""
        write("\r\u{1B}[K\(bar) \(Int(share * 100)) %  \(count) \(noun)  \(rate)/s  \(left)")
    }

    /// Removes the bar.
    func clear() {
        if isShown { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
