public import KFBotModel

/// What of a knowledge base a form of another system cannot hold.
public struct ExportLoss: Hashable, Sendable {
    /// What is lost: a key of our own form such as `negative`, or `answers.parts`, `answers.when`,
    /// `vocabulary`.
    public var field: String
    /// What becomes of it.
    public var message: String
    /// How many entries lose it; for `vocabulary` the number of words and classes.
    public var count: Int
    /// The first of these entries, at most five.
    public var examples: [EntryID]
}

extension ExportLoss: Codable {}

/// Counts losses by field and message.
struct LossCounter {
    private(set) var losses: [ExportLoss] = []

    /// Counts a loss of an entry.
    mutating func note(_ field: String, _ message: String, _ entry: Entry) {
        note(field, message, count: 1, example: entry.id)
    }

    /// Counts losses.
    mutating func note(_ field: String, _ message: String, count: Int, example: EntryID? = nil) {
        let index =
            losses.firstIndex { $0.field == field && $0.message == message } ?? losses.count
        if index == losses.count {
            losses.append(ExportLoss(field: field, message: message, count: 0, examples: []))
        }
        losses[index].count += count
        if let example, losses[index].examples.count < 5, losses[index].examples.last != example {
            losses[index].examples.append(example)
        }
    }
}
