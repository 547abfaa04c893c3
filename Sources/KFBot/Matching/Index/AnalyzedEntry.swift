import Tokenizer

import struct Foundation.Date

/// An entry as the index takes it: analyzed, without strings that only people need.
struct AnalyzedEntry {
    struct Phrasing {
        let text: String
        let plain: [UnitKey]
        let canonical: [UnitKey]
    }

    let id: EntryID
    /// The entry's place in the order that breaks ties.
    var number: UInt32
    let availability: Availability
    let phrasings: [Phrasing]
    let negatives: [Phrasing]
    /// The plain units of all answer texts; empty for an answer that says nothing.
    let answer: [UnitKey]
    /// The keys of the words of the phrasings, distinct.
    let words: Set<UInt64>
}

/// When and for whom an entry holds.
struct Availability: Hashable, Sendable {
    var isEnabled = true
    var isRecommendable = true
    var validFrom: Date?
    var validUntil: Date?
    var accounts: [AccountID] = []

    /// Whether it restricts nothing.
    var isOpen: Bool { self == Availability() }

    /// Whether customers of an account get the entry at a moment.
    ///
    /// - Parameters:
    ///   - account: `nil` asks for no account in particular and passes every list.
    ///   - now: The moment.
    /// - Returns: Whether it is enabled, valid then, and meant for the account.
    func holds(account: AccountID?, at now: Date) -> Bool {
        guard isEnabled else { return false }
        if let account, !accounts.isEmpty, !accounts.contains(account) { return false }
        if let validFrom, now < validFrom { return false }
        if let validUntil, now >= validUntil { return false }
        return true
    }
}

/// Turns entries into what the index takes.
struct EntryAnalyzer: Sendable {
    let units: UnitAnalyzer
    /// The words that synonym classes and the base's dictionary name.
    let lexicon: KnownWords

    /// Answers of fewer units say nothing that a question could be compared with.
    private static let shortestAnswer = 4

    /// - Parameter vocabulary: Its synonyms come before the shipped classes.
    init(vocabulary: Vocabulary) {
        let own = vocabulary.synonyms
        let classes = Self.merge(own, over: SynonymTable.standardClasses)
        units = UnitAnalyzer(synonyms: SynonymTable(classes))
        lexicon = KnownWords(vocabulary.words + classes.flatMap(\.self))
    }

    func analyze(_ entry: Entry, number: UInt32) -> AnalyzedEntry {
        let answer = entry.answers.flatMap(\.parts).compactMap { part -> String? in
            if case .text(let text) = part { text } else { nil }
        }.joined(separator: "\n")
        return analyze(
            id: entry.id,
            number: number,
            availability: Availability(
                isEnabled: entry.isEnabled,
                isRecommendable: entry.isRecommendable,
                validFrom: entry.validFrom,
                validUntil: entry.validUntil,
                accounts: entry.accounts
            ),
            phrasings: entry.phrasings,
            negatives: entry.negativeQuestions,
            answer: units(of: answer).plain
        )
    }

    func analyze(
        id: EntryID,
        number: UInt32,
        availability: Availability,
        phrasings: [String],
        negatives: [String],
        answer: [UnitKey]
    ) -> AnalyzedEntry {
        var words: Set<UInt64> = []
        let analyzed = phrasings.map { text in
            let units = units(of: text, findsWords: true)
            for range in units.words { words.insert(UnitKey.sequence(units.plain[range])) }
            return AnalyzedEntry.Phrasing(
                text: text,
                plain: units.plain,
                canonical: units.canonical
            )
        }
        return AnalyzedEntry(
            id: id,
            number: number,
            availability: availability,
            phrasings: analyzed,
            negatives: negatives.map { text in
                let units = units(of: text)
                return AnalyzedEntry.Phrasing(
                    text: text,
                    plain: units.plain,
                    canonical: units.canonical
                )
            },
            answer: answer.count < Self.shortestAnswer ? [] : answer,
            words: words
        )
    }

    private func units(of text: String, findsWords: Bool = false) -> UnitText {
        var result = UnitText()
        units.analyze(text, findsWords: findsWords, into: &result)
        return result
    }

    /// Puts the customer's classes before the shipped ones.
    ///
    /// A shipped class whose head the customer uses joins the customer's class; any other word the
    /// customer uses leaves its shipped class.
    static func merge(_ own: [[String]], over shipped: [[String]]) -> [[String]] {
        var classes = own
        var classOfWord: [String: Int] = [:]
        for (index, words) in own.enumerated() {
            for word in words where classOfWord[word] == nil { classOfWord[word] = index }
        }
        for words in shipped {
            guard let head = words.first else { continue }
            let free = words.filter { classOfWord[$0] == nil }
            if let index = classOfWord[head] {
                classes[index] += free
            } else {
                classes.append(free)
            }
        }
        return classes
    }
}

/// The units and pairs of words that are known to be words.
struct KnownWords: Sendable {
    private(set) var units: Set<UnitKey> = []
    private(set) var pairs: Set<UnitKey> = []

    init(_ words: [String]) {
        let analyzer = UnitAnalyzer(synonyms: nil)
        var text = UnitText()
        for word in words {
            analyzer.analyze(word, into: &text)
            guard text.plain.count > 1 else { continue }
            units.formUnion(text.plain)
            for (left, right) in zip(text.plain, text.plain.dropFirst()) {
                pairs.insert(.pair(left, right))
            }
        }
    }
}
