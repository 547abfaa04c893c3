package import KFBotModel
package import Tokenizer

package import struct Foundation.Date

/// An entry as the index takes it: analyzed, without strings that only people need.
package struct AnalyzedEntry: Sendable {
    /// A phrasing or negative question with its units.
    package struct Phrasing: Equatable, Sendable {
        package let text: String
        package let plain: [UnitKey]
        package let canonical: [UnitKey]
        /// The keys of its words; `nil` until someone needs them.
        var words: [UInt64]?
        /// What the question asks for, where that is known already.
        var traits: QuestionTraits?

        /// The number of its canonical units and pairs.
        package var termCount: Int {
            canonical.count > 1 ? 2 * canonical.count - 1 : canonical.count
        }

        /// Whether both give the same terms and words.
        package static func == (left: Self, right: Self) -> Bool {
            left.plain == right.plain && left.canonical == right.canonical
                && left.text == right.text
        }
    }

    let id: EntryID
    /// The entry's place in the order that breaks ties.
    package var number: UInt32
    let availability: Availability
    package let phrasings: [Phrasing]
    let negatives: [Phrasing]
    /// The plain units of all answer texts; empty for an answer that says nothing.
    let answer: [UnitKey]

    /// What the entry adds to the sums of its base.
    var totals: BaseTotals {
        BaseTotals(
            entryCount: 1,
            answerCount: answer.isEmpty ? 0 : 1,
            phrasingCount: phrasings.count,
            bagLength: phrasings.reduce(0) { $0 + $1.termCount },
            answerLength: answer.isEmpty ? 0 : answer.count * 2 - 1
        )
    }
}

/// When and for whom an entry holds.
package struct Availability: Hashable, Sendable {
    package var isEnabled = true
    var isRecommendable = true
    package var validFrom: Date?
    package var validUntil: Date?
    package var accounts: [AccountID] = []

    package init() {}

    /// What an entry says of itself.
    package init(_ entry: Entry) {
        isEnabled = entry.isEnabled
        isRecommendable = entry.isRecommendable
        validFrom = entry.validFrom
        validUntil = entry.validUntil
        accounts = entry.accounts
    }

    /// Whether every customer gets the entry at any moment.
    package var isUnlimited: Bool {
        isEnabled && validFrom == nil && validUntil == nil && accounts.isEmpty
    }

    /// Whether it restricts nothing.
    var isOpen: Bool { self == Availability() }

    /// Whether customers of an account get the entry at a moment.
    ///
    /// - Parameters:
    ///   - account: `nil` asks for no account in particular and passes every list.
    ///   - now: The moment.
    /// - Returns: Whether it is enabled, valid then, and meant for the account.
    package func holds(account: AccountID?, at now: Date) -> Bool {
        guard isEnabled else { return false }
        if let account, !accounts.isEmpty, !accounts.contains(account) { return false }
        if let validFrom, now < validFrom { return false }
        if let validUntil, now >= validUntil { return false }
        return true
    }
}

/// Turns entries into what the index takes.
package struct EntryAnalyzer: Sendable {
    package let units: UnitAnalyzer
    /// The words that synonym classes and the base's dictionary name.
    let lexicon: KnownWords

    /// Answers of fewer units say nothing that a question could be compared with.
    private static let shortestAnswer = 4

    /// - Parameter vocabulary: Its synonyms come before the shipped classes.
    package init(vocabulary: Vocabulary) {
        let own = vocabulary.synonyms
        let classes = Self.merge(own, over: SynonymTable.standardClasses)
        units = UnitAnalyzer(
            synonyms: SynonymTable(
                classes,
                wholeWords: own.flatMap { $0.dropFirst() },
                kept: Self.keptWords(of: vocabulary)
            )
        )
        lexicon = KnownWords(vocabulary.words + classes.flatMap(\.self))
    }

    /// Analyzes an entry.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - number: Its place in the order that breaks ties.
    ///   - findsWords: Whether words are found as well, which costs more than all the rest.
    /// - Returns: What the index takes.
    package func analyze(_ entry: Entry, number: UInt32, findsWords: Bool = false) -> AnalyzedEntry
    {
        let answer = units(of: Self.answerText(of: entry)).plain
        return AnalyzedEntry(
            id: entry.id,
            number: number,
            availability: Availability(entry),
            phrasings: entry.phrasings.map { phrasing($0, findsWords: findsWords) },
            negatives: entry.negativeQuestions.map { phrasing($0) },
            answer: answer.count < Self.shortestAnswer ? [] : answer
        )
    }

    /// The text of all answers, as far as questions are compared with it.
    package static func answerText(of entry: Entry) -> String {
        entry.answers.flatMap(\.parts).compactMap { part -> String? in
            if case .text(let text) = part { text } else { nil }
        }.joined(separator: "\n")
    }

    package func phrasing(_ text: String, findsWords: Bool = false) -> AnalyzedEntry.Phrasing {
        let units = units(of: text, findsWords: findsWords)
        return AnalyzedEntry.Phrasing(
            text: text,
            plain: units.plain,
            canonical: units.canonical,
            words: findsWords ? units.words.map { UnitKey.sequence(units.plain[$0]) } : nil
        )
    }

    /// The keys of a phrasing's words, repeated ones too.
    func words(of phrasing: AnalyzedEntry.Phrasing) -> [UInt64] {
        if let words = phrasing.words { return words }
        var words: [UInt64] = []
        forEachWord(of: phrasing.text) { words.append(UnitKey.sequence($0)) }
        return words
    }

    /// Calls `body` with the units of each word of a text.
    func forEachWord(of text: String, _ body: (ArraySlice<UnitKey>) -> Void) {
        let units = units(of: text, findsWords: true)
        for range in units.words { body(units.plain[range]) }
    }

    private func units(of text: String, findsWords: Bool = false) -> UnitText {
        var result = UnitText()
        units.analyze(text, findsWords: findsWords, into: &result)
        return result
    }

    /// The base's own words that hold a member of its own classes: the member stays there.
    package static func keptWords(of vocabulary: Vocabulary) -> [String] {
        let members = Set(vocabulary.synonyms.flatMap { $0.dropFirst() })
        return vocabulary.words.filter { word in
            members.contains { $0 != word && word.contains($0) }
        }
    }

    /// Puts the customer's classes before the shipped ones.
    ///
    /// A shipped class whose head the customer uses joins the customer's class; any other word the
    /// customer uses leaves its shipped class.
    package static func merge(_ own: [[String]], over shipped: [[String]]) -> [[String]] {
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
