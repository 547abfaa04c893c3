import Foundation
import KFBot

/// What `kfbot info --check` and `kfbot doctor` find about a file.
struct FileHealth: Encodable {
    let name: String
    /// `healthy`, `damaged`, or `none` for sessions that were never held.
    let state: String
    let faults: [String]

    /// Checks a file; one that cannot be opened is damaged.
    init(_ name: String, in directory: String, _ check: () throws -> [String]) throws {
        self.name = name
        do {
            let fault = Self.outerFault(of: directory + "/" + name)
            // What is empty or shorter than a page is a new database to SQLite, which would fill it.
            faults = try fault.map { [$0] } ?? check()
        } catch let error as StoreError {
            faults = [ErrorAdvice.text(of: error)]
        }
        state = faults.isEmpty ? "healthy" : "damaged"
    }

    /// What is wrong with a file before SQLite looks at it; `nil` for what may be a database.
    ///
    /// - SeeAlso: <https://www.sqlite.org/fileformat.html>, section 1.3.
    private static func outerFault(of path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else {
            return FileManager.default.fileExists(atPath: path)
                ? "the file cannot be read" : "the file is missing"
        }
        defer { try? file.close() }
        let header = Array((try? file.read(upToCount: 18)) ?? Data())
        guard let size = try? file.seekToEnd(), size > 0 else { return "the file is empty" }
        guard header.count == 18, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            return "the file is no database"
        }
        let stored = UInt64(header[16]) << 8 | UInt64(header[17])
        let page = stored == 1 ? 65_536 : stored
        return page == 0 || size % page != 0 ? "the file is cut off" : nil
    }

    private init(name: String, state: String) {
        self.name = name
        self.state = state
        faults = []
    }

    /// A file that is made with the first session.
    static func notMade(_ name: String) -> FileHealth { FileHealth(name: name, state: "none") }

    var lines: [String] {
        switch state {
        case "none": ["\(name): there is none; no session was held yet"]
        default: ["\(name): \(state)"] + faults.map { "  \($0)" }
        }
    }
}
