import GRDB
import Testing
import TokenizerFTS5

struct ReadmeTests {
    @Test("the tokenizer example finds what it says")
    func tokenizerExample() throws {
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(tokenizer: ChineseTokenizer.self) }
        let queue = try DatabaseQueue(configuration: configuration)
        try queue.write { db in
            try db.create(virtualTable: "note", using: FTS5()) { table in
                table.tokenizer = ChineseTokenizer.descriptor()
                table.column("body")
            }
            try db.execute(sql: "INSERT INTO note (body) VALUES ('怎麼連WiFi？型号CH-326')")
            #expect(
                try Int.fetchAll(db, sql: "SELECT rowid FROM note WHERE note MATCH '\"怎么连\"'") == [
                    1
                ]
            )
            #expect(
                try Int.fetchAll(db, sql: "SELECT rowid FROM note WHERE note MATCH '\"CH326\"'")
                    == [1]
            )
        }
    }
}
