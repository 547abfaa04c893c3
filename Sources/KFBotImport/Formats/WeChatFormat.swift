import KFBotModel

/// 微信客服: what `kf/knowledge/list_intent` returns, and the bodies of `add_intent`.
///
/// The official sample nests similar questions and answers inside `question`, the table of fields
/// does not; both are read. Groups have names only if the file also holds `group_list`, which must
/// come first; otherwise `group_id` is kept in `extra`.
final class WeChatFormat: JSONFormat {
    let arrays: Set<String> = ["intent_list", "group_list"]
    private let sink: RecordSink
    private var groups: [String: String] = [:]

    /// Creates a reader.
    init(sink: RecordSink) { self.sink = sink }

    func element(_ key: String?, _ value: JSONValue, at location: SourceLocation) throws {
        if key == "group_list" || (value["name"] != nil && value["question"] == nil) {
            if let id = value["group_id"].flatMap(\.scalarText) {
                groups[id] = value["name"]?.string
            }
            return
        }
        if value["question"] == nil, value["intent_list"]?.array != nil {
            // A page of results in an array of pages.
            for intent in value["intent_list"]?.array ?? [] {
                try element("intent_list", intent, at: location)
            }
            return
        }
        try sink.record(at: location) {
            try sink.entry(
                try draft(value, at: location),
                names: .init(similar: "similar_questions", answer: "answers")
            )
        }
    }

    private func draft(_ value: JSONValue, at location: SourceLocation) throws -> EntryDraft {
        var fields = try RecordFields(value, at: location)
        var draft = EntryDraft(at: location)
        draft.id = try fields.text("intent_id").map { EntryID(rawValue: $0) }
        if let id = try fields.text("group_id"), !id.isEmpty {
            if let name = groups[id] {
                draft.group = GroupPath(parsing: name)
            } else {
                draft.addExtra("group_id", .string(id))
            }
        }
        let question = fields.take("question")?.value
        draft.question = question.flatMap(Self.text)
        if let similar = fields.take("similar_questions")?.value ?? question?["similar_questions"] {
            let items = similar["items"]?.array ?? similar.array ?? []
            draft.similarQuestions = items.compactMap(Self.text)
        }
        if let answers = fields.take("answers")?.value ?? question?["answers"] {
            draft.answers = try (answers.array ?? [answers]).map { answer in
                try Self.answer(answer, fields)
            }
        }
        fields.keepRest(in: &draft)
        return draft
    }

    private static func text(_ value: JSONValue) -> String? {
        value.string ?? value["content"]?.string ?? value["text"]?.string
            ?? value["text"]?["content"]?.string
    }

    private static func answer(_ value: JSONValue, _ fields: RecordFields) throws -> Answer {
        var parts: [AnswerPart] = []
        if let text = text(value), !text.isEmpty { parts.append(.text(text)) }
        for attachment in value["attachments"]?.array ?? [] {
            let type = attachment["msgtype"]?.string ?? ""
            let content = attachment[type] ?? attachment
            switch type {
            case "image": parts.append(.image(media(content)))
            case "video": parts.append(.video(media(content)))
            case "file": parts.append(.file(media(content)))
            case "link":
                parts.append(
                    .link(
                        .init(
                            title: content["title"]?.string ?? "",
                            url: content["url"]?.string ?? "",
                            description: content["desc"]?.string,
                            pictureURL: content["picurl"]?.string
                        )
                    )
                )
            case "miniprogram":
                parts.append(
                    .miniprogram(
                        .init(
                            title: content["title"]?.string ?? "",
                            appID: content["appid"]?.string ?? "",
                            pagePath: content["pagepath"]?.string ?? "",
                            thumbMediaID: content["thumb_media_id"]?.string
                        )
                    )
                )
            default:
                throw fields.problem(
                    "answers",
                    "There is no attachment \"\(type)\"; use image, video, file, link "
                        + "or miniprogram."
                )
            }
        }
        return Answer(parts)
    }

    private static func media(_ content: JSONValue) -> AnswerPart.Media {
        AnswerPart.Media(
            url: content["url"]?.string,
            mediaID: content["media_id"]?.string,
            name: content["name"]?.string
        )
    }
}
