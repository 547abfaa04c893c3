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
    /// - Complexity: About linear in the number of wordings: near ones come from the index.
    public func findings(in entries: [Entry], at now: Date) -> [LintFinding] {
        let base = LintBase(entries, vocabulary: vocabulary, at: now)
        return findings(in: base, base.entries, at: now)
    }

    /// Finds what an edit of one entry brings about, in that entry and in those near to it.
    ///
    /// - Parameters:
    ///   - entry: The entry as it would be.
    ///   - entries: The base as it is; an entry of that name is taken out for the check.
    ///   - now: The moment for which entries must be valid.
    /// - Returns: What names the entry and is not found without the edit, graver before less grave.
    /// - Complexity: Indexing the base takes most of the time, once or, where something is found, twice.
    public func findings(
        broughtBy entry: Entry,
        among entries: [Entry],
        at now: Date
    ) -> [LintFinding] {
        let found = findings(about: entry, among: entries, at: now)
        guard !found.isEmpty, let before = entries.first(where: { $0.id == entry.id }) else {
            return found
        }
        let known = Set(findings(about: before, among: entries, at: now))
        return found.filter { !known.contains($0) }
    }

    private func findings(
        about entry: Entry,
        among entries: [Entry],
        at now: Date
    ) -> [LintFinding] {
        var base = LintBase(
            entries.filter { $0.id != entry.id } + [entry],
            vocabulary: vocabulary,
            at: now
        )
        base.focus(on: entry.id)
        return findings(in: base, [entry], at: now).filter {
            $0.entry == entry.id || $0.other == entry.id
        }.sorted { $0.severity < $1.severity }
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
