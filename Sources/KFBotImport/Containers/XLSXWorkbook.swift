/// An Excel workbook (Office Open XML) opened for reading.
///
/// Shared strings are held in memory, at most 512 MiB of them; rows are given one by one. Formulas
/// are never computed: a cell has the value that the program stored which wrote the file.
final class XLSXWorkbook: SheetSource {
    let kind = "an Excel workbook"
    let remarks: [String] = []
    let sheets: [SheetOutline]
    /// The part of the archive that holds each sheet.
    private let parts: [String]
    private let archive: ZipArchive
    private let path: String
    private let strings: [String]
    private let styles: CellStyles
    private let budget: SheetBudget

    /// Opens a workbook; `nil` if the archive holds none.
    ///
    /// - Throws: ``ImportError`` with `encrypted`, `malformed` or `tooLarge`; the message names what
    ///   to do.
    init?(_ archive: ZipArchive, path: String) throws {
        guard let main = try Self.mainPart(archive, path: path) else { return nil }
        self.archive = archive
        self.path = path
        budget = SheetBudget(path: path)
        let outline = XLSXOutline()
        try XMLElements.read(try archive.open(main), of: path, outline)
        let folder = main.split(separator: "/").dropLast().joined(separator: "/")
        let links = try Self.links(archive, of: main, in: folder, path: path)
        let linkByID = Dictionary(links.map { ($0.id, $0) }) { first, _ in first }
        let found = outline.sheets.compactMap { sheet -> (outline: SheetOutline, part: String)? in
            guard let link = linkByID[sheet.link], link.type.hasSuffix("/worksheet") else {
                return nil
            }
            return (SheetOutline(name: sheet.name, isHidden: sheet.isHidden), link.target)
        }
        sheets = found.map(\.outline)
        parts = found.map(\.part)
        var styles = CellStyles()
        if let link = links.first(where: { $0.type.hasSuffix("/styles") }),
            archive.contains(link.target)
        {
            let reader = XLSXStylesReader(path: path)
            try XMLElements.read(try archive.open(link.target), of: path, reader)
            styles = reader.styles
        }
        styles.startsIn1904 = outline.startsIn1904
        self.styles = styles
        if let link = links.first(where: { $0.type.hasSuffix("/sharedStrings") }),
            archive.contains(link.target)
        {
            let reader = XLSXSharedStrings(path: path)
            try XMLElements.read(try archive.open(link.target), of: path, reader)
            strings = reader.strings
        } else {
            strings = []
        }
    }

    func hiddenColumns(in sheet: Int) throws -> Set<Int> {
        let reader = XLSXHiddenColumns()
        try XMLElements.read(try archive.open(parts[sheet]), of: path, reader)
        return reader.columns
    }

    func forEachRow(in sheet: Int, _ body: @escaping (TableRow) throws -> Void) throws {
        let merges = try XLSXMerges(scanning: try archive.open(parts[sheet]))
        let reader = XLSXSheetReader(
            strings: strings,
            styles: styles,
            merges: merges,
            path: path,
            budget: budget,
            body
        )
        try XMLElements.read(try archive.open(parts[sheet]), of: path, reader)
    }

    private static func mainPart(_ archive: ZipArchive, path: String) throws -> String? {
        if archive.contains("_rels/.rels") {
            let reader = XLSXLinks(folder: "")
            try XMLElements.read(try archive.open("_rels/.rels"), of: path, reader)
            if let link = reader.links.first(where: { $0.type.hasSuffix("/officeDocument") }),
                link.target.hasSuffix(".xml"), archive.contains(link.target),
                link.target.contains("workbook") || link.target.hasPrefix("xl/")
            {
                return link.target
            }
        }
        return archive.contains("xl/workbook.xml") ? "xl/workbook.xml" : nil
    }

    private static func links(
        _ archive: ZipArchive,
        of part: String,
        in folder: String,
        path: String
    ) throws -> [XLSXLinks.Link] {
        let name = part.split(separator: "/").last.map(String.init) ?? part
        let reader = XLSXLinks(folder: folder)
        let links = (folder.isEmpty ? "" : folder + "/") + "_rels/\(name).rels"
        try XMLElements.read(try archive.open(links), of: path, reader)
        return reader.links
    }
}
