import Foundation
package import GRDB
public import KFBotModel
import TokenizerFTS5

/// The knowledge of a workspace: the only type that hands out reads and writes of entries.
///
/// One file in write-ahead mode. Any number of processes read it while one writes; a reader sees a
/// revision whole or not at all. Safe to use from any thread.
public final class KnowledgeStore: Sendable {
    /// What a store is opened for.
    public enum Access: Hashable, Sendable {
        /// Reading: nothing is written, no lock for writing is taken, and no file stays behind.
        ///
        /// A file of an earlier version is brought up to date first, where that is possible. Media that
        /// can only be read are read as they are.
        case reading
        /// As ``reading``, and a file of an earlier version stays as it is: what is read is a copy in
        /// memory that was brought up to date.
        case trial
        /// Reading and writing a file that exists.
        case writing
        /// As ``writing``; a missing file is made.
        case creating
    }

    private let path: String
    private let database: any DatabaseWriter
    private let watch: ChangeWatch?
    private let isForReading: Bool
    /// `nil` for a store in memory.
    private let file: OpenedFile?

    /// How long a write waits for another process's write, in seconds.
    private static let busyTimeout: TimeInterval = 30

    /// Opens a knowledge file for writing and brings it up to date.
    ///
    /// - Parameters:
    ///   - path: The file, usually `knowledge.sqlite` in the workspace.
    ///   - create: Whether to make the file if it is missing.
    /// - Throws: As ``init(path:access:)``.
    public convenience init(path: String, create: Bool) throws {
        try self.init(path: path, access: create ? .creating : .writing)
    }

    /// Opens a knowledge file.
    ///
    /// - Parameters:
    ///   - path: The file, usually `knowledge.sqlite` in the workspace.
    ///   - access: What it is opened for.
    /// - Throws: ``StoreError``: `noWorkspace` for a missing file, `newerVersion`, `damaged` or `busy`;
    ///   `readOnly` for media that can only be read, where that is not enough.
    public init(path: String, access: Access) throws {
        guard access == .creating || FileManager.default.fileExists(atPath: path) else {
            throw StoreError(.noWorkspace, "There is no knowledge base at \(path).")
        }
        self.path = path
        let isForReading = access == .reading || access == .trial
        guard isForReading || Self.isWritable(path) else {
            throw StoreError(.readOnly, "\(path) can only be read.")
        }
        self.isForReading = isForReading
        (database, watch) = try StoreError.translating("opening \(path)") {
            guard isForReading else {
                let pool = try Self.pool(path)
                return (pool, try ChangeWatch(path: path))
            }
            if !Self.isWritable(path) { return (try Self.fixed(path), nil) }
            // Opened first and closed last, so that SQLite takes its own files away again.
            let watch = try ChangeWatch(path: path)
            let database = try Self.reader(path)
            guard try !Self.isCurrent(database, path: path) else { return (database, watch) }
            guard access == .reading else { return (try Self.copy(of: database), nil) }
            try database.close()
            try Self.pool(path).close()
            return (try Self.reader(path), watch)
        }
        file = try OpenedFile(path: path)
    }

    /// Makes an empty store in memory, for trials.
    package init() throws {
        path = ":memory:"
        isForReading = false
        watch = nil
        file = nil
        database = try StoreError.translating("making a store in memory") {
            let queue = try DatabaseQueue(configuration: Self.configuration())
            try Self.bringUpToDate(queue, path: ":memory:")
            return queue
        }
    }

    deinit {
        // The readers first: the last one to close a file in write-ahead mode tidies up.
        try? database.close()
    }

    /// Runs reads that all see the same state.
    ///
    /// - Throws: ``StoreError``, and what `body` throws.
    public func read<Value: Sendable>(
        _ body: @Sendable (KnowledgeReader) throws -> Value
    ) throws -> Value {
        try StoreError.translating("reading the knowledge base") {
            try file?.check()
            return try database.read { try body(KnowledgeReader(db: $0)) }
        }
    }

    /// Runs edits of one base as one revision, which readers see when this returns.
    ///
    /// If `body` throws, nothing has changed. If it changes nothing, no revision is made.
    ///
    /// - Parameters:
    ///   - base: The base, which is created if it does not exist.
    ///   - authorship: Who, when and why.
    ///   - body: The edits.
    /// - Returns: What `body` returned, and the base's newest revision.
    /// - Throws: ``StoreError``, `busy` if another process writes for longer than 30 seconds.
    @discardableResult
    public func write<Value: Sendable>(
        to base: KnowledgeBaseID,
        by authorship: Authorship,
        _ body: (inout KnowledgeWriter) throws -> Value
    ) throws -> (value: Value, revision: Int) {
        guard !isForReading else {
            throw StoreError(.readOnly, "\(path) was opened for reading.")
        }
        return try StoreError.translating("writing to the knowledge base \(base)") {
            try database.write { db in
                try KnowledgeReader(db: db).requireIndex()
                var writer = try KnowledgeWriter(db: db, base: base, authorship: authorship)
                let value = try body(&writer)
                let revision = try writer.finish()
                try file?.checkBeforeCommit()
                return (value, revision)
            }
        }
    }

    /// Runs edits of one base on trial: nothing is stored, nothing is locked.
    ///
    /// - Parameters:
    ///   - base: The base, which need not exist.
    ///   - body: The edits.
    /// - Returns: What `body` returned, and the base's newest revision.
    /// - Throws: ``StoreError``, and what `body` throws.
    @discardableResult
    package func rehearse<Value>(
        on base: KnowledgeBaseID,
        _ body: (inout KnowledgeTrial) throws -> Value
    ) throws -> (value: Value, revision: Int) {
        try StoreError.translating("reading the knowledge base") {
            try database.read { db in
                var trial = try KnowledgeTrial(of: base, in: KnowledgeReader(db: db))
                let value = try body(&trial)
                return (value, try trial.reader.head(of: base))
            }
        }
    }

    /// A number that changes with each commit to the file by any process; `nil` if that cannot be told.
    ///
    /// Costs some microseconds.
    func changeNumber() throws -> Int64? {
        try StoreError.translating("reading the knowledge base") {
            try file?.check()
            return try watch?.number()
        }
    }

    /// Checks the file, the foreign keys, each index, and that what is stored can be read.
    ///
    /// - Returns: What is wrong, one line each; none for a sound file. The indexes of a file that can only
    ///   be read are left out, because FTS5 checks them in a transaction that writes.
    public func checkIntegrity() throws -> [String] {
        if isForReading, Self.isWritable(path) {
            return try KnowledgeStore(path: path, access: .writing).checkIntegrity()
        }
        return try StoreError.translating("checking the knowledge base") {
            if isForReading { return try database.read(Self.faults) }
            return try database.write { db in
                var faults = try Self.faults(in: db)
                for (key, name) in try KnowledgeReader(db: db).baseKeys() {
                    do {
                        try PhrasingIndex(base: key).checkIntegrity(in: db)
                    } catch let error as DatabaseError {
                        faults.append("the index of \(name): \(error.message ?? "damaged")")
                    }
                }
                return faults
            }
        }
    }

    private static func faults(in db: Database) throws -> [String] {
        var faults = try fileFaults(in: db)
        let reader = KnowledgeReader(db: db)
        for base in try reader.bases() {
            faults += try reader.unreadable(in: base)
        }
        return faults
    }

    /// What SQLite finds wrong with a file: its pages, indexes and foreign keys.
    package static func fileFaults(in db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            + Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map {
                "a row of \(try $0.decode(String.self, forColumn: "table")) refers to nothing"
            }
    }

    /// The size of the file and its log, in bytes.
    public var fileSize: Int {
        ["", "-wal"].reduce(0) { size, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
            return size + (attributes?[.size] as? Int ?? 0)
        }
    }

    /// Moves the log into the file, after a large write.
    public func checkpoint() throws {
        try StoreError.translating("storing the log") {
            _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        }
    }

    // MARK: Opening

    private static func configuration(readonly: Bool = false) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.prepareDatabase { db in
            db.add(tokenizer: ChineseTokenizer.self)
            if !readonly { try db.execute(sql: "PRAGMA synchronous = FULL") }
        }
        return configuration
    }

    /// Opens a file for writing.
    private static func pool(_ path: String) throws -> DatabasePool {
        let pool = try DatabasePool(path: path, configuration: configuration())
        try bringUpToDate(pool, path: path)
        return pool
    }

    /// Opens a file for reading beside writers.
    private static func reader(_ path: String) throws -> DatabasePool {
        try DatabasePool(path: path, configuration: configuration(readonly: true))
    }

    /// Whether SQLite could write the file, or make it, and the log beside it.
    private static func isWritable(_ path: String) -> Bool {
        let parent = (path as NSString).deletingLastPathComponent
        let directory = parent.isEmpty ? "." : parent
        // Where nothing is, SQLite says so itself.
        func allows(_ name: String) -> Bool { access(name, F_OK) != 0 || access(name, W_OK) == 0 }
        return allows(path) && allows(directory)
    }

    /// Copies a file of an earlier version into memory, and brings the copy up to date.
    private static func copy(of database: DatabasePool) throws -> DatabaseQueue {
        let copy = try DatabaseQueue(configuration: configuration())
        try database.backup(to: copy)
        try database.close()
        try bringUpToDate(copy, path: ":memory:")
        return copy
    }

    /// Opens a file that this process can only read.
    private static func fixed(_ path: String) throws -> DatabasePool {
        let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")
        let hasLog = log?[.size] as? Int ?? 0 > 0
        let pool: DatabasePool
        do {
            // Beside a log there may be a process that writes; without one nothing changes.
            pool =
                try hasLog
                ? reader(path)
                : DatabasePool(
                    path: "file:\(escaped(path))?immutable=1",
                    configuration: configuration(readonly: true)
                )
            try pool.read { try requireKnownVersion($0, path: path) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN && hasLog {
            throw StoreError(
                .readOnly,
                "\(path) can only be read, and its log cannot be read that way."
            )
        }
        guard try pool.read(Schema.migrator.hasCompletedMigrations) else {
            throw StoreError(
                .readOnly,
                "\(path) is of an earlier version and cannot be brought up to date where it is."
            )
        }
        return pool
    }

    /// A path as a part of a URI.
    private static func escaped(_ path: String) -> String {
        path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
    }

    private static func requireKnownVersion(_ db: Database, path: String) throws {
        if try Schema.migrator.hasBeenSuperseded(db) {
            throw StoreError(.newerVersion, "\(path) was written by a newer version of kfbot.")
        }
    }

    private static func isCurrent(_ database: any DatabaseReader, path: String) throws -> Bool {
        try database.read { try requireKnownVersion($0, path: path) }
        return try database.read(Schema.migrator.hasCompletedMigrations)
            && hasCurrentIndex(database)
    }

    private static func hasCurrentIndex(_ database: any DatabaseReader) throws -> Bool {
        try database.read { try KnowledgeReader(db: $0).indexStamp() } == PhrasingIndex.signature
    }

    /// Migrates a file, and indexes everything anew where the rules of the analyzer or ICU's changed.
    private static func bringUpToDate(_ database: any DatabaseWriter, path: String) throws {
        try database.read { try requireKnownVersion($0, path: path) }
        if try !database.read(Schema.migrator.hasCompletedMigrations) {
            try Schema.migrator.migrate(database)
        }
        guard try !hasCurrentIndex(database) else { return }
        try database.write { db in
            for (key, name) in try KnowledgeReader(db: db).baseKeys() {
                try KnowledgeWriter.rebuildIndex(of: name, key: key, in: db)
            }
            try db.execute(
                sql: "INSERT OR REPLACE INTO setting (name, value) VALUES ('index', ?)",
                arguments: [PhrasingIndex.signature]
            )
        }
    }
}
