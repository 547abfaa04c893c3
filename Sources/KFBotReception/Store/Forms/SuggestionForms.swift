import KFBotModel

extension SuggestionSet: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            servicer: try stored.identifier("servicer"),
            questions: try stored.forms("questions"),
            asked: try stored.text("asked"),
            base: try stored.identifier("base"),
            revision: try stored.whole("revision"),
            isMiss: stored.flag("isMiss"),
            isShown: stored.flag("isShown"),
            suggestions: try stored.forms("suggestions")
        )
    }

    var stored: JSONValue {
        .members([
            "servicer": .name(servicer), "questions": .list(questions), "asked": .string(asked),
            "base": .name(base), "revision": .integer(revision), "isMiss": .bool(isMiss),
            "isShown": .bool(isShown), "suggestions": .list(suggestions),
        ])
    }
}

extension ReplySuggestion: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            entry: try stored.identifier("entry"),
            question: try stored.text("question"),
            asked: try stored.text("asked"),
            message: stored.optionalIdentifier("message"),
            confidence: try stored.number("confidence"),
            reason: try stored.text("reason"),
            parts: try stored.forms("parts"),
            related: try stored.forms("related")
        )
    }

    var stored: JSONValue {
        .members([
            "entry": .name(entry), "question": .string(question), "asked": .string(asked),
            "message": .optional(message), "confidence": .number(confidence),
            "reason": .string(reason), "parts": .list(parts), "related": .list(related),
        ])
    }
}

extension OpenQuestion: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            message: try stored.identifier("message"),
            text: try stored.text("text"),
            first: try stored.optionalForm("first")
        )
    }

    var stored: JSONValue {
        .members(["message": .name(message), "text": .string(text), "first": first?.stored])
    }
}

extension FirstCandidate: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            entry: try stored.identifier("entry"),
            confidence: try stored.number("confidence"),
            signal: stored.optionalNumber("signal"),
            length: try stored.whole("length")
        )
    }

    var stored: JSONValue {
        .members([
            "entry": .name(entry), "confidence": .number(confidence),
            "signal": signal.map(JSONValue.number), "length": .integer(length),
        ])
    }
}

extension Proposal.Change: StoredForm {
    init(stored: JSONValue) throws {
        let (name, held) = try stored.choice()
        switch name {
        case "answer":
            self = .answer(
                try held.identifier("_0"),
                question: try held.text("question"),
                from: try held.text("from"),
                to: try held.text("to")
            )
        case "entry":
            self = .entry(question: try held.text("question"), answer: try held.text("answer"))
        case "similar":
            self = .similar(try held.identifier("_0"), question: try held.text("question"))
        default: throw JSONValue.wrong(name)
        }
    }

    var stored: JSONValue {
        switch self {
        case .answer(let entry, let question, let from, let to):
            .choice(
                "answer",
                [
                    "_0": .name(entry), "question": .string(question), "from": .string(from),
                    "to": .string(to),
                ]
            )
        case .entry(let question, let answer):
            .choice("entry", ["question": .string(question), "answer": .string(answer)])
        case .similar(let entry, let question):
            .choice("similar", ["_0": .name(entry), "question": .string(question)])
        }
    }
}

extension Proposal.Decision: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            actor: try stored.text("actor"),
            date: try stored.moment("date"),
            reason: try stored.text("reason"),
            revision: stored.optionalWhole("revision")
        )
    }

    var stored: JSONValue {
        .members([
            "actor": .string(actor), "date": .moment(date), "reason": .string(reason),
            "revision": revision.map(JSONValue.integer),
        ])
    }
}
