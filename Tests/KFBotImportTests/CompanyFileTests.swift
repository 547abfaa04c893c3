import Foundation
import KFBot
import KFBotTesting
import Testing

/// Files as companies bring them: spreadsheets as offices keep them, and those of other systems.
struct CompanyFileTests {
    /// What an import of files gives, as Fixtures/company/expected.json says.
    struct Case: Decodable, CustomTestStringConvertible {
        struct Entry: Decodable {
            let question: String
            /// Texts of all answers, separated by `|`.
            let answer: String
            let similar: [String]
            let group: String
            let id: String?
            let related: [String]?
            let extra: [String: String]?
        }

        let files: [String]
        let entries: [Entry]
        /// How many problems have each code; one may be about several rows.
        let codes: [String: Int]
        let rejected: Int
        var testDescription: String { files.joined(separator: ", ") }
    }

    static let cases: [Case] = {
        guard let path = try? Fixtures.path("company/expected.json"),
            let data = FileManager.default.contents(atPath: path)
        else { return [] }
        return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
    }()

    @Test func thereAreThirty() { #expect(Self.cases.count > 30) }

    @Test(arguments: cases)
    func isImportedAsItIsMeant(_ files: Case) throws {
        let directory = try TemporaryDirectory()
        let store = try KnowledgeStore(path: directory.file("knowledge.sqlite"), create: true)
        var options = KnowledgeImporter.Options()
        options.previewCount = 100
        options.keepsGoing = true
        let author = Authorship(actor: "test", date: Date(timeIntervalSince1970: 0))
        let paths = try files.files.map { try Fixtures.path("company/" + $0) }
        let importer = KnowledgeImporter(store: store)
        let report = try importer.importFiles(paths, into: .main, by: author, options: options)
        #expect(report.added == files.entries.count)
        #expect(report.rejected == files.rejected)
        #expect(report.preview.map(\.question) == files.entries.map(\.question))
        for (entry, expected) in zip(report.preview, files.entries) {
            #expect(Self.answers(of: entry) == expected.answer)
            #expect(entry.similarQuestions == expected.similar)
            #expect(entry.group == GroupPath(parsing: expected.group))
            if let id = expected.id { #expect(entry.id.rawValue == id) }
            if let related = expected.related { #expect(entry.related.map(\.rawValue) == related) }
            if let extra = expected.extra {
                #expect(entry.extra == extra.mapValues { JSONValue.string($0) })
            }
        }
        var codes: [String: Int] = [:]
        for problem in report.problems { codes[problem.code.rawValue, default: 0] += 1 }
        #expect(codes == files.codes, "\(report.problems)")
        let again = try importer.importFiles(paths, into: .main, by: author, options: options)
        #expect(again.added == 0)
        #expect(again.updated == 0)
    }

    private static func answers(of entry: Entry) -> String {
        entry.answers.map { answer in
            answer.parts.map { part in
                guard case .text(let text) = part else { return "" }
                return text
            }.joined()
        }.joined(separator: "|")
    }
}
