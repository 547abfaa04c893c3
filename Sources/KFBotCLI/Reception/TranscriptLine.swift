import Foundation
import KFBot

/// Something that happened in a session, in the form in which the commands show it.
struct TranscriptLine: Encodable {
    let number: Int
    let date: Date
    /// `received`, `sent`, `delivered`, `suggested`, `reminder` or `record`.
    let kind: String
    /// The message that came or was sent; `nil` for anything else.
    let message: MessageID?
    /// The person who said it, or whom it is about.
    let who: String
    let text: String
    /// The whole message to the customer; `nil` for anything else.
    let part: AnswerPart?

    init(_ item: FeedItem) {
        number = item.number
        date = item.date
        switch item.content {
        case .received(let incoming):
            (kind, message, who, part) = ("received", incoming.id, "customer", nil)
            text = incoming.content.line
        case .sent(let outgoing):
            (kind, message, part) = ("sent", outgoing.id, outgoing.part)
            who = outgoing.kind == .servicer ? "servicer" : "bot"
            text = outgoing.part.line
        case .delivered(let name, let servicer):
            (kind, message, who, part) = ("delivered", name, servicer.rawValue, nil)
            text = "was shown the message"
        case .suggested(let set):
            (kind, message, who, part) = ("suggested", nil, set.servicer.rawValue, nil)
            text =
                set.suggestions.isEmpty
                ? "no suggestion fits"
                : "was suggested: " + set.suggestions.map(\.question).joined(separator: " | ")
        case .reminder(let reminder):
            (kind, message, who, part) = ("reminder", nil, reminder.servicer.rawValue, nil)
            text = "was reminded of the customer"
        case .record(let record):
            (kind, message, who, part) = ("record", nil, "", nil)
            text = record.line
        }
    }

    func text(_ configuration: AccountConfiguration) -> String {
        "  \(date.text(in: configuration))  \(who.padded(to: 9)) \(text)".trimmingTrailingSpaces()
    }
}

extension IncomingMessage.Content {
    /// The content in one line.
    var line: String {
        switch self {
        case .text(let text, _): text.replacing("\n", with: " ")
        case .parts(let parts): parts.map(\.line).joined(separator: "  ")
        case .recalled: "（消息已撤回）"
        case .other(let type): "[\(type)]"
        }
    }
}

extension AnswerPart {
    /// The part in one line.
    var line: String {
        switch self {
        case .text(let text): text.replacing("\n", with: " ")
        case .image(let media): "[image] \(media.name ?? media.url ?? media.mediaID ?? "")"
        case .video(let media): "[video] \(media.name ?? media.url ?? media.mediaID ?? "")"
        case .file(let media): "[file] \(media.name ?? media.url ?? media.mediaID ?? "")"
        case .link(let link): "[link] \(link.title) \(link.url)"
        case .miniprogram(let page): "[miniprogram] \(page.title)"
        case .location(let place): "[location] \(place.name)"
        case .menu(let menu):
            ([menu.heading] + menu.items.enumerated().map { "\($0 + 1). \($1)" })
                .joined(separator: "  ")
        }
    }
}

extension SessionRecord {
    /// What happened, in a few words.
    var line: String {
        switch self {
        case .started(let number): "session \(number) began"
        case .moved(_, let state, let servicer):
            "→ \(state.chineseName)" + (servicer.map { "：\($0)" } ?? "")
        case .invalidQuestion: "no question"
        case .recalled(let message): "took \(message) back (撤回)"
        case .handedOff(let reason): "转人工：\(reason.text)"
        case .found(let finding): finding.line
        case .baseMissing(let base): "the knowledge base \(base) does not exist (kfbot.yaml)"
        case .messageLeft: "left a message (留言)"
        case .waitedTooLong: "waited too long; kept as a message left (留言)"
        case .unsent(let kind): "not sent (\(kind.rawValue)): nothing more may be sent now"
        case .blocked(let servicer, _): "\(servicer) refused the customer (拒收)"
        case .unblocked(let servicer): "\(servicer) took the refusal back"
        case .ended(let reason): "ended: \(reason.line)"
        }
    }
}

extension BotFinding {
    /// The outcome in a few words.
    fileprivate var line: String {
        switch outcome {
        case .answered(let entry, let confidence):
            "the bot answered with \(entry), confidence " + String(format: "%.2f", confidence)
        case .offered(let choices): "the bot offered \(Self.names(choices))"
        case .missed: "the bot found nothing"
        case .chosen(let entry, _): "the customer chose \(entry)"
        case .declined: "the customer wanted none of the menu"
        }
    }

    private static func names(_ choices: [BotReply.Choice]) -> String {
        choices.map(\.entry.rawValue).joined(separator: ", ")
    }
}

extension EndReason {
    /// The reason in a few words.
    var line: String {
        switch self {
        case .servicer(let servicer): "by \(servicer)"
        case .order: "by the customer or an admin"
        case .idle: "nobody wrote"
        case .waitedTooLong: "waited too long"
        case .blocked: "refused"
        }
    }
}
