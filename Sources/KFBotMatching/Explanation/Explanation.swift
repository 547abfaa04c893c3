import Tokenizer

/// How a result came about: named numbers that add up, and one sentence for a servicer.
public struct Explanation: Hashable, Sendable, Encodable {
    /// A unit of the text that was matched.
    public struct Token: Hashable, Sendable, Encodable {
        /// What a unit is made of.
        public enum Kind: String, Hashable, Sendable, Encodable {
            /// One Chinese character.
            case han
            /// A run of letters.
            case letters
            /// A number.
            case number
            /// A letter of another script.
            case otherLetter = "other_letter"
            /// A sign that belongs to the letters or the number beside it.
            case sign
        }

        /// The unit; `…` for runs so long that only their hash is kept.
        public let text: String
        /// Whether the unit is a character, letters or a number.
        public let kind: Kind
    }

    /// A term of the query as retrieval saw it.
    public struct Term: Hashable, Sendable, Encodable {
        /// What a term is made of.
        public enum Kind: String, Hashable, Sendable, Encodable {
            /// One unit.
            case unit
            /// Two units side by side.
            case pair
        }

        /// The unit, or both units of a pair.
        public let text: String
        /// Whether the term is one unit or two.
        public let kind: Kind
        /// How many phrasings hold the term.
        public let phrasings: Int
        /// The BM25 weight of the canonical form.
        public let weight: Double
    }

    /// A summand of the score.
    public struct Part: Hashable, Sendable, Encodable {
        /// Which feature is weighed.
        public let name: Features.Name
        /// The value of the feature.
        public let value: Double
        /// The weight that the value is multiplied by.
        public let weight: Double
        /// Value times weight.
        public let contribution: Double

        private enum CodingKeys: String, CodingKey {
            case name, alias, value, weight, contribution
        }

        /// Writes the name with the one of earlier versions beside it as `alias`, for one version.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(name.alias, forKey: .alias)
            try container.encode(value, forKey: .value)
            try container.encode(weight, forKey: .weight)
            try container.encode(contribution, forKey: .contribution)
        }
    }

    /// The second candidate and what it lacked.
    public struct RunnerUp: Hashable, Sendable, Encodable {
        /// The name of the entry.
        public let entry: String
        /// The standard question of the entry (标准问).
        public let question: String
        /// The score of the entry.
        public let score: Double
        /// The first candidate's contributions minus its own, largest first; they add up to the
        /// difference of the scores.
        public let lead: [Part]
        /// Why it came second, in Chinese.
        public let reason: String
    }

    /// The revision of the base; `nil` from a matcher that knows of no store.
    public package(set) var revision: Int?
    /// The query after normalization, punctuation included.
    public let normalized: String
    /// The text that was matched in place of the query; `nil` if its spelling was kept.
    public let repairedQuery: String?
    /// The question before, which was matched together with this one; `nil` if this one stood alone.
    public let previous: String?
    /// The units of what was matched.
    public let tokens: [Token]
    /// The same after synonyms were replaced by their heads.
    public let canonicalTokens: [Token]
    /// The words of what was matched, as the words of answers are compared with them; empty where
    /// no entry has an answer.
    public let words: [String]
    /// Terms whose posting lists were read, rarest first.
    public let usedTerms: [Term]
    /// Known terms that the budget left out of retrieval; scoring uses them all the same.
    public let leftOutTerms: [Term]
    /// Phrasings that retrieval kept.
    public let retrieved: Int
    /// What adds up to ``score``; empty without candidates.
    public let parts: [Part]
    /// The first candidate's score.
    public let score: Double
    /// The weight of the entries that a base of fewer than five lacks, the first candidate being 1;
    /// 0 in larger bases.
    public let missingRivals: Double
    /// The share of the first candidate in all exponentiated scores and the missing rivals.
    public let share: Double
    /// The cosine of the first candidate with the query.
    public let cosine: Double
    /// The feature ``Features/Name/substitution`` of the first candidate.
    public let substitution: Double
    /// `share * (cosine + 1 - substitution) / 2`: what the calibrator turns into a probability.
    public let signal: Double
    /// The number of ``canonicalTokens``, which the calibrator regards.
    public let length: Int
    /// The calibrator's probability before guards.
    public let probability: Double
    /// The probability that one of the first three entries or their equals is meant; a menu may rest
    /// on it.
    public let together: Double
    /// What led from the probability to the confidence, in this order; empty if both are equal.
    public let adjustments: [ConfidenceAdjustment]
    /// The confidence after all adjustments.
    public let confidence: Double
    /// Whether the query is one of the entry's phrasings.
    public let isVerbatim: Bool
    /// What stood against the first candidate.
    public let guards: [MatchGuard]
    /// The calibrator behind ``probability``.
    public let calibrator: Calibrator
    /// The version of the weights in ``parts``.
    public let weights: String
    /// The confidence from which an answer is given.
    public let answerThreshold: Double
    /// The confidence from which a menu is offered.
    public let clarifyThreshold: Double
    /// The second candidate, if there is one.
    public let runnerUp: RunnerUp?
    /// What the vectors say of the first entry; `nil` where characters alone were matched.
    public let meaning: MeaningEvidence?
    /// One Chinese sentence for a servicer.
    public let sentence: String

    private enum CodingKeys: String, CodingKey {
        case revision, normalized, repairedQuery, previous, tokens, canonicalTokens, words
        case usedTerms, leftOutTerms, retrieved, parts, score
        case missingRivals, share, cosine, substitution, signal, length, probability
        case together
        case adjustments, confidence, isVerbatim, guards
        case calibrator = "curve"
        case weights, answerThreshold, clarifyThreshold, runnerUp, meaning, sentence
    }
}
