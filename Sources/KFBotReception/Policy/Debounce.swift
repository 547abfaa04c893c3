import KFBotModel

public import struct Foundation.Date
public import struct Foundation.TimeInterval

/// Waits for the rest of a question that a customer sends in pieces.
///
/// 我想问 / 下周 / 能退吗 is one question, not three. The bot answers once the customer has been quiet for
/// a short time, but never later than ``cap`` after the first piece. If a piece already is a
/// complete question, the bot answers at once.
public struct Debounce: Hashable, Sendable {
    /// How long the bot waits after the last piece, in seconds; 0 answers every message at once.
    public var quiet: TimeInterval
    /// How long after the first piece the bot answers at the latest, in seconds.
    public var cap: TimeInterval

    /// The longest cap that a company may set, in seconds.
    public static let longestCap: TimeInterval = 300
    /// How many pieces one question has at most; the last of them is answered at once.
    public static let mostPieces = 16
    /// From this many characters on, the pieces of a question are answered at once.
    public static let mostCharacters = 2048
    /// From this many UTF-8 bytes on, the pieces of a question are answered at once.
    public static let mostBytes = 8192

    /// Creates a rule, by default with 1.5 and 6 seconds.
    public init(quiet: TimeInterval = 1.5, cap: TimeInterval = 6) {
        self.quiet = quiet
        self.cap = cap
    }

    /// The moment at which to answer.
    ///
    /// - Parameters:
    ///   - first: When the first piece came.
    ///   - last: When the last piece came.
    ///   - piece: The text of the last piece.
    /// - Returns: The moment; `last` itself to answer at once.
    public func answerTime(first: Date, last: Date, piece: String) -> Date {
        guard quiet > 0, !Self.isComplete(piece) else { return last }
        return max(min(last.addingTimeInterval(quiet), first.addingTimeInterval(cap)), last)
    }

    /// Whether a question has reached its limit of pieces, characters or bytes.
    ///
    /// The next piece begins a new one.
    static func isFull(_ pieces: [String]) -> Bool {
        pieces.count >= mostPieces
            || pieces.reduce(0) { $0 + $1.utf8.count } >= mostBytes
            || pieces.reduce(0) { $0 + $1.count } >= mostCharacters
    }

    /// Whether a text is a whole question or statement.
    public static func isComplete(_ text: String) -> Bool {
        let text = text.trimmingWhitespace()
        guard let last = text.last else { return false }
        if "？?。！!".contains(last) { return true }
        if text.count >= 4, "吗呢么".contains(last) { return true }
        guard text.count >= 6 else { return false }
        return text.count >= 24 || questionWords.contains { text.contains($0) }
    }

    private static let questionWords = [
        "怎么", "怎样", "如何", "什么", "多少", "多久", "多长", "哪里", "哪儿", "哪个", "几点", "几天", "为什么", "为何", "是否",
        "能不能", "可不可以", "是不是", "有没有", "啥", "咋",
    ]

    /// Joins pieces into one question, with a comma where punctuation is missing.
    public static func join(_ pieces: [String]) -> String {
        pieces.reduce("") { text, piece in
            let piece = piece.trimmingWhitespace()
            guard let last = text.last, !piece.isEmpty else { return text + piece }
            return text + (last.isPunctuation || last.isWhitespace ? "" : "，") + piece
        }
    }
}
