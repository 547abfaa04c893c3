import KFBotKnowledge
import KFBotModel

import struct Foundation.Date

/// One import while it runs.
struct ImportSession<Target: ImportTarget> {
    private(set) var target: Target
    private let options: KnowledgeImporter.Options
    private let preparer: ImportPipeline.Preparer
    private var report = ImportReport()
    private var vocabulary: Vocabulary?
    /// Where each entry of this import came from.
    private var sources: [EntryID: SourceLocation] = [:]
    /// The entries of this import by the hashes of their questions.
    private var askers: [Int64: EntryID] = [:]
    /// Answers whose questions other files may bring, in their order.
    private var parts: [EntryDraft] = []
    /// Entries whose answers other files may bring.
    private var unanswered: [EntryID] = []
    /// Changed entries to which further rows may add, with their places in ``waitingOrder``: they are
    /// stored at the end, so that what several rows say together counts as one edit or as none.
    private var waiting: [EntryID: (entry: Entry, location: SourceLocation)] = [:]
    private var waitingOrder: [EntryID] = []
    private var shown: [EntryID] = []

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
            options: options.reading,
            preparer: preparer
        )
        let files = try pipeline.forEachBatch { batch in
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
        try finishParts()
        report.preview = try shown.compactMap { try newestEntry($0) }
        for id in waitingOrder {
            guard let (entry, location) = waiting[id] else { continue }
            try reporting(at: location) {
                try $0.put(entry, over: try $0.target.newestEntry(id), from: location)
            }
        }
        if let vocabulary { try target.add(vocabulary) }
        report.columns = files.flatMap(\.columns)
        report.sources = Dictionary(zip(paths, files)) { $1 }
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

    /// Runs the taking of one record; what is wrong with it is noted.
    private mutating func reporting(
        at location: SourceLocation,
        _ body: (inout Self) throws -> Void
    ) throws {
        do {
            try body(&self)
        } catch let problem as ImportProblem {
            report.note(problem)
        } catch let error as StoreError where error.code == .invalid {
            report.note(ImportProblem(at: location, code: .badValue, message: error.message))
        }
    }

    /// The newest state of an entry, with what waits to be stored.
    private func newestEntry(_ id: EntryID) throws -> Entry? {
        try waiting[id]?.entry ?? target.newestEntry(id)
    }

    private mutating func take(_ draft: EntryDraft, _ item: ImportPipeline.Item) throws {
        try reporting(at: draft.location) { try $0.takeEntry(draft, item) }
    }

    private mutating func takeEntry(_ draft: EntryDraft, _ item: ImportPipeline.Item) throws {
        let id = try identify(draft, item.fingerprint)
        if let first = sources[id] {
            try join(draft, id, first, item.fingerprint)
            return
        }
        if let fingerprint = item.fingerprint, draft.id != nil,
            try isTaken(draft, asking: fingerprint)
        {
            return
        }
        if draft.isPart, draft.question == nil, try newestEntry(id) == nil {
            parts.append(draft)
            return
        }
        sources[id] = draft.location
        if let fingerprint = item.fingerprint, askers[fingerprint] == nil {
            askers[fingerprint] = id
        }
        if draft.isPart, draft.answers == nil { unanswered.append(id) }
        // What this import itself stored is among the sources.
        let stored = try target.isFresh ? nil : target.newestEntry(id)
        if stored == nil, let prepared = item.prepared, prepared.entry.id == id {
            _ = try target.put(prepared)
            report.added += 1
            show(id)
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
        show(id)
        if stored != nil, draft.isRow || draft.isPart {
            waiting[id] = (entry, draft.location)
            waitingOrder.append(id)
        } else {
            try put(entry, over: stored, from: draft.location)
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
        if let stored, !options.replacesUnrelated, UnrelatedUpdate.isOne(from: stored, to: entry) {
            throw ImportProblem(
                at: location,
                code: .unrelated,
                message: "Entry “\(entry.id)” asks “\(stored.question)” and would become “"
                    + "\(entry.question)” with another answer: the name seems to be used twice."
            )
        }
        switch try target.put(entry) {
        case .added: report.added += 1
        case .updated: report.updated += 1
        case .unchanged: report.unchanged += 1
        }
        note(preparer.findings(in: entry), from: location)
    }

    private mutating func show(_ id: EntryID) {
        if shown.count < options.previewCount { shown.append(id) }
    }

    /// Stores an entry of this import to which a further record has added.
    private mutating func amend(_ entry: Entry) throws {
        if waiting[entry.id] != nil {
            waiting[entry.id]?.entry = entry
        } else {
            _ = try target.put(entry)
        }
    }

    // MARK: One entry from several records

    /// Adds a record to an entry of this import that goes by the same name or asks the same.
    ///
    /// - Throws: ``ImportProblem`` if they cannot be one.
    private mutating func join(
        _ draft: EntryDraft,
        _ id: EntryID,
        _ first: SourceLocation,
        _ fingerprint: Int64?
    ) throws {
        guard let entry = try newestEntry(id) else { return }
        let joined = try JoinedRecord(
            draft,
            to: entry,
            from: first,
            asksTheSame: draft.question == nil || fingerprint == Fingerprint.of(entry.question),
            rule: options.duplicates ?? .first
        )
        report.duplicates += 1
        if let note = joined.note { report.note(note) }
        if joined.entry != entry { try amend(joined.entry) }
    }

    /// Handles a record with a name whose question has an entry of another name; whether it is done with.
    private mutating func isTaken(_ draft: EntryDraft, asking fingerprint: Int64) throws -> Bool {
        if let other = askers[fingerprint], other != draft.id, let first = sources[other] {
            let isRestricted =
                draft.accounts?.isEmpty == false || draft.validFrom.flatMap(\.self) != nil
                || draft.validUntil.flatMap(\.self) != nil
            if !isRestricted, draft.isRow || options.duplicates != nil {
                try join(draft, other, first, fingerprint)
                return true
            }
            if !isRestricted { warn(draft, of: other) }
            return false
        }
        guard !target.isFresh, let id = draft.id, try target.newestEntry(id) == nil,
            let other = try target.entry(asking: fingerprint), other != id
        else { return false }
        warn(draft, of: other)
        return false
    }

    private mutating func warn(_ draft: EntryDraft, of other: EntryID) {
        report.note(
            ImportProblem(
                at: draft.location,
                code: ImportProblem.Code(rawValue: LintCode.sameQuestion.rawValue),
                message:
                    "Entry “\(other)” asks the same, so that customers get a menu of both. Remove one "
                    + "of them or join them.",
                severity: .warning
            )
        )
    }

    /// Puts answers to the questions that came after them, and reports what is left.
    private mutating func finishParts() throws {
        for draft in parts {
            guard let id = draft.id else { continue }
            if let first = sources[id] {
                try join(draft, id, first, nil)
                continue
            }
            let isOfIntent = id.rawValue.contains("/")
            report.note(
                ImportProblem(
                    at: draft.location,
                    code: isOfIntent ? .emptyQuestion : .noIntent,
                    message: isOfIntent
                        ? "No question belongs to the answer “\(id)”. Import the file with the "
                            + "examples as well, in the same command or before."
                        : "The response “\(id)” belongs to no question: it is what a dialogue says of "
                            + "itself, such as a greeting or a fallback. Left out.",
                    severity: isOfIntent ? .error : .warning
                )
            )
        }
        for id in unanswered {
            guard let place = sources[id], let entry = try newestEntry(id),
                entry.answers.isEmpty, !entry.handsOff
            else { continue }
            report.note(
                ImportProblem(
                    at: place,
                    code: .emptyAnswer,
                    message: "The entry “\(id)” has no answer. It is read, but can answer nobody.",
                    severity: .warning
                )
            )
        }
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
