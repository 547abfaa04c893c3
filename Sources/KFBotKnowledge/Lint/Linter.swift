public import KFBotModel
import Tokenizer

public import struct Foundation.Date

/// Finds what a person should look at in a knowledge base before customers do.
///
/// ```swift
/// let linter = Linter(vocabulary: vocabulary)
/// for finding in linter.findings(in: entries, at: now) { print(finding) }
/// ```
///
/// Reads no clock and no file. The checks are listed in docs/lint.md.
public struct Linter: Sendable {
    private let vocabulary: Vocabulary
    private let codes: Set<LintCode>
    private let fillers: FillerWords

    /// Makes a linter.
    ///
    /// - Parameters:
    ///   - vocabulary: The base's own words.
    ///   - codes: What to look for; default: everything.
    public init(
        vocabulary: Vocabulary = Vocabulary(),
        codes: Set<LintCode> = Set(LintCode.allCases)
    ) {
        self.vocabulary = vocabulary
        self.codes = codes
        fillers =
            vocabulary.fillers.isEmpty
            ? .standard : FillerWords(FillerWords.standardWords + vocabulary.fillers)
    }

    /// Checks a whole base.
    ///
    /// Of entries with one name the last counts, as in ``MatchIndex``. Uses all processors and blocks
    /// until it is done: do not call it on the cooperative pool.
    ///
    /// - Parameters:
    ///   - entries: All entries, also disabled ones.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: What was found, in the order of the entries, graver before less grave; then what is
    ///   wrong with the base's own words.
    /// - Complexity: About linear in the number of phrasings: near ones come from the index.
    public func findings(in entries: [Entry], at now: Date) -> [LintFinding] {
        let base = LintBase(entries, vocabulary: vocabulary, at: now)
        return findings(in: base, base.entries, at: now)
    }

    /// Checks some entries of a base, given the entries that they touch.
    ///
    /// - Parameters:
    ///   - ids: The entries. A removed entry is looked for among the related ones of others.
    ///   - base: The entries and all that they touch; see ``EditLint``.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: What ``findings(in:at:)`` of the whole base says that names one of them, in that order,
    ///   but for what it says of others' phrasings that are nearer to them than to their own entry.
    func findings(about ids: Set<EntryID>, in base: LintBase, at now: Date) -> [LintFinding] {
        findings(in: base, base.entries.filter { ids.contains($0.id) }, at: now).filter { found in
            if let entry = found.entry, ids.contains(entry) { return true }
            guard found.code != .nearerToOther, let other = found.other else { return false }
            return ids.contains(other)
        }
    }

    private func findings(
        in base: LintBase,
        _ entries: [Entry],
        at now: Date
    ) -> [LintFinding] {
        var found = entries.flatMap { findings(in: $0, at: now) }
        for rule in LintRules.base where !codes.isDisjoint(with: rule.codes) {
            rule.check(base, into: &found)
        }
        found.removeAll { !codes.contains($0.code) }
        var places: [EntryID: Int] = [:]
        for (place, entry) in base.entries.enumerated() { places[entry.id] = place }
        func key(_ finding: LintFinding) -> Int {
            finding.entry.flatMap { places[$0] } ?? .max
        }
        let order = found.indices.sorted { left, right in
            let (a, b) = (found[left], found[right])
            if key(a) != key(b) { return key(a) < key(b) }
            return a.severity == b.severity ? left < right : a.severity < b.severity
        }
        return order.map { found[$0] }
    }

    /// Checks one entry alone, without what depends on others.
    ///
    /// Errors of a disabled entry are warnings, since no customer gets it.
    public func findings(in entry: Entry, at now: Date) -> [LintFinding] {
        let subject = LintSubject(entry, at: now, fillers: fillers)
        var found: [LintFinding] = []
        for rule in LintRules.entry where !codes.isDisjoint(with: rule.codes) {
            rule.check(subject, into: &found)
        }
        found.removeAll { !codes.contains($0.code) }
        if !entry.isEnabled {
            for place in found.indices where found[place].severity == .error {
                found[place].severity = .warning
            }
        }
        return found
    }
}
