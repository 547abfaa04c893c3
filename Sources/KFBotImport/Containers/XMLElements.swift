import CExpat

/// Reads a part of an archive as XML and hands over its elements; owns expat's parser.
///
/// Names come without prefix. Memory does not grow with the part. Bounds: 256 elements inside each
/// other, 1 MiB for one tag, comment or instruction. Declared entities are refused: no office
/// program writes them, and they are what XML bombs are made of.
final class XMLElements {
    /// What the reader of a part does with it.
    protocol Handler: AnyObject {
        /// An element begins; the attributes are valid during the call only.
        func start(_ name: String, _ attributes: Attributes) throws
        /// Text of the current element; may come in pieces.
        func text(_ text: String) throws
        /// An element ends.
        func end(_ name: String) throws
    }

    /// The attributes of one element, borrowed from the parser.
    struct Attributes {
        /// Pairs of C strings behind each other, ended by a null pointer.
        fileprivate let pairs: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?

        /// The value of the first attribute of a name, whatever its prefix; `nil` if there is none.
        subscript(_ name: String) -> String? {
            guard var pair = pairs else { return nil }
            while let key = pair[0], let value = pair[1] {
                if Self.isKey(key, named: name) { return String(cString: value) }
                pair += 2
            }
            return nil
        }

        private static func isKey(_ key: UnsafePointer<XML_Char>, named name: String) -> Bool {
            var start = key
            var end = key
            while end.pointee != 0 {
                if end.pointee == 0x3A { start = end + 1 }
                end += 1
            }
            let bytes = UnsafeRawBufferPointer(start: start, count: end - start)
            return name.utf8.elementsEqual(bytes)
        }
    }

    private static let maximumDepth = 256
    private static let maximumTagSize = 1 << 20
    private static let pieceSize: Int32 = 64 << 10

    private let parser: XML_Parser
    private let handler: any Handler
    private var failure: (any Error)?
    private var depth = 0

    private init(_ parser: XML_Parser, _ handler: any Handler) {
        self.parser = parser
        self.handler = handler
    }

    deinit { XML_ParserFree(parser) }

    /// Reads a part to its end.
    ///
    /// - Throws: ``ImportError`` with `malformed` or `tooLarge`, and what the handler throws;
    ///   ``EnoughRead`` thrown by it ends the reading without an error.
    static func read(_ part: ZipArchive.Part, of path: String, _ handler: any Handler) throws {
        try read(of: path, handler) { try part.read(into: $0) }
    }

    /// Reads text that comes in pieces to its end.
    ///
    /// - Parameters:
    ///   - path: The file, for errors.
    ///   - handler: Takes the elements.
    ///   - fill: Fills a buffer as far as it goes and returns the number of bytes; 0 at the end.
    /// - Throws: ``ImportError`` with `malformed` or `tooLarge`, and what `handler` and `fill` throw.
    static func read(
        of path: String,
        _ handler: any Handler,
        fill: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        guard let parser = XML_ParserCreate(nil) else {
            throw ImportError(.tooLarge, "There is no memory left to read the file.", file: path)
        }
        let elements = XMLElements(parser, handler)
        // The parser is freed with `elements`, so it never calls back into one that is gone.
        XML_SetUserData(parser, Unmanaged.passUnretained(elements).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in
                guard let name else { return }
                XMLElements.from(data)?.begin(name, attributes)
            },
            { data, name in
                guard let name else { return }
                XMLElements.from(data)?.finish(name)
            }
        )
        XML_SetCharacterDataHandler(parser) { data, text, count in
            guard let text else { return }
            let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
            XMLElements.from(data)?.attempt {
                try $0.text(String(decoding: bytes, as: UTF8.self))
            }
        }
        XML_SetEntityDeclHandler(parser) { data, _, _, _, _, _, _, _, _ in
            XMLElements.from(data)?.stop(Fault.entities)
        }
        try withExtendedLifetime(elements) {
            do {
                try elements.run(fill)
            } catch is EnoughRead {
                return
            } catch let fault as Fault {
                throw fault.error(line: Int(XML_GetCurrentLineNumber(parser)), file: path)
            }
        }
    }

    /// The name without its namespace prefix.
    static func localName(_ name: String) -> String {
        guard let colon = name.utf8.lastIndex(of: 0x3A) else { return name }
        return String(name[name.utf8.index(after: colon)...])
    }

    private enum Fault: Error {
        case syntax
        case depth
        case tag
        case entities

        func error(line: Int, file: String) -> ImportError {
            let again = "Open it in Excel, Word or WPS and save it again (另存为 .xlsx)."
            return switch self {
            case .syntax:
                ImportError(
                    .malformed,
                    "The file is damaged (XML, line \(line)). \(again)",
                    file: file
                )
            case .depth:
                ImportError(
                    .tooLarge,
                    "The file holds more than \(maximumDepth) elements inside each other (XML, line "
                        + "\(line)). \(again)",
                    file: file
                )
            case .tag:
                ImportError(
                    .tooLarge,
                    "The file holds a tag of more than 1 MiB (XML, line \(line)). \(again)",
                    file: file
                )
            case .entities:
                ImportError(
                    .malformed,
                    "The file declares entities, which are not read (XML, line \(line)). \(again)",
                    file: file
                )
            }
        }
    }

    private static func from(_ data: UnsafeMutableRawPointer?) -> XMLElements? {
        data.map { Unmanaged<XMLElements>.fromOpaque($0).takeUnretainedValue() }
    }

    private func run(_ fill: (UnsafeMutableRawBufferPointer) throws -> Int) throws {
        var fed = 0
        while true {
            guard let buffer = XML_GetBuffer(parser, Self.pieceSize) else { throw Fault.syntax }
            let count = try fill(
                UnsafeMutableRawBufferPointer(start: buffer, count: Int(Self.pieceSize))
            )
            let isLast = count == 0
            let status = XML_ParseBuffer(parser, Int32(count), isLast ? 1 : 0)
            if let failure { throw failure }
            guard status == XML_STATUS_OK else { throw Fault.syntax }
            if isLast { return }
            fed += count
            // What the parser has not passed yet is one tag, which it keeps whole.
            guard fed - Int(XML_GetCurrentByteIndex(parser)) <= Self.maximumTagSize else {
                throw Fault.tag
            }
        }
    }

    private func begin(
        _ name: UnsafePointer<XML_Char>,
        _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
    ) {
        depth += 1
        if depth > Self.maximumDepth {
            stop(Fault.depth)
            return
        }
        attempt { try $0.start(Self.local(name), Attributes(pairs: attributes)) }
    }

    private func finish(_ name: UnsafePointer<XML_Char>) {
        depth -= 1
        attempt { try $0.end(Self.local(name)) }
    }

    /// The name without its prefix, without making the whole name first.
    private static func local(_ name: UnsafePointer<XML_Char>) -> String {
        var start = name
        var end = name
        while end.pointee != 0 {
            if end.pointee == 0x3A { start = end + 1 }
            end += 1
        }
        let bytes = UnsafeRawBufferPointer(start: start, count: end - start)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func attempt(_ body: (any Handler) throws -> Void) {
        guard failure == nil else { return }
        do {
            try body(handler)
        } catch {
            stop(error)
        }
    }

    /// Ends the reading; the parser may still call back a few times, which does nothing then.
    private func stop(_ error: any Error) {
        guard failure == nil else { return }
        failure = error
        XML_StopParser(parser, XML_Bool(XML_FALSE))
    }
}
