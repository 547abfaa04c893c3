import Foundation
import KFBot
import KFBotTesting
import Testing
import Yams

@testable import KFBotImport

/// What comes back of entries that Yams's emitter wrote, and of those that our own writer wrote.
///
/// `KFBOT_COMPARE=1 swift test -c release --filter YAMLComparison` prints the figures that
/// docs/decisions/0008-own-yaml-writer.md names.
struct YAMLComparison {
    private static let isAsked = ProcessInfo.processInfo.environment["KFBOT_COMPARE"] != nil

    /// How Yams is told to write strings.
    private enum Strings: CaseIterable {
        /// As the emitter likes; text of several lines as a literal block.
        case any
        /// In double quotes, but for text of several lines.
        case quoted
    }

    @Test("against Yams's emitter", .enabled(if: isAsked))
    func emitters() throws {
        var entries: [(set: String, entry: Entry)] = []
        for name in ["bank", "saas", "shop", "telecom", "wechat-kf"] {
            let drafts = try ImportResult(reading: SampleFiles.samples + "/\(name)/kb.jsonl").drafts
            for draft in drafts {
                guard let id = draft.id, let entry = draft.makeEntry(id: id) else { continue }
                entries.append(("samples", entry))
            }
        }
        for seed in UInt64(1)...40 {
            var generator = EntryGenerator(seed: seed)
            entries += generator.entries(count: 12).map { ("random", $0) }
        }
        for set in ["samples", "random"] {
            let members = entries.filter { $0.set == set }.map(\.entry.nativeMembers)
            try Self.report("\(set), own writer", members) { YAMLWriter.block($0) }
            for strings in Strings.allCases {
                try Self.report("\(set), Yams, strings \(strings)", members) { members in
                    try Yams.serialize(
                        node: Self.node(members, strings),
                        width: -1,
                        allowUnicode: true
                    )
                }
            }
        }
    }

    private static func report(
        _ name: String,
        _ entries: [[(String, JSONValue)]],
        _ write: ([(String, JSONValue)]) throws -> String
    ) throws {
        var (values, order, bytes, blocks, lines) = (0, 0, 0, 0, 0)
        let clock = ContinuousClock()
        let begin = clock.now
        let texts = entries.map { try? write($0) }
        let taken = (clock.now - begin) / .milliseconds(1)
        for (members, text) in zip(entries, texts) {
            guard let text else { continue }
            bytes += text.utf8.count
            lines += members.count { $0.1.string?.contains("\n") == true }
            blocks += text.components(separatedBy: ": |").count - 1
            guard let items = try? YAMLDocument.items(text, file: "entry.yaml") else { continue }
            order += items.map(\.key) == members.map(\.0) ? 1 : 0
            values +=
                items.map(\.value) == members.map(\.1) && items.count == members.count ? 1 : 0
        }
        print(
            """
            \(name): \(entries.count) entries, \(texts.count { $0 == nil }) not written, \
            \(values) read back equal, \(order) in order, \(bytes) bytes, \
            \(blocks) literal blocks for \(lines) fields of several lines, \
            \(Int(taken * 1000)) µs
            """
        )
    }

    private static func node(_ members: [(String, JSONValue)], _ strings: Strings) -> Node {
        Node(members.map { (Node($0.0), node($0.1, strings)) }, .implicit, .block)
    }

    private static func node(_ value: JSONValue, _ strings: Strings) -> Node {
        switch value {
        case .string(let text):
            let style: Node.Scalar.Style =
                text.contains("\n") ? .literal : strings == .quoted ? .doubleQuoted : .any
            return Node(text, Tag(.str), style)
        case .array(let elements):
            return Node(elements.map { node($0, strings) }, .implicit, .block)
        case .object(let members):
            let ordered = members.sorted { left, right in
                if (left.key == "type") != (right.key == "type") { return left.key == "type" }
                return left.key < right.key
            }
            return node(ordered.map { ($0.key, $0.value) }, strings)
        default:
            return Node(JSONWriter.text(value), .implicit, .plain)
        }
    }
}
