public import KFBotModel

/// One thing a file says.
public enum ImportRecord: Hashable, Sendable {
    /// An entry, or a part of one.
    case entry(EntryDraft)
    /// Words to add to the base's vocabulary.
    case vocabulary(Vocabulary, SourceLocation)
}
