import Foundation
import KFBot
import KFBotService

/// Writes messages and events as lines for a terminal.
enum EventText {
    /// A message's lines, with its speaker in front.
    static func message(_ part: AnswerPart, from speaker: String) -> String {
        indent("\(speaker)：\(text(part))")
    }

    /// A part as text; characters that a terminal would obey are spelled out.
    static func text(_ part: AnswerPart) -> String { plainText(part).shown }

    private static func plainText(_ part: AnswerPart) -> String {
        switch part {
        case .text(let text): return text
        case .image(let media): return "[图片] \(source(media))"
        case .video(let media): return "[视频] \(source(media))"
        case .file(let media): return "[文件] \(source(media))"
        case .link(let link): return "[链接] \(link.title) \(link.url)"
        case .miniprogram(let program): return "[小程序] \(program.title) \(program.pagePath)"
        case .location(let place): return "[位置] \(place.name) \(place.address)"
        case .menu(let menu):
            let items = menu.items.enumerated().map { "  \($0 + 1). \($1)" }
            let lines = [menu.heading] + items + [menu.footer ?? ""]
            return lines.filter { !$0.isEmpty }.joined(separator: "\n")
        }
    }

    /// What is shown for a message without text.
    static func placeholder(_ type: String) -> String {
        let names = ["image": "图片", "voice": "语音", "video": "视频", "location": "位置", "file": "文件"]
        return "[\(names[type] ?? type.shown)]"
    }

    /// A state in a few words, with the servicer.
    static func state(_ state: StateName, servicer: ServicerID?) -> String {
        let name = state.state.chineseName
        return servicer.map { "\(name)（\($0)）" } ?? name
    }

    /// A state as the customer sees it, without the words of the API.
    static func customerState(_ state: StateName, servicer: ServicerID?) -> String {
        state == .waiting ? "正在排队等待人工客服" : Self.state(state, servicer: servicer)
    }

    /// A confidence as a percentage.
    static func percent(_ confidence: Double) -> String {
        String(format: "%.0f%%", confidence * 100)
    }

    /// The first words of an answer, on one line.
    static func summary(_ parts: [AnswerPart], longest: Int = 60) -> String {
        let text = parts.map(text).joined(separator: " / ").replacing("\n", with: " ")
        return text.count > longest ? text.prefix(longest) + "…" : text
    }

    private static func source(_ media: AnswerPart.Media) -> String {
        media.url ?? media.name ?? media.mediaID ?? ""
    }

    private static func indent(_ text: String) -> String {
        text.replacing("\n", with: "\n    ")
    }
}
