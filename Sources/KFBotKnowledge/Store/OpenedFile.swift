import Foundation

/// The file that a store has open, to notice that another one lies in its place.
///
/// SQLite goes on writing to a file that was deleted or replaced, and what it stores there is gone with the
/// process. Each look costs a system call or two.
package struct OpenedFile: Sendable {
    private struct Identity: Equatable {
        var device: UInt
        var number: UInt

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt(status.st_dev)
            number = UInt(status.st_ino)
        }
    }

    private let path: String
    private let file: Identity
    /// The file's log; `nil` if there was none when the file was opened.
    private let log: Identity?

    /// Remembers a file that has just been opened, and read from.
    ///
    /// - Throws: ``StoreError`` with `replaced` if it is gone already.
    package init(path: String) throws {
        self.path = path
        guard let file = Identity(path) else { throw Self.replaced(path) }
        self.file = file
        log = Identity(path + "-wal")
    }

    /// Checks that the path still leads to the file.
    ///
    /// - Throws: ``StoreError`` with `replaced`.
    package func check() throws {
        guard Identity(path) == file else { throw Self.replaced(path) }
    }

    /// Checks that who opens the path will find what is about to be committed.
    ///
    /// The log, too, must be the one that was opened: SQLite keeps it while anybody has the file open.
    ///
    /// - Throws: ``StoreError`` with `replaced`.
    package func checkBeforeCommit() throws {
        try check()
        if let log, Identity(path + "-wal") != log { throw Self.replaced(path) }
    }

    private static func replaced(_ path: String) -> StoreError {
        StoreError(
            .replaced,
            "\(path) was replaced or deleted while it was open; nothing was stored."
        )
    }
}
