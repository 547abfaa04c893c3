import Foundation
import KFBotKnowledge
import KFBotModel

/// Reads files on a thread of its own and prepares their entries on others, while the caller stores them.
///
/// Records come in the order of the files, some hundred at a time. The reading never runs more than a few
/// batches ahead, so memory does not grow with the files.
struct ImportPipeline {
    /// A record with what was prepared of it.
    struct Item: Sendable {
        let result: Result<ImportRecord, ImportProblem>
        /// The hash of the question.
        var fingerprint: Int64?
        /// The entry as it is stored if there is none yet; `nil` if it was not prepared.
        var prepared: PreparedEntry?
        /// What the checks of single entries say of that entry.
        var findings: [LintFinding] = []
    }

    /// Records that follow each other in a file.
    struct Batch: Sendable {
        let file: String
        /// The bytes of the file that were read when the batch was full.
        let bytesDone: Int
        let items: [Item]
    }

    /// The most records of a batch.
    private static let batchSize = 512

    let paths: [String]
    let format: ImportFormat
    let options: ImportReader.Options
    let preparer: Preparer

    /// Calls `body` with each batch, on the caller's thread.
    ///
    /// - Returns: What the files turned out to be.
    /// - Throws: ``ImportError`` of the file that cannot be read, after the batches before it; what `body`
    ///   throws, after the reading has stopped.
    func forEachBatch(_ body: (Batch) throws -> Void) throws -> [ImportSource] {
        let queue = BatchQueue()
        let thread = Thread { [self] in
            queue.finish(Result { try read(into: queue) })
        }
        thread.stackSize = 8 << 20
        thread.start()
        defer { queue.close() }
        while let batch = try queue.next() { try body(batch) }
        return queue.sources
    }

    private func read(into queue: BatchQueue) throws -> [ImportSource] {
        var sources: [ImportSource] = []
        for path in paths {
            var read: [Result<ImportRecord, ImportProblem>] = []
            var done = 0
            func pass() throws {
                guard !read.isEmpty else { return }
                try queue.append(
                    PendingBatch(file: path, bytesDone: done, results: read, preparer: preparer)
                )
                read.removeAll(keepingCapacity: true)
            }
            do {
                let source = try ImportReader().read(
                    fileAt: path,
                    format: format,
                    options: options,
                    progress: { bytes, _ in done = bytes },
                    { result in
                        read.append(result)
                        if read.count == Self.batchSize { try pass() }
                    }
                )
                sources.append(source)
            } catch let error as ImportError {
                try pass()
                throw error
            }
            try pass()
        }
        return sources
    }
}

extension ImportPipeline {
    /// What is done to a record before it is stored.
    struct Preparer: Sendable {
        /// Prepares entries for storing; `nil` if that is not wanted.
        let preparation: EntryPreparation?
        /// Checks single entries; `nil` if that is not wanted.
        let linter: Linter?
        let now: Date

        func item(_ result: Result<ImportRecord, ImportProblem>) -> Item {
            var item = Item(result: result)
            guard case .success(.entry(let draft)) = result, let question = draft.question else {
                return item
            }
            let fingerprint = Fingerprint.of(question)
            item.fingerprint = fingerprint
            let id = draft.id ?? Self.name(ofQuestionWith: fingerprint)
            guard let preparation, let entry = draft.makeEntry(id: id) else { return item }
            item.prepared = preparation.prepare(entry)
            item.findings = findings(in: entry)
            return item
        }

        /// What the checks of single entries find, but for what is information only.
        func findings(in entry: Entry) -> [LintFinding] {
            linter?.findings(in: entry, at: now).filter { $0.severity != .info } ?? []
        }

        /// The name of an entry whose file gives it none.
        static func name(ofQuestionWith fingerprint: Int64) -> EntryID {
            EntryID(rawValue: "q-" + String(UInt64(bitPattern: fingerprint), radix: 36))
        }
    }
}

/// A batch whose records are being prepared.
private final class PendingBatch: @unchecked Sendable {
    // Guarded by `group`: each task writes places of its own, and `wait` reads after all are done.
    private let items: UnsafeMutableBufferPointer<ImportPipeline.Item>
    private let group = DispatchGroup()
    private let file: String
    private let bytesDone: Int

    /// The records that one task prepares.
    private static let share = 64

    init(
        file: String,
        bytesDone: Int,
        results: [Result<ImportRecord, ImportProblem>],
        preparer: ImportPipeline.Preparer
    ) {
        self.file = file
        self.bytesDone = bytesDone
        items = .allocate(capacity: results.count)
        _ = items.initialize(from: results.map { ImportPipeline.Item(result: $0) })
        for start in stride(from: 0, to: results.count, by: Self.share) {
            let range = start..<min(start + Self.share, results.count)
            DispatchQueue.global().async(group: group) { [self] in
                for place in range { items[place] = preparer.item(items[place].result) }
            }
        }
    }

    // Tasks hold the batch, so that none is at work any more. The last one may end here, still within the
    // group: to wait for the group would be to wait for itself.
    deinit {
        items.deinitialize()
        items.deallocate()
    }

    /// The batch, once all of it is prepared.
    func wait() -> ImportPipeline.Batch {
        group.wait()
        return ImportPipeline.Batch(file: file, bytesDone: bytesDone, items: Array(items))
    }
}

/// The batches that were read and not yet stored; the reader waits while there are many.
private final class BatchQueue: @unchecked Sendable {
    // All below is guarded by `condition`.
    private let condition = NSCondition()
    private var batches: [PendingBatch] = []
    private var outcome: Result<[ImportSource], any Error>?
    private var isClosed = false

    private static let limit = 8

    /// Ends the reading without an error of its own.
    private struct Closed: Error {}

    /// Adds a batch; waits for room.
    func append(_ batch: PendingBatch) throws {
        condition.lock()
        defer { condition.unlock() }
        while batches.count >= Self.limit, !isClosed { condition.wait() }
        if isClosed { throw Closed() }
        batches.append(batch)
        condition.broadcast()
    }

    /// Says that no batch follows.
    func finish(_ outcome: Result<[ImportSource], any Error>) {
        condition.lock()
        defer { condition.unlock() }
        self.outcome = outcome
        condition.broadcast()
    }

    /// The next batch; `nil` at the end.
    ///
    /// - Throws: What ended the reading.
    func next() throws -> ImportPipeline.Batch? {
        condition.lock()
        while batches.isEmpty, outcome == nil { condition.wait() }
        guard !batches.isEmpty else {
            defer { condition.unlock() }
            _ = try outcome?.get()
            return nil
        }
        let batch = batches.removeFirst()
        condition.broadcast()
        condition.unlock()
        return batch.wait()
    }

    /// What the files turned out to be, once all are read.
    var sources: [ImportSource] {
        condition.lock()
        defer { condition.unlock() }
        return (try? outcome?.get()) ?? []
    }

    /// Stops the reading and waits until it has.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        batches = []
        condition.broadcast()
        while outcome == nil { condition.wait() }
    }
}
