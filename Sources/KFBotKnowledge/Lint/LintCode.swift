/// What a check of a knowledge base found; docs/lint.md says what to do about each.
public enum LintCode: String, Hashable, Sendable, Codable, CaseIterable {
    /// The same question twice, in one entry or in two.
    case sameQuestion = "same_question"
    /// Nearly the same question in two entries with different answers.
    case nearQuestion = "near_question"
    /// A similar question that, were it not there itself, would lead to another entry.
    case nearerToOther = "nearer_to_other"
    /// An entry that no phrasing of its own leads to.
    case neverWins = "never_wins"
    /// A question without a character that matching looks at.
    case emptyQuestion = "empty_question"
    /// A question of greetings and fillers only.
    case fillerQuestion = "filler_question"
    /// A question longer than 微信客服 takes.
    case questionTooLong = "question_too_long"
    /// More similar questions than 微信客服 takes.
    case tooManySimilar = "too_many_similar"
    /// A negative question that is one of the entry's own phrasings.
    case negativeIsPhrasing = "negative_is_phrasing"
    /// No answer, and no hand-over to people either.
    case noAnswer = "no_answer"
    /// A part of an answer that holds nothing to send.
    case emptyPart = "empty_part"
    /// A text longer than 微信客服 sends.
    case textTooLong = "text_too_long"
    /// HTML, Markdown or `\n` in an answer, which chats show as it is typed.
    case markup = "markup"
    /// A question or an answer that is a spreadsheet's error, such as `#N/A`.
    case spreadsheetError = "spreadsheet_error"
    /// More messages in a row than 微信客服 sends.
    case tooManyMessages = "too_many_messages"
    /// More attachments than 微信客服's own knowledge base takes.
    case tooManyAttachments = "too_many_attachments"
    /// A menu that 微信客服 refuses.
    case menuTooLarge = "menu_too_large"
    /// An address that 微信客服 refuses.
    case badLink = "bad_link"
    /// A title or description that 微信客服 cuts.
    case titleTooLong = "title_too_long"
    /// A variable that does not exist.
    case unknownVariable = "unknown_variable"
    /// An entry, or each of its answers, that no longer holds.
    case expired = "expired"
    /// An entry, or each of its answers, that soon no longer holds.
    case expiresSoon = "expires_soon"
    /// A related entry that does not exist.
    case missingRelated = "missing_related"
    /// An entry among its own related entries.
    case relatedToItself = "related_to_itself"
    /// A member of a synonym class that is one character.
    case synonymOneCharacter = "synonym_one_character"
    /// A word in more than one synonym class.
    case synonymInTwoClasses = "synonym_in_two_classes"
    /// A synonym class with fewer than two different words.
    case synonymAlone = "synonym_alone"
}
