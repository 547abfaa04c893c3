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
        /// What a person says about the files: columns, lists, markup.
        ///
        /// What is said of columns is kept with the base and holds for its next imports.
        public var reading = ImportReader.Options()
        /// Columns of which the base forgets what was said; their names decide again.
        public var forgottenColumns: [String] = []
        /// What happens where one question comes twice with different answers.
        ///
        /// `nil`, the default: the first row of a table holds, and records with names of their own are both
        /// stored.
        public var duplicates: DuplicateRule?
        /// Whether a record may replace an entry by one that asks and answers something else; default:
        /// such a record is rejected.
        public var replacesUnrelated = false
        /// How many entries the report shows as they are stored; default: none.
        public var previewCount = 0

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

    /// What happens to a record whose question another record of the import asks and answers otherwise.
    public enum DuplicateRule: String, Hashable, Sendable, CaseIterable {
        /// The first record holds; the other is left out with a warning.
        case first
        /// The other answer becomes one of several, of which customers get one by chance.
        case merge
        /// The record is rejected.
        case reject
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
        let (known, columns) = try columns(of: base, options)
        var options = options
        options.reading.columns = columns
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
                if columns != known {
                    try writer.setImportColumns(columns.pairs.map { ($0.header, $0.field) })
                }
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

    /// What is known of columns from earlier imports into the base, and with what this one says.
    private func columns(
        of base: KnowledgeBaseID,
        _ options: Options
    ) throws -> (known: ColumnMapping, now: ColumnMapping) {
        var known = ColumnMapping()
        for (header, field) in try store.read({ try $0.importColumns(of: base) }) {
            _ = known.set(header, to: field)
        }
        var now = known
        for header in options.forgottenColumns { _ = now.remove(header) }
        now.merge(options.reading.columns)
        return (known, now)
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

extension ImportReport {
    fileprivate func ended(at revision: Int, isStored: Bool) -> ImportReport {
        var report = self
        report.revision = revision
        report.isStored = isStored
        (report.wouldAdd, report.wouldUpdate) = (added, updated)
        if !isStored { (report.added, report.updated) = (0, 0) }
        return report
    }
}

extension ImportProblem.Code {
    /// The same entry twice in one import.
    public static let duplicate = Self(rawValue: "duplicate")
    /// One question twice in one import, with different answers.
    public static let otherAnswer = Self(rawValue: "other_answer")
    /// A record that would replace an entry by one that has nothing to do with it.
    public static let unrelated = Self(rawValue: "unrelated_update")
    /// The entry exists and differs, and the import was told to refuse that.
    public static let conflict = Self(rawValue: "conflict")
}
