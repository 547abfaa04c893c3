public import struct Foundation.Date

/// A customer's question of which it became known whether the first candidate was meant.
///
/// It holds no word of the customer.
public struct LabelledTurn: Hashable, Sendable {
    /// How it became known.
    public enum Source: String, Hashable, Sendable, CaseIterable {
        /// The customer chose from the menu.
        case menu
        /// The customer said that nothing in the menu was meant (都不是).
        case noneOfThese = "none"
        /// A servicer used the suggestion, or another one, or none.
        case servicer
    }

    /// The first candidate.
    public let entry: EntryID
    /// Its signal, 0...1: ``MatchResult/signal``.
    public let signal: Double
    /// The length of the question: ``MatchResult/length``.
    public let length: Int
    /// Whether it was meant.
    public let isRight: Bool
    /// How that became known.
    public let source: Source
    /// The moment of the question.
    public let date: Date
    /// The revision that was asked.
    public let revision: Int

    /// Creates a turn from its parts.
    public init(
        entry: EntryID,
        signal: Double,
        length: Int,
        isRight: Bool,
        source: Source,
        date: Date,
        revision: Int
    ) {
        self.entry = entry
        self.signal = signal
        self.length = length
        self.isRight = isRight
        self.source = source
        self.date = date
        self.revision = revision
    }

    /// Creates a turn from what was asked and what was meant.
    ///
    /// `nil` where the curve had no say: a verbatim question, a guard, no candidate.
    ///
    /// - Parameters:
    ///   - result: The outcome at the time.
    ///   - revision: The revision that was asked.
    ///   - meant: The entry that turned out to be right; `nil` if none was.
    ///   - source: How that became known.
    ///   - date: The moment of the question.
    public init?(
        _ result: MatchResult,
        revision: Int,
        meant: EntryID?,
        source: Source,
        at date: Date
    ) {
        guard let signal = result.signal, let first = result.candidates.first else { return nil }
        self.init(
            entry: first.entry,
            signal: signal,
            length: result.length,
            isRight: first.entry == meant,
            source: source,
            date: date,
            revision: revision
        )
    }
}
