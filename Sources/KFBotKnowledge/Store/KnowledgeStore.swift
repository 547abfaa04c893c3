import Foundation
import GRDB
public import KFBotModel
import TokenizerFTS5

/// The knowledge of a workspace: the only type that hands out reads and writes of entries.
///
/// One file in write-ahead mode. Any number of processes read it while one writes; a reader sees a
/// revision whole or not at all. Safe to use from any thread.
public final class KnowledgeStore: Sendable {
    private let pool: DatabasePool

    /// How long a write waits for another process's write, in seconds.
    private static let busyTimeout: TimeInterval = 30

    /// Opens a knowledge file and brings it up to date.
    ///
    /// - Parameters:
    ///   - path: The file, usually `knowledge.sqlite` in the workspace.
    ///   - create: Whether to make the file if it is missing.
    /// - Throws: ``StoreError`` with `noWorkspace`, `damaged`, `newerVersion` or `busy`.
    public init(path: String, create: Bool) throws {
        guard create || FileManager.default.fileExists(atPath: path) else {
            throw StoreError(
                .noWorkspace,
                "There is no knowledge base at \(path). Import one with `kfbot import`."
            )
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.prepareDatabase { db in
            db.add(tokenizer: ChineseTokenizer.self)
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        pool = try StoreError.translating("opening \(path)") {
            let pool = try DatabasePool(path: path, configuration: configuration)
            if try pool.read(Schema.migrator.hasBeenSuperseded) {
                throw StoreError(
                    .newerVersion,
                    "\(path) was written by a newer version of kfbot. Use that version."
                )
            }
            if try !pool.read(Schema.migrator.hasCompletedMigrations) {
                try Schema.migrator.migrate(pool)
            }
            return pool
        }
        try rebuildOutdatedIndexes()
    }

    /// Runs reads that all see the same state.
    ///
    /// - Throws: ``StoreError``, and what `body` throws.
    public func read<Value: Sendable>(
        _ body: @Sendable (KnowledgeReader) throws -> Value
    ) throws -> Value {
        try StoreError.translating("reading the knowledge base") {
            try pool.read { try body(KnowledgeReader(db: $0)) }
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
        try StoreError.translating("writing to the knowledge base \(base)") {
            try pool.write { db in
                var writer = try KnowledgeWriter(db: db, base: base, authorship: authorship)
                let value = try body(&writer)
                return (value, try writer.finish())
            }
        }
    }

    /// Takes back all edits of `body` but returns what it found, for a trial run.
    ///
    /// - Throws: As ``write(to:by:_:)``.
    public func rehearse<Value: Sendable>(
        on base: KnowledgeBaseID,
        by authorship: Authorship,
        _ body: (inout KnowledgeWriter) throws -> Value
    ) throws -> Value {
        try StoreError.translating("trying edits of the knowledge base \(base)") {
            var found: Value?
            try pool.writeInTransaction(.immediate) { db in
                var writer = try KnowledgeWriter(db: db, base: base, authorship: authorship)
                found = try body(&writer)
                return .rollback
            }
            guard let found else {
                throw StoreError(.busy, "The trial run did not start. Try again.")
            }
            return found
        }
    }

    /// Checks the file, the foreign keys and each index.
    ///
    /// - Returns: What is wrong, one line each; none for a sound file.
    public func checkIntegrity() throws -> [String] {
        try StoreError.translating("checking the knowledge base") {
            try pool.write { db in
                var faults = try String.fetchAll(db, sql: "PRAGMA integrity_check")
                    .filter { $0 != "ok" }
                faults += try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map {
                    "a row of \($0["table"] as String) refers to nothing"
                }
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

    /// The size of the file and its log, in bytes.
    public var fileSize: Int {
        ["", "-wal"].reduce(0) { size, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: pool.path + suffix)
            return size + (attributes?[.size] as? Int ?? 0)
        }
    }

    /// Moves the log into the file, after a large write.
    public func checkpoint() throws {
        try StoreError.translating("storing the log") {
            _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        }
    }

    /// Indexes everything anew where the rules of the analyzer or ICU's have changed.
    private func rebuildOutdatedIndexes() throws {
        try StoreError.translating("bringing the index up to date") {
            let stamp = try pool.read { try KnowledgeReader(db: $0).setting("index") }
            guard stamp != PhrasingIndex.signature else { return }
            try pool.write { db in
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
}

extension StoreError {
    /// Runs `body` and turns SQLite's errors into the store's.
    package static func translating<Value>(
        _ action: String,
        _ body: () throws -> Value
    ) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                throw StoreError(
                    .busy,
                    "While \(action): another process is writing. Try again when it is done."
                )
            case .SQLITE_NOTADB, .SQLITE_CORRUPT:
                throw StoreError(
                    .damaged,
                    "While \(action): the file is damaged or no knowledge base. "
                        + "Restore a backup."
                )
            default:
                throw StoreError(
                    .damaged,
                    "While \(action): \(error.message ?? error.resultCode.description)."
                )
            }
        }
    }
}
