/// Small office files of every kind that is read, laid out as their programs do.
package enum OfficeSamples {
    /// An Excel workbook with one sheet.
    ///
    /// - Parameters:
    ///   - rows: The content of `sheetData`.
    ///   - after: What follows it, such as merged areas.
    ///   - styles: The content of `styleSheet`.
    ///   - strings: The shared strings.
    ///   - sheet: The attributes of the sheet in the workbook, besides its name.
    /// - Returns: The archive.
    package static func workbook(
        rows: String,
        after: String = "",
        styles: String = "",
        strings: [String] = [],
        sheet: String = ""
    ) -> StoredArchive {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let package = "http://schemas.openxmlformats.org/package/2006/relationships"
        return StoredArchive([
            "_rels/.rels": """
            <Relationships xmlns="\(package)"><Relationship Id="rId1" \
            Type="\(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """,
            "xl/workbook.xml": """
            <?xml version="1.0" encoding="UTF-8"?><workbook xmlns="\(main)" xmlns:r="\(office)"><sheets>\
            <sheet name="问答" sheetId="1" \(sheet) r:id="rId1"/></sheets></workbook>
            """,
            "xl/_rels/workbook.xml.rels": """
            <Relationships xmlns="\(package)">\
            <Relationship Id="rId1" Type="\(office)/worksheet" Target="worksheets/sheet1.xml"/>\
            <Relationship Id="rId2" Type="\(office)/styles" Target="styles.xml"/>\
            <Relationship Id="rId3" Type="\(office)/sharedStrings" Target="sharedStrings.xml"/>\
            </Relationships>
            """,
            "xl/worksheets/sheet1.xml": """
            <worksheet xmlns="\(main)"><sheetData>\(rows)</sheetData>\(after)</worksheet>
            """,
            "xl/styles.xml": "<styleSheet xmlns=\"\(main)\">\(styles)</styleSheet>",
            "xl/sharedStrings.xml": """
            <sst xmlns="\(main)">\(strings.map { "<si><t>\($0)</t></si>" }.joined())</sst>
            """,
        ])
    }

    /// A row of texts for a workbook.
    package static func row(_ number: Int, _ cells: [String], _ attributes: String = "") -> String {
        let cells = cells.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined()
        return "<row r=\"\(number)\" \(attributes)>\(cells)</row>"
    }

    /// A Word document with the given body.
    package static func document(_ body: String, styles: String = "") -> StoredArchive {
        let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        return StoredArchive([
            "word/document.xml":
                "<w:document xmlns:w=\"\(main)\"><w:body>\(body)</w:body></w:document>",
            "word/styles.xml": "<w:styles xmlns:w=\"\(main)\">\(styles)</w:styles>",
        ])
    }

    /// A paragraph of a Word document, with the properties given.
    package static func paragraph(_ text: String, _ properties: String = "") -> String {
        "<w:p><w:pPr>\(properties)</w:pPr><w:r><w:t xml:space=\"preserve\">\(text)</w:t></w:r></w:p>"
    }

    /// A table of a Word document; a cell may begin with its properties in XML.
    package static func table(_ rows: [[String]]) -> String {
        let rows = rows.map { cells in
            let cells = cells.map { cell in
                let end = cell.lastIndex(of: ">").map { cell.index(after: $0) } ?? cell.startIndex
                let (properties, text) = (cell[..<end], String(cell[end...]))
                let paragraphs = text.split(separator: "\n", omittingEmptySubsequences: false)
                return "<w:tc><w:tcPr>\(properties)</w:tcPr>"
                    + paragraphs.map { paragraph(String($0)) }.joined() + "</w:tc>"
            }
            return "<w:tr>" + cells.joined() + "</w:tr>"
        }
        return "<w:tbl>" + rows.joined() + "</w:tbl>"
    }

    /// An OpenDocument file with the given body and automatic styles.
    package static func openDocument(
        _ body: String,
        styles: String = "",
        manifest: String = ""
    ) -> StoredArchive {
        let names = ["office", "text", "table", "style", "draw"].map {
            "xmlns:\($0)=\"urn:oasis:names:tc:opendocument:xmlns:\($0):1.0\""
        }
        return StoredArchive([
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest>\(manifest)</manifest>",
            "content.xml": """
            <?xml version="1.0" encoding="UTF-8"?><office:document-content \(names.joined(separator: " "))>\
            <office:automatic-styles>\(styles)</office:automatic-styles><office:body>\(body)</office:body>\
            </office:document-content>
            """,
        ])
    }
}
