import Foundation
import GRDB
import KFBotMatching
import KFBotModel
import Tokenizer

/// Finds the phrasings worth scoring (召回) in a stored base, exactly as ``Retriever`` does.
///
/// Memory stays flat: long posting lists are read a range of phrasings at a time, and only the best
/// hits are kept.
struct StoredRetriever {
    /// A phrasing, named by its entry and its place there.
    struct Hit: Hashable {
        let score: Float
        let entry: Int64
        let ordinal: Int

        /// Best first; equal scores by entry order and then by the order of phrasings.
        static func isBefore(_ left: Hit, _ right: Hit) -> Bool {
            if left.score != right.score { return left.score > right.score }
            return (left.entry, left.ordinal) < (right.entry, right.ordinal)
        }
    }

    let base: Int64
    let db: Database
    let limits: RetrievalLimits
    let account: AccountID?
    let now: Date
    /// Entries that are passed over.
    var left: Set<Int64> = []

    /// How many phrasings are looked up at a time.
    private static let rowsAtOnce = 256

    /// The best phrasings of entries that the account's customers get now, best first.
    func retrieve(_ terms: QueryTerms, totals: BaseTotals) throws -> [Hit] {
        let plan = RetrievalPlan(terms, phrasingCount: totals.phrasingCount, limits: limits)
        guard plan.cost > 0,
            let last = try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT MAX(key) FROM phrasing")
            )
        else { return [] }
        var best = BestHits(limit: limits.maximumPhrasings)
        let damping = LengthDamping(totals)
        let index = PhrasingIndex(base: base)
        let width = max(last / Int64(plan.cost / limits.postingsAtOnce + 1), 1)
        var sums: [Int64: Float] = [:]
        for start in stride(from: 0, through: last, by: Int64.Stride(width)) {
            let range = start...(start + width - 1)
            for term in plan.used {
                let weight = Float(term.weight)
                try index.forEachPhrasing(holding: term.key.key, in: range, of: db) {
                    sums[$0, default: 0] += weight
                }
            }
            try look(at: sums, damping, into: &best)
            sums.removeAll(keepingCapacity: true)
        }
        let hits = best.hits
        return Array(hits.prefix(limits.keptCount(hits.map { UInt32(clamping: $0.entry) })))
    }

    /// The phrasings with exactly these plain units, of entries that the account's customers get now.
    func verbatim(_ units: [UnitKey]) throws -> [Hit] {
        guard !units.isEmpty else { return [] }
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT phrasing.entry, ordinal, restriction.*
                    FROM phrasing JOIN entry ON entry.key = phrasing.entry
                    LEFT JOIN restriction ON restriction.entry = phrasing.entry
                    WHERE fingerprint = ? AND base = ?
                    """
            ),
            arguments: [Fingerprint.of(units), base]
        )
        var hits: [Hit] = []
        while let row = try rows.next() {
            let entry: Int64 = try row.decode(atIndex: 0)
            guard !left.contains(entry), try isEligible(row, from: 2) else { continue }
            hits.append(Hit(score: 0, entry: entry, ordinal: try row.decode(atIndex: 1)))
        }
        return hits
    }

    /// Those of some phrasings that the account's customers may have, in order.
    func eligible(_ hits: [Hit]) throws -> [Hit] {
        let statement = try db.cachedStatement(
            sql: "SELECT entry, restriction.* FROM restriction WHERE entry = ?"
        )
        return try hits.filter { hit in
            guard !left.contains(hit.entry) else { return false }
            guard let row = try Row.fetchOne(statement, arguments: [hit.entry]) else { return true }
            return try isEligible(row, from: 1)
        }
    }

    /// Looks up phrasings by falling sums until none can get among the best any more.
    private func look(
        at sums: [Int64: Float],
        _ damping: LengthDamping,
        into best: inout BestHits
    ) throws {
        let ordered = sums.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        let statement = try db.cachedStatement(
            sql: """
                SELECT phrasing.entry, ordinal, length, phrasing.key, restriction.*
                FROM json_each(?) AS wanted CROSS JOIN phrasing ON phrasing.key = wanted.value
                LEFT JOIN restriction ON restriction.entry = phrasing.entry
                """
        )
        for start in stride(from: 0, to: ordered.count, by: Self.rowsAtOnce) {
            guard ordered[start].value * damping[0] >= best.threshold else { return }
            let batch = ordered[start..<min(start + Self.rowsAtOnce, ordered.count)]
            let keys = "[" + batch.map { String($0.key) }.joined(separator: ",") + "]"
            let rows = try Row.fetchCursor(statement, arguments: [keys])
            while let row = try rows.next() {
                let entry: Int64 = try row.decode(atIndex: 0)
                let score =
                    (sums[try row.decode(atIndex: 3)] ?? 0)
                    * damping[try row.decode(atIndex: 2)]
                guard score >= best.threshold, !left.contains(entry),
                    try isEligible(row, from: 4)
                else { continue }
                best.insert(
                    Hit(score: score, entry: entry, ordinal: try row.decode(atIndex: 1))
                )
            }
        }
    }

    /// Whether the columns of a restriction, if there is one, let the account's customers have it.
    private func isEligible(_ row: Row, from column: Int) throws -> Bool {
        guard !row.hasNull(atIndex: column) else { return true }
        let accounts: String = try row.decode(atIndex: column + 4)
        var availability = Availability()
        availability.isEnabled = try row.decode(atIndex: column + 1)
        availability.validFrom = date(try row.decode(atIndex: column + 2))
        availability.validUntil = date(try row.decode(atIndex: column + 3))
        availability.accounts = accounts.split(separator: "\u{1F}").map {
            AccountID(rawValue: String($0))
        }
        return availability.holds(account: account, at: now)
    }

    private func date(_ seconds: Double?) -> Date? {
        seconds.map(Date.init(timeIntervalSince1970:))
    }
}

/// The best of any number of hits.
private struct BestHits {
    let limit: Int
    /// No hit below this score can be among the best.
    private(set) var threshold: Float = 0
    private var found: [StoredRetriever.Hit] = []

    init(limit: Int) { self.limit = limit }

    /// The best hits, best first.
    var hits: [StoredRetriever.Hit] {
        Array(found.sorted(by: StoredRetriever.Hit.isBefore).prefix(limit))
    }

    mutating func insert(_ hit: StoredRetriever.Hit) {
        found.append(hit)
        guard found.count >= 2 * limit else { return }
        found = hits
        threshold = found[limit - 1].score
    }
}
