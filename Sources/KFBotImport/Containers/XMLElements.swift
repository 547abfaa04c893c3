import Foundation
import FoundationXML

/// Reads a part of a workbook as XML and hands over its elements; names come without prefix.
final class XMLElements: NSObject, XMLParserDelegate {
    /// What the reader of a part does with it.
    protocol Handler: AnyObject {
        /// An element begins.
        func start(_ name: String, _ attributes: [String: String]) throws
        /// Text of the current element; may come in pieces.
        func text(_ text: String) throws
        /// An element ends.
        func end(_ name: String) throws
    }

    /// Thrown by a handler that has seen enough; reading ends without an error.
    struct Stop: Error {}

    private let handler: any Handler
    private var failure: (any Error)?

    private init(_ handler: any Handler) { self.handler = handler }

    /// Reads a part to its end.
    ///
    /// - Throws: ``ImportError`` with `malformed`, and what the handler throws.
    static func read(_ part: ZipArchive.Part, of path: String, _ handler: any Handler) throws {
        let stream = PartStream(part)
        let elements = XMLElements(handler)
        let parser = XMLParser(stream: stream)
        parser.shouldResolveExternalEntities = false
        parser.delegate = elements
        let isRead = parser.parse()
        if elements.failure is Stop { return }
        if let failure = elements.failure ?? stream.failure { throw failure }
        guard isRead else {
            throw ImportError(
                .malformed,
                "The workbook is damaged (XML, line \(parser.lineNumber)). Open it in Excel or WPS "
                    + "and save it again as .xlsx (另存为 .xlsx).",
                file: path
            )
        }
    }

    /// The name without its namespace prefix.
    static func localName(_ name: String) -> String {
        guard let colon = name.utf8.lastIndex(of: 0x3A) else { return name }
        return String(name[name.utf8.index(after: colon)...])
    }

    private func attempt(_ parser: XMLParser, _ body: () throws -> Void) {
        guard failure == nil else { return }
        do {
            try body()
        } catch {
            failure = error
            parser.abortParsing()
        }
    }

    func parser(
        _ parser: XMLParser,
        didStartElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        attempt(parser) { try handler.start(Self.localName(elementName), attributes) }
    }

    func parser(
        _ parser: XMLParser,
        didEndElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        attempt(parser) { try handler.end(Self.localName(elementName)) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        attempt(parser) { try handler.text(string) }
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        attempt(parser) { try handler.text(String(decoding: block, as: UTF8.self)) }
    }
}

/// A part of an archive as a stream, so that it is unpacked while it is parsed.
private final class PartStream: InputStream {
    private(set) var failure: (any Error)?
    private var part: ZipArchive.Part?

    init(_ part: ZipArchive.Part) {
        self.part = part
        super.init(data: Data())
    }

    override func open() {}
    override func close() { part = nil }
    override var hasBytesAvailable: Bool { part != nil }
    /// Asked when reading fails; the class that is inherited from traps here.
    override var streamError: (any Error)? { failure }

    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength length: Int) -> Int {
        guard let part else { return 0 }
        do {
            return try part.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: length))
        } catch {
            failure = error
            return -1
        }
    }
}
