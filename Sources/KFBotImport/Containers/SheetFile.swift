/// Opens whatever holds tables, by its bytes; names end in whatever people gave them.
enum SheetFile {
    /// Opens a file.
    ///
    /// - Throws: ``ImportError`` with `encrypted`, `unsupportedWorkbook`, `malformed`, `tooLarge` or
    ///   `noQuestions`; the message names what to do.
    static func open(_ file: InputFile) throws -> any SheetSource {
        let head = try file.read(at: 0, count: 4096)
        if head.starts(with: [0x50, 0x4B]) { return try openArchive(file.path) }
        if head.starts(with: CompoundFile.mark) { return try openCompound(file) }
        if contains(SpreadsheetXML.namespace, in: head) { return try SpreadsheetXML.read(file) }
        let text = try TextDecoder(file).all(limit: HTMLTables.maximumSize)
        if FormatSniffer.isPage(text.prefix(4096)) {
            return try HTMLTables.read(text, path: file.path)
        }
        if file.path.lowercased().hasSuffix(".htm") || file.path.lowercased().hasSuffix(".html") {
            return try HTMLTables.read(text, path: file.path)
        }
        throw ImportError(
            .unsupportedWorkbook,
            "This is no workbook and no document; it may be a letter or a web archive (.eml, .mht). Open "
                + "it, and save its table as .xlsx (另存为 .xlsx) or its text as .txt.",
            file: file.path
        )
    }

    private static func openArchive(_ path: String) throws -> any SheetSource {
        let archive = try ZipArchive(path: path)
        if let workbook = try XLSXWorkbook(archive, path: path) { return workbook }
        if let document = try WordDocument.read(archive, path: path) { return document }
        if archive.contains(OpenDocument.part) {
            return try OpenDocument.read(archive, path: path)
        }
        let what =
            if archive.contains("xl/workbook.bin") {
                "This is a binary workbook (.xlsb). Open it in Excel or WPS and save it as .xlsx "
                    + "(另存为 .xlsx)."
            } else if archive.contains("ppt/presentation.xml") {
                "This is a presentation (.pptx). Copy its questions and answers into a workbook and "
                    + "save that as .xlsx (另存为 .xlsx)."
            } else {
                "This zip file is no workbook and no document. Unpack it and import the files in it; "
                    + "a damaged workbook can be saved again from Excel or WPS (另存为 .xlsx)."
            }
        throw ImportError(.unsupportedWorkbook, what, file: path)
    }

    private static func openCompound(_ file: InputFile) throws -> any SheetSource {
        let path = file.path
        guard file.size <= CompoundFile.maximumSize else {
            throw ImportError(
                .tooLarge,
                "A workbook of the old form may have 512 MiB. Save it as .xlsx (另存为 .xlsx).",
                file: path
            )
        }
        guard let compound = CompoundFile(try file.read(at: 0, count: file.size)) else {
            throw ImportError(
                .malformed,
                "The file is damaged. Open it in Excel, Word or WPS and save it as .xlsx or .docx "
                    + "(另存为 .xlsx).",
                file: path
            )
        }
        if compound.contains("EncryptedPackage") {
            throw ImportError(
                .encrypted,
                "The file is protected by a password. Remove the password in Excel, Word or WPS and "
                    + "save it again (另存为 .xlsx).",
                file: path
            )
        }
        if let stream = compound.stream("Workbook") {
            return try XLSWorkbook.read(stream, path: path)
        }
        let what =
            if compound.contains("WordDocument") {
                "This is a Word document of the old form (.doc). Open it in Word or WPS and save it as "
                    + ".docx (另存为 .docx)."
            } else if compound.contains("PowerPoint Document") {
                "This is a presentation (.ppt). Copy its questions and answers into a workbook and "
                    + "save that as .xlsx (另存为 .xlsx)."
            } else {
                "This is a workbook of a form older than Excel 97, or no workbook. Open it in Excel or "
                    + "WPS and save it as .xlsx (另存为 .xlsx)."
            }
        throw ImportError(.unsupportedWorkbook, what, file: path)
    }

    private static func contains(_ mark: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = mark.first, bytes.count >= mark.count else { return false }
        for start in 0...(bytes.count - mark.count) where bytes[start] == first {
            if bytes[start...].starts(with: mark) { return true }
        }
        return false
    }
}
