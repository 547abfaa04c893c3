/// What is compared between a query and one phrasing with its entry; see docs/matching.md.
public struct Features: Hashable, Sendable {
    /// A feature of the linear score.
    public enum Name: String, Sendable, CaseIterable, Codable {
        /// BM25 of the query's canonical terms against all phrasings of the entry, as a share of the
        /// best candidate's.
        case phrasings = "phrasings_bm25"
        /// BM25 of the query's terms against the entry's answer, as a share of the best candidate's.
        case answer = "answer_bm25"
        /// How much both sides hold that the other lacks: one word exchanged for another.
        case substitution = "substitution"
        /// The longest common subsequence of both, as a share of their lengths.
        case order = "common_order"
        /// The weight of pairs that the phrasings lack and the answer has.
        case answerFillsGap = "pairs_in_answer_only"
        /// The weight of the query's words that the answer holds.
        case answerWords = "words_in_answer"
        /// The weight of the rarest unit that the phrasing lacks.
        case missing = "missing_unit"
        /// Exactly one of both is negated.
        case negation = "negation_differs"
        /// Both ask, and for different kinds of things.
        case questionKind = "question_kind_differs"
        /// Each holds a number that the other lacks.
        case numbers = "numbers_differ"
        /// A negative question (反例) of the entry is clearly nearer than its best phrasing.
        case negativeQuestion = "negative_question_nearer"
        /// How much less near in meaning the entry is than the nearest phrasing of the base.
        ///
        /// A difference of cosines, at most 0; 0 without vectors.
        case meaning = "meaning"
    }

    // One property each: a vector of them would be aligned so that copies cost twice as much.
    fileprivate var phrasings = 0.0
    fileprivate var answer = 0.0
    fileprivate var substitution = 0.0
    fileprivate var order = 0.0
    fileprivate var answerFillsGap = 0.0
    fileprivate var answerWords = 0.0
    fileprivate var missing = 0.0
    fileprivate var negation = 0.0
    fileprivate var questionKind = 0.0
    fileprivate var numbers = 0.0
    fileprivate var negativeQuestion = 0.0
    fileprivate var meaning = 0.0

    /// Features that are all 0.
    public init() {}

    /// The value of a feature.
    @inline(__always)
    public subscript(name: Name) -> Double {
        get {
            switch name {
            case .phrasings: phrasings
            case .answer: answer
            case .substitution: substitution
            case .order: order
            case .answerFillsGap: answerFillsGap
            case .answerWords: answerWords
            case .missing: missing
            case .negation: negation
            case .questionKind: questionKind
            case .numbers: numbers
            case .negativeQuestion: negativeQuestion
            case .meaning: meaning
            }
        }
        set {
            switch name {
            case .phrasings: phrasings = newValue
            case .answer: answer = newValue
            case .substitution: substitution = newValue
            case .order: order = newValue
            case .answerFillsGap: answerFillsGap = newValue
            case .answerWords: answerWords = newValue
            case .missing: missing = newValue
            case .negation: negation = newValue
            case .questionKind: questionKind = newValue
            case .numbers: numbers = newValue
            case .negativeQuestion: negativeQuestion = newValue
            case .meaning: meaning = newValue
            }
        }
    }

    /// Names and values in the order of the table.
    public var all: [(name: Name, value: Double)] { Name.allCases.map { ($0, self[$0]) } }
}

extension Features.Name {
    /// The name in JSON before names were words; written beside the name for one version.
    public var alias: String {
        switch self {
        case .phrasings: "r_bmcat"
        case .answer: "r_bma"
        case .substitution: "c_sub"
        case .order: "c_lcs"
        case .answerFillsGap: "anmiss"
        case .answerWords: "anw"
        case .missing: "missq"
        case .negation: "negx"
        case .questionKind: "qt_conf"
        case .numbers: "numconf"
        case .negativeQuestion: "negq"
        case .meaning: "meaning"
        }
    }
}

/// The linear score (精排): a weight for each feature.
public struct Reranker: Hashable, Sendable {
    /// Names the weights in explanations.
    public var version: String
    /// The weights by feature.
    public var weights: Features

    /// Creates a reranker.
    public init(version: String, weights: Features) {
        self.version = version
        self.weights = weights
    }

    /// The shipped weights; docs/matching.md has the table.
    public static let `default`: Reranker = {
        var weights = Features()
        weights[.phrasings] = 3.8
        weights[.answer] = 1.9
        weights[.substitution] = -2.8
        weights[.order] = 2.7
        weights[.answerFillsGap] = 6.3
        weights[.answerWords] = 2.7
        weights[.missing] = -1.1
        weights[.negation] = -0.7
        weights[.questionKind] = -0.6
        weights[.numbers] = -1.0
        weights[.negativeQuestion] = -4.0
        weights[.meaning] = 55
        return Reranker(version: "recipe-1", weights: weights)
    }()

    /// The sum of weights times features, added up in the order of the table.
    public func score(_ features: Features) -> Double {
        var sum = 0.0
        sum += weights.phrasings * features.phrasings
        sum += weights.answer * features.answer
        sum += weights.substitution * features.substitution
        sum += weights.order * features.order
        sum += weights.answerFillsGap * features.answerFillsGap
        sum += weights.answerWords * features.answerWords
        sum += weights.missing * features.missing
        sum += weights.negation * features.negation
        sum += weights.questionKind * features.questionKind
        sum += weights.numbers * features.numbers
        sum += weights.negativeQuestion * features.negativeQuestion
        sum += weights.meaning * features.meaning
        return sum
    }
}
