import KFBotModel

/// Walks over a JSON document without building it whole.
struct JSONDocument {
    /// What the walk comes upon.
    enum Item {
        /// An array of elements begins; `key` as in ``element(key:number:_:)``.
        case array(key: String?)
        /// An element of the outermost array, or of an array named in `arrays`.
        case element(key: String?, number: Int, JSONValue)
        /// Another member of the outermost object.
        case member(key: String, JSONValue)
        /// The end of an outermost value.
        case end
    }

    /// Visits what one or more outermost values hold.
    ///
    /// - Parameters:
    ///   - bytes: The document's text.
    ///   - arrays: Members whose arrays are given element by element.
    ///   - visit: Called in the order of the document.
    /// - Throws: ``JSONParser/SyntaxError``, and what `visit` throws.
    static func walk(
        _ bytes: [UInt8],
        arrays: Set<String>,
        _ visit: (Item) throws -> Void
    ) throws {
        var parser = JSONParser(bytes)
        while parser.skipSpace() {
            if parser.take(UInt8(ascii: "[")) {
                try elements(of: &parser, key: nil, visit)
            } else if parser.take(UInt8(ascii: "{")) {
                try members(of: &parser, arrays: arrays, visit)
            } else {
                throw parser.failure("expected an object or an array")
            }
            try visit(.end)
        }
    }

    private static func elements(
        of parser: inout JSONParser,
        key: String?,
        _ visit: (Item) throws -> Void
    ) throws {
        try visit(.array(key: key))
        if parser.take(UInt8(ascii: "]")) { return }
        var number = 0
        repeat {
            let value = try parser.value()
            number += 1
            try visit(.element(key: key, number: number, value))
        } while parser.take(UInt8(ascii: ","))
        try parser.expect(UInt8(ascii: "]"), "a comma or a closing bracket")
    }

    private static func members(
        of parser: inout JSONParser,
        arrays: Set<String>,
        _ visit: (Item) throws -> Void
    ) throws {
        if parser.take(UInt8(ascii: "}")) { return }
        repeat {
            let key = try parser.key()
            if arrays.contains(key), parser.take(UInt8(ascii: "[")) {
                try elements(of: &parser, key: key, visit)
            } else {
                try visit(.member(key: key, try parser.value()))
            }
        } while parser.take(UInt8(ascii: ","))
        try parser.expect(UInt8(ascii: "}"), "a comma or a closing brace")
    }
}
