import Foundation
import KFBot

/// Reads the lines of a file or of standard input, one at a time.
struct InputLines {
    private let handle: FileHandle
    private static let chunk = 1 << 16

    /// Opens a file; `-` is standard input.
    ///
    /// - Throws: ``CommandError`` if the file cannot be read.
    init(path: String) throws {
        if path == "-" {
            handle = .standardInput
        } else if let opened = FileHandle(forReadingAtPath: path) {
            handle = opened
        } else {
            throw CommandError(
                "Cannot read \(path). Check the name and your permission to read it."
            )
        }
    }

    /// Calls `body` for each line without its line break; the bytes are valid during the call only.
    func forEachLine(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var lines = LineSplitter { [handle] in
            guard let data = try handle.read(upToCount: Self.chunk), !data.isEmpty else {
                return nil
            }
            return Array(data)
        }
        while let line = try lines.next() { try line.withUnsafeBufferPointer(body) }
    }

    /// All lines of a small file at once.
    static func lines(ofFileAt path: String) throws -> [String] {
        var lines: [String] = []
        try InputLines(path: path).forEachLine { lines.append(String(decoding: $0, as: UTF8.self)) }
        return lines
    }
}
