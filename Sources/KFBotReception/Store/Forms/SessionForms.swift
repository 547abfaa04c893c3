import KFBotMatching
import KFBotModel

extension Session: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            account: try stored.identifier("account"),
            customer: try stored.identifier("customer"),
            met: try stored.moment("met")
        )
        state = try stored.state("state")
        since = stored.optionalMoment("since")
        number = try stored.whole("number")
        started = stored.optionalMoment("started")
        lastActivity = stored.optionalMoment("lastActivity")
        servicer = stored.optionalIdentifier("servicer")
        lastServicer = stored.optionalIdentifier("lastServicer")
        ticket = stored.optionalWhole("ticket")
        placeTold = stored.optionalMoment("placeTold")
        hasWaitedTooLong = stored.flag("hasWaitedTooLong")
        window = try stored.optionalForm("window") ?? ReplyWindow()
        blockedUntil = stored.optionalMoment("blockedUntil")
        unansweredSince = stored.optionalMoment("unansweredSince")
        sentMessages = try stored.whole("sentMessages")
        welcomed = stored.optionalMoment("welcomed")
        bot = try stored.optionalForm("robot") ?? BotMemory()
    }

    var stored: JSONValue {
        .members([
            "account": .name(account), "customer": .name(customer), "met": .moment(met),
            "state": .integer(state.rawValue), "since": since.map(JSONValue.moment),
            "number": .integer(number), "started": started.map(JSONValue.moment),
            "lastActivity": lastActivity.map(JSONValue.moment), "servicer": .optional(servicer),
            "lastServicer": .optional(lastServicer), "ticket": ticket.map(JSONValue.integer),
            "placeTold": placeTold.map(JSONValue.moment),
            "hasWaitedTooLong": hasWaitedTooLong ? .bool(true) : nil,
            "window": window.stored, "blockedUntil": blockedUntil.map(JSONValue.moment),
            "unansweredSince": unansweredSince.map(JSONValue.moment),
            "sentMessages": .integer(sentMessages), "welcomed": welcomed.map(JSONValue.moment),
            // The name that all versions have used for the bot's memory.
            "robot": bot.stored,
        ])
    }
}

extension ReplyWindow: StoredForm {
    init(stored: JSONValue) throws {
        self.init(opened: stored.optionalMoment("opened"), sent: try stored.whole("sent"))
    }

    var stored: JSONValue {
        .members(["opened": opened.map(JSONValue.moment), "sent": .integer(sent)])
    }
}

extension BotMemory: StoredForm {
    init(stored: JSONValue) throws {
        self.init()
        counters = try stored.optionalForm("counters") ?? HandoffCounters()
        fragments = try stored.forms("fragments")
        askedIn = stored.optionalIdentifier("askedIn")
        menu = try stored.forms("menu")
        menuQuestion = stored["menuQuestion"]?.string
        previous = try stored.optionalForm("previous")
        rest = try stored.forms("rest")
        isTakingMessage = stored.flag("isTakingMessage")
        leftCount = stored.optionalWhole("leftCount") ?? 0
        hasConfirmedMessage = stored.flag("hasConfirmedMessage")
    }

    var stored: JSONValue {
        .members([
            "counters": counters.stored, "fragments": .list(fragments),
            "askedIn": .optional(askedIn), "menu": .list(menu),
            "menuQuestion": menuQuestion.map(JSONValue.string), "previous": previous?.stored,
            "rest": .list(rest), "isTakingMessage": .bool(isTakingMessage),
            "leftCount": .integer(leftCount),
            "hasConfirmedMessage": .bool(hasConfirmedMessage),
        ])
    }
}

extension BotMemory.Fragment: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            message: try stored.identifier("message"),
            text: try stored.text("text"),
            date: try stored.moment("date")
        )
    }

    var stored: JSONValue {
        .members(["message": .name(message), "text": .string(text), "date": .moment(date)])
    }
}

extension BotMemory.MenuChoice: StoredForm {
    init(stored: JSONValue) throws {
        let (name, held) = try stored.choice()
        switch name {
        case "entry": self = .entry(try held.form("_0"))
        case "noneOfThese": self = .noneOfThese
        case "handoff": self = .handoff
        default: throw JSONValue.wrong(name)
        }
    }

    var stored: JSONValue {
        switch self {
        case .entry(let choice): .choice("entry", ["_0": choice.stored])
        case .noneOfThese: .choice("noneOfThese")
        case .handoff: .choice("handoff")
        }
    }
}

extension BotReply.Choice: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            entry: try stored.identifier("entry"),
            question: try stored.text("question"),
            confidence: stored.optionalNumber("confidence"),
            signal: stored.optionalNumber("signal"),
            length: stored.optionalWhole("length")
        )
    }

    var stored: JSONValue {
        .members([
            "entry": .name(entry), "question": .string(question),
            "confidence": confidence.map(JSONValue.number), "signal": signal.map(JSONValue.number),
            "length": length.map(JSONValue.integer),
        ])
    }
}

extension PreviousQuestion: StoredForm {
    init(stored: JSONValue) throws {
        self.init(text: try stored.text("text"), entry: try stored.identifier("entry"))
    }

    var stored: JSONValue { .members(["text": .string(text), "entry": .name(entry)]) }
}

extension HandoffCounters: StoredForm {
    init(stored: JSONValue) throws {
        self.init(
            misses: try stored.whole("misses"),
            invalidQuestions: try stored.whole("invalidQuestions"),
            repeats: try stored.whole("repeats"),
            lastQuestion: stored.optionalFingerprint("lastQuestion").map(Int64.init)
        )
    }

    var stored: JSONValue {
        .members([
            "misses": .integer(misses), "invalidQuestions": .integer(invalidQuestions),
            "repeats": .integer(repeats),
            "lastQuestion": lastQuestion.map { .integer(Int($0)) },
        ])
    }
}

extension Servicer: StoredForm {
    init(stored: JSONValue) throws {
        let limit = try stored.whole("limit")
        guard Self.limits.contains(limit) else { throw JSONValue.wrong("limit") }
        self.init(
            id: try stored.identifier("id"),
            status: try stored.raw("status"),
            role: try stored.raw("role"),
            limit: limit,
            reminderMinutes: stored.optionalWhole("reminderMinutes")
        )
        lastTurn = try stored.whole("lastTurn")
        load = try stored.whole("load")
        guard load >= 0 else { throw JSONValue.wrong("load") }
    }

    var stored: JSONValue {
        .members([
            "id": .name(id), "status": .string(status.rawValue), "role": .string(role.rawValue),
            "limit": .integer(limit), "reminderMinutes": reminderMinutes.map(JSONValue.integer),
            "lastTurn": .integer(lastTurn), "load": .integer(load),
        ])
    }
}
