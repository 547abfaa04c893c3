import CXLSXWriter
import Glibc

/// Writes an Excel workbook row by row; owns libxlsxwriter's handle.
///
/// Every cell is stored as text, so that nothing is taken for a formula or a number. The first row
/// of a sheet is its header: bold and kept in view. Rows go to a temporary file as they come, so
/// memory does not grow with the workbook.
final class XLSXWriter {
    /// The longest text of a cell, in UTF-16 units (Excel's own limit).
    static let maximumCellLength = 32_767

    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private let path: String
    private let bold: UnsafeMutablePointer<lxw_format>
    private let wrapped: UnsafeMutablePointer<lxw_format>
    private var sheet: UnsafeMutablePointer<lxw_worksheet>?
    private var row: UInt32 = 0
    private var isClosed = false

    /// Creates a workbook at a path.
    ///
    /// - Throws: ``ImportError`` with `unwritable`.
    init(path: String) throws {
        // libxlsxwriter would find out at the end, and print it.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw ImportError(
                .unwritable,
                "Writing failed: \(String(cString: strerror(errno))).",
                file: path
            )
        }
        Glibc.close(descriptor)
        var options = lxw_workbook_options()
        options.constant_memory = 1
        guard let workbook = workbook_new_opt(path, &options),
            let bold = workbook_add_format(workbook), let wrapped = workbook_add_format(workbook)
        else { throw ImportError(.unwritable, "The workbook cannot be created.", file: path) }
        self.workbook = workbook
        self.path = path
        self.bold = bold
        self.wrapped = wrapped
        format_set_bold(bold)
        format_set_text_wrap(wrapped)
        format_set_align(wrapped, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    }

    deinit {
        if !isClosed { lxw_workbook_free(workbook) }
    }

    /// Begins a sheet with a header.
    ///
    /// - Parameters:
    ///   - name: At most 31 characters.
    ///   - header: The header and the width of each column, in characters.
    /// - Throws: ``ImportError`` with `unwritable`.
    func beginSheet(_ name: String, header: [(name: String, width: Double)]) throws {
        guard let sheet = workbook_add_worksheet(workbook, name) else {
            throw ImportError(.unwritable, "The sheet \(name) cannot be created.", file: path)
        }
        self.sheet = sheet
        row = 0
        worksheet_freeze_panes(sheet, 1, 0)
        for (column, item) in header.enumerated() {
            worksheet_set_column(sheet, UInt16(column), UInt16(column), item.width, wrapped)
        }
        try write(header.map(\.name), format: bold)
    }

    /// Writes a row of texts; empty ones leave their cell empty.
    ///
    /// - Throws: ``ImportError`` with `unwritable`, also for a cell or sheet that is too long.
    func write(_ cells: [String]) throws { try write(cells, format: wrapped) }

    private func write(_ cells: [String], format: UnsafeMutablePointer<lxw_format>) throws {
        for (column, cell) in cells.enumerated() where !cell.isEmpty {
            let status = worksheet_write_string(
                sheet,
                row,
                UInt16(column),
                XLSXText.encode(cell),
                format
            )
            guard status == LXW_NO_ERROR else {
                throw ImportError(
                    .unwritable,
                    "Row \(row + 1), column \(column + 1) cannot be written: "
                        + String(cString: lxw_strerror(status)),
                    file: path
                )
            }
        }
        row += 1
    }

    /// Writes the workbook to its path.
    ///
    /// - Throws: ``ImportError`` with `unwritable`.
    func close() throws {
        isClosed = true
        let status = workbook_close(workbook)
        guard status == LXW_NO_ERROR else {
            throw ImportError(
                .unwritable,
                "The workbook cannot be written: "
                    + String(cString: lxw_strerror(status)),
                file: path
            )
        }
    }
}
