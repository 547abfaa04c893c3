import struct Foundation.Date

/// Why a value of our own form cannot be taken.
package struct FieldError: Error, Equatable {
    /// Where inside the record, such as `answers[0].parts[1].type`.
    package var path: String
    package var message: String

    package init(path: String, message: String) {
        self.path = path
        self.message = message
    }
}

extension Answer {
    /// The form `{"when":{"accounts","from","until"},"parts":[…]}`; `when` only with a condition.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["parts": .array(parts.map(\.json))]
        if let condition {
            var when: [String: JSONValue] = [:]
            if !condition.accounts.isEmpty {
                when["accounts"] = .array(condition.accounts.map { .string($0.rawValue) })
            }
            if let from = condition.from { when["from"] = .string(ISODate.text(from)) }
            if let until = condition.until { when["until"] = .string(ISODate.text(until)) }
            members["when"] = .object(when)
        }
        return .object(members)
    }

    /// Reads the form that ``json`` gives, or plain text.
    ///
    /// - Throws: ``FieldError`` naming what is wrong.
    package init(json: JSONValue, path: String) throws {
        if let text = json.string {
            self.init(text: text)
            return
        }
        guard case .object = json else {
            throw FieldError(path: path, message: "An answer is text or an object with parts.")
        }
        var parts: [AnswerPart] = []
        if let values = json["parts"]?.array {
            for (index, value) in values.enumerated() {
                parts.append(try AnswerPart(json: value, path: "\(path).parts[\(index)]"))
            }
        } else if let text = json["text"]?.string {
            parts = [.text(text)]
        } else {
            throw FieldError(path: path, message: "The answer has no array of parts.")
        }
        self.init(parts, condition: try json["when"].map { try Self.condition($0, "\(path).when") })
    }

    private static func condition(_ json: JSONValue, _ path: String) throws -> AnswerCondition {
        guard case .object = json else {
            throw FieldError(path: path, message: "A condition is an object.")
        }
        func date(_ key: String) throws -> Date? {
            guard let value = json[key] else { return nil }
            guard let text = value.string, let date = ISODate.date(text, isEnd: key == "until")
            else {
                throw FieldError(
                    path: "\(path).\(key)",
                    message: "This is no date such as 2025-01-31."
                )
            }
            return date
        }
        guard let accounts = (json["accounts"] ?? .null).scalarTexts else {
            throw FieldError(path: "\(path).accounts", message: "Accounts are an array of texts.")
        }
        return AnswerCondition(
            accounts: accounts.map { AccountID(rawValue: $0) },
            from: try date("from"),
            until: try date("until")
        )
    }
}

extension AnswerPart {
    /// The form `{"type":"text","text":…}`, with the members that the type has.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["type": .string(typeName)]
        func set(_ key: String, _ text: String?) {
            if let text { members[key] = .string(text) }
        }
        switch self {
        case .text(let text): set("text", text)
        case .image(let media), .video(let media), .file(let media):
            set("url", media.url)
            set("media_id", media.mediaID)
            set("name", media.name)
        case .link(let link):
            set("title", link.title)
            set("url", link.url)
            set("description", link.description)
            set("picture_url", link.pictureURL)
        case .miniprogram(let program):
            set("title", program.title)
            set("app_id", program.appID)
            set("page_path", program.pagePath)
            set("thumb_media_id", program.thumbMediaID)
        case .location(let location):
            set("name", location.name)
            set("address", location.address)
            members["latitude"] = .number(location.latitude)
            members["longitude"] = .number(location.longitude)
        case .menu(let menu):
            set("heading", menu.heading)
            members["items"] = .array(menu.items.map { .string($0) })
            set("footer", menu.footer)
        }
        return .object(members)
    }

    /// The word that `type` holds.
    package var typeName: String {
        switch self {
        case .text: "text"
        case .image: "image"
        case .video: "video"
        case .file: "file"
        case .link: "link"
        case .miniprogram: "miniprogram"
        case .location: "location"
        case .menu: "menu"
        }
    }

    /// Reads the form that ``json`` gives, or plain text.
    ///
    /// - Throws: ``FieldError`` naming what is wrong.
    package init(json: JSONValue, path: String) throws {
        if let text = json.string {
            self = .text(text)
            return
        }
        let reader = PartReader(json: json, path: path)
        switch try reader.text("type") {
        case "text": self = .text(try reader.text("text"))
        case "image": self = .image(try reader.media())
        case "video": self = .video(try reader.media())
        case "file": self = .file(try reader.media())
        case "link":
            self = .link(
                Link(
                    title: try reader.optional("title") ?? "",
                    url: try reader.text("url"),
                    description: try reader.optional("description", "desc"),
                    pictureURL: try reader.optional("picture_url", "picurl")
                )
            )
        case "miniprogram":
            self = .miniprogram(
                MiniProgram(
                    title: try reader.optional("title") ?? "",
                    appID: try reader.text("app_id", "appid"),
                    pagePath: try reader.optional("page_path", "pagepath") ?? "",
                    thumbMediaID: try reader.optional("thumb_media_id")
                )
            )
        case "location":
            self = .location(
                Location(
                    name: try reader.optional("name") ?? "",
                    address: try reader.optional("address") ?? "",
                    latitude: try reader.degrees("latitude", 90),
                    longitude: try reader.degrees("longitude", 180)
                )
            )
        case "menu":
            self = .menu(
                Menu(
                    heading: try reader.optional("heading") ?? "",
                    items: try reader.texts("items"),
                    footer: try reader.optional("footer")
                )
            )
        case let type:
            throw FieldError(
                path: "\(path).type",
                message: "There is no part \"\(type)\"; use text, image, video, file, link, "
                    + "miniprogram, location or menu."
            )
        }
    }
}

/// Reads the members of one part.
private struct PartReader {
    let json: JSONValue
    let path: String

    func optional(_ keys: String...) throws -> String? { try find(keys) }

    func text(_ keys: String...) throws -> String {
        guard let text = try find(keys) else {
            throw FieldError(path: "\(path).\(keys[0])", message: "This text is missing.")
        }
        return text
    }

    private func find(_ keys: [String]) throws -> String? {
        for key in keys {
            guard let value = json[key] else { continue }
            guard let text = value.scalarText else {
                throw FieldError(path: "\(path).\(key)", message: "This must be text.")
            }
            return text
        }
        return nil
    }

    func texts(_ key: String) throws -> [String] {
        guard let texts = (json[key] ?? .null).scalarTexts else {
            throw FieldError(path: "\(path).\(key)", message: "This must be an array of texts.")
        }
        return texts
    }

    func media() throws -> AnswerPart.Media {
        let media = AnswerPart.Media(
            url: try optional("url"),
            mediaID: try optional("media_id"),
            name: try optional("name")
        )
        guard media.url != nil || media.mediaID != nil || media.name != nil else {
            throw FieldError(path: path, message: "The part needs url, media_id or name.")
        }
        return media
    }

    func degrees(_ key: String, _ limit: Double) throws -> Double {
        let number: Double
        switch json[key] {
        case .integer(let value): number = Double(value)
        case .number(let value): number = value
        default: throw FieldError(path: "\(path).\(key)", message: "This must be a number.")
        }
        guard abs(number) <= limit else {
            throw FieldError(
                path: "\(path).\(key)",
                message: "This must lie between -\(limit) and \(limit)."
            )
        }
        return number
    }
}
