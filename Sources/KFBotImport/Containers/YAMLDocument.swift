import KFBotModel
import Yams

/// Reads YAML into JSON values.
///
/// Plain scalars mean what JSON would take them for, by the core schema of YAML 1.2: `true`, `null`,
/// `~`, `12`, `1.5`; everything else is text, `yes` and `007` too. A U+FEFF at the start of a scalar is
/// lost, because Yams decodes each scalar as if it were a file.
struct YAMLDocument {
    /// A member of a mapping or an element of a sequence with the line on which it begins.
    struct Item {
        var key: String?
        var line: Int
        var value: JSONValue
        /// The elements with their lines if the value is a sequence.
        var elements: [(line: Int, value: JSONValue)]
    }

    /// The largest document that is read, in bytes; it is held in memory.
    static let maximumSize = 256 << 20
    /// How many values more than bytes a document may hold once its aliases are written out, so that
    /// a few lines of aliases of aliases cannot fill the memory.
    static let spareNodes = 100_000

    /// The outermost items of all documents of a text.
    ///
    /// - Throws: ``ImportError`` with `malformed` or `tooLarge`.
    static func items(_ text: String, file: String) throws -> [Item] {
        var items: [Item] = []
        var converter = Converter(file: file, limit: text.utf8.count + spareNodes)
        do {
            let parser = try Parser(yaml: text, resolver: .basic)
            while let root = try parser.nextRoot() {
                switch root {
                case .mapping(let mapping):
                    for (key, node) in mapping {
                        let line = key.mark?.line ?? node.mark?.line ?? 1
                        items.append(try converter.item(key.string, line, node))
                    }
                case .sequence(let sequence):
                    for node in sequence {
                        items.append(try converter.item(nil, node.mark?.line ?? 1, node))
                    }
                case .scalar(let scalar) where scalar.string.isEmpty: break
                default:
                    throw ImportError(
                        .malformed,
                        "The YAML document is neither a mapping nor a sequence.",
                        file: file
                    )
                }
            }
        } catch let error as YamlError {
            throw ImportError(.malformed, "The file is not valid YAML: \(error)", file: file)
        }
        return items
    }

    private struct Converter {
        let file: String
        let limit: Int
        var count = 0

        mutating func item(_ key: String?, _ line: Int, _ node: Node) throws -> Item {
            guard case .sequence(let sequence) = node else {
                return Item(key: key, line: line, value: try value(node), elements: [])
            }
            let elements = try sequence.map { element in
                (line: element.mark?.line ?? line, value: try value(element))
            }
            return Item(
                key: key,
                line: line,
                value: .array(elements.map(\.value)),
                elements: elements
            )
        }

        mutating func value(_ node: Node) throws -> JSONValue {
            count += 1
            guard count <= limit else {
                throw ImportError(
                    .tooLarge,
                    "The document's aliases (*name) stand for too many values. Write them out.",
                    file: file
                )
            }
            switch node {
            case .scalar(let scalar):
                return scalar.style == .plain ? Self.plain(scalar.string) : .string(scalar.string)
            case .sequence(let sequence):
                return .array(try sequence.map { try value($0) })
            case .mapping(let mapping):
                var members: [String: JSONValue] = [:]
                for (key, node) in mapping {
                    members[key.string ?? ""] = try value(node)
                }
                return .object(members)
            case .alias:
                return .null
            }
        }

        private static func plain(_ text: String) -> JSONValue {
            switch text {
            case "", "~", "null", "Null", "NULL": return .null
            case "true", "True", "TRUE": return .bool(true)
            case "false", "False", "FALSE": return .bool(false)
            default: break
            }
            guard let first = text.utf8.first, first == 0x2D || (0x30...0x39).contains(first)
            else { return .string(text) }
            var parser = JSONParser(Array(text.utf8))
            guard let number = try? parser.value(), !parser.skipSpace() else {
                return .string(text)
            }
            return number
        }
    }
}
