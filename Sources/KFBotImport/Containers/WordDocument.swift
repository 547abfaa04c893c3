/// Reads the tables of a Word document (.docx), or its paragraphs where no table holds questions.
///
/// Deleted text of tracked changes, notes, comments and headers of pages are left out.
enum WordDocument {
    /// Reads the document; `nil` if the archive holds none.
    ///
    /// - Throws: ``ImportError`` with `malformed` or `tooLarge`.
    static func read(_ archive: ZipArchive, path: String) throws -> StoredSheets? {
        guard let part = try mainPart(archive, path: path) else { return nil }
        var headings: [String: Int] = [:]
        if archive.contains("word/styles.xml") {
            let styles = Styles()
            try XMLElements.read(try archive.open("word/styles.xml"), of: path, styles)
            headings = styles.levels
        }
        let reader = Reader(path: path, headings: headings)
        try XMLElements.read(try archive.open(part), of: path, reader)
        let chosen = DocumentText.chosen(reader.tables, reader.lines)
        return StoredSheets(kind: "a Word document", chosen.sheets, remarks: chosen.remarks)
    }

    private static func mainPart(_ archive: ZipArchive, path: String) throws -> String? {
        if archive.contains("_rels/.rels") {
            let links = XLSXLinks(folder: "")
            try XMLElements.read(try archive.open("_rels/.rels"), of: path, links)
            if let link = links.links.first(where: { $0.type.hasSuffix("/officeDocument") }),
                link.target.hasPrefix("word/"), archive.contains(link.target)
            {
                return link.target
            }
        }
        return archive.contains("word/document.xml") ? "word/document.xml" : nil
    }

    /// Reads which styles of paragraphs are headings.
    private final class Styles: XMLElements.Handler {
        private(set) var levels: [String: Int] = [:]
        private var id = ""

        func start(_ name: String, _ attributes: XMLElements.Attributes) {
            switch name {
            case "style": id = attributes["styleId"] ?? ""
            case "name":
                // The name is "heading 1" in every language of Word.
                let name = (attributes["val"] ?? "").lowercased()
                if name.hasPrefix("heading "), let level = Int(name.dropFirst(8)) {
                    levels[id] = level
                }
            case "outlineLvl":
                // 9 is body text.
                if let level = attributes["val"].flatMap({ Int($0) }), (0..<9).contains(level) {
                    levels[id] = levels[id] ?? level + 1
                }
            default: break
            }
        }

        func text(_ text: String) {}
        func end(_ name: String) {}
    }

    private final class Reader: XMLElements.Handler {
        private(set) var tables: [StoredSheets.Sheet] = []
        private(set) var lines: [TableRow] = []

        private let headings: [String: Int]
        private let budget: SheetBudget
        private var depth = 0
        private var builder: SheetBuilder
        private var rowNumber = 0
        private var column = 0
        private var cell = SheetBuilder.Cell(text: "")
        /// What stands in each column of the row above, for cells merged downwards.
        private var above: [Int: String] = [:]
        private var continues = false
        private var hasParagraph = false
        private var isText = false
        private var text = ""
        private var heading = 0
        private var ignored = 0

        init(path: String, headings: [String: Int]) {
            self.headings = headings
            budget = SheetBudget(path: path)
            builder = SheetBuilder(budget: budget)
        }

        func start(_ name: String, _ attributes: XMLElements.Attributes) throws {
            // What is moved away or deleted, and the second form of what has two.
            if ignored > 0 || ["Fallback", "del", "moveFrom"].contains(name) {
                ignored += 1
                return
            }
            switch name {
            case "tbl":
                depth += 1
                if depth == 1 {
                    builder = SheetBuilder(budget: budget)
                    rowNumber = 0
                    above = [:]
                }
            case "tr" where depth == 1:
                rowNumber += 1
                builder.beginRow(rowNumber)
                column = 0
            case "gridBefore" where depth == 1:
                column += Self.count(attributes["val"], least: 0)
            case "tc" where depth == 1:
                cell = SheetBuilder.Cell(text: "")
                text = ""
                continues = false
                hasParagraph = false
            case "gridSpan" where depth == 1: cell.columns = Self.count(attributes["val"], least: 1)
            case "vMerge" where depth == 1: continues = attributes["val"] != "restart"
            case "p":
                if depth > 0 {
                    if hasParagraph { text += "\n" }
                    hasParagraph = true
                } else {
                    // A text box stands inside a paragraph.
                    if !text.isEmpty { endLine() }
                }
                heading = 0
            case "pStyle": heading = attributes["val"].flatMap { headings[$0] } ?? heading
            case "outlineLvl":
                if let level = attributes["val"].flatMap({ Int($0) }), (0..<9).contains(level) {
                    heading = level + 1
                }
            case "t": isText = true
            case "tab" where attributes["pos"] == nil: try add("\t")
            case "br", "cr": try add("\n")
            case "noBreakHyphen": try add("-")
            default: break
            }
        }

        func text(_ text: String) throws {
            if ignored == 0, isText { try add(text) }
        }

        func end(_ name: String) throws {
            if ignored > 0 {
                ignored -= 1
                return
            }
            switch name {
            case "tbl":
                depth -= 1
                guard depth == 0 else { return }
                let name = tables.isEmpty ? "" : "\(tables.count + 1)"
                tables.append(
                    StoredSheets.Sheet(outline: SheetOutline(name: name), rows: builder.rows)
                )
                text = ""
            case "tr" where depth == 1: try builder.endRow()
            case "tc" where depth == 1: try endCell()
            case "p" where depth == 0:
                try budget.take(cells: 1)
                endLine()
            case "t": isText = false
            default: break
            }
        }

        private func add(_ more: String) throws {
            try budget.take(text: more.utf8.count)
            text += more
        }

        private func endLine() {
            lines += DocumentText.rows(of: text, heading: heading, after: lines.count)
            text = ""
        }

        private func endCell() throws {
            cell.text = continues ? above[column] ?? "" : text
            above[column] = cell.text
            try builder.put(cell, at: column)
            column = min(column + cell.columns, XLSXReference.maximumColumns)
        }

        private static func count(_ text: String?, least: Int) -> Int {
            min(max(text.flatMap { Int($0) } ?? least, least), XLSXReference.maximumColumns)
        }
    }
}
