/// A token while it is lent to the caller of ``TextAnalyzer/forEachToken(inUTF8:for:_:)``.
public struct TokenView {
    let item: TokenBuffer.Item
    let base: UnsafePointer<UInt8>
    /// Whether the token before this one has the same position.
    public let isColocated: Bool

    /// What the token is.
    public var kind: Token.Kind { item.kind }
    /// The place of the token in the text, counted from 0.
    public var position: Int { Int(item.position) }
    /// UTF-8 bytes of the original, half-open.
    public var utf8Range: Range<Int> { Int(item.start)..<Int(item.end) }
    /// The normalized text; valid only during the call.
    public var utf8: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: base + Int(item.textStart),
            count: Int(item.textEnd - item.textStart)
        )
    }

    /// A token that outlives the call.
    public func makeToken() -> Token {
        Token(
            text: String(decoding: utf8, as: UTF8.self),
            kind: kind,
            utf8Range: utf8Range,
            position: position,
            isColocated: isColocated
        )
    }
}
