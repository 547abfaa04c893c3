import Foundation
import GRDB
import KFBotKnowledge

/// When what a transaction stored is on the disk: always before it returns.
public enum SessionCommits: Sendable {
    /// Each transaction is a commit of its own.
    case each
    /// Transactions of several threads that meet are carried out one after another in one commit.
    case grouped
}

/// Carries out transactions, those that meet in a common commit.
///
/// Who finds nobody at work leads: takes all that wait, runs each in a savepoint of its own, commits, and
/// wakes the others. A body that throws takes back only its own savepoint; a commit that fails is
/// everybody's failure.
final class CommitGroup: @unchecked Sendable {
    /// A transaction that waits.
    ///
    /// The leader uses it until the outcome is there, and after that the thread that brought it; the
    /// condition's lock stands between the two.
    private final class Job {
        let body: (Database) throws -> Void
        var outcome: Result<Void, any Error>?

        init(_ body: @escaping (Database) throws -> Void) { self.body = body }
    }

    private let pool: DatabasePool
    private let commits: SessionCommits
    private let file: OpenedFile
    /// Guards all that follows.
    private let condition = NSCondition()
    private var waiting: [Job] = []
    private var isLed = false

    init(_ pool: DatabasePool, _ commits: SessionCommits, in file: OpenedFile) {
        self.pool = pool
        self.file = file
        self.commits = commits
    }

    /// Runs a body in a transaction; returns when it is on the disk.
    func commit(_ body: (Database) throws -> Void) throws {
        switch commits {
        case .each: try run { try body($0) }
        case .grouped:
            try withoutActuallyEscaping(body) { body in
                let job = Job(body)
                wait(for: [job])
                try job.outcome?.get()
            }
        }
    }

    /// Runs bodies in order, those that meet in a common commit; returns when that is on the disk.
    func commit(_ bodies: [(Database) throws -> Void]) -> [Result<Void, any Error>] {
        guard case .grouped = commits else {
            return bodies.map { body in Result { try run(body) } }
        }
        let jobs = bodies.map(Job.init)
        wait(for: jobs)
        return jobs.map { job in Result { try job.outcome?.get() } }
    }

    private func run(_ body: (Database) throws -> Void) throws {
        try pool.writeInTransaction(.immediate) { db in
            try body(db)
            // What goes into a file that nobody will find must not be acknowledged.
            try file.checkBeforeCommit()
            return .commit
        }
    }

    private func wait(for jobs: [Job]) {
        condition.lock()
        waiting += jobs
        // They come into one batch, so that the last one has its outcome when all have.
        while let last = jobs.last, last.outcome == nil {
            guard !isLed else {
                condition.wait()
                continue
            }
            isLed = true
            let batch = waiting
            waiting = []
            condition.unlock()
            let outcomes = outcomes(of: batch)
            condition.lock()
            for (job, outcome) in zip(batch, outcomes) { job.outcome = outcome }
            isLed = false
            condition.broadcast()
        }
        condition.unlock()
    }

    private func outcomes(of batch: [Job]) -> [Result<Void, any Error>] {
        if batch.count == 1 { return batch.map { job in Result { try run(job.body) } } }
        var outcomes: [Result<Void, any Error>] = []
        do {
            try run { db in
                for job in batch {
                    do {
                        try db.inSavepoint {
                            try job.body(db)
                            return .commit
                        }
                        outcomes.append(.success(()))
                    } catch {
                        // Some failures, such as a full disk, take the whole transaction back.
                        guard db.isInsideTransaction else { throw error }
                        outcomes.append(.failure(error))
                    }
                }
            }
            return outcomes
        } catch {
            return batch.indices.map { index in
                if index < outcomes.count, case .failure = outcomes[index] {
                    return outcomes[index]
                }
                return .failure(error)
            }
        }
    }
}
