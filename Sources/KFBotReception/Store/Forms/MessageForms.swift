import KFBotModel

extension IncomingMessage: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            id: try stored.identifier("id"),
            content: try stored.form("content"),
            basis: try stored.optionalForm("basis")
        )
    }

    var stored: JSONValue {
        .members(["id": .name(id), "content": content.stored, "basis": basis?.stored])
    }
}

extension IncomingMessage.Content: StoredForm {
    init(stored: JSONValue) throws {
        let (name, held) = try stored.choice()
        switch name {
        case "text": self = .text(try held.text("_0"), choice: held["choice"]?.string)
        case "parts": self = .parts(try held.forms("_0"))
        case "other": self = .other(type: try held.text("type"))
        default: throw JSONValue.wrong(name)
        }
    }

    var stored: JSONValue {
        switch self {
        case .text(let text, let choice):
            .choice("text", ["_0": .string(text), "choice": choice.map(JSONValue.string)])
        case .parts(let parts): .choice("parts", ["_0": .list(parts)])
        case .other(let type): .choice("other", ["type": .string(type)])
        }
    }
}

extension ReplyBasis: StoredForm {
    init(stored: JSONValue) throws {
        let (name, held) = try stored.choice()
        switch name {
        case "suggestion":
            self = .suggestion(try held.identifier("_0"), text: held["text"]?.string)
        case "own": self = .own
        default: throw JSONValue.wrong(name)
        }
    }

    var stored: JSONValue {
        switch self {
        case .suggestion(let entry, let text):
            .choice("suggestion", ["_0": .name(entry), "text": text.map(JSONValue.string)])
        case .own: .choice("own")
        }
    }
}

extension OutgoingMessage: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            id: try stored.identifier("id"),
            kind: try stored.raw("kind"),
            part: try stored.form("part"),
            choices: stored["choices"]?.scalarTexts ?? []
        )
    }

    var stored: JSONValue {
        .members([
            "id": .name(id), "kind": .string(kind.rawValue), "part": part.stored,
            "choices": choices.stored,
        ])
    }
}

extension Disposition: StoredForm {
    init(stored: JSONValue) throws {
        let (name, held) = try stored.choice()
        switch name {
        case "answered": self = .answered
        case "pending": self = .pending(until: try held.moment("until"))
        case "queued": self = .queued(ahead: try held.whole("ahead"))
        case "delivered": self = .delivered(try held.identifier("_0"))
        case "taken": self = .taken
        case "done": self = .done
        case "refused": self = .refused(try held.form("_0"))
        case "duplicate": self = .duplicate
        default: throw JSONValue.wrong(name)
        }
    }

    var stored: JSONValue {
        switch self {
        case .answered: .choice("answered")
        case .pending(let until): .choice("pending", ["until": .moment(until)])
        case .queued(let ahead): .choice("queued", ["ahead": .integer(ahead)])
        case .delivered(let servicer): .choice("delivered", ["_0": .name(servicer)])
        case .taken: .choice("taken")
        case .done: .choice("done")
        case .refused(let refusal): .choice("refused", ["_0": refusal.stored])
        case .duplicate: .choice("duplicate")
        }
    }
}

extension Refusal: StoredForm {
    init(stored: JSONValue) throws {
        let (name, held) = try stored.choice()
        switch name {
        case "moveNotAllowed":
            self = .moveNotAllowed(from: try held.state("from"), to: try held.state("to"))
        case "notServing": self = .notServing(try held.identifier("_0"))
        case "unknownServicer": self = .unknownServicer(try held.identifier("_0"))
        case "servicerNotAvailable":
            self = .servicerNotAvailable(try held.identifier("_0"), try held.raw("_1"))
        case "servicerFull":
            self = .servicerFull(try held.identifier("_0"), limit: try held.whole("limit"))
        case "membersNotAllowed": self = .membersNotAllowed(try held.identifier("_0"))
        case "alreadyServing": self = .alreadyServing(try held.identifier("_0"))
        case "blocked": self = .blocked(until: try held.moment("until"))
        case "quotaSpent": self = .quotaSpent(limit: try held.whole("limit"))
        case "windowClosed": self = .windowClosed
        case "budgetSpent": self = .budgetSpent(limit: try held.whole("limit"))
        case "alreadyServicer": self = .alreadyServicer(try held.identifier("_0"))
        case "tooManyServicers": self = .tooManyServicers(limit: try held.whole("limit"))
        case "recordsNotShown": self = .recordsNotShown(try held.identifier("_0"))
        case "unknownMessage": self = .unknownMessage(try held.identifier("_0"))
        case "notOwnMessage": self = .notOwnMessage(try held.identifier("_0"))
        case "recallTooLate": self = .recallTooLate(minutes: try held.whole("minutes"))
        case "emptyMessage": self = .emptyMessage
        case "cannotSend": self = .cannotSend(type: try held.text("type"))
        case "stillServing":
            self = .stillServing(
                try held.identifier("_0"),
                customers: try held.whole("customers")
            )
        default: throw JSONValue.wrong(name)
        }
    }

    var stored: JSONValue {
        switch self {
        case .moveNotAllowed(let from, let to):
            .choice(
                "moveNotAllowed",
                ["from": .integer(from.rawValue), "to": .integer(to.rawValue)]
            )
        case .notServing(let servicer): .choice("notServing", ["_0": .name(servicer)])
        case .unknownServicer(let servicer): .choice("unknownServicer", ["_0": .name(servicer)])
        case .servicerNotAvailable(let servicer, let status):
            .choice(
                "servicerNotAvailable",
                ["_0": .name(servicer), "_1": .string(status.rawValue)]
            )
        case .servicerFull(let servicer, let limit):
            .choice("servicerFull", ["_0": .name(servicer), "limit": .integer(limit)])
        case .membersNotAllowed(let servicer):
            .choice("membersNotAllowed", ["_0": .name(servicer)])
        case .alreadyServing(let servicer): .choice("alreadyServing", ["_0": .name(servicer)])
        case .blocked(let until): .choice("blocked", ["until": .moment(until)])
        case .quotaSpent(let limit): .choice("quotaSpent", ["limit": .integer(limit)])
        case .windowClosed: .choice("windowClosed")
        case .budgetSpent(let limit): .choice("budgetSpent", ["limit": .integer(limit)])
        case .alreadyServicer(let servicer): .choice("alreadyServicer", ["_0": .name(servicer)])
        case .tooManyServicers(let limit): .choice("tooManyServicers", ["limit": .integer(limit)])
        case .recordsNotShown(let servicer): .choice("recordsNotShown", ["_0": .name(servicer)])
        case .unknownMessage(let message): .choice("unknownMessage", ["_0": .name(message)])
        case .notOwnMessage(let message): .choice("notOwnMessage", ["_0": .name(message)])
        case .recallTooLate(let minutes): .choice("recallTooLate", ["minutes": .integer(minutes)])
        case .emptyMessage: .choice("emptyMessage")
        case .cannotSend(let type): .choice("cannotSend", ["type": .string(type)])
        case .stillServing(let servicer, let customers):
            .choice("stillServing", ["_0": .name(servicer), "customers": .integer(customers)])
        }
    }
}
