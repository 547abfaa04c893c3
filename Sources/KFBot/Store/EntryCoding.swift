import Tokenizer

/// Entries and vocabularies as the store keeps them: records of our own form.
enum EntryCoding {
    static func body(of entry: Entry) -> String { JSONWriter.line(entry.nativeMembers) }

    static func body(of vocabulary: Vocabulary) -> String {
        JSONWriter.line(vocabulary.nativeMembers)
    }

    /// Reads an entry back.
    ///
    /// - Throws: ``StoreError`` with `damaged` if the body was not written by ``body(of:)-(Entry)``.
    static func entry(id: String, body: String) throws -> Entry {
        guard let value = try? parse(body),
            case .entry(let draft)? = try? NativeRecord.record(value, at: place(id)),
            let entry = draft.makeEntry(id: EntryID(rawValue: id))
        else {
            throw StoreError(
                .damaged,
                "Entry \(id) cannot be read. Restore a backup of the workspace."
            )
        }
        return entry
    }

    static func vocabulary(body: String) throws -> Vocabulary {
        guard let value = try? parse(body), let vocabulary = try? NativeRecord.vocabulary(value)
        else {
            throw StoreError(
                .damaged,
                "The vocabulary cannot be read. Restore a backup of the workspace."
            )
        }
        return vocabulary
    }

    private static func parse(_ body: String) throws -> JSONValue {
        var parser = JSONParser(Array(body.utf8))
        return try parser.value()
    }

    private static func place(_ id: String) -> SourceLocation {
        SourceLocation(file: "knowledge.sqlite", row: 1, column: id)
    }
}

extension Entry {
    /// Checks the rules that every stored entry keeps.
    ///
    /// - Throws: ``StoreError`` with `invalid`, naming the field.
    func validate() throws {
        func check(_ isMet: Bool, _ message: String) throws {
            guard isMet else { throw StoreError(.invalid, "Entry \(id): \(message)") }
        }
        try check(
            !id.rawValue.isEmpty && id.rawValue.count <= 128
                && !id.rawValue.unicodeScalars.contains {
                    $0.properties.generalCategory == .control
                },
            "field id: use 1 to 128 characters without line breaks or tabs."
        )
        try check(!question.trimmingWhitespace().isEmpty, "field question: it is empty.")
        let longest = phrasings.max { $0.count < $1.count }?.count ?? 0
        try check(
            longest <= Self.longestPhrasing,
            "a question has \(longest) characters; at most \(Self.longestPhrasing) are kept."
        )
        try check(
            !similarQuestions.contains { $0.trimmingWhitespace().isEmpty },
            "field similar: one of the questions is empty."
        )
        if let validFrom, let validUntil {
            try check(validFrom < validUntil, "field valid_until: it is not after valid_from.")
        }
    }

    /// The longest question kept, in characters; ten times what 微信客服 takes.
    static let longestPhrasing = 2_000
}
