import Foundation

/// A temporary directory for one test; it is removed with the last reference.
public final class TemporaryDirectory: Sendable {
    /// The absolute path of the directory.
    public let path: String

    /// Creates the directory under a new name.
    public init() throws {
        path = NSTemporaryDirectory() + "kfbot-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file into the directory and returns its path.
    ///
    /// The file's date is set a second back, so that nobody waits for it to be completely written.
    public func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -1)],
            ofItemAtPath: file(name)
        )
        return file(name)
    }
}
