import FoundationEssentials
import GRDB
package import KFBotModel

extension KnowledgeReader {
    /// The newest revision that somebody made at a moment for a reason; `nil` if there is none.
    package func revision(
        of base: KnowledgeBaseID,
        madeBy authorship: Authorship
    ) throws -> Int? {
        try Int.fetchOne(
            db,
            sql: """
                SELECT MAX(number) FROM revision
                WHERE base = ? AND date = ? AND actor = ? AND reason = ?
                """,
            arguments: [
                try key(of: base), authorship.date.timeIntervalSince1970, authorship.actor,
                authorship.reason,
            ]
        )
    }
}
