import KFBotModel

/// Entries that answer nothing, and parts that hold nothing.
struct AnswerRule: EntryRule {
    let codes: [LintCode] = [.noAnswer, .emptyPart]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        let entry = subject.entry
        var empty: [LintFinding] = []
        var isAnswered = false
        subject.forEachPart { part, field in
            guard let message = Self.lack(of: part) else {
                isAnswered = true
                return
            }
            empty.append(
                LintFinding(.emptyPart, .error, entry: entry.id, field: field, message)
            )
        }
        if isAnswered {
            findings += empty
        } else if !entry.handsOff {
            findings.append(
                LintFinding(
                    .noAnswer,
                    .error,
                    entry: entry.id,
                    field: "answer",
                    "The entry has no answer. Write one, let it hand over to people, or disable it."
                )
            )
        }
    }

    /// Why there is nothing to send; `nil` if there is.
    private static func lack(of part: AnswerPart) -> String? {
        func isBlank(_ text: String?) -> Bool { (text ?? "").allSatisfy(\.isWhitespace) }
        switch part {
        case .text(let text):
            return isBlank(text) ? "The text is empty. Write it, or remove it." : nil
        case .image(let media), .video(let media), .file(let media):
            guard isBlank(media.url), isBlank(media.mediaID) else { return nil }
            return "The attachment has neither address nor media id, as after an export through "
                + "微信客服's interface. Add the file again."
        case .link(let link):
            return isBlank(link.url) ? "The link has no address. Add it." : nil
        case .miniprogram(let program):
            return isBlank(program.appID) ? "The mini program has no app id. Add it." : nil
        case .location:
            return nil
        case .menu(let menu):
            return menu.items.allSatisfy { isBlank($0) }
                ? "The menu has no choices. Add some." : nil
        }
    }
}

/// Variables that nothing fills in.
struct VariableRule: EntryRule {
    let codes: [LintCode] = [.unknownVariable]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        subject.forEachPart { part, field in
            for text in Self.texts(of: part) {
                for name in AnswerVariable.names(in: text) {
                    guard let message = Self.fault(of: name) else { continue }
                    findings.append(
                        LintFinding(
                            .unknownVariable,
                            .error,
                            entry: subject.entry.id,
                            field: field,
                            message
                        )
                    )
                }
            }
        }
    }

    private static func fault(of name: String?) -> String? {
        let known = AnswerVariable.allCases.map(\.placeholder).joined(separator: ", ")
        guard let name else { return "The braces {{ are never closed. Write one of: \(known)." }
        guard AnswerVariable(rawValue: name) == nil else { return nil }
        return "There is no variable {{\(name)}}; customers would see it as it is. Write one of: "
            + "\(known)."
    }

    private static func texts(of part: AnswerPart) -> [String] {
        switch part {
        case .text(let text): [text]
        case .link(let link): [link.title, link.description ?? "", link.url]
        case .menu(let menu): [menu.heading, menu.footer ?? ""] + menu.items
        case .image, .video, .file, .miniprogram, .location: []
        }
    }
}
