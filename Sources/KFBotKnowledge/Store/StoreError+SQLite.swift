import GRDB

extension StoreError {
    /// Runs `body` and turns SQLite's errors into the store's.
    package static func translating<Value>(
        _ action: String,
        _ body: () throws -> Value
    ) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, while: action)
        } catch is RowDecodingError {
            throw StoreError(.damaged, "While \(action): a stored value cannot be read.")
        }
    }

    private init(_ error: DatabaseError, while action: String) {
        let (code, fact): (Code, String) =
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: (.busy, "another process is writing")
            case .SQLITE_NOTADB, .SQLITE_CORRUPT:
                (.damaged, "the file is damaged or no knowledge base")
            case .SQLITE_FULL: (.diskFull, "there is no room left")
            case .SQLITE_IOERR: (.ioError, "the file system failed")
            case .SQLITE_READONLY: (.readOnly, "the file can only be read")
            case .SQLITE_CANTOPEN, .SQLITE_PERM: (.cannotOpen, "the file cannot be opened")
            default: (.failed, "the database failed")
            }
        self.init(
            code,
            "While \(action): \(fact).",
            underlying: Cause(
                resultCode: error.extendedResultCode.rawValue,
                message: error.message ?? error.extendedResultCode.description
            )
        )
    }
}
