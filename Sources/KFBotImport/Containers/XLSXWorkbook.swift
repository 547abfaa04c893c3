/// An Excel workbook (Office Open XML) opened for reading.
///
/// Hidden sheets are read like others. Shared strings are held in memory, at most 512 MiB of them;
/// rows are given one by one. Formulas are never computed: a cell has the value that the program
/// stored which wrote the file.
final class XLSXWorkbook {
    /// A sheet of cells.
    struct Sheet: Equatable {
        var name: String
        /// The part of the archive that holds it.
        var part: String
    }

    /// The sheets in their order.
    let sheets: [Sheet]
    private let archive: ZipArchive
    private let path: String
    private let strings: [String]
    private let styles: XLSXStyles

    /// Opens a workbook.
    ///
    /// - Throws: ``ImportError`` with `encrypted`, `unsupportedWorkbook`, `malformed` or `tooLarge`;
    ///   the message names what to do.
    init(_ file: InputFile) throws {
        try Self.checkKind(file)
        path = file.path
        archive = try ZipArchive(path: path)
        guard let main = try Self.mainPart(archive, path: path) else {
            let isBinary = archive.contains("xl/workbook.bin")
            throw ImportError(
                .unsupportedWorkbook,
                (isBinary ? "This is a binary workbook (.xlsb)." : "This zip file is no workbook.")
                    + " Open it in Excel or WPS and save it as .xlsx (另存为 .xlsx).",
                file: path
            )
        }
        let outline = XLSXOutline()
        try XMLElements.read(try archive.open(main), of: path, outline)
        let folder = main.split(separator: "/").dropLast().joined(separator: "/")
        let links = try Self.links(archive, of: main, in: folder, path: path)
        sheets = outline.sheets.compactMap { sheet in
            guard let link = links.first(where: { $0.id == sheet.link }),
                link.type.hasSuffix("/worksheet")
            else { return nil }
            return Sheet(name: sheet.name, part: link.target)
        }
        var styles = XLSXStyles()
        if let link = links.first(where: { $0.type.hasSuffix("/styles") }),
            archive.contains(link.target)
        {
            let reader = XLSXStyles.Reader()
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

    /// Gives the rows of a sheet that the file holds, in order; trailing empty cells are left out.
    ///
    /// - Throws: ``ImportError`` with `malformed` or `tooLarge`, and what `body` throws;
    ///   ``XMLElements/Stop`` thrown by it ends the sheet without an error.
    func forEachRow(in sheet: Sheet, _ body: @escaping (TableRow) throws -> Void) throws {
        let merges = try XLSXMerges(scanning: try archive.open(sheet.part))
        let reader = XLSXSheetReader(
            strings: strings,
            styles: styles,
            merges: merges,
            path: path,
            body
        )
        try XMLElements.read(try archive.open(sheet.part), of: path, reader)
    }

    private static func checkKind(_ file: InputFile) throws {
        let head = try file.read(at: 0, count: 64 << 10)
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return }
        guard head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) else {
            throw ImportError(
                .unsupportedWorkbook,
                "This is no .xlsx workbook. Open it in Excel or WPS and save it as .xlsx "
                    + "(另存为 .xlsx), or import it as CSV.",
                file: file.path
            )
        }
        // An encrypted .xlsx is an OLE file with a stream of this name, in UTF-16.
        let mark = Array("EncryptedPackage".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        var isEncrypted = false
        var offset = 0
        while !isEncrypted, offset < min(file.size, 64 << 20) {
            let piece = try file.read(at: offset, count: 1 << 20)
            guard !piece.isEmpty else { break }
            isEncrypted = contains(mark, in: piece)
            offset += (1 << 20) - mark.count
        }
        throw isEncrypted
            ? ImportError(
                .encrypted,
                "The workbook is protected by a password. Remove the password in Excel or WPS and "
                    + "save it as .xlsx (另存为 .xlsx).",
                file: file.path
            )
            : ImportError(
                .unsupportedWorkbook,
                "This is a workbook of the old form (.xls). Open it in Excel or WPS and save it "
                    + "as .xlsx (另存为 .xlsx).",
                file: file.path
            )
    }

    private static func contains(_ mark: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = mark.first, bytes.count >= mark.count else { return false }
        for start in 0...(bytes.count - mark.count) where bytes[start] == first {
            if bytes[start...].starts(with: mark) { return true }
        }
        return false
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
