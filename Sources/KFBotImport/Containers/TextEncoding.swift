/// An encoding of text that the importer recognises.
public enum TextEncoding: String, Hashable, Sendable, Codable, CaseIterable {
    /// UTF-8, with or without a byte order mark.
    case utf8 = "UTF-8"
    /// UTF-16, low byte first.
    case utf16LE = "UTF-16LE"
    /// UTF-16, high byte first.
    case utf16BE = "UTF-16BE"
    /// GB 18030, of which GBK and GB 2312 are parts, with the euro sign of code page 936.
    case gb18030 = "GB18030"
    /// Big5 as code page 950 has it, with the Hong Kong supplement.
    case big5 = "Big5"

    /// The name by which ICU knows it.
    var icuName: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16LE: "UTF-16LE"
        case .utf16BE: "UTF-16BE"
        case .gb18030: "gb18030"
        case .big5: "Big5-HKSCS"
        }
    }
}

/// Bytes on one line that are no text in the file's encoding; each was read as U+FFFD.
struct TextDefect: Hashable {
    /// The line, from 1.
    var line: Int
    /// Where the first of them stands in the file.
    var offset: Int
    /// How many places of the line are affected.
    var count: Int
}
