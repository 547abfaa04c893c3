package import Foundation
package import GRDB

/// Reads of columns that throw where GRDB's subscripts would end the process: what a file holds may be
/// anything.
extension Row {
    /// The value of a column.
    ///
    /// - Throws: An error that ``StoreError/translating(_:_:)`` turns into `damaged`, for NULL, another type
    ///   or a number that does not fit.
    package func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ column: String
    ) throws -> Value {
        try decode(Value.self, forColumn: column)
    }

    /// The moment in a column that counts seconds since 1970.
    ///
    /// - Throws: As ``value(_:)``, and for a moment that no calendar has.
    package func moment(_ column: String) throws -> Date {
        let date = Date(timeIntervalSince1970: try value(column))
        guard date.isStorable else {
            throw StoreError(.damaged, "A stored moment cannot be read.")
        }
        return date
    }
}

extension Date {
    /// Whether a moment lies within ten thousand years of 1970; what does not was never written by us.
    package var isStorable: Bool { abs(timeIntervalSince1970) < 3.2e11 }
}
