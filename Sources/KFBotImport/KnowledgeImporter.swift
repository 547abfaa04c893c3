public import KFBotKnowledge
public import KFBotModel

import struct Foundation.Date

/// Brings files into a knowledge base, whole or not at all.
///
/// A record means the stored entry of the same name. If the file gives no names, it means the entry with
/// the same question; width, case, script and punctuation do not count. So importing a file again changes
/// nothing. ``Linter`` checks each entry, and its findings become warnings of the report.
public struct KnowledgeImporter: Sendable {
    /// How an import treats what it finds.
    public struct Options: Hashable, Sendable {
        /// The form of the files; default: found out for each file.
        public var format: ImportFormat = .auto
        /// What happens to entries that exist and differ; default: they are updated.
        public var onConflict: ConflictRule = .update
        /// Whether good records are stored although others are rejected; default: no.
        public var keepsGoing = false
        /// Whether everything is checked and nothing stored; default: no.
        public var isTrial = false
        /// Whether ``Linter`` checks each entry that is stored; default: yes.
        public var lints = true
        /// Whether hidden rows and sheets of workbooks are imported; default: no, a warning counts them.
        public var readsHidden = false

        /// The defaults.
        public init() {}
    }

    /// What happens to an entry that exists and differs.
    public enum ConflictRule: String, Hashable, Sendable, CaseIterable {
        /// The fields that the file gives replace the stored ones.
        case update
        /// The stored entry stays.
        case skip
        /// The record is rejected.
        case fail
    }

    /// How far an import has come.
    public struct Progress: Hashable, Sendable {
        /// The file being read.
        public let file: String
        /// Bytes read of all files.
        public let bytesDone: Int
        /// Bytes of all files.
        public let bytesTotal: Int
        /// Records read.
        public let records: Int
    }

    private let store: KnowledgeStore

    /// Creates an importer.
    public init(store: KnowledgeStore) {
        self.store = store
    }

    /// Imports files as one revision.
    ///
    /// - Parameters:
    ///   - paths: The files, read in this order.
    ///   - base: The base, which is created if it does not exist.
    ///   - authorship: Who, when and why.
    ///   - options: How to treat what is found.
    ///   - progress: Called for each record, on the caller's thread; what it throws takes everything back.
    /// - Returns: What was done; ``ImportReport/isStored`` is false after rejections (unless told to
    ///   keep going) and after a trial.
    /// - Throws: ``ImportError`` for a file that cannot be read at all, ``StoreError``, and what
    ///   `progress` throws. Nothing has changed then.
    public func importFiles(
        _ paths: [String],
        into base: KnowledgeBaseID,
        by authorship: Authorship,
        options: Options = Options(),
        progress: (Progress) throws -> Void = { _ in }
    ) throws -> ImportReport {
        if options.isTrial {
            let (report, revision) = try store.rehearse(on: base) { trial in
                try Self.run(paths, &trial, authorship, options, preparation: nil, progress)
            }
            return report.ended(at: revision, isStored: false)
        }
        do {
            let (report, revision) = try store.write(to: base, by: authorship) { writer in
                let report = try Self.run(
                    paths,
                    &writer,
                    authorship,
                    options,
                    preparation: writer.preparation,
                    progress
                )
                if report.rejected > 0 && !options.keepsGoing { throw NotStored(report: report) }
                return report
            }
            return report.ended(at: revision, isStored: true)
        } catch let outcome as NotStored {
            return outcome.report.ended(
                at: try store.read { try $0.head(of: base) },
                isStored: false
            )
        }
    }

    private static func run<Target: ImportTarget>(
        _ paths: [String],
        _ target: inout Target,
        _ authorship: Authorship,
        _ options: Options,
        preparation: EntryPreparation?,
        _ progress: (Progress) throws -> Void
    ) throws -> ImportReport {
        var session = ImportSession(target, options, preparation, at: authorship.date)
        let report = try session.run(paths, progress: progress)
        target = session.target
        return report
    }

    /// Carries a report out of a transaction that is taken back.
    private struct NotStored: Error {
        let report: ImportReport
    }
}

/// What an import edits: a base, or a trial of one.
protocol ImportTarget {
    /// Whether nothing was stored before the import.
    var isFresh: Bool { get }
    func newestEntry(_ id: EntryID) throws -> Entry?
    func entry(asking fingerprint: Int64) throws -> EntryID?
    mutating func put(_ entry: Entry) throws -> KnowledgeWriter.Outcome
    mutating func put(_ entry: PreparedEntry) throws -> KnowledgeWriter.Outcome
    mutating func add(_ vocabulary: Vocabulary) throws
}

extension KnowledgeWriter: ImportTarget {
    mutating func put(_ entry: Entry) throws -> Outcome { try put(entry, expecting: nil) }

    mutating func add(_ vocabulary: Vocabulary) throws {
        try setVocabulary(try reader.vocabulary(of: base).merging(vocabulary))
    }
}

extension KnowledgeTrial: ImportTarget {
    mutating func put(_ entry: PreparedEntry) throws -> KnowledgeWriter.Outcome {
        try put(entry.entry)
    }

    func add(_ vocabulary: Vocabulary) {}
}

extension ImportReport {
    fileprivate func ended(at revision: Int, isStored: Bool) -> ImportReport {
        var report = self
        report.revision = revision
        report.isStored = isStored
        return report
    }
}

/// One import while it runs.
private struct ImportSession<Target: ImportTarget> {
    private(set) var target: Target
    private let options: KnowledgeImporter.Options
    private let preparer: ImportPipeline.Preparer
    private var report = ImportReport()
    private var vocabulary: Vocabulary?
    /// Where each entry of this import came from.
    private var sources: [EntryID: SourceLocation] = [:]

    init(
        _ target: Target,
        _ options: KnowledgeImporter.Options,
        _ preparation: EntryPreparation?,
        at now: Date
    ) {
        self.target = target
        self.options = options
        // A missing answer is noted on reading.
        let codes = Set(LintCode.allCases).subtracting([.noAnswer])
        preparer = ImportPipeline.Preparer(
            preparation: preparation,
            linter: options.lints ? Linter(codes: codes) : nil,
            now: now
        )
    }

    mutating func run(
        _ paths: [String],
        progress: (KnowledgeImporter.Progress) throws -> Void
    ) throws -> ImportReport {
        var sizes: [String: (before: Int, size: Int)] = [:]
        var total = 0
        for path in paths {
            let size = try InputFile(path: path).size
            sizes[path] = (total, size)
            total += size
        }
        let pipeline = ImportPipeline(
            paths: paths,
            format: options.format,
            readsHidden: options.readsHidden,
            preparer: preparer
        )
        report.sources = try pipeline.forEachBatch { batch in
            let done = min((sizes[batch.file]?.before ?? 0) + batch.bytesDone, total)
            for item in batch.items {
                try take(item)
                try progress(
                    KnowledgeImporter.Progress(
                        file: batch.file,
                        bytesDone: done,
                        bytesTotal: total,
                        records: report.read
                    )
                )
            }
        }
        if let vocabulary { try target.add(vocabulary) }
        return report
    }

    private mutating func take(_ item: ImportPipeline.Item) throws {
        switch item.result {
        case .success(.entry(let draft)):
            report.read += 1
            try take(draft, item)
        case .success(.vocabulary(let words, _)):
            vocabulary = (vocabulary ?? Vocabulary()).merging(words)
        case .failure(let problem):
            if problem.severity == .error { report.read += 1 }
            report.note(problem)
        }
    }

    private mutating func take(_ draft: EntryDraft, _ item: ImportPipeline.Item) throws {
        do {
            let id = try identify(draft, item.fingerprint)
            if let first = sources[id] {
                let what = draft.id == nil ? "The same question" : "Entry \(id)"
                throw ImportProblem(
                    at: draft.location,
                    code: .duplicate,
                    message:
                        "\(what) stands in this import already, at \(first.file):\(first.row). "
                        + "Remove one of them or join them."
                )
            }
            sources[id] = draft.location
            // What this import itself stored is among the sources.
            let stored = try target.isFresh ? nil : target.newestEntry(id)
            if stored == nil, let prepared = item.prepared, prepared.entry.id == id {
                _ = try target.put(prepared)
                report.added += 1
                note(item.findings, from: draft.location)
                return
            }
            guard let entry = merged(draft, id: id, over: stored) else {
                throw ImportProblem(
                    at: draft.location,
                    code: .emptyQuestion,
                    message: "The record has no question. Fill in the question."
                )
            }
            try put(entry, over: stored, from: draft.location)
        } catch let problem as ImportProblem {
            report.note(problem)
        } catch let error as StoreError where error.code == .invalid {
            report.note(ImportProblem(at: draft.location, code: .badValue, message: error.message))
        }
    }

    /// The entry that a record means; of an entry without a name the one that asks the same question.
    private func identify(_ draft: EntryDraft, _ fingerprint: Int64?) throws -> EntryID {
        if let id = draft.id { return id }
        guard let fingerprint else { return "" }
        if let known = try target.entry(asking: fingerprint) { return known }
        var id = ImportPipeline.Preparer.name(ofQuestionWith: fingerprint)
        // Earlier rules told fewer questions apart: one that asks something else may have the name.
        while try isTaken(id, byOtherThan: fingerprint) {
            id = EntryID(rawValue: id.rawValue + "-2")
        }
        return id
    }

    /// Whether an entry of the base that has a name asks another question.
    private func isTaken(_ id: EntryID, byOtherThan fingerprint: Int64) throws -> Bool {
        guard !target.isFresh, let entry = try target.newestEntry(id) else { return false }
        return Fingerprint.of(entry.question) != fingerprint
    }

    private func merged(_ draft: EntryDraft, id: EntryID, over stored: Entry?) -> Entry? {
        guard var entry = stored else { return draft.makeEntry(id: id) }
        draft.apply(to: &entry)
        return entry
    }

    private mutating func put(
        _ entry: Entry,
        over stored: Entry?,
        from location: SourceLocation
    ) throws {
        if let stored, stored != entry {
            switch options.onConflict {
            case .update: break
            case .skip:
                report.unchanged += 1
                return
            case .fail:
                let fields = FieldChange.changes(from: stored, to: entry).map(\.field)
                throw ImportProblem(
                    at: location,
                    code: .conflict,
                    message:
                        "Entry \(entry.id) exists and differs in \(fields.joined(separator: ", "))."
                )
            }
        }
        switch try target.put(entry) {
        case .added: report.added += 1
        case .updated: report.updated += 1
        case .unchanged: report.unchanged += 1
        }
        note(preparer.findings(in: entry), from: location)
    }

    /// Notes what the checks of single entries found.
    private mutating func note(_ findings: [LintFinding], from location: SourceLocation) {
        for finding in findings {
            var place = location
            place.column = finding.field
            report.note(
                ImportProblem(
                    at: place,
                    code: ImportProblem.Code(rawValue: finding.code.rawValue),
                    message: finding.message,
                    severity: .warning
                )
            )
        }
    }
}

extension ImportProblem.Code {
    /// The same entry twice in one import.
    public static let duplicate = Self(rawValue: "duplicate")
    /// The entry exists and differs, and the import was told to refuse that.
    public static let conflict = Self(rawValue: "conflict")
}
