import Foundation
import GRDB
import KFBotKnowledge

/// How transactions share commits.
///
/// What a transaction stores is on disk before it returns, in any case.
public enum SessionCommits: Sendable {
    /// Each transaction has its own commit.
    case each
    /// Transactions that several threads run at the same time are carried out one after another in
    /// one commit.
    case grouped
}

/// Carries out transactions and lets those that arrive together share a commit.
///
/// A thread that finds nobody at work becomes the leader. It takes all waiting transactions, runs
/// each in its own savepoint, commits, and wakes the other threads. A body that throws takes back
/// only its own savepoint. If the commit fails, all of them fail.
final class CommitGroup: @unchecked Sendable {
    /// A transaction that waits.
    ///
    /// The leader uses it until the outcome is set. After that, the thread that brought it does.
    /// The condition's lock separates the two.
    private final class Job {
        let body: (Database) throws -> Void
        var outcome: Result<Void, any Error>?

        init(_ body: @escaping (Database) throws -> Void) { self.body = body }
    }

    private let pool: DatabasePool
    private let commits: SessionCommits
    private let file: OpenedFile
    /// Guards all properties that follow.
    private let condition = NSCondition()
    private var waiting: [Job] = []
    private var isLed = false

    init(_ pool: DatabasePool, _ commits: SessionCommits, in file: OpenedFile) {
        self.pool = pool
        self.file = file
        self.commits = commits
    }

    /// Runs a body in a transaction and returns once it is on disk.
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

    /// Runs bodies in order and returns once they are on disk.
    ///
    /// They may share a commit with others.
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
            // The file may have been replaced. What would go into a file that nobody finds must not
            // be acknowledged.
            try file.checkBeforeCommit()
            return .commit
        }
    }

    private func wait(for jobs: [Job]) {
        condition.lock()
        waiting += jobs
        // All jobs of a call are in the same batch, so when the last one has its outcome, all have.
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
                        // Some failures, such as a full disk, roll back the whole transaction.
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
