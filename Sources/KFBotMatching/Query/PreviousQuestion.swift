public import KFBotModel

/// The question before, and what it was answered with.
public struct PreviousQuestion: Hashable, Sendable, Codable {
    /// What the customer sent.
    public var text: String
    /// The entry that answered it.
    public var entry: EntryID

    /// Creates a question that was answered.
    public init(text: String, entry: EntryID) {
        self.text = text
        self.entry = entry
    }
}
