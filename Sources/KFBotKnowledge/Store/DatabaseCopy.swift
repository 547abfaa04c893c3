import Foundation
import GRDB

/// A database file that is held at one moment while it is copied.
///
/// Works beside other processes that read and write the file: in WAL mode they go on while it is copied.
package final class DatabaseCopy {
    private let path: String
    private let queue: DatabaseQueue
    private static let busyTimeout: TimeInterval = 60

    /// Opens a file that exists.
    ///
    /// - Throws: ``StoreError``.
    package init(path: String) throws {
        self.path = path
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        // What is held is held from one access to another.
        configuration.allowsUnsafeTransactions = true
        queue = try StoreError.translating("opening \(path)") {
            guard FileManager.default.fileExists(atPath: path) else {
                throw StoreError(.cannotOpen, "There is no \(path).")
            }
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// Runs a body while nobody can write any of the files.
    ///
    /// - Throws: ``StoreError``, `busy` if another process writes one for a minute.
    package static func withLock<Value>(
        of paths: [String],
        _ body: () throws -> Value
    ) throws -> Value {
        guard let path = paths.first else { return try body() }
        let lock = try DatabaseCopy(path: path)
        try lock.run("locking \(path)") { try $0.execute(sql: "BEGIN IMMEDIATE") }
        defer { try? lock.run("unlocking \(path)") { try $0.execute(sql: "ROLLBACK") } }
        return try withLock(of: Array(paths.dropFirst()), body)
    }

    /// Holds what the file says at this moment, until ``release()``.
    package func hold() throws {
        try run("reading \(path)") { db in
            try db.execute(sql: "BEGIN")
            // A transaction begins with its first read.
            _ = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master")
        }
    }

    /// Lets others have their way.
    package func release() throws {
        try run("reading \(path)") { try $0.execute(sql: "COMMIT") }
    }

    /// Copies what is held to a new file, for its owner only, and checks the copy.
    ///
    /// - Throws: ``StoreError``, `damaged` if the copy is not sound.
    package func copy(to destination: String) throws {
        let descriptor = open(destination, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError(.cannotOpen, "\(destination) cannot be made.")
        }
        close(descriptor)
        try StoreError.translating("writing \(destination)") {
            let copy = try DatabaseQueue(path: destination)
            try run("copying \(path)") { source in
                try copy.inDatabase { try source.backup(to: $0) }
            }
            // A copy is one file.
            try copy.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
        }
        try Self.check(destination)
    }

    /// Checks a file that nobody has open.
    ///
    /// - Throws: ``StoreError``, `damaged`.
    package static func check(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        try StoreError.translating("checking \(path)") {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let faults = try queue.inDatabase { db in
                try String.fetchAll(db, sql: "PRAGMA quick_check(5)")
            }
            try queue.close()
            guard faults == ["ok"] else {
                throw StoreError(
                    .damaged,
                    "\(path) is damaged: \(faults.joined(separator: "; "))."
                )
            }
        }
    }

    private func run(_ action: String, _ body: (Database) throws -> Void) throws {
        try StoreError.translating(action) { try queue.inDatabase(body) }
    }
}
