public import GRDB
import Synchronization
public import Tokenizer

/// An SQLite FTS5 tokenizer for Chinese, mixed and any other text.
///
/// Register it on every connection, then name it when a table is created:
///
/// ```swift
/// var configuration = Configuration()
/// configuration.prepareDatabase { $0.add(tokenizer: ChineseTokenizer.self) }
/// let pool = try DatabasePool(path: path, configuration: configuration)
/// try pool.write { db in
///     try db.create(virtualTable: "note", using: FTS5()) { table in
///         table.tokenizer = ChineseTokenizer.descriptor()
///         table.column("body")
///     }
/// }
/// ```
///
/// Stored text is indexed by words, pairs, single characters, codes and their parts. Text in a
/// `MATCH` stands for exactly that stretch: `MATCH '"退款"'` finds what contains 退款, one
/// character finds what contains it, `MATCH '"CH326"'` finds CH-326.
///
/// Text that starts with U+001E is a list of ready terms, each preceded by U+001E: they are
/// indexed or looked up as they are. ``pattern(anyOf:)`` writes such lists.
public final class ChineseTokenizer: FTS5CustomTokenizer {
    /// The name by which tables refer to the tokenizer.
    public static let name = "kfbot"

    private static let registered = Mutex<[String: TextAnalyzer]>([:])
    private static let termMark = UInt8(0x1E)

    private let analyzer: TextAnalyzer

    /// Called by SQLite with the arguments of a table's `tokenize` option.
    ///
    /// - Parameters:
    ///   - db: The connection that opens the table.
    ///   - arguments: Nothing for the profile `search`; else the name of a profile or of an analyzer
    ///     given to ``register(_:as:)``.
    /// - Throws: `DatabaseError` for an unknown name.
    public init(db: Database, arguments: [String]) throws {
        let name = arguments.first ?? TextAnalyzer.Profile.search.rawValue
        if let analyzer = Self.registered.withLock({ $0[name] }) {
            self.analyzer = analyzer
        } else if let profile = TextAnalyzer.Profile(rawValue: name) {
            analyzer = TextAnalyzer(profile)
        } else {
            throw DatabaseError(
                resultCode: .SQLITE_ERROR,
                message: "No text analyzer named \(name). Register it before opening the database."
            )
        }
    }

    /// The tokenizer option of a new table.
    ///
    /// - Parameter analyzer: A profile's or a registered analyzer's name, ASCII letters and digits.
    /// - Returns: The value for `FTS5TableDefinition.tokenizer`.
    public static func descriptor(
        _ analyzer: String = TextAnalyzer.Profile.search.rawValue
    ) -> FTS5TokenizerDescriptor {
        tokenizerDescriptor(arguments: [analyzer])
    }

    /// Makes an analyzer with a dictionary, synonyms or other options known to tables by a name.
    ///
    /// It holds for connections that open the table afterwards, in this process. Keep an
    /// ``AnalyzerStamp`` beside the table, so that a changed dictionary rebuilds its index.
    public static func register(_ analyzer: TextAnalyzer, as name: String) {
        registered.withLock { $0[name] = analyzer }
    }

    /// A `MATCH` expression for rows with at least one of some ready terms.
    ///
    /// - Parameter terms: For example the result of `TextAnalyzer.terms(in:)`.
    /// - Returns: The expression; `nil` without terms, since FTS5 has no expression for nothing.
    public static func pattern(anyOf terms: [String]) -> String? {
        guard !terms.isEmpty else { return nil }
        return terms.map { term in
            "\"\u{1E}" + term.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: " OR ")
    }

    // MARK: FTS5's callback

    /// Called by SQLite; FTS5's result codes go back to it unchanged.
    public func tokenize(
        context: UnsafeMutableRawPointer?,
        tokenization: FTS5Tokenization,
        pText: UnsafePointer<CChar>?,
        nText: CInt,
        tokenCallback: @escaping FTS5TokenCallback
    ) -> CInt {
        guard let pText, nText > 0 else { return Self.ok }
        return pText.withMemoryRebound(to: UInt8.self, capacity: Int(nText)) { base in
            let text = UnsafeBufferPointer(start: base, count: Int(nText))
            if text[0] == Self.termMark {
                return passReadyTerms(text) { tokenCallback(context, 0, $0, $1, $2, $3) }
            }
            let purpose: TextAnalyzer.Purpose = tokenization.contains(.query) ? .query : .document
            var emitter = Emitter(context: context, callback: tokenCallback)
            analyzer.forEachToken(inUTF8: text, for: purpose) { emitter.emit($0) }
            return emitter.result
        }
    }

    private static let ok: CInt = 0

    private func passReadyTerms(
        _ text: UnsafeBufferPointer<UInt8>,
        to callback: (UnsafePointer<CChar>?, CInt, CInt, CInt) -> CInt
    ) -> CInt {
        var start = 1
        while start <= text.count {
            let end = text[start...].firstIndex(of: Self.termMark) ?? text.count
            if end > start {
                let term = UnsafeBufferPointer(rebasing: text[start..<end])
                let result = term.withMemoryRebound(to: CChar.self) {
                    callback($0.baseAddress, CInt(term.count), CInt(start), CInt(end))
                }
                guard result == Self.ok else { return result }
            }
            start = end + 1
        }
        return Self.ok
    }
}

/// Passes tokens on to FTS5, equal terms of one position once.
private struct Emitter {
    let context: UnsafeMutableRawPointer?
    let callback: FTS5TokenCallback
    /// FTS5's last answer; anything but 0 ends the text and goes back unchanged.
    private(set) var result: CInt = 0
    /// The terms of the current position.
    ///
    /// They stay valid as long as the analysis.
    private var seen: [UnsafeBufferPointer<UInt8>] = []

    init(context: UnsafeMutableRawPointer?, callback: @escaping FTS5TokenCallback) {
        self.context = context
        self.callback = callback
    }

    mutating func emit(_ token: TokenView) -> Bool {
        if token.isColocated {
            if token.kind != .pinyin, seen.contains(where: { $0.elementsEqual(token.utf8) }) {
                return true
            }
        } else {
            seen.removeAll(keepingCapacity: true)
        }
        seen.append(token.utf8)
        let flags = token.isColocated ? FTS5TokenFlags.colocated.rawValue : 0
        if token.kind == .pinyin {
            result = Array(token.makeToken().term.utf8).withUnsafeBufferPointer {
                pass($0, token.utf8Range, flags)
            }
        } else {
            result = pass(token.utf8, token.utf8Range, flags)
        }
        return result == 0
    }

    private func pass(
        _ term: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>,
        _ flags: CInt
    ) -> CInt {
        term.withMemoryRebound(to: CChar.self) {
            callback(
                context,
                flags,
                $0.baseAddress,
                CInt(term.count),
                CInt(range.lowerBound),
                CInt(range.upperBound)
            )
        }
    }
}
