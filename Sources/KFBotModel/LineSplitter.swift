/// Splits bytes that come in pieces into lines, at LF or CR LF.
package struct LineSplitter {
    /// A line is longer than allowed.
    package struct TooLong: Error {}

    private let nextPiece: () throws -> [UInt8]?
    private let limit: Int
    private var piece: [UInt8] = []
    private var index = 0

    /// Creates a splitter.
    ///
    /// - Parameters:
    ///   - limit: The longest line, in bytes.
    ///   - nextPiece: Gives the next bytes; `nil` at the end.
    package init(limit: Int = .max, nextPiece: @escaping () throws -> [UInt8]?) {
        self.limit = limit
        self.nextPiece = nextPiece
    }

    /// The next line without its end; `nil` behind the last one.
    ///
    /// - Throws: ``TooLong``; what the giver of the pieces throws.
    package mutating func next() throws -> [UInt8]? {
        var line: [UInt8] = []
        var isAny = false
        while true {
            if index == piece.count {
                guard let more = try nextPiece() else { break }
                piece = more
                index = 0
            }
            isAny = isAny || index < piece.count
            if let end = piece[index...].firstIndex(of: 0x0A) {
                line += piece[index..<end]
                index = end + 1
                break
            }
            line += piece[index...]
            index = piece.count
            guard line.count <= limit else { throw TooLong() }
        }
        guard isAny else { return nil }
        if line.last == 0x0D { line.removeLast() }
        return line
    }
}
