import Foundation

/// A directory of its own for a test, removed with the last reference to it.
public final class TemporaryDirectory: Sendable {
    /// Where it is.
    public let path: String

    /// Makes the directory.
    public init() throws {
        path = NSTemporaryDirectory() + "kfbot-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file into it and returns the file's path.
    ///
    /// The file is dated a second back, so that nobody waits for it to be written to the end.
    public func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -1)],
            ofItemAtPath: file(name)
        )
        return file(name)
    }
}
