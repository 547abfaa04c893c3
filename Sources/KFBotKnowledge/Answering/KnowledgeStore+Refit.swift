public import Foundation
import GRDB
public import KFBotMatching
public import KFBotModel

extension KnowledgeStore {
    /// So many turns later than the last change of thresholds or calibrator make a refit due.
    public static let turnsBetweenRefits = 50
    /// A refit that moves no confidence by more than this is not worth a revision.
    static let leastChange = 0.01

    /// Refits a base's calibrator if enough turns have come in since it, or a threshold, was last set.
    ///
    /// The first refit takes ``CalibratorRefit/leastMatches`` turns. The calibrator becomes a part of the
    /// policy in a revision of its own, so that the next query uses it and a rollback takes it back.
    /// Every fit starts from the shipped calibrator. Call it now and then in the background.
    ///
    /// - Parameters:
    ///   - base: The base whose calibrator it is.
    ///   - turns: All that is known, as ``SessionStore/labelledMatches(of:since:)`` gives it; those of
    ///     other bases and those without a signal are passed over.
    ///   - now: The moment of the revision.
    /// - Returns: The new calibrator with its revision; `nil` if none was due, or none was worth it.
    /// - Throws: ``StoreError``, `notFound` for an unknown base.
    /// - Complexity: Linear in the turns; a few milliseconds for thousands.
    @discardableResult
    public func refitIfDue(
        base: KnowledgeBaseID,
        turns: [LabelledMatch],
        at now: Date
    ) throws -> (calibrator: Calibrator, revision: Int)? {
        let used = turns.filter { $0.base == base && $0.signal != nil }
        let last = try read { try $0.dateOfPolicy(of: base) }
        let new = used.count { turn in last.map { turn.date > $0 } ?? true }
        guard used.count >= CalibratorRefit.leastMatches, new >= Self.turnsBetweenRefits,
            let calibrator = CalibratorRefit.calibrator(from: used)
        else { return nil }
        let authorship = Authorship(
            actor: "kfbot",
            date: now,
            reason: "Refitted the calibrator on \(calibrator.turns) labelled turns"
        )
        let written = try write(to: base, by: authorship) { writer -> Bool in
            var policy = try writer.reader.policy(of: base)
            let change = calibrator.largestChange(from: policy.calibrator ?? .default)
            guard change >= Self.leastChange else { return false }
            policy.calibrator = calibrator
            try writer.setPolicy(policy)
            return true
        }
        return written.value ? (calibrator, written.revision) : nil
    }
}

extension KnowledgeReader {
    /// When the policy of a base last changed; `nil` if it never did.
    fileprivate func dateOfPolicy(of base: KnowledgeBaseID) throws -> Date? {
        try Double.fetchOne(
            db,
            sql: """
                SELECT MAX(revision.date) FROM match_policy
                JOIN revision ON number = revision WHERE match_policy.base = ?
                """,
            arguments: [try key(of: base)]
        ).map { Date(timeIntervalSince1970: $0) }
    }
}

extension Calibrator {
    /// The most by which two calibrators differ in any probability.
    fileprivate func largestChange(from other: Calibrator) -> Double {
        stride(from: 0.0, through: 1, by: 0.05).reduce(0) {
            max($0, abs(probability(of: $1) - other.probability(of: $1)))
        }
    }
}
