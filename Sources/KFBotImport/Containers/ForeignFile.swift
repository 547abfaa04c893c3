/// Files that hold neither text nor tables, known by their first bytes.
enum ForeignFile {
    /// What a file is, and what to do about it.
    ///
    /// - Parameter head: The first bytes, at least 300 of them unless the file is shorter.
    /// - Returns: Sentences for people; `nil` if nothing is known against the file.
    static func description(_ head: [UInt8]) -> String? {
        for (mark, offset, what) in marks
        where head.count >= offset + mark.count && head[offset...].starts(with: mark) {
            return what
        }
        // Four bytes for each character.
        let isWide =
            head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: [0, 0, 0xFE, 0xFF])
        if isWide { return "This is text in UTF-32, which is not read. Save it as UTF-8." }
        return isBinary(head)
            ? "The file holds neither text nor a table: its bytes are those of a program or a picture. "
                + "Bring a workbook (.xlsx), CSV or text." : nil
    }

    /// Whether bytes hold what no text does.
    ///
    /// Text of two bytes a character has zeros, and control characters as halves of others: those of `。`
    /// are 0x30 and 0x02.
    private static func isBinary(_ head: [UInt8]) -> Bool {
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return false }
        let controls = head.indices.count { index in
            let byte = head[index]
            guard byte < 0x20, byte != 0, !(0x07...0x0D).contains(byte), byte != 0x1A, byte != 0x1B
            else { return false }
            let other = index ^ 1
            return other >= head.count || ![0x20, 0x30, 0xFF].contains(head[other])
        }
        return head.count > 16 && controls * 10 > head.count
    }

    private static let table = "Put its questions and answers into a table (.xlsx or CSV)"

    private static let marks: [(mark: [UInt8], offset: Int, what: String)] = [
        (
            Array("%PDF-".utf8), 0,
            "This is a PDF document. Bring the file that it was made of, or open it in Word or WPS and "
                + "save it as .docx."
        ),
        (
            Array("{\\rtf".utf8), 0,
            "This is a document in rich text (.rtf). Open it in Word or WPS and save it as .docx "
                + "(另存为 .docx)."
        ),
        ([0x89, 0x50, 0x4E, 0x47], 0, "This is a picture (PNG). \(table)."),
        ([0xFF, 0xD8, 0xFF], 0, "This is a picture (JPEG). \(table)."),
        (Array("GIF8".utf8), 0, "This is a picture (GIF). \(table)."),
        ([0x1F, 0x8B], 0, "This is a packed file (gzip). Unpack it and import what is in it."),
        (
            Array("BZh".utf8), 0,
            "This is a packed file (bzip2). Unpack it and import what is in it."
        ),
        (
            [0xFD, 0x37, 0x7A, 0x58, 0x5A], 0,
            "This is a packed file (xz). Unpack it and import what is in it."
        ),
        (Array("Rar!".utf8), 0, "This is a packed file (RAR). Unpack it and import what is in it."),
        (
            [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], 0,
            "This is a packed file (7z). Unpack it and import what is in it."
        ),
        (
            [0x28, 0xB5, 0x2F, 0xFD], 0,
            "This is a packed file (zstd). Unpack it and import what is in it."
        ),
        (
            Array("ustar".utf8), 257,
            "This is an archive (tar). Unpack it and import what is in it."
        ),
        (
            [0x50, 0x4B, 0x05, 0x06], 0,
            "This is an empty zip file. A damaged workbook can be saved again from Excel or WPS "
                + "(另存为 .xlsx)."
        ),
        (
            Array("SQLite format 3".utf8), 0,
            "This is a database (SQLite). Export its questions and answers as CSV. A workspace of "
                + "kfbot is named with --data, and its base exported with kfbot export."
        ),
        (Array("PAR1".utf8), 0, "This is a table in Parquet. Export it as CSV or JSON Lines."),
    ]
}
