import GRDB

/// Changes a database behind a store's back.
enum DatabaseAccess {
    static func execute(_ sql: String, in path: String) throws {
        try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
    }
}
