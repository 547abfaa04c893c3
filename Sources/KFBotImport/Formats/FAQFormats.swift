import KFBotModel

/// Forms of JSON in which each record is one question with its answers.
enum FAQFormats {
    /// WeKnora: `standard_question`, `similar_questions`, `answers`, `answer_strategy`, ….
    static func weknora(sink: RecordSink) -> RecordFormat {
        RecordFormat(
            arrays: ["data", "entries", "faqs", "items"],
            names: .init(
                question: "standard_question",
                similar: "similar_questions",
                answer: "answers"
            ),
            sink: sink
        ) { fields in
            var draft = EntryDraft(at: fields.location)
            draft.id = try fields.text("id").map { EntryID(rawValue: $0) }
            draft.group = try fields.text("tag_name").map { GroupPath(parsing: $0) }
            draft.question = try fields.text("standard_question")
            draft.similarQuestions = try fields.texts("similar_questions")
            draft.negativeQuestions = try fields.texts("negative_questions")
            draft.answers = try fields.texts("answers")?.map { Answer(text: $0) }
            if let name = try fields.text("answer_strategy") {
                guard let strategy = FieldValue.strategy(name) else {
                    throw fields.problem("answer_strategy", "Use all or random.")
                }
                draft.strategy = strategy
            }
            draft.isEnabled = try fields.bool("is_enabled")
            draft.isRecommendable = try fields.bool("is_recommended")
            return draft
        }
    }

    /// Chatopera: `post`, `replies`, `similarQuestions`, `categories`, `enabled`.
    ///
    /// Replies that are switched off are left out; `news` become links; `html` stays as it is.
    static func chatopera(sink: RecordSink) -> RecordFormat {
        RecordFormat(
            arrays: ["data", "docs", "faqs"],
            names: .init(question: "post", similar: "similarQuestions", answer: "replies"),
            sink: sink
        ) { fields in
            var draft = EntryDraft(at: fields.location)
            draft.id = try fields.text("id").map { EntryID(rawValue: $0) }
            draft.group = try fields.texts("categories", "categoryTexts").map { GroupPath($0) }
            draft.question = try fields.text("post")
            draft.isEnabled = try fields.bool("enabled")
            if let similar = fields.take("similarQuestions") {
                draft.similarQuestions = try chatoperaSimilar(similar.value, fields)
            }
            if let replies = fields.take("replies")?.value {
                draft.answers = (replies.array ?? [replies]).compactMap { reply in
                    if reply["enabled"] == .bool(false) { return nil }
                    let parts = chatoperaParts(reply)
                    return parts.isEmpty ? nil : Answer(parts)
                }
            }
            return draft
        }
    }

    private static func chatoperaSimilar(
        _ value: JSONValue,
        _ fields: RecordFields
    ) throws -> [String] {
        try (value.array ?? [value]).map { item in
            guard let text = item.scalarText ?? item["post"]?.string else {
                throw fields.problem("similarQuestions", "This must be an array of texts.")
            }
            return text
        }
    }

    private static func chatoperaParts(_ reply: JSONValue) -> [AnswerPart] {
        if let text = reply.scalarText { return [.text(text)] }
        guard let content = reply["content"] else { return [] }
        if let text = content.scalarText { return text.isEmpty ? [] : [.text(text)] }
        return (content.array ?? [content]).compactMap { item in
            guard let url = item["url"]?.string ?? item["link"]?.string else {
                return item["title"]?.string.map { .text($0) }
            }
            return .link(
                .init(
                    title: item["title"]?.string ?? "",
                    url: url,
                    description: item["description"]?.string ?? item["desc"]?.string,
                    pictureURL: item["picurl"]?.string ?? item["picUrl"]?.string
                )
            )
        }
    }

    /// Botpress 12: `qnas` with texts by language; the first language that has questions is taken,
    /// Chinese before others.
    static func botpress(sink: RecordSink) -> RecordFormat {
        RecordFormat(
            arrays: ["qnas", "contentElements"],
            names: .init(question: "questions", answer: "answers"),
            sink: sink
        ) { fields in
            var draft = EntryDraft(at: fields.location)
            draft.id = try fields.text("id").map { EntryID(rawValue: $0) }
            guard let data = fields.take("data")?.value else {
                throw fields.problem("data", "The record has no data.")
            }
            let questions = texts(data["questions"])
            draft.question = questions.first
            draft.similarQuestions = Array(questions.dropFirst())
            draft.answers = texts(data["answers"]).map { Answer(text: $0) }
            if (draft.answers?.count ?? 0) > 1 { draft.strategy = .random }
            if case .bool(let isEnabled)? = data["enabled"] { draft.isEnabled = isEnabled }
            let groups = data["contexts"].flatMap(\.scalarTexts) ?? []
            if let group = data["category"]?.string ?? groups.first, group != "global" {
                draft.group = GroupPath([group])
            }
            for key in ["action", "redirectFlow", "redirectNode"] {
                if let value = data[key], !value.isEmpty, value != .string("text") {
                    draft.addExtra(key, value)
                }
            }
            return draft
        }
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        guard let languages = value?.object else { return value.flatMap(\.scalarTexts) ?? [] }
        let names = languages.keys.sorted { left, right in
            if left.hasPrefix("zh") != right.hasPrefix("zh") { return left.hasPrefix("zh") }
            return left < right
        }
        for name in names {
            let texts = languages[name].flatMap(\.scalarTexts)?.filter { !$0.isEmpty } ?? []
            if !texts.isEmpty { return texts }
        }
        return []
    }

    /// nlp.js: a corpus of intents with `utterances` and `answers`, one of these by chance.
    static func nlpjs(sink: RecordSink) -> RecordFormat {
        RecordFormat(
            arrays: ["data"],
            names: .init(question: "utterances", similar: "utterances", answer: "answers"),
            sink: sink
        ) { fields in
            var draft = EntryDraft(at: fields.location)
            draft.id = try fields.text("intent").map { EntryID(rawValue: $0) }
            let questions = try fields.texts("utterances") ?? []
            draft.question = questions.first
            draft.addSimilar(questions.dropFirst())
            let answers = fields.take("answers")?.value.array ?? []
            draft.answers = answers.compactMap { $0.string ?? $0["answer"]?.string }
                .map { Answer(text: $0) }
            if (draft.answers?.count ?? 0) > 1 { draft.strategy = .random }
            return draft
        }
    }

    /// Tencent Cloud IM `add_faq`: `Question`, `Answer`, `SimilarQuestions`, `CategoryId`.
    static func tencent(sink: RecordSink) -> RecordFormat {
        RecordFormat(
            arrays: ["FaqList", "Faqs", "QAList"],
            names: .init(question: "Question", similar: "SimilarQuestions", answer: "Answer"),
            sink: sink
        ) { fields in
            var draft = EntryDraft(at: fields.location)
            draft.id = try fields.text("FaqId", "QAId", "Id").map { EntryID(rawValue: $0) }
            draft.question = try fields.text("Question")
            draft.similarQuestions = try fields.texts("SimilarQuestions")
            if let text = try fields.text("Answer"), !text.isEmpty {
                draft.answers = [Answer(text: text)]
            }
            return draft
        }
    }
}
