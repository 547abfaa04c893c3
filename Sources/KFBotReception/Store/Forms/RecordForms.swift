import KFBotModel

extension SessionRecord: StoredForm {
    init(stored: JSONValue) throws {
        let (name, held) = try stored.choice()
        switch name {
        case "started": self = .started(try held.whole("_0"))
        case "moved":
            self = .moved(
                from: try held.state("from"),
                to: try held.state("to"),
                servicer: held.optionalIdentifier("servicer")
            )
        case "invalidQuestion": self = .invalidQuestion
        case "handedOff": self = .handedOff(try held.form("_0"))
        case "messageLeft": self = .messageLeft(try held.identifier("_0"))
        case "waitedTooLong": self = .waitedTooLong
        case "found": self = .found(try held.form("_0"))
        case "baseMissing": self = .baseMissing(try held.identifier("_0"))
        case "unsent": self = .unsent(try held.raw("_0"))
        case "blocked":
            self = .blocked(by: try held.identifier("by"), until: try held.moment("until"))
        case "unblocked": self = .unblocked(by: try held.identifier("by"))
        case "recalled": self = .recalled(try held.identifier("_0"))
        case "ended": self = .ended(try held.form("_0"))
        default: throw JSONValue.wrong(name)
        }
    }

    var stored: JSONValue {
        switch self {
        case .started(let number): .choice("started", ["_0": .integer(number)])
        case .moved(let from, let to, let servicer):
            .choice(
                "moved",
                [
                    "from": .integer(from.rawValue), "to": .integer(to.rawValue),
                    "servicer": .optional(servicer),
                ]
            )
        case .invalidQuestion: .choice("invalidQuestion")
        case .handedOff(let reason): .choice("handedOff", ["_0": reason.stored])
        case .messageLeft(let message): .choice("messageLeft", ["_0": .name(message)])
        case .waitedTooLong: .choice("waitedTooLong")
        case .found(let finding): .choice("found", ["_0": finding.stored])
        case .baseMissing(let base): .choice("baseMissing", ["_0": .name(base)])
        case .unsent(let kind): .choice("unsent", ["_0": .string(kind.rawValue)])
        case .blocked(let servicer, let until):
            .choice("blocked", ["by": .name(servicer), "until": .moment(until)])
        case .unblocked(let servicer): .choice("unblocked", ["by": .name(servicer)])
        case .recalled(let message): .choice("recalled", ["_0": .name(message)])
        case .ended(let reason): .choice("ended", ["_0": reason.stored])
        }
    }
}

extension HandoffReason: StoredForm {
    init(stored: JSONValue) throws {
        let (name, held) = try stored.choice()
        switch name {
        case "keyword": self = .keyword(try held.text("_0"))
        case "request": self = .request
        case "misses": self = .misses(try held.whole("_0"))
        case "invalidQuestions": self = .invalidQuestions(try held.whole("_0"))
        case "repeatedQuestion": self = .repeatedQuestion(try held.whole("_0"))
        case "menuChoice": self = .menuChoice
        case "entry": self = .entry(try held.identifier("_0"))
        case "receptionMode": self = .receptionMode
        case "resumption": self = .resumption
        default: throw JSONValue.wrong(name)
        }
    }

    var stored: JSONValue {
        switch self {
        case .keyword(let word): .choice("keyword", ["_0": .string(word)])
        case .request: .choice("request")
        case .misses(let count): .choice("misses", ["_0": .integer(count)])
        case .invalidQuestions(let count): .choice("invalidQuestions", ["_0": .integer(count)])
        case .repeatedQuestion(let count): .choice("repeatedQuestion", ["_0": .integer(count)])
        case .menuChoice: .choice("menuChoice")
        case .entry(let entry): .choice("entry", ["_0": .name(entry)])
        case .receptionMode: .choice("receptionMode")
        case .resumption: .choice("resumption")
        }
    }
}

extension EndReason: StoredForm {
    init(stored: JSONValue) throws {
        let (name, held) = try stored.choice()
        switch name {
        case "servicer": self = .servicer(try held.identifier("_0"))
        case "order": self = .order
        case "idle": self = .idle
        case "waitedTooLong": self = .waitedTooLong
        case "blocked": self = .blocked
        default: throw JSONValue.wrong(name)
        }
    }

    var stored: JSONValue {
        switch self {
        case .servicer(let servicer): .choice("servicer", ["_0": .name(servicer)])
        case .order: .choice("order")
        case .idle: .choice("idle")
        case .waitedTooLong: .choice("waitedTooLong")
        case .blocked: .choice("blocked")
        }
    }
}

extension BotFinding: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            base: try stored.identifier("base"),
            question: try stored.text("question"),
            outcome: try stored.form("outcome"),
            message: stored.optionalIdentifier("message")
        )
    }

    var stored: JSONValue {
        .members([
            "base": .name(base), "question": .string(question), "outcome": outcome.stored,
            "message": .optional(message),
        ])
    }
}

extension BotFinding.Outcome: StoredForm {
    init(stored: JSONValue) throws {
        let (name, held) = try stored.choice()
        switch name {
        case "answered":
            self = .answered(
                try held.identifier("_0"),
                confidence: try held.number("confidence")
            )
        case "offered": self = .offered(try held.forms("_0"))
        case "missed": self = .missed
        case "chosen": self = .chosen(try held.identifier("_0"), of: try held.forms("of"))
        case "declined": self = .declined(try held.forms("_0"))
        default: throw JSONValue.wrong(name)
        }
    }

    var stored: JSONValue {
        switch self {
        case .answered(let entry, let confidence):
            .choice("answered", ["_0": .name(entry), "confidence": .number(confidence)])
        case .offered(let choices): .choice("offered", ["_0": .list(choices)])
        case .missed: .choice("missed")
        case .chosen(let entry, let choices):
            .choice("chosen", ["_0": .name(entry), "of": .list(choices)])
        case .declined(let choices): .choice("declined", ["_0": .list(choices)])
        }
    }
}

extension Reminder: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            servicer: try stored.identifier("servicer"),
            since: try stored.moment("since")
        )
    }

    var stored: JSONValue { .members(["servicer": .name(servicer), "since": .moment(since)]) }
}
