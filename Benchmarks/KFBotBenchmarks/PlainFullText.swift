import GRDB
import Tokenizer
import TokenizerFTS5

/// What one gets from SQLite alone: an FTS5 table of characters and pairs, ranked by `bm25()`.
struct PlainFullText {
    private let queue: DatabaseQueue
    private let analyzer = TextAnalyzer(.matching)

    init(path: String, questions: QuestionFile, size: Int) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(tokenizer: ChineseTokenizer.self) }
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { db in
            try db.execute(
                sql: """
                    CREATE VIRTUAL TABLE question
                    USING fts5(text, content='', tokenize='kfbot matching')
                    """
            )
            let insert = try db.makeStatement(
                sql: "INSERT INTO question (rowid, text) VALUES (?, ?)"
            )
            for place in 0..<size {
                try insert.execute(arguments: [place + 1, questions.question(place)])
            }
        }
    }

    /// The 50 best rows for any of the query's characters and pairs.
    func best(_ query: String) throws -> [Int64] {
        let terms = Set(analyzer.tokens(in: query).map(\.term)).sorted()
        guard let pattern = ChineseTokenizer.pattern(anyOf: terms) else { return [] }
        return try queue.read { db in
            try Int64.fetchAll(
                db.cachedStatement(
                    sql: "SELECT rowid FROM question WHERE question MATCH ? ORDER BY rank LIMIT 50"
                ),
                arguments: [pattern]
            )
        }
    }
}
