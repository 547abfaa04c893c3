import KFBot
import Tokenizer

/// How questions are made from a base's own phrasings if there are no labelled ones.
public enum PseudoQueryKind: String, Hashable, Sendable, CaseIterable {
    /// A phrasing as it is, asked while its entry lacks it.
    case phrasing
    /// A phrasing with about a third of its characters dropped; its entry keeps the phrasing.
    case drop
    /// A phrasing with its two halves swapped, asked while its entry lacks it.
    case swap
    /// The first half of a phrasing and the second half of another one of the same entry, asked
    /// while the entry lacks the first.
    case splice
    /// A phrasing with synonyms exchanged and a sixth of it dropped; its entry keeps the phrasing.
    case synonym
    /// Half of them like ``phrasing``, half like ``drop``.
    case blend

    /// The kinds that queries are drawn from.
    var parts: [PseudoQueryKind] { self == .blend ? [.phrasing, .drop] : [self] }
    /// How many phrasings an entry needs, so that one remains.
    var leastPhrasings: Int { parts.contains(where: \.removesPhrasing) ? 2 : 1 }
    /// Whether the phrasing is taken out of its entry.
    var removesPhrasing: Bool { self != .drop && self != .synonym }
}

/// A question made from a base's own phrasings, and the change of the base for which it is asked.
struct PseudoQuery {
    let text: String
    /// The entry whose phrasing it is.
    let entry: EntryID
    /// The index of the phrasing in its entry.
    let phrasing: Int
    /// The entry as it is for this question; `nil` if the entry is missing, so that no answer is
    /// right.
    let altered: Entry?

    var isAnswerable: Bool { altered != nil }
}

/// Draws pseudo queries from entries, the same ones each time.
struct PseudoQueryMaker {
    let entries: [Entry]
    let kind: PseudoQueryKind
    private let synonyms: [String: [String]]
    private let longestSynonym: Int

    /// Creates a maker.
    ///
    /// - Parameters:
    ///   - entries: All entries of the base; disabled ones are left out.
    ///   - kind: How questions with an entry are made.
    ///   - classes: Classes of words that mean the same.
    init(_ entries: [Entry], kind: PseudoQueryKind, synonyms classes: [[String]]) {
        self.entries = entries.filter(\.isEnabled)
        self.kind = kind
        var synonyms: [String: [String]] = [:]
        for words in classes {
            for word in words where word.count > 1 {
                synonyms[word, default: []] += words.filter { $0 != word && $0.count > 1 }
            }
        }
        self.synonyms = synonyms
        longestSynonym = synonyms.keys.map(\.count).max() ?? 0
    }

    /// At most `limit` questions; three of four have an entry, if there are enough.
    func queries(limit: Int) -> [PseudoQuery] {
        var random = SplitMix64(seed: 0x4B46_426F_7431)
        let answerable = sample(
            entries.indices.filter { entries[$0].phrasings.count >= kind.leastPhrasings }.flatMap {
                place in
                entries[place].phrasings.indices.map { (place, $0) }
            },
            count: limit * 3 / 4,
            &random
        )
        let unanswerable = sample(
            entries.indices.flatMap { place in
                entries[place].phrasings.indices.map { (place, $0) }
            },
            count: limit - min(answerable.count, limit * 3 / 4),
            &random
        )
        let kept = answerable.isEmpty ? unanswerable.count : max(answerable.count / 3, 1)
        return answerable.map { place, phrasing in
            let kind = kind.parts[random.below(kind.parts.count)]
            return answerableQuery(entries[place], phrasing, kind, &random)
        }
            + unanswerable.prefix(max(kept, limit / 4)).map { place, phrasing in
                let entry = entries[place]
                return PseudoQuery(
                    text: entry.phrasings[phrasing],
                    entry: entry.id,
                    phrasing: phrasing,
                    altered: nil
                )
            }
    }

    private func sample(
        _ places: [(Int, Int)],
        count: Int,
        _ random: inout SplitMix64
    ) -> [(Int, Int)] {
        var places = places
        let taken = min(count, places.count)
        for index in 0..<taken {
            places.swapAt(index, index + random.below(places.count - index))
        }
        return places.prefix(taken).sorted { $0 < $1 }
    }

    private func answerableQuery(
        _ entry: Entry,
        _ phrasing: Int,
        _ kind: PseudoQueryKind,
        _ random: inout SplitMix64
    ) -> PseudoQuery {
        let text = entry.phrasings[phrasing]
        let other = (phrasing + 1 + random.below(entry.phrasings.count - 1)) % entry.phrasings.count
        let query: String
        switch kind {
        case .phrasing, .blend: query = text
        case .drop: query = Self.dropping(0.35, of: text, &random)
        case .swap:
            let half = text.count / 2
            query = String(text.dropFirst(half)) + String(text.prefix(half))
        case .splice:
            let second = entry.phrasings[other]
            query =
                String(text.prefix((text.count + 1) / 2))
                + String(second.dropFirst(second.count / 2))
        case .synonym:
            query = Self.dropping(1.0 / 6, of: exchangingSynonyms(in: text, &random), &random)
        }
        return PseudoQuery(
            text: query,
            entry: entry.id,
            phrasing: phrasing,
            altered: kind.removesPhrasing ? entry.removingPhrasing(phrasing) : entry
        )
    }

    /// Drops runs of two characters until a share of the text is gone.
    private static func dropping(
        _ share: Double,
        of text: String,
        _ random: inout SplitMix64
    ) -> String {
        var characters = Array(text)
        let kept = max(2, Int((Double(characters.count) * (1 - share)).rounded()))
        while characters.count > kept {
            let length = min(2, characters.count - kept)
            let start = random.below(characters.count - length + 1)
            characters.removeSubrange(start..<start + length)
        }
        return String(characters)
    }

    private func exchangingSynonyms(in text: String, _ random: inout SplitMix64) -> String {
        let characters = Array(text)
        var result = ""
        var place = 0
        while place < characters.count {
            let longest = min(longestSynonym, characters.count - place)
            let match = stride(from: longest, to: 1, by: -1).first {
                synonyms[String(characters[place..<place + $0])] != nil
            }
            guard let match,
                let others = synonyms[String(characters[place..<place + match])], !others.isEmpty
            else {
                result.append(characters[place])
                place += 1
                continue
            }
            result += others[random.below(others.count)]
            place += match
        }
        return result
    }
}

extension Entry {
    /// The entry without one phrasing.
    ///
    /// If that is the standard question, the first similar one replaces it.
    func removingPhrasing(_ index: Int) -> Entry {
        var entry = self
        var phrasings = phrasings
        phrasings.remove(at: index)
        entry.question = phrasings.first ?? ""
        entry.similarQuestions = Array(phrasings.dropFirst())
        return entry
    }
}
