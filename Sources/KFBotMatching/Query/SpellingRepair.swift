import Platform
import Tokenizer

/// A text in which homophones or typed pinyin were replaced.
struct MendedText {
    let text: String
    /// Whether every new pair is known.
    let isStrict: Bool
    /// How much higher its signal must be than that of the text as it was.
    let margin: Double

    /// What a mended text's confidence is multiplied by.
    static let confidenceFactor = 0.97
}

/// Mends homophones and typed pinyin by what the knowledge base says (同音字、拼音).
///
/// A character is suspect if neither the base nor a word of the lexicon has it in a pair with a
/// neighbour, and it is in no word of the language: 景点 is never a misspelt 经典, nor 鱼缸 a misspelt
/// 浴缸. A Latin run is suspect if the base does not know it and it reads as pinyin. The readings that
/// make the likeliest chain of the base's own pairs take their place. A repair is strict when every
/// new pair is one of the base's, else loose; in a loose one each new character is in one pair at
/// least, and of typed syllables up to half may be left out because they fit nothing.
struct SpellingRepair<Frequencies: TermFrequencies> {
    private let base: Frequencies
    private let lexicon: KnownWords
    private let words: () -> [Range<Int>]

    /// - Parameters:
    ///   - base: What the base knows.
    ///   - lexicon: The words that are known beside it.
    ///   - words: Finds the words of the language in the units of the query; asked for once at most.
    init(_ base: Frequencies, lexicon: KnownWords, words: @escaping () -> [Range<Int>]) {
        self.base = base
        self.lexicon = lexicon
        self.words = words
    }

    /// A place of the text with the units that may stand there.
    private struct Slot {
        let choices: [UnitKey]
        /// What stands there now; `nil` for a syllable of a Latin run.
        let source: UnitKey?
        let isMended: Bool
    }

    /// The text with what is suspect mended.
    ///
    /// - Parameters:
    ///   - text: The units of the query.
    ///   - query: The query itself, for runs of letters too long for a unit to hold.
    /// - Returns: `nil` if nothing is suspect or nothing of it can be mended.
    func repair(_ text: UnitText, of query: String) -> MendedText? {
        let units = text.plain
        guard units.count <= Limits.longestQuery, let slots = slots(of: units, query) else {
            return nil
        }
        var chain = likeliestChain(slots)
        var isStrict = true
        var dropped: Set<Int> = []
        for place in slots.indices
        where slots[place].isMended && chain[place] != slots[place].source {
            let before = place > 0 && isPair(chain[place - 1], chain[place])
            let after = place + 1 < chain.count && isPair(chain[place], chain[place + 1])
            if before || after || chain.count == 1 {
                isStrict = isStrict && (before || place == 0) && (after || place + 1 == chain.count)
            } else if let source = slots[place].source {
                chain[place] = source
            } else {
                // A syllable that fits nothing: a word that the base does not have.
                dropped.insert(place)
                isStrict = false
            }
        }
        let typed = slots.count { $0.source == nil }
        guard dropped.count * 2 <= typed else { return nil }
        chain = chain.indices.filter { !dropped.contains($0) }.map { chain[$0] }
        guard chain != units, !chain.isEmpty else { return nil }
        var result = ""
        for unit in chain {
            guard let piece = unit.text else { return nil }
            if !unit.isHan, result.last?.isASCII ?? false { result += " " }
            result += piece
        }
        return MendedText(
            text: result,
            isStrict: isStrict,
            margin: isStrict ? Limits.strictMargin : Limits.looseMargin
        )
    }

    /// `nil` if nothing is suspect.
    private func slots(of units: [UnitKey], _ query: String) -> [Slot]? {
        var slots: [Slot] = []
        var isSuspect = false
        // Words cost more than all the rest and are seldom needed.
        var known: [Range<Int>]?
        func isInWord(_ place: Int) -> Bool {
            let found = known ?? words()
            known = found
            let lexicon = ThingLexicon.shared
            if found.contains(where: { $0.contains(place) && lexicon.isSolid(units[$0]) }) {
                return true
            }
            return [place - 1, place].contains { first in
                guard first >= 0, first + 1 < units.count else { return false }
                return FurtherWords.shared.holds(units[first], units[first + 1])
                    && lexicon.isSolid(units[first...first + 1])
            }
        }
        let isLong = { (unit: UnitKey) in unit.isLetters && unit.text == nil }
        var longRuns = units.contains(where: isLong) ? Self.longRuns(of: query)[...] : []
        for (place, unit) in units.enumerated() {
            let run = isLong(unit) ? longRuns.popFirst() : unit.text
            if unit.isHan, isSuspicious(place, units), !isInWord(place),
                let readings = homophones(of: unit)
            {
                isSuspect = true
                slots.append(Slot(choices: [unit] + readings, source: unit, isMended: true))
            } else if unit.isLetters, frequency(unit) == 0, let word = run, word.count > 1,
                let syllables = Pinyin.shared.syllables(in: word),
                let choices = choices(for: syllables)
            {
                isSuspect = true
                slots += choices.map { Slot(choices: $0, source: nil, isMended: true) }
            } else {
                slots.append(Slot(choices: [unit], source: unit, isMended: false))
            }
        }
        return isSuspect ? slots : nil
    }

    /// The runs of letters of a text whose units hold only a hash, in order.
    private static func longRuns(of query: String) -> [String] {
        let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        return TextNormalizer().normalize(query).text.utf8.split { !isLetter($0) }
            .filter { $0.count > UnitKey.longestLetters }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the base has a character in no pair with its neighbours.
    private func isSuspicious(_ place: Int, _ units: [UnitKey]) -> Bool {
        guard units.count > 1 else { return false }
        if place > 0, isPair(units[place - 1], units[place]) { return false }
        if place + 1 < units.count, isPair(units[place], units[place + 1]) { return false }
        return true
    }

    private func homophones(of unit: UnitKey) -> [UnitKey]? {
        guard let scalar = unit.text?.unicodeScalars.first,
            let syllable = Pinyin.shared.syllable(of: scalar)
        else { return nil }
        let known = readings(of: syllable).filter { $0 != unit }
        return known.isEmpty ? nil : known
    }

    /// The readings of each syllable that the base knows; `nil` if it knows less than half of them.
    private func choices(for syllables: [String]) -> [[UnitKey]]? {
        let choices = syllables.map(readings).filter { !$0.isEmpty }
        return choices.count * 2 < syllables.count || choices.isEmpty ? nil : choices
    }

    /// The characters of a sound that the base knows, most frequent first.
    private func readings(of syllable: String) -> [UnitKey] {
        let known = Homophones.shared.characters(of: syllable)
            .map { (unit: $0, frequency: frequency($0)) }.filter { $0.frequency > 0 }
        let sorted = known.sorted {
            $0.frequency == $1.frequency ? $0.unit < $1.unit : $0.frequency > $1.frequency
        }
        return sorted.prefix(Limits.mostReadings).map(\.unit)
    }

    private func frequency(_ unit: UnitKey) -> Int32 {
        let frequency = base.frequency(of: TermKey(unit))
        let count = max(frequency.plain, frequency.canonical)
        return count == 0 && lexicon.units.contains(unit) ? 1 : count
    }

    /// How often the base has a pair; a pair of a known word counts at least once.
    private func pairCount(_ left: UnitKey, _ right: UnitKey) -> Int32 {
        let frequency = base.frequency(of: TermKey(left, right))
        let count = max(frequency.plain, frequency.canonical)
        return count == 0 && lexicon.pairs.contains(.pair(left, right)) ? 1 : count
    }

    private func isPair(_ left: UnitKey, _ right: UnitKey) -> Bool { pairCount(left, right) > 0 }

    /// The choices whose pairs are most frequent in the base, by dynamic programming.
    private func likeliestChain(_ slots: [Slot]) -> [UnitKey] {
        var scores = slots.first.map { [Double](repeating: 0, count: $0.choices.count) } ?? []
        var origins: [[Int]] = []
        for place in slots.indices.dropFirst() {
            let (left, right) = (slots[place - 1], slots[place])
            var next: [Double] = []
            var origin: [Int] = []
            let followed = Array(
                left.choices.indices.sorted {
                    scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
                }.prefix(Limits.beam)
            )
            for unit in right.choices {
                var best = (score: -Double.infinity, from: 0)
                for from in followed {
                    let before = left.choices[from]
                    var score = scores[from]
                    if left.isMended || right.isMended {
                        let count = pairCount(before, unit)
                        score += count > 0 ? Maths.log(1 + Double(count)) : Limits.missingPair
                    }
                    if score > best.score { best = (score, from) }
                }
                next.append(best.score)
                origin.append(best.from)
            }
            scores = next
            origins.append(origin)
        }
        var choice = scores.indices.max { scores[$0] < scores[$1] } ?? 0
        var chain: [UnitKey] = []
        for place in slots.indices.reversed() {
            chain.append(slots[place].choices[choice])
            if place > 0 { choice = origins[place - 1][choice] }
        }
        return chain.reversed()
    }
}

private enum Limits {
    /// How much higher than before a strictly mended text's signal must be.
    static let strictMargin = 0.0
    /// The same for a loosely mended text.
    static let looseMargin = 0.05
    /// Longer queries are not mended: they have other evidence.
    static let longestQuery = 48
    /// The most readings tried for a syllable.
    static let mostReadings = 32
    /// How many of the best beginnings of a chain are followed up.
    static let beam = 8
    /// What a missing pair costs a chain.
    static let missingPair = -8.0
}

/// Han characters by their toneless reading.
struct Homophones: Sendable {
    /// Read at first use, in some tens of milliseconds.
    static let shared = Homophones()

    private let characters: [String: [UnitKey]]

    private init() {
        var characters: [String: [UnitKey]] = [:]
        for value in UInt32(0x4E00)...0x9FFF {
            guard let scalar = Unicode.Scalar(value), let unit = UnitKey(han: scalar),
                let syllable = Pinyin.shared.syllable(of: scalar)
            else { continue }
            characters[syllable, default: []].append(unit)
        }
        self.characters = characters
    }

    /// All characters of a sound, in code order.
    func characters(of syllable: String) -> [UnitKey] { characters[syllable] ?? [] }
}
