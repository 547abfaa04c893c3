import GRDB

/// Tells whether a database file was written to, by this process or another, without reading it.
///
/// `PRAGMA data_version` on a connection of its own changes with each commit of any other connection;
/// see <https://www.sqlite.org/pragma.html#pragma_data_version>. The connection never writes. It is
/// opened for writing all the same, because only such a connection takes the log away when it is the
/// last one to close.
final class ChangeWatch: Sendable {
    private let connection: DatabaseQueue

    /// Opens a connection to a file that exists.
    init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = 1") }
        connection = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// A number that differs from the one before if anything was committed since.
    func number() throws -> Int64 {
        try connection.unsafeRead { db in
            try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
        }
    }
}
