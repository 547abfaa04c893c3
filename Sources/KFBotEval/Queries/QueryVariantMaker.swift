import Foundation
public import KFBot
import Tokenizer

/// Rewrites labelled queries as customers would who type worse, less or more; the same way each
/// time.
///
/// The expected entries stay. A query that a variant cannot change has no such variant, for example
/// a query without letters or digits for ``QueryVariant/fullWidth``.
public struct QueryVariantMaker: Sendable {
    /// The seed of all random choices.
    public static let seed: UInt64 = 0x4B46_5661_7269
    /// Longer queries, in characters, have no pinyin variant.
    private static let longestPinyin = 20

    private let questions: [EntryID: String]
    /// How many entries' standard questions hold each word of two characters.
    private let holders: [String: Int]
    /// The characters of the base by their sound, in code order.
    private let homophones: [String: [Character]]
    private let analyzer = TextAnalyzer(.search)

    /// Creates a maker for queries of a base.
    public init(_ entries: [Entry]) {
        questions = Dictionary(
            entries.map { ($0.id, $0.question) },
            uniquingKeysWith: { _, last in last }
        )
        var holders: [String: Int] = [:]
        var characters: Set<Character> = []
        for entry in entries {
            let question = Array(entry.question)
            for word in Set(zip(question, question.dropFirst()).map { String([$0, $1]) }) {
                holders[word, default: 0] += 1
            }
            for phrasing in entry.phrasings { characters.formUnion(phrasing) }
        }
        self.holders = holders
        homophones = Dictionary(grouping: characters.sorted()) { Self.sound(of: $0) ?? "" }
    }

    /// The variants of those queries that have one, in the order of the queries.
    public func variants(_ variant: QueryVariant, of queries: [LabelledQuery]) -> [LabelledQuery] {
        var random = SplitMix64(seed: Self.seed)
        return queries.compactMap { labelled in
            let text = write(labelled, variant, &random)
            guard let text, text != labelled.query else { return nil }
            return LabelledQuery(
                query: text,
                expected: labelled.expected,
                kind: variant.rawValue,
                original: labelled.query
            )
        }
    }

    private func write(
        _ labelled: LabelledQuery,
        _ variant: QueryVariant,
        _ random: inout SplitMix64
    ) -> String? {
        let query = labelled.query
        switch variant {
        case .short: return word(of: labelled)
        case .long:
            return random.pick(VariantText.stories) + random.pick(VariantText.bridges) + query
        case .mixed: return withEnglish(query)
        case .traditional:
            return query.applyingTransform(StringTransform("Hans-Hant"), reverse: false)
        case .fullWidth:
            return query.applyingTransform(.fullwidthToHalfwidth, reverse: true)
        case .typo: return mistyped(query, &random)
        case .homophone: return withHomophone(query, &random)
        case .pinyin: return pinyin(of: query)
        case .filler:
            return random.pick(VariantText.openings) + query + random.pick(VariantText.closings)
        }
    }

    /// The word of two characters that query and standard question share and the fewest entries
    /// hold.
    private func word(of labelled: LabelledQuery) -> String? {
        let questions = labelled.expected.compactMap { self.questions[$0] }
        let words = analyzer.tokens(in: labelled.query).filter { $0.kind == .word }.map(\.text)
            .filter { word in
                word.count == 2 && word.allSatisfy { Self.sound(of: $0) != nil }
                    && questions.contains { $0.contains(word) }
            }
        return words.min { (holders[$0] ?? 0, $0) < (holders[$1] ?? 0, $1) }
    }

    private func withEnglish(_ query: String) -> String {
        VariantText.english.reduce(query) { text, pair in
            text.replacing(pair.chinese, with: " \(pair.english) ")
        }.trimmingCharacters(in: .whitespaces)
    }

    private func mistyped(_ query: String, _ random: inout SplitMix64) -> String? {
        var characters = Array(query)
        guard characters.count > 3 else { return nil }
        let place = random.below(characters.count - 1)
        switch random.below(3) {
        case 0: characters.remove(at: place)
        case 1: characters.insert(characters[place], at: place)
        default: characters.swapAt(place, place + 1)
        }
        return String(characters)
    }

    private func withHomophone(_ query: String, _ random: inout SplitMix64) -> String? {
        var characters = Array(query)
        let places = characters.indices.filter { others(for: characters[$0]).count > 0 }
        guard !places.isEmpty else { return nil }
        let place = random.pick(places)
        characters[place] = random.pick(others(for: characters[place]))
        return String(characters)
    }

    /// Other characters of the base with the same sound.
    private func others(for character: Character) -> [Character] {
        guard let sound = Self.sound(of: character) else { return [] }
        return (homophones[sound] ?? []).filter { $0 != character }
    }

    private func pinyin(of query: String) -> String? {
        guard query.count <= Self.longestPinyin else { return nil }
        let starts = Set(
            analyzer.tokens(in: query).filter { $0.kind == .word }.map(\.utf8Range.lowerBound)
        )
        var result = ""
        var wasHan = false
        var offset = 0
        for character in query {
            let sound = Self.sound(of: character)
            let isApart = (sound != nil) != wasHan || starts.contains(offset)
            if isApart, !result.isEmpty, result.last != " " { result += " " }
            result += sound ?? String(character)
            wasHan = sound != nil
            offset += character.utf8.count
        }
        return result
    }

    private static func sound(of character: Character) -> String? {
        guard let scalar = character.unicodeScalars.first else { return nil }
        return Pinyin.shared.syllable(of: scalar)
    }
}
