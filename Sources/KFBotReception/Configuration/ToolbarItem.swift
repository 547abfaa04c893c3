import KFBotModel

/// An item of the toolbar that servicers see beside a chat.
public struct ToolbarItem: Hashable, Sendable, Codable {
    /// The label, not blank.
    public var name: String
    /// The page that it opens, an `http` or `https` address.
    public var url: String
    /// Whether servicers see it.
    public var isEnabled: Bool

    private enum CodingKeys: String, CodingKey {
        case name, url
        case isEnabled = "enabled"
    }

    /// Creates an item; nothing is checked.
    public init(name: String, url: String, isEnabled: Bool = true) {
        self.name = name
        self.url = url
        self.isEnabled = isEnabled
    }
}

extension ToolbarItem {
    init(_ node: ConfigurationNode) throws {
        let members = try node.members(["name", "url", "enabled"])
        guard let name = members["name"], let url = members["url"] else {
            throw node.failure("an item has a `name` and a `url`")
        }
        let (title, address) = (try name.text().trimmingWhitespace(), try url.text())
        guard !title.isEmpty else { throw name.failure("the name is empty") }
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
            throw url.failure("a URL begins with https:// or http://")
        }
        self.init(
            name: title,
            url: address,
            isEnabled: try members["enabled"]?.flag() ?? true
        )
    }
}
