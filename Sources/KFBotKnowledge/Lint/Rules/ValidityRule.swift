import KFBotModel

import struct Foundation.Date

/// Entries that no longer hold, or soon will not.
struct ValidityRule: EntryRule {
    /// How long before its end an entry is reported, in days.
    static let noticeDays = 30

    let codes: [LintCode] = [.expired, .expiresSoon]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        let entry = subject.entry
        let what: String
        let field: String
        let end: Date
        if let until = entry.validUntil {
            (what, field, end) = ("The entry", "valid_until", until)
        } else if entry.strategy == .conditional, let last = Self.lastEnd(of: entry.answers) {
            (what, field, end) = ("Each answer", "answers", last)
        } else {
            return
        }
        let notice = subject.now.addingTimeInterval(Double(Self.noticeDays) * 86_400)
        guard end <= notice else { return }
        let isOver = end <= subject.now
        let date = ISODate.text(end)
        findings.append(
            LintFinding(
                isOver ? .expired : .expiresSoon,
                .warning,
                entry: entry.id,
                field: field,
                isOver
                    ? "\(what) ended at \(date); customers no longer get it. Extend it, or remove it."
                    : "\(what) ends at \(date). Extend it, or have its successor ready."
            )
        )
    }

    /// The end of the answer that ends last; `nil` if one never ends or there is none.
    private static func lastEnd(of answers: [Answer]) -> Date? {
        let ends = answers.compactMap { $0.condition?.until }
        return ends.count == answers.count ? ends.max() : nil
    }
}
