import Foundation

/// Results go to standard output, everything else to standard error.
enum Output {
    /// Writes a line for the person at the terminal.
    static func note(_ text: String) {
        FileHandle.standardError.write(Data((text.shown + "\n").utf8))
    }
}
