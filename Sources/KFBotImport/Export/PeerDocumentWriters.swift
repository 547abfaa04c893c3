import KFBotModel

/// A form of another system that is a JSON document with one object an entry.
struct PeerJSONWriter: EntryWriter {
    let output: TextOutput
    var opening = "["
    var closing = "]"
    let capabilities: FormCapabilities
    let record: (Entry, inout LossCounter) -> [(String, JSONValue)]
    private var isFirst = true

    /// Creates a writer.
    init(
        output: TextOutput,
        opening: String = "[",
        closing: String = "]",
        capabilities: FormCapabilities,
        _ record: @escaping (Entry, inout LossCounter) -> [(String, JSONValue)]
    ) {
        self.output = output
        self.opening = opening
        self.closing = closing
        self.capabilities = capabilities
        self.record = record
    }

    mutating func begin() throws { try output.write(opening) }

    mutating func write(_ entry: Entry, _ losses: inout LossCounter) throws {
        capabilities.check(entry, &losses)
        let line = JSONWriter.line(record(entry, &losses))
        try output.write((isFirst ? "\n" : ",\n") + line)
        isFirst = false
    }

    mutating func end(_ vocabulary: Vocabulary, _ losses: inout LossCounter) throws {
        losses.noteLost(vocabulary)
        try output.write("\n" + closing + "\n")
        try output.finish()
    }
}

extension PeerJSONWriter {
    private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    /// QnABot on AWS; a picture with an address and a menu become the card.
    static func qnabot(_ output: TextOutput) -> PeerJSONWriter {
        PeerJSONWriter(
            output: output,
            opening: "{\"qna\":[",
            closing: "]}",
            capabilities: FormCapabilities(
                fields: [.id, .group, .question, .similar, .answer, .tags],
                parts: ["image", "menu"]
            )
        ) { entry, losses in
            let id = String(entry.id.rawValue.map { $0.isWhitespace ? "-" : $0 }.prefix(100))
            if id != entry.id.rawValue {
                losses.note("id", "QnABot's ids have no spaces and 100 characters.", entry)
            }
            if entry.tags.contains(where: { $0.contains(" ") || $0.contains(",") }) {
                losses.note("tags", "QnABot separates labels by spaces.", entry)
            }
            let parts = entry.answers.flatMap(\.parts)
            let text = entry.answers.map { $0.plainText(without: ["image", "menu"]) }
                .joined(separator: "\n")
            var members: [(String, JSONValue)] = [
                ("qid", .string(id)), ("type", .string("qna")), ("q", list(entry.phrasings)),
                ("a", .string(text)), ("t", .string(entry.group.description)),
                ("tags", .string(entry.tags.joined(separator: " "))),
            ]
            if let card = card(parts) { members.append(("r", card)) }
            return members
        }
    }

    private static func card(_ parts: [AnswerPart]) -> JSONValue? {
        var card: [String: JSONValue] = [:]
        for part in parts {
            switch part {
            case .image(let media) where card["imageUrl"] == nil:
                card["imageUrl"] = .string(media.url ?? "")
                card["title"] = card["title"] ?? .string(media.name ?? "")
            case .menu(let menu) where card["buttons"] == nil:
                card["title"] = .string(menu.heading)
                card["subTitle"] = menu.footer.map { .string($0) }
                card["buttons"] = .array(
                    menu.items.map { .object(["text": .string($0), "value": .string($0)]) }
                )
            default: break
            }
        }
        return card.isEmpty ? nil : .object(card)
    }

    /// WeKnora's JSON.
    static func weknora(_ output: TextOutput) -> PeerJSONWriter {
        PeerJSONWriter(
            output: output,
            capabilities: FormCapabilities(
                fields: [
                    .id, .group, .question, .similar, .negative, .answer, .answers, .strategy,
                    .enabled, .recommendable,
                ],
                strategies: [.all, .random]
            )
        ) { entry, _ in
            [
                ("id", .string(entry.id.rawValue)), ("tag_name", .string(entry.group.description)),
                ("standard_question", .string(entry.question)),
                ("similar_questions", list(entry.similarQuestions)),
                ("negative_questions", list(entry.negativeQuestions)),
                ("answers", list(entry.answers.map { $0.plainText() })),
                ("answer_strategy", .string(entry.strategy == .all ? "all" : "random")),
                ("is_enabled", .bool(entry.isEnabled)),
                ("is_recommended", .bool(entry.isRecommendable)),
            ]
        }
    }

    /// Chatopera FAQ.
    static func chatopera(_ output: TextOutput) -> PeerJSONWriter {
        PeerJSONWriter(
            output: output,
            capabilities: FormCapabilities(
                fields: [.group, .question, .similar, .answer, .answers, .enabled],
                strategies: [.all]
            )
        ) { entry, _ in
            let replies = entry.answers.map { answer in
                JSONValue.object([
                    "rtype": .string("plain"), "content": .string(answer.plainText()),
                    "enabled": .bool(true),
                ])
            }
            return [
                ("categories", list(entry.group.names)), ("enabled", .bool(entry.isEnabled)),
                ("post", .string(entry.question)), ("replies", .array(replies)),
                ("similarQuestions", list(entry.similarQuestions)),
            ]
        }
    }

    /// 微信客服 as `list_intent` returns it, with the groups in front.
    static func wechat(_ output: TextOutput, entries: [Entry]) -> PeerJSONWriter {
        var groups: [String] = []
        for entry in entries where entry.group != [] {
            if !groups.contains(entry.group.description) { groups.append(entry.group.description) }
        }
        let ids = Dictionary(groups.enumerated().map { ($1, "group-\($0 + 1)") }) { first, _ in
            first
        }
        let list = groups.map { name in
            JSONValue.object(["group_id": .string(ids[name] ?? ""), "name": .string(name)])
        }
        return PeerJSONWriter(
            output: output,
            opening: "{\"group_list\":\(JSONWriter.text(.array(list))),\"intent_list\":[",
            closing: "]}",
            capabilities: FormCapabilities(
                fields: [.id, .group, .question, .similar, .answer, .answers],
                parts: ["image", "video", "link", "miniprogram"],
                strategies: [.all]
            )
        ) { entry, losses in
            if entry.answers.contains(where: { $0.parts.contains(where: \.isAddressOnly) }) {
                losses.note(
                    "answers.parts",
                    "微信客服 takes uploaded media by media_id, not by address.",
                    entry
                )
            }
            return [
                ("group_id", .string(ids[entry.group.description] ?? "")),
                ("intent_id", .string(entry.id.rawValue)), ("question", text(entry.question)),
                (
                    "similar_questions",
                    .object(["items": .array(entry.similarQuestions.map(text))])
                ),
                ("answers", .array(entry.answers.map(wechatAnswer))),
            ]
        }
    }

    private static func text(_ text: String) -> JSONValue {
        .object(["text": .object(["content": .string(text)])])
    }

    private static func wechatAnswer(_ answer: Answer) -> JSONValue {
        var attachments: [JSONValue] = []
        func attach(_ type: String, _ members: [String: String?]) {
            let texts = members.compactMapValues { $0.map { JSONValue.string($0) } }
            attachments.append(.object(["msgtype": .string(type), type: .object(texts)]))
        }
        for part in answer.parts {
            switch part {
            case .image(let media):
                attach("image", ["media_id": media.mediaID, "url": media.url, "name": media.name])
            case .video(let media):
                attach("video", ["media_id": media.mediaID, "url": media.url, "name": media.name])
            case .link(let link):
                attach(
                    "link",
                    [
                        "title": link.title, "picurl": link.pictureURL, "desc": link.description,
                        "url": link.url,
                    ]
                )
            case .miniprogram(let program):
                attach(
                    "miniprogram",
                    [
                        "title": program.title, "thumb_media_id": program.thumbMediaID,
                        "appid": program.appID, "pagepath": program.pagePath,
                    ]
                )
            default: break
            }
        }
        let plain = answer.plainText(without: ["image", "video", "link", "miniprogram"])
        return .object([
            "text": .object(["content": .string(plain)]), "attachments": .array(attachments),
        ])
    }
}

extension AnswerPart {
    /// Whether it is a picture or film that is not uploaded.
    fileprivate var isAddressOnly: Bool {
        switch self {
        case .image(let media), .video(let media): media.mediaID == nil
        default: false
        }
    }
}

/// Rasa: training data, responses and a rule for each group of intents, in one file.
struct RasaWriter: EntryWriter {
    let output: TextOutput
    private var responses: [(String, JSONValue)] = []
    private var retrieval: Set<String> = []

    /// Creates a writer.
    init(output: TextOutput) { self.output = output }

    private static let capabilities = FormCapabilities(
        fields: [.id, .question, .similar, .answer, .answers],
        parts: ["image"],
        strategies: [.random]
    )

    mutating func begin() throws { try output.write("version: \"3.1\"\nnlu:\n") }

    mutating func write(_ entry: Entry, _ losses: inout LossCounter) throws {
        Self.capabilities.check(entry, &losses)
        let intent =
            entry.id.rawValue.contains("/") ? entry.id.rawValue : "faq/" + entry.id.rawValue
        if intent != entry.id.rawValue {
            losses.note("id", "Rasa's intents get the prefix faq/.", entry)
        }
        let names = intent.split(separator: "/").map(String.init)
        if GroupPath(Array(names.dropLast())) != entry.group {
            losses.note("group", "Rasa's groups are the beginning of the intent's name.", entry)
        }
        retrieval.insert(names.first ?? intent)
        try writeExamples("intent", intent, entry.phrasings)
        let variations = entry.answers.map { answer in
            var members: [String: JSONValue] = [
                "text": .string(answer.plainText(without: ["image"]))
            ]
            for case .image(let media) in answer.parts {
                members["image"] = .string(media.url ?? "")
            }
            return JSONValue.object(members)
        }
        if !variations.isEmpty { responses.append(("utter_" + intent, .array(variations))) }
    }

    mutating func end(_ vocabulary: Vocabulary, _ losses: inout LossCounter) throws {
        for words in vocabulary.synonyms where words.count > 1 {
            try writeExamples("synonym", words[0], Array(words.dropFirst()))
        }
        if !vocabulary.words.isEmpty { try writeExamples("lookup", "words", vocabulary.words) }
        if !vocabulary.fillers.isEmpty {
            losses.note(
                "vocabulary",
                "Rasa has no filler words.",
                count: vocabulary.fillers.count
            )
        }
        if !responses.isEmpty {
            try output.write("responses:\n" + YAMLWriter.block(responses, indent: 2))
        }
        if !retrieval.isEmpty {
            try output.write("rules:\n")
            for name in retrieval.sorted() {
                let scalar = JSONWriter.text(.string(name))
                let action = JSONWriter.text(.string("utter_" + name))
                try output.write(
                    "- rule: \(scalar)\n  steps:\n  - intent: \(scalar)\n  - action: \(action)\n"
                )
            }
        }
        try output.finish()
    }

    private func writeExamples(_ key: String, _ name: String, _ examples: [String]) throws {
        let lines = examples.map { "- " + $0.onOneLine }.joined(separator: "\n") + "\n"
        try output.write(
            "- \(key): \(JSONWriter.text(.string(name)))\n  examples: |\n"
                + lines.split(separator: "\n").map { "    \($0)\n" }.joined()
        )
    }
}
