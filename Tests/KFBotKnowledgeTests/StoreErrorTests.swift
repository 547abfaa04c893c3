import Foundation
import GRDB
import KFBot
import KFBotTesting
import Testing

@testable import KFBotKnowledge

struct StoreErrorTests {
    private func error(_ body: () throws -> Void) -> StoreError? {
        #expect(throws: StoreError.self) { try StoreError.translating("testing", body) }
    }

    @Test("a full database is not called damaged, and the cause is kept")
    func diskFull() throws {
        let queue = try DatabaseQueue()
        let found = error {
            try queue.write { db in
                try db.execute(sql: "CREATE TABLE t (x); PRAGMA max_page_count = 3")
                try db.execute(sql: "INSERT INTO t VALUES (zeroblob(100000))")
            }
        }
        #expect(found?.code == .diskFull)
        #expect(found?.underlying?.resultCode == 13)
        #expect(found?.underlying?.message == "database or disk is full")
        #expect(found?.message == "While testing: there is no room left.")
    }

    @Test("a file that may only be read says so")
    func readOnly() throws {
        let directory = try TemporaryDirectory()
        try DatabaseQueue(path: directory.file("a.sqlite")).write {
            try $0.execute(sql: "CREATE TABLE t (x)")
        }
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(
            path: directory.file("a.sqlite"),
            configuration: configuration
        )
        let found = error {
            try queue.writeWithoutTransaction { try $0.execute(sql: "INSERT INTO t VALUES (1)") }
        }
        #expect(found?.code == .readOnly)
    }

    @Test(
        "each kind of failure has its code",
        arguments: [
            (ResultCode.SQLITE_IOERR_FSYNC, StoreError.Code.ioError), (.SQLITE_FULL, .diskFull),
            (.SQLITE_READONLY_DIRECTORY, .readOnly), (.SQLITE_CANTOPEN, .cannotOpen),
            (.SQLITE_CORRUPT_VTAB, .damaged), (.SQLITE_NOTADB, .damaged), (.SQLITE_BUSY, .busy),
            (.SQLITE_LOCKED, .busy), (.SQLITE_CONSTRAINT_UNIQUE, .failed), (.SQLITE_NOMEM, .failed),
        ]
    )
    func codes(_ result: ResultCode, _ code: StoreError.Code) {
        let found = error { throw DatabaseError(resultCode: result) }
        #expect(found?.code == code)
        #expect(found?.underlying?.resultCode == result.rawValue)
    }

    @Test("neither code nor message holds the values of a statement")
    func noValues() throws {
        let queue = try DatabaseQueue()
        let found = error {
            try queue.write { db in
                try db.execute(sql: "CREATE TABLE t (x UNIQUE)")
                for _ in 0..<2 {
                    try db.execute(sql: "INSERT INTO t VALUES (?)", arguments: ["我的密码是123"])
                }
            }
        }
        #expect(
            found.map { "\($0) \($0.underlying.map(\.description) ?? "")".contains("密码") } == false
        )
    }
}
