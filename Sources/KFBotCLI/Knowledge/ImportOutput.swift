import Foundation
import KFBot

/// What `kfbot import` prints for people.
enum ImportText {
    /// The counts, and what was done.
    static func summary(of report: ImportReport, isTrial: Bool, seconds: Double) -> String {
        var counts =
            "\(report.read) read: \(report.wouldAdd) added, \(report.wouldUpdate) updated, "
            + "\(report.unchanged) unchanged, "
        if report.duplicates > 0 { counts += "\(report.duplicates) joined, " }
        counts += "\(report.rejected) rejected, \(report.warnings) warnings"
        let time = String(format: "%.1f s", seconds)
        if isTrial { return "\(counts) (dry run, nothing stored, \(time))" }
        guard report.isStored else {
            return
                "\(counts)\nNothing was imported. Mend the rows above, or import the others with "
                + "--keep-going."
        }
        return "\(counts) (revision \(report.revision), \(time))"
    }

    /// One line for problems of one kind: the number, the first places, and what to do.
    static func line(of kind: ImportReport.Kind) -> String {
        let problem = kind.first
        let advice = ErrorAdvice.advice(for: problem).map { " " + $0 } ?? ""
        guard kind.count > 1 else { return "\(problem.severity.rawValue): \(problem)\(advice)" }
        var places = kind.places.enumerated().map { index, place in
            let isSameFile = index > 0 && place.file == kind.places[0].file
            return isSameFile ? "\(place.row)" : "\(place.file):\(place.row)"
        }
        if kind.count > places.count { places.append("…") }
        let column = problem.location.column.map { "\($0): " } ?? ""
        let count = problem.rows.isEmpty ? "\(kind.count) times " : ""
        return "\(problem.severity.rawValue): \(count)at \(places.joined(separator: ", ")): "
            + "\(column)\(problem.message)\(advice)"
    }

    /// The first entries as they are stored, and the fields that the columns were taken for.
    static func preview(of report: ImportReport) -> String {
        var lines: [String] = []
        for column in report.columns {
            let note =
                switch column.origin {
                case .known: ""
                case .mapped: " (as you said)"
                case .guessed: " (a guess)"
                case .unknown: " (not known: kept, but not shown to customers)"
                }
            lines.append("column \(column.header) -> \(meaning(of: column))\(note)")
        }
        for entry in report.preview {
            lines.append("")
            lines.append(EntryDocument.yaml(of: entry).trimmingCharacters(in: .newlines))
        }
        return lines.isEmpty ? "There is no entry to show." : lines.joined(separator: "\n") + "\n"
    }

    private static func meaning(of column: ImportColumn) -> String {
        switch column.field {
        case "row_number": "left out: it counts the rows"
        case "ignore": "left out"
        default: column.field
        }
    }
}

extension ImportReport {
    /// The encodings of files that are not UTF-8, by file.
    var oldEncodings: [String: String] {
        sources.compactMapValues { $0.encoding == .utf8 ? nil : $0.encoding?.rawValue }
    }
}

/// The JSON form of the report of `kfbot import`.
struct ImportResult: Encodable {
    /// Problems of one kind.
    struct Kind: Encodable {
        let code: String
        let severity: String
        let count: Int
        let message: String
        let places: [Place]
    }

    /// The place of a problem.
    struct Place: Encodable {
        let file: String
        let row: Int
        let column: String?
    }

    let read: Int
    let added: Int
    let updated: Int
    let unchanged: Int
    let joined: Int
    let rejected: Int
    let warnings: Int
    let wouldAdd: Int
    let wouldUpdate: Int
    let seconds: Double
    let revision: Int
    let stored: Bool
    /// The encodings of files that are not UTF-8, by file.
    let encodings: [String: String]
    let columns: [ImportColumn]
    let kinds: [Kind]
    let preview: [JSONValue]?
    let problems: [ImportProblem]

    private enum CodingKeys: String, CodingKey {
        case read
        case added
        case updated
        case unchanged
        case joined
        case rejected
        case warnings
        case wouldAdd = "would_add"
        case wouldUpdate = "would_update"
        case seconds
        case revision
        case stored
        case encodings
        case columns
        case kinds
        case preview
        case problems
    }

    init(_ report: ImportReport, seconds: Double) {
        read = report.read
        added = report.added
        updated = report.updated
        unchanged = report.unchanged
        joined = report.duplicates
        rejected = report.rejected
        warnings = report.warnings
        wouldAdd = report.wouldAdd
        wouldUpdate = report.wouldUpdate
        self.seconds = seconds
        revision = report.revision
        stored = report.isStored
        encodings = report.oldEncodings
        columns = report.columns
        kinds = report.kinds.map { kind in
            Kind(
                code: kind.first.code.rawValue,
                severity: kind.first.severity.rawValue,
                count: kind.count,
                message: kind.first.message + Self.advice(kind.first),
                places: kind.places.map { Place(file: $0.file, row: $0.row, column: $0.column) }
            )
        }
        preview =
            report.preview.isEmpty
            ? nil
            : report.preview.map { entry in
                .object(Dictionary(entry.nativeMembers) { first, _ in first })
            }
        problems = report.problems.map { problem in
            var problem = problem
            problem.message += Self.advice(problem)
            return problem
        }
    }

    private static func advice(_ problem: ImportProblem) -> String {
        ErrorAdvice.advice(for: problem).map { " " + $0 } ?? ""
    }
}
