import KFBotMatching
import KFBotModel
import Tokenizer

/// The same question in two entries, and entries that therefore can never win.
struct DuplicateRule: BaseRule {
    /// The most holders of one question that are compared with each further one.
    private static let mostCompared = 256

    let codes: [LintCode] = [.sameQuestion, .neverWins]

    func check(_ base: LintBase, into findings: inout [LintFinding]) {
        var holders: [[UnitKey]: [Int]] = [:]
        for phrasing in 0..<base.index.basePhrasingCount {
            let units = base.index.plainUnits(ofPhrasing: phrasing)
            if !units.isEmpty { holders[units, default: []].append(phrasing) }
        }
        /// For each phrasing an entry that every customer could get in its place.
        var rivals: [Int: Int] = [:]
        let shared = holders.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
        for phrasings in shared {
            compare(phrasings, in: base, &rivals, into: &findings)
        }
        for entry in base.entries.indices { checkWinning(entry, in: base, rivals, into: &findings) }
    }

    /// Reports each holder of a question with the first earlier entry that it clashes with.
    private func compare(
        _ phrasings: [Int],
        in base: LintBase,
        _ rivals: inout [Int: Int],
        into findings: inout [LintFinding]
    ) {
        let entryOf = base.index.entry(ofPhrasing:)
        for (place, later) in phrasings.enumerated() {
            let own = entryOf(later)
            var isReported = false
            for earlier in phrasings[..<place].prefix(Self.mostCompared) {
                let other = entryOf(earlier)
                guard other != own, base.canMeet(own, other) else { continue }
                if base.covers(other, own) { rivals[later] = other }
                if base.covers(own, other) { rivals[earlier] = own }
                guard !isReported else { continue }
                isReported = true
                let ordinal = later - base.phrasings(of: own).lowerBound
                let text = base.entries[own].phrasings[ordinal]
                findings.append(
                    LintFinding(
                        .sameQuestion,
                        .error,
                        entry: base.entries[own].id,
                        field: LintText.field(ofPhrasing: ordinal),
                        "\(LintText.quoted(text)) is a question of entry \(base.entries[other].id) "
                            + "too, so that customers get a menu instead of an answer. Remove it from "
                            + "one of them, or join the entries.",
                        other: base.entries[other].id
                    )
                )
            }
        }
    }

    private func checkWinning(
        _ number: Int,
        in base: LintBase,
        _ rivals: [Int: Int],
        into findings: inout [LintFinding]
    ) {
        let entry = base.entries[number]
        guard entry.isEnabled else {
            findings.append(
                LintFinding(
                    .neverWins,
                    .info,
                    entry: entry.id,
                    field: "enabled",
                    "The entry is disabled; no customer gets it. Enable it, or remove it."
                )
            )
            return
        }
        // One that has ended is reported as that.
        guard base.opening(of: number) != nil else { return }
        var other: Int?
        for (phrasing, text) in zip(base.phrasings(of: number), entry.phrasings) {
            if let rival = rivals[phrasing] {
                other = rival
            } else if !base.index.plainUnits(ofPhrasing: phrasing).isEmpty,
                text.utf8.count <= Matcher.longestQuery
            {
                return
            }
        }
        let name = other.map { base.entries[$0].id }
        findings.append(
            LintFinding(
                .neverWins,
                .error,
                entry: entry.id,
                name.map {
                    "None of its questions leads to this entry alone: each is one of another entry "
                        + "such as \($0), or cannot be found. Join the entries, or give it a question "
                        + "of its own."
                } ?? "None of its questions can be found. Write a question in Chinese characters, "
                    + "letters or digits, of at most \(QuestionRule.longestQuestion) characters.",
                other: name
            )
        )
    }
}
