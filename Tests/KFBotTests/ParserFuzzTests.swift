import Foundation
import KFBot
import KFBotTesting
import Testing

/// Damaged input to every parser of what others wrote; `make fuzz-parsers` runs it for a minute.
///
/// A trap ends the process, so each input is a file before it is read, and the file of the last one
/// is left in the directory that is printed at the start.
struct ParserFuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    /// Short in every run of the tests, so that a parser that traps is found by whoever changes it.
    private static let seconds = environment["KFBOT_FUZZ_SECONDS"].flatMap(Double.init) ?? 4
    /// No input of these sizes takes as long in a debug build with a sanitizer.
    private static let patience = 20.0

    private enum Kind: CaseIterable {
        case knowledge
        case archive
        case xml
        case oldWorkbook
        case page
        case json
        case configuration
        case calendar
    }

    @Test("damaged input is read or refused, never more")
    func readOrRefused() throws {
        let seed =
            Self.environment["KFBOT_FUZZ_SEED"].flatMap(UInt64.init)
            ?? UInt64.random(in: 0...UInt64.max)
        let directory = NSTemporaryDirectory() + "kfbot-fuzz-\(seed)"
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        print("KFBOT_FUZZ_SEED=\(seed), the input at work lies in \(directory)")
        let samples = try Samples(directory: directory)
        let path = directory + "/input"
        let clock = ContinuousClock()
        let end = clock.now + .seconds(Self.seconds)
        var counts: [Kind: Int] = [:]
        var number: UInt64 = 0
        while clock.now < end {
            // Each input has a generator of its own, so that one can be made again without the others.
            var generator = SeededGenerator(seed: seed &+ number)
            number += 1
            let kind = Kind.allCases.randomElement(using: &generator) ?? .knowledge
            let input = samples.input(of: kind, using: generator)
            try Data(input).write(to: URL(filePath: path))
            let begin = clock.now
            if let fault = Self.fault(of: kind, in: input, at: path) {
                Issue.record("seed \(seed), input \(number) (\(kind)): \(fault)")
                return
            }
            let taken = (clock.now - begin) / .seconds(1)
            guard taken < Self.patience else {
                Issue.record("seed \(seed), input \(number) (\(kind)): \(taken) s")
                return
            }
            counts[kind, default: 0] += 1
        }
        print(counts.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", "))
        try FileManager.default.removeItem(atPath: directory)
    }

    /// Short inputs that reach code which no other reaches, as `make fuzz-coverage` found them: a line each,
    /// in base64, in a file for each parser.
    private static let corpus: [(name: String, kind: Kind)] = [
        ("entries", .knowledge), ("delimited", .knowledge), ("yaml", .knowledge),
        ("sheet", .xml), ("page", .page), ("json", .json),
        ("configuration", .configuration), ("calendar", .calendar),
    ]

    @Test("what fuzzing found is read or refused")
    func keptInputs() throws {
        let directory = try TemporaryDirectory()
        for (name, kind) in Self.corpus {
            let file = SampleFiles.root + "/Tests/KFBotTests/Corpus/\(name).txt"
            let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
            #expect(!lines.isEmpty)
            for (number, line) in lines.enumerated() {
                var input = Array(try #require(Data(base64Encoded: String(line))))
                if kind == .xml {
                    var archive = OfficeSamples.workbook(rows: "")
                    for index in archive.parts.indices
                    where archive.parts[index].name.contains("sheet1") {
                        archive.parts[index].bytes = input
                    }
                    input = archive.bytes
                }
                let path = directory.file("input" + (kind == .page ? ".html" : ""))
                try Data(input).write(to: URL(filePath: path))
                if let fault = Self.fault(of: kind, in: input, at: path) {
                    Issue.record("\(name), line \(number + 1): \(fault)")
                }
            }
        }
    }

    /// What a parser did that it must not; `nil` if it read the input or refused it by its own error.
    private static func fault(of kind: Kind, in input: [UInt8], at path: String) -> String? {
        do {
            switch kind {
            case .knowledge, .archive, .xml, .oldWorkbook, .page:
                var options = ImportReader.Options()
                options.readsHidden = true
                try ImportReader().read(fileAt: path, options: options) { _ in }
            case .json:
                var parser = JSONParser(input)
                let value = try parser.value()
                var again = JSONParser(Array(JSONWriter.text(value).utf8))
                guard try again.value() == value else {
                    return "another value when written and read"
                }
            case .configuration:
                _ = try ReceptionConfiguration(yaml: text(input)) { _ in
                    "2026-10-01..2026-10-07 off 国庆节"
                }
            case .calendar:
                _ = try HolidayCalendar(text(input), file: "calendar.txt")
            }
        } catch is ImportError {
            return nil
        } catch is ConfigurationError {
            return nil
        } catch is JSONParser.SyntaxError {
            return kind == .json ? nil : "an error of the JSON parser itself"
        } catch {
            return "an error of another kind: \(error)"
        }
        return nil
    }

    private static func text(_ input: [UInt8]) -> String { String(decoding: input, as: UTF8.self) }

    /// Whole inputs, from which damaged ones are made.
    private struct Samples {
        private var knowledge: [[UInt8]] = []
        private var archives: [[UInt8]] = []
        private var office: [StoredArchive] = []
        private var oldWorkbooks: [[UInt8]] = []
        private var pages: [[UInt8]] = []
        private var json: [[UInt8]] = []
        private var configurations: [[UInt8]] = []
        private var calendars: [[UInt8]] = []

        /// Collects the repository's fixtures, and a sample base in every form that can be written.
        init(directory: String) throws {
            let fixtures = SampleFiles.root + "/Tests/KFBotImportTests/Fixtures"
            let names = try FileManager.default.contentsOfDirectory(atPath: fixtures).sorted()
            for name in names where [".csv", ".xlsx", ".xls"].contains(where: name.hasSuffix) {
                let bytes = try Array(Data(contentsOf: URL(filePath: fixtures + "/" + name)))
                if name.hasSuffix(".csv") { knowledge.append(bytes) }
                if name.hasSuffix(".xlsx") { archives.append(bytes) }
                if name.hasSuffix(".xls") { oldWorkbooks.append(bytes) }
            }
            office = Self.office
            archives += office.map(\.bytes)
            pages = Self.pages.map { Array($0.utf8) }
            var entries: [Entry] = []
            try ImportReader().read(fileAt: SampleFiles.samples + "/shop/kb.jsonl") { record in
                guard case .success(.entry(let draft)) = record, entries.count < 6,
                    let id = draft.id
                else { return }
                if let entry = draft.makeEntry(id: id) { entries.append(entry) }
            }
            for format in ImportFormat.allCases where format != .xlsx {
                let path = directory + "/sample"
                do {
                    _ = try Exporter().export(entries, format: format, to: .file(path))
                } catch is ImportError {
                    continue
                }
                knowledge.append(try Array(Data(contentsOf: URL(filePath: path))))
            }
            json = knowledge.flatMap { $0.split(separator: 0x0A).map(Array.init) }
                .filter { $0.first == 0x7B }
            for bytes in knowledge.prefix(8) {
                let units = Array(String(decoding: bytes, as: UTF8.self).utf16)
                knowledge.append(
                    [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
                )
                knowledge.append(units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
            }
            // What the documentation shows is what people start from.
            let page = try String(
                contentsOfFile: SampleFiles.root + "/docs/reception.md",
                encoding: .utf8
            )
            let blocks = page.components(separatedBy: "```")
            for (index, block) in blocks.enumerated() where index % 2 == 1 {
                let block = block.drop { $0 != "\n" }.dropFirst()
                if block.hasPrefix("year ") {
                    calendars.append(Array(block.utf8))
                } else {
                    configurations.append(Array(block.utf8))
                }
            }
            calendars.append(
                Array(
                    #"{"year":2026,"papers":["x"],"days":[{"name":"国庆节","date":"2026-10-01","isOffDay":true}]}"#
                        .utf8
                )
            )
        }

        func input(of kind: Kind, using generator: SeededGenerator) -> [UInt8] {
            var damage = InputDamage(generator: generator)
            switch kind {
            case .archive: return damaged(archives, &damage)
            case .xml:
                // The checksums are right, so that the parser of XML gets the damage, and all of it.
                guard var archive = office.randomElement(using: &damage.generator),
                    let index = archive.parts.indices.randomElement(using: &damage.generator)
                else { return [] }
                let other = archive.parts.randomElement(using: &damage.generator)?.bytes ?? []
                archive.parts[index].bytes = damage.damaged(archive.parts[index].bytes, with: other)
                return archive.bytes
            case .oldWorkbook: return damaged(oldWorkbooks, &damage)
            case .page: return damaged(pages, &damage)
            case .knowledge: return damaged(knowledge, &damage)
            case .json: return damaged(json, &damage)
            case .configuration: return damaged(configurations, &damage)
            case .calendar: return damaged(calendars, &damage)
            }
        }

        /// Files of office programs, of every kind and with everything that is read of them.
        private static let office: [StoredArchive] = {
            let header = OfficeSamples.row(1, ["分组", "问题", "答案"])
            let numbers =
                "<row r=\"3\" hidden=\"1\"><c r=\"B3\" t=\"s\"><v>0</v></c><c r=\"C3\" s=\"1\"><v>46296.75</v></c>"
                + "<c r=\"D3\" t=\"e\"><v>#REF!</v></c><c r=\"E3\"><f>1+1</f></c><c t=\"b\"><v>1</v></c></row>"
            let styles =
                "<numFmts><numFmt numFmtId=\"164\" formatCode=\"[&gt;3][Red]yyyy&quot;年&quot;m;0.0_);# ?/?\"/></numFmts>"
                + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>"
            func cell(_ text: String, _ attributes: String = "") -> String {
                "<table:table-cell \(attributes)><text:p>\(text)</text:p></table:table-cell>"
            }
            let row =
                "<table:table-row table:number-rows-repeated=\"2\">"
                + cell("问题", "table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\"")
                + "<table:covered-table-cell/>"
                + cell("答案", "office:value-type=\"date\" office:date-value=\"2026-10-01\"")
                + "</table:table-row>"
            return [
                OfficeSamples.workbook(
                    rows: header + OfficeSamples.row(2, ["售后", "怎么退款_x0041_", "点退款"]) + numbers,
                    after: "<mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>",
                    styles: styles,
                    strings: ["多久到账"]
                ),
                OfficeSamples.document(
                    OfficeSamples.paragraph("标题", "<w:pStyle w:val=\"1\"/>")
                        + OfficeSamples.table([
                            ["分组", "问题", "答案"],
                            [
                                "<w:vMerge w:val=\"restart\"/>售后",
                                "<w:gridSpan w:val=\"2\"/>怎么退款\n二",
                            ],
                            ["<w:vMerge/>", "多久到账", "三天"],
                        ]),
                    styles: "<w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>"
                ),
                OfficeSamples.openDocument(
                    "<office:spreadsheet><table:table table:name=\"表\">\(row)\(row)</table:table></office:spreadsheet>"
                ),
                OfficeSamples.openDocument(
                    "<office:text><text:h>题</text:h><text:p>问：甲<text:s/></text:p><table:table>\(row)</table:table></office:text>"
                ),
            ]
        }()

        private static let pages = [
            """
            <html><head><meta charset="gbk"></head><body><table><tr><th>问题<th>答案<tr><td rowspan=2>甲&amp;乙<td \
            colspan="2">一<br>二<p>三<table><tr><td>内</table></table></body></html>
            """,
            """
            <?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" \
            xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="a"><NumberFormat \
            ss:Format="0.0"/></Style></Styles><Worksheet ss:Name="表"><Table><Row ss:Index="2"><Cell \
            ss:MergeDown="2" ss:MergeAcross="1" ss:StyleID="a"><Data ss:Type="Number">1.25</Data></Cell><Cell><Data \
            ss:Type="DateTime">2026-10-01T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>
            """,
        ]

        private func damaged(_ whole: [[UInt8]], _ damage: inout InputDamage) -> [UInt8] {
            let bytes = whole.randomElement(using: &damage.generator) ?? []
            let other = whole.randomElement(using: &damage.generator) ?? []
            return damage.damaged(bytes, with: other)
        }
    }
}
