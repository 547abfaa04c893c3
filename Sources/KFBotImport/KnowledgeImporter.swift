public import KFBotKnowledge
public import KFBotModel

import struct Foundation.Date

/// Brings files into a knowledge base, whole or not at all.
///
/// An entry is the same as a stored one if it has its name, or, where the file gives no names, if it
/// asks the same question in whatever width, case, script and punctuation. Importing a file again
/// therefore changes nothing. What ``Linter`` finds in single entries is reported as warnings.
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
    ///   - progress: Called for each record; what it throws takes everything back.
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
        do {
            let (report, revision) = try store.write(to: base, by: authorship) { writer in
                var session = ImportSession(writer: writer, options: options)
                let report = try session.run(paths, progress: progress)
                writer = session.writer
                if options.isTrial || report.rejected > 0 && !options.keepsGoing {
                    throw NotStored(report: report)
                }
                return report
            }
            var stored = report
            stored.revision = revision
            stored.isStored = true
            return stored
        } catch let outcome as NotStored {
            var report = outcome.report
            report.revision = try store.read { try $0.head(of: base) }
            return report
        }
    }

    /// Carries a report out of a transaction that is taken back.
    private struct NotStored: Error {
        let report: ImportReport
    }
}

/// One import while it runs.
private struct ImportSession {
    var writer: KnowledgeWriter
    let options: KnowledgeImporter.Options
    private var report = ImportReport()
    private var vocabulary: Vocabulary?
    private let linter = Linter(codes: Set(LintCode.allCases).subtracting([.noAnswer]))
    private let now: Date
    /// Where each entry of this import came from.
    private var sources: [EntryID: SourceLocation] = [:]

    init(writer: KnowledgeWriter, options: KnowledgeImporter.Options) {
        self.writer = writer
        self.options = options
        now = writer.authorship.date
    }

    mutating func run(
        _ paths: [String],
        progress: (KnowledgeImporter.Progress) throws -> Void
    ) throws -> ImportReport {
        let sizes = try paths.map { try InputFile(path: $0).size }
        let total = sizes.reduce(0, +)
        var before = 0
        for (path, size) in zip(paths, sizes) {
            var done = 0
            let body: (Result<ImportRecord, ImportProblem>) throws -> Void = { result in
                try take(result)
                let read = KnowledgeImporter.Progress(
                    file: path,
                    bytesDone: min(before + done, total),
                    bytesTotal: total,
                    records: report.read
                )
                try progress(read)
            }
            try ImportReader().read(
                fileAt: path,
                format: options.format,
                progress: { bytes, _ in done = bytes },
                body
            )
            before += size
        }
        if let vocabulary {
            let stored = try writer.reader.vocabulary(of: writer.base)
            try writer.setVocabulary(stored.merging(vocabulary))
        }
        return report
    }

    private mutating func take(_ result: Result<ImportRecord, ImportProblem>) throws {
        switch result {
        case .success(.entry(let draft)):
            report.read += 1
            try take(draft)
        case .success(.vocabulary(let words, _)):
            vocabulary = (vocabulary ?? Vocabulary()).merging(words)
        case .failure(let problem):
            if problem.severity == .error { report.read += 1 }
            report.note(problem)
        }
    }

    private mutating func take(_ draft: EntryDraft) throws {
        do {
            let (id, stored) = try identify(draft)
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

    /// The entry that a record means, and its stored state if it has one.
    private func identify(_ draft: EntryDraft) throws -> (id: EntryID, stored: Entry?) {
        if let id = draft.id {
            return (id, try writer.reader.history(of: id, in: writer.base).first?.entry)
        }
        guard let question = draft.question else { return ("", nil) }
        if let id = try writer.entry(asking: question) {
            return (id, try writer.reader.history(of: id, in: writer.base).first?.entry)
        }
        let digits = String(UInt64(bitPattern: Fingerprint.of(question)), radix: 36)
        return (EntryID(rawValue: "q-\(digits)"), nil)
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
                        "Entry \(entry.id) exists and differs in \(fields.joined(separator: ", ")). "
                        + "Import with --on-conflict update or skip."
                )
            }
        }
        switch try writer.put(entry) {
        case .added: report.added += 1
        case .updated: report.updated += 1
        case .unchanged: report.unchanged += 1
        }
        lint(entry, from: location)
    }

    /// Notes what the checks of single entries find; a missing answer was noted on reading.
    private mutating func lint(_ entry: Entry, from location: SourceLocation) {
        for finding in linter.findings(in: entry, at: now) where finding.severity != .info {
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
