/// A file that holds tables: a workbook, a document with tables, a page.
protocol SheetSource: AnyObject {
    /// What people call such a file, with its article.
    var kind: String { get }
    /// What of the file is not among the sheets, as sentences.
    var remarks: [String] { get }
    /// The sheets in their order.
    var sheets: [SheetOutline] { get }
    /// Gives the rows of a sheet that the file holds, in order; trailing empty cells are left out.
    ///
    /// - Throws: ``ImportError`` with `malformed` or `tooLarge`, and what `body` throws;
    ///   ``EnoughRead`` thrown by it ends the sheet without an error.
    func forEachRow(in sheet: Int, _ body: @escaping (TableRow) throws -> Void) throws
    /// The columns of a sheet that its workbook hides, from 0.
    func hiddenColumns(in sheet: Int) throws -> Set<Int>
}

/// What is known of a sheet before its rows are read.
struct SheetOutline: Equatable {
    /// The sheet's name; empty for the only table or the text of a document.
    var name: String
    /// Whether it is hidden in its workbook.
    var isHidden = false
    /// Whether its rows are lines of running text, each in one cell.
    var isText = false
}

/// Thrown by a reader of rows that has seen enough.
struct EnoughRead: Error {}

/// Counts what a file unpacks to, against files made to fill memory or to keep a processor busy.
final class SheetBudget {
    /// The most text of all cells that are held at a time, in bytes.
    static let maximumText = 512 << 20
    /// The most cells of a file, those counted that merged areas fill: a full sheet of 95 columns.
    static let maximumCells = 100_000_000
    /// The most text of one row, in bytes, as for a line of text.
    static let maximumRow = LineReader.maximumLength

    private let path: String
    private var text = 0
    private var cells = 0

    /// Creates a budget; the path is for errors.
    init(path: String) { self.path = path }

    /// Counts cells.
    ///
    /// - Throws: ``ImportError`` with `tooLarge` if there are too many.
    func take(cells count: Int) throws {
        cells += count
        guard cells <= Self.maximumCells else {
            throw ImportError(
                .tooLarge,
                "The file has more than 100 million cells, merged ones counted. Delete empty rows "
                    + "and columns, or save it as CSV (另存为 .csv).",
                file: path
            )
        }
    }

    /// Counts text that is held, and what holding it takes.
    ///
    /// - Throws: ``ImportError`` with `tooLarge` if it is too much.
    func take(text count: Int) throws {
        text += count
        guard text <= Self.maximumText else {
            throw ImportError(
                .tooLarge,
                "The file holds more than 512 MiB of text. Split it or save it as CSV (另存为 .csv).",
                file: path
            )
        }
    }

    /// Checks the text of one row.
    ///
    /// - Throws: ``ImportError`` with `tooLarge` if it is too much.
    func check(_ row: TableRow) throws {
        guard row.cells.reduce(0, { $0 + $1.utf8.count }) <= Self.maximumRow else {
            throw ImportError(.tooLarge, "Row \(row.number) is longer than 64 MiB.", file: path)
        }
    }
}
