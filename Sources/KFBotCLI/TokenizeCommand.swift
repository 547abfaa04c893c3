public import ArgumentParser
import Foundation
public import Tokenizer

struct TokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Show how text is normalized and cut into tokens.",
        discussion: """
            EXAMPLES
              kfbot tokenize "iPhone15Pro怎么連WiFi？"
              kfbot tokenize "三十天內退貨" --explain
              kfbot tokenize --profile matching --json "請問怎麼退錢"
              kfbot tokenize --file questions.txt --stats
            """
    )

    @Argument(help: "Texts to tokenize.")
    var texts: [String] = []

    @Option(
        help: ArgumentHelp(
            "Tokenize each line of a file instead; - is standard input.",
            valueName: "file"
        )
    )
    var file: String?

    @Option(help: "Which tokens: search (words, pairs, codes) or matching (canonical units).")
    var profile: TextAnalyzer.Profile = .search

    @Flag(help: "Tokenize as looked-up text, not as stored text.")
    var query = false

    @Flag(help: "Add the reading of each Han character.")
    var pinyin = false

    @Option(
        help: ArgumentHelp("Words to keep whole, one a line.", valueName: "file")
    )
    var dictionary: String?

    @Flag(help: "Print JSON, one object a text.")
    var json = false

    @Flag(help: "Show each stage.")
    var explain = false

    @Flag(help: "With --file: print only counts and speed.")
    var stats = false

    func validate() throws {
        if texts.isEmpty == (file == nil) {
            throw ValidationError("Give either texts or --file.")
        }
        if stats, file == nil { throw ValidationError("--stats needs --file.") }
    }

    func run() throws {
        var options = TextAnalyzer.Options(profile)
        options.pinyin = pinyin
        if let dictionary {
            options.dictionary = WordDictionary(try InputLines.lines(ofFileAt: dictionary))
        }
        let analyzer = TextAnalyzer(profile, options: options)
        if stats, let file {
            try print(TokenizeStatistics(ofFileAt: file, with: analyzer).json)
        } else {
            for text in try file.map(InputLines.lines(ofFileAt:)) ?? texts {
                print(try render(text, with: analyzer))
            }
        }
    }

    private var purpose: TextAnalyzer.Purpose { query ? .query : .document }

    private func render(_ text: String, with analyzer: TextAnalyzer) throws -> String {
        let tokens = analyzer.tokens(in: text, for: purpose)
        let normalized = TextNormalizer().normalize(text).text
        if json {
            return try JSONOutput.string(TokenizeResult(normalized: normalized, tokens: tokens))
        }
        if explain { return explanation(of: text, normalized: normalized, tokens: tokens) }
        return tokens.map(\.term).joined(separator: " ")
    }

    private func explanation(of text: String, normalized: String, tokens: [Token]) -> String {
        var lines = [
            "text        \(text)", "normalized  \(normalized)", "profile     \(analyzerSummary)",
        ]
        let utf8 = Array(text.utf8)
        for position in 0..<(tokens.last.map { $0.position + 1 } ?? 0) {
            for (index, token) in tokens.filter({ $0.position == position }).enumerated() {
                let source = String(decoding: utf8[token.utf8Range], as: UTF8.self)
                let place = index == 0 ? "\(position)" : ""
                let columns = [
                    place.padded(to: 4), token.kind.description.padded(to: 16),
                    token.term.padded(to: 24),
                    "\(token.utf8Range.lowerBound)..<\(token.utf8Range.upperBound)".padded(to: 10),
                    source == token.text ? "" : "from \(source)",
                ]
                lines.append("  " + columns.joined(separator: " ").trimmingTrailingSpaces())
            }
        }
        return lines.joined(separator: "\n")
    }

    private var analyzerSummary: String { "\(profile.rawValue), \(query ? "query" : "document")" }
}

extension TextAnalyzer.Profile: ExpressibleByArgument {}

/// The JSON form of `kfbot tokenize`.
private struct TokenizeResult: Encodable {
    struct Item: Encodable {
        let text: String
        let kind: String
        let start: Int
        let end: Int
        let position: Int
    }

    let normalized: String
    let tokens: [Item]

    init(normalized: String, tokens: [Token]) {
        self.normalized = normalized
        self.tokens = tokens.map {
            Item(
                text: $0.text,
                kind: $0.kind.description,
                start: $0.utf8Range.lowerBound,
                end: $0.utf8Range.upperBound,
                position: $0.position
            )
        }
    }
}
