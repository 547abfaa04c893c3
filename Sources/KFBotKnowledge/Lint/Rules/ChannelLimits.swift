import KFBotModel

/// What 微信客服 takes; bytes are those of UTF-8.
///
/// - SeeAlso: <https://developer.work.weixin.qq.com/document/path/94677> (send_msg) and
///   <https://developer.work.weixin.qq.com/document/path/95971> (knowledge base).
enum ChannelLimits {
    /// A text message, in bytes.
    static let text = 2048
    /// Messages after each one of the customer.
    static let messages = 5
    /// Attachments of one answer in 微信客服's own knowledge base, by interface.
    static let attachments = 4
    /// Choices that a menu may offer for tapping.
    static let menuItems = 10
    /// A choice of a menu, in bytes.
    static let menuItem = 128
    /// The text above or below a menu, in bytes.
    static let menuText = 1024
    /// The title of a link, in bytes; more is cut.
    static let linkTitle = 128
    /// The description of a link, in bytes; more is cut.
    static let linkDescription = 512
    /// An address, in bytes.
    static let url = 2048
    /// The title of a mini program, in bytes; more is cut.
    static let miniProgramTitle = 64
}

/// Answers that 微信客服 does not send as they are.
struct MessageLimitsRule: EntryRule {
    let codes: [LintCode] = [.textTooLong, .tooManyMessages, .tooManyAttachments]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        let entry = subject.entry
        subject.forEachPart { part, field in
            guard case .text(let text) = part, text.utf8.count > ChannelLimits.text else { return }
            findings.append(
                LintFinding(
                    .textTooLong,
                    .error,
                    entry: entry.id,
                    field: field,
                    "The text has \(text.utf8.count) bytes; 微信客服 sends at most "
                        + "\(ChannelLimits.text), about \(ChannelLimits.text / 3) Chinese characters. "
                        + "Shorten it, or split it into several texts."
                )
            )
        }
        var all = 0
        for (place, answer) in entry.answers.enumerated() {
            let messages = answer.parts.count { !Self.isBlank($0) }
            all += messages
            if entry.strategy != .all, messages > ChannelLimits.messages {
                findings.append(tooMany(messages, "answers[\(place)]", in: entry))
            }
            let attachments = answer.parts.count { Self.isAttachment($0) }
            guard attachments > ChannelLimits.attachments else { continue }
            findings.append(
                LintFinding(
                    .tooManyAttachments,
                    .warning,
                    entry: entry.id,
                    field: "answers[\(place)]",
                    "The answer has \(attachments) attachments; 微信客服's own knowledge base takes "
                        + "\(ChannelLimits.attachments). Remove some, or put them behind a link."
                )
            )
        }
        if entry.strategy == .all, all > ChannelLimits.messages {
            findings.append(tooMany(all, "answers", in: entry))
        }
    }

    private func tooMany(_ count: Int, _ field: String, in entry: Entry) -> LintFinding {
        LintFinding(
            .tooManyMessages,
            .error,
            entry: entry.id,
            field: field,
            "The answer is \(count) messages; 微信客服 sends at most \(ChannelLimits.messages) after "
                + "each message of a customer. Join texts, or remove attachments."
        )
    }

    private static func isBlank(_ part: AnswerPart) -> Bool {
        if case .text(let text) = part { text.allSatisfy(\.isWhitespace) } else { false }
    }

    private static func isAttachment(_ part: AnswerPart) -> Bool {
        switch part {
        case .image, .video, .file, .link, .miniprogram: true
        case .text, .location, .menu: false
        }
    }
}

/// Menus, links and mini programs beyond what 微信客服 takes.
struct CardLimitsRule: EntryRule {
    let codes: [LintCode] = [.menuTooLarge, .badLink, .titleTooLong]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        subject.forEachPart { part, field in
            func report(
                _ code: LintCode,
                _ severity: LintFinding.Severity,
                _ message: String
            ) {
                findings.append(
                    LintFinding(code, severity, entry: subject.entry.id, field: field, message)
                )
            }
            switch part {
            case .menu(let menu):
                for fault in Self.faults(of: menu) { report(.menuTooLarge, .error, fault) }
            case .link(let link):
                if let fault = Self.fault(ofAddress: link.url) { report(.badLink, .error, fault) }
                if let fault = Self.excess(link.title, "title", ChannelLimits.linkTitle) {
                    report(.titleTooLong, .warning, fault)
                }
                let description = link.description ?? ""
                if let fault = Self.excess(
                    description,
                    "description",
                    ChannelLimits.linkDescription
                ) {
                    report(.titleTooLong, .warning, fault)
                }
            case .miniprogram(let program):
                if let fault = Self.excess(
                    program.title,
                    "title",
                    ChannelLimits.miniProgramTitle
                ) {
                    report(.titleTooLong, .warning, fault)
                }
            case .text, .image, .video, .file, .location: break
            }
        }
    }

    private static func faults(of menu: AnswerPart.Menu) -> [String] {
        var faults: [String] = []
        if menu.items.count > ChannelLimits.menuItems {
            faults.append(
                "The menu has \(menu.items.count) choices; 微信客服 takes \(ChannelLimits.menuItems). "
                    + "Keep the most asked ones."
            )
        }
        for item in menu.items where item.utf8.count > ChannelLimits.menuItem {
            faults.append(
                "The choice \(LintText.quoted(item)) has \(item.utf8.count) bytes; 微信客服 takes "
                    + "\(ChannelLimits.menuItem). Shorten it."
            )
        }
        for text in [menu.heading, menu.footer ?? ""] where text.utf8.count > ChannelLimits.menuText
        {
            faults.append(
                "The text above or below the menu has \(text.utf8.count) bytes; 微信客服 takes "
                    + "\(ChannelLimits.menuText). Shorten it."
            )
        }
        return faults
    }

    private static func fault(ofAddress url: String) -> String? {
        // An empty one is reported as an empty part.
        guard !url.allSatisfy(\.isWhitespace) else { return nil }
        let start = url.lowercased().prefix(8)
        if !start.hasPrefix("http://"), !start.hasPrefix("https://") {
            return "The link does not begin with http:// or https://. Give the full address."
        }
        guard url.utf8.count > ChannelLimits.url else { return nil }
        return "The link has \(url.utf8.count) bytes; 微信客服 takes \(ChannelLimits.url). Shorten it."
    }

    private static func excess(_ text: String, _ name: String, _ limit: Int) -> String? {
        guard text.utf8.count > limit else { return nil }
        return "The card's \(name) has \(text.utf8.count) bytes; 微信客服 cuts it after \(limit). "
            + "Shorten it."
    }
}
