public import Foundation
import GRDB

/// Labelled turns (已知对错的提问) and the curve that is refitted on them.
extension KnowledgeStore {
    /// The turns kept for each base; older ones say little of today's base.
    public static let keptTurns = 5_000
    /// So many turns later than the last change of thresholds or curve make a refit due.
    public static let turnsBetweenRefits = 50
    /// A refit that moves no confidence by more than this is not worth a revision.
    static let leastChange = 0.01

    /// Keeps turns; makes no revision.
    ///
    /// - Parameters:
    ///   - turns: The turns, in any order; of each base the last ``keptTurns`` are kept.
    ///   - base: The base that was asked.
    /// - Throws: ``StoreError``, `notFound` for an unknown base.
    public func recordTurns(_ turns: [LabelledTurn], of base: KnowledgeBaseID) throws {
        guard !turns.isEmpty else { return }
        try StoreError.translating("keeping labelled turns of \(base)") {
            try pool.write { db in
                let key = try KnowledgeReader(db: db).key(of: base)
                for turn in turns {
                    try db.cachedStatement(
                        sql: """
                            INSERT INTO labelled_turn
                                (base, date, revision, entry, signal, length, is_right, source)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                            """
                    ).execute(
                        arguments: [
                            key, turn.date.timeIntervalSince1970, turn.revision,
                            turn.entry.rawValue, turn.signal, turn.length, turn.isRight,
                            turn.source.rawValue,
                        ]
                    )
                }
                try db.execute(
                    sql: """
                        DELETE FROM labelled_turn WHERE base = ?1 AND key <= (
                            SELECT key FROM labelled_turn WHERE base = ?1
                            ORDER BY key DESC LIMIT 1 OFFSET ?2
                        )
                        """,
                    arguments: [key, Self.keptTurns]
                )
            }
        }
    }

    /// Refits the base's curve if enough turns have come in since it, or a threshold, was last set.
    ///
    /// The first refit takes ``CurveRefit/leastTurns`` turns. The curve becomes a part of the
    /// policy in a revision of its own, so that the next query uses it and a rollback takes it back.
    /// Every fit starts from the shipped curve. Call it now and then in the background.
    ///
    /// - Parameters:
    ///   - base: The base whose curve it is.
    ///   - now: The moment of the revision.
    /// - Returns: The new curve with its revision; `nil` if none was due, or none was worth it.
    /// - Throws: ``StoreError``, `notFound` for an unknown base.
    /// - Complexity: Linear in the turns kept; a few milliseconds.
    @discardableResult
    public func refitIfDue(
        base: KnowledgeBaseID,
        at now: Date
    ) throws -> (curve: Calibrator, revision: Int)? {
        let due = try read { reader in
            try reader.turnCounts(of: base)
        }
        guard due.all >= CurveRefit.leastTurns, due.new >= Self.turnsBetweenRefits else {
            return nil
        }
        let authorship = Authorship(
            actor: "kfbot",
            date: now,
            reason: "Refitted the curve on \(due.all) labelled turns"
        )
        let written = try write(to: base, by: authorship) { writer -> Calibrator? in
            var policy = try writer.reader.policy(of: base)
            let turns = try writer.reader.labelledTurns(of: base)
            guard let curve = CurveRefit.curve(from: turns),
                curve.largestChange(from: policy.curve ?? .shipped) >= Self.leastChange
            else { return nil }
            policy.curve = curve
            try writer.setPolicy(policy)
            return curve
        }
        return written.value.map { ($0, written.revision) }
    }
}

extension KnowledgeReader {
    /// The labelled turns that are kept of a base, oldest first.
    public func labelledTurns(of base: KnowledgeBaseID) throws -> [LabelledTurn] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT date, revision, entry, signal, length, is_right, source
                FROM labelled_turn WHERE base = ? ORDER BY key
                """,
            arguments: [try key(of: base)]
        ).compactMap { row in
            LabelledTurn.Source(rawValue: row["source"]).map {
                LabelledTurn(
                    entry: EntryID(rawValue: row["entry"]),
                    signal: row["signal"],
                    length: row["length"],
                    isRight: row["is_right"],
                    source: $0,
                    date: Date(timeIntervalSince1970: row["date"]),
                    revision: row["revision"]
                )
            }
        }
    }

    /// How many turns are kept, and how many of them are later than the last change of the policy.
    func turnCounts(of base: KnowledgeBaseID) throws -> (all: Int, new: Int) {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT COUNT(*) AS all_turns, COALESCE(SUM(date > (
                    SELECT COALESCE(MAX(revision.date), -1) FROM match_policy
                    JOIN revision ON number = revision WHERE match_policy.base = ?1
                )), 0) AS new_turns
                FROM labelled_turn WHERE base = ?1
                """,
            arguments: [try key(of: base)]
        )
        return (row?["all_turns"] ?? 0, row?["new_turns"] ?? 0)
    }
}

extension Calibrator {
    /// The most by which two curves differ in any probability.
    fileprivate func largestChange(from other: Calibrator) -> Double {
        stride(from: 0.0, through: 1, by: 0.05).reduce(0) {
            max($0, abs(probability(of: $1) - other.probability(of: $1)))
        }
    }
}
