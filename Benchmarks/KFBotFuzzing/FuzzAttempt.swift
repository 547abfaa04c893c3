import Foundation
import KFBot
import KFBotImport
import KFBotModel
import KFBotReception
import KFBotService
import KFBotTesting
import Tokenizer

/// What reads bytes that others wrote.
enum FuzzedParser: String, CaseIterable {
    /// Entries in any form of text, as the bytes say: JSON Lines, JSON, YAML, tables, questions and answers.
    case entries
    /// Delimited text in any encoding.
    case delimited
    /// YAML of entries.
    case yaml
    /// A page of HTML.
    case page
    /// An archive of XML, as workbooks and documents are; the bytes are its first sheet.
    case sheet
    /// A whole file of an office program.
    case office
    /// A JSON value.
    case json
    /// Bodies of requests.
    case body
    /// A stream of events.
    case events
    /// `kfbot.yaml`.
    case configuration
    /// A file of holidays.
    case calendar
    /// A customer's words.
    case text
}

/// Reads inputs by one parser; an input that does what none may ends the process.
struct FuzzAttempt {
    private let parser: FuzzedParser
    private let path: String

    init(_ parser: FuzzedParser, directory: String) {
        self.parser = parser
        path = directory + "/input" + (parser == .page ? ".html" : "")
    }

    func run(_ input: [UInt8]) {
        do {
            try read(input)
        } catch is ImportError {
        } catch is ConfigurationError {
        } catch is JSONParser.SyntaxError where parser == .json {
        } catch is DecodingError where parser == .body {
        } catch is ServiceError where parser == .body {
        } catch {
            fatalError("An error of another kind: \(error)")
        }
    }

    private func read(_ input: [UInt8]) throws {
        let text = String(decoding: input, as: UTF8.self)
        switch parser {
        case .entries, .office: try readFile(input, .auto)
        case .delimited: try readFile(input, .csv)
        case .yaml: try readFile(input, .yaml)
        case .page: try readFile(Array("<html><body>".utf8) + input, .auto)
        case .sheet:
            var archive = OfficeSamples.workbook(rows: "")
            guard let sheet = archive.parts.firstIndex(where: { $0.name.contains("sheet1") }) else {
                fatalError("A workbook has a sheet.")
            }
            archive.parts[sheet].bytes = input
            try readFile(archive.bytes, .auto)
        case .json:
            var parser = JSONParser(input)
            let value = try parser.value()
            var again = JSONParser(Array(JSONWriter.text(value).utf8))
            let same = try again.value()
            precondition(same == value, "Another value when written and read.")
        case .body:
            let data = Data(input)
            _ = try? JSONBody.value(MessageRequest.self, from: data).message()
            _ = try? JSONBody.value(LearnRequest.self, from: data)
            let order = try JSONBody.value(OrderRequest.self, from: data)
            for kind in DeskOrder.allCases { _ = try? kind.event(order) }
        case .events:
            var (whole, cut) = (EventStreamParser(), EventStreamParser())
            let events = whole.feed(input)
            let pieces = input.flatMap { cut.feed(CollectionOfOne($0)) }
            precondition(events == pieces, "Events depend on how the bytes are cut.")
        case .configuration:
            _ = try ReceptionConfiguration(yaml: text) { _ in "2026-10-01..2026-10-07 off 国庆节" }
        case .calendar: _ = try HolidayCalendar(text, file: "calendar.txt")
        case .text:
            let analyzer = TextAnalyzer()
            for token in analyzer.tokens(in: text) {
                precondition(token.utf8Range.upperBound <= text.utf8.count)
            }
        }
    }

    private func readFile(_ input: [UInt8], _ format: ImportFormat) throws {
        try Data(input).write(to: URL(filePath: path))
        var options = ImportReader.Options()
        options.readsHidden = true
        try ImportReader().read(fileAt: path, format: format, options: options) { _ in }
    }
}
