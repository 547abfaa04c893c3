import Foundation

/// The lines of a file or of standard input, one at a time in a reused buffer.
struct LineReader {
    private let handle: FileHandle
    private static let chunk = 1 << 16

    /// Opens a file; `-` is standard input.
    ///
    /// - Throws: ``CommandError`` if the file cannot be read.
    init(path: String) throws {
        if path == "-" {
            handle = .standardInput
        } else if let opened = FileHandle(forReadingAtPath: path) {
            handle = opened
        } else {
            throw CommandError(
                "Cannot read \(path). Check the name and your permission to read it."
            )
        }
    }

    /// Calls `body` for each line without its line break; the bytes are lent for the call.
    func forEachLine(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var pending: [UInt8] = []
        while let data = try handle.read(upToCount: Self.chunk), !data.isEmpty {
            var start = 0
            try data.withUnsafeBytes { raw in
                let bytes = raw.bindMemory(to: UInt8.self)
                for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "\n") {
                    let line = UnsafeBufferPointer(rebasing: bytes[start..<index])
                    if pending.isEmpty {
                        try body(line.withoutCarriageReturn)
                    } else {
                        pending += line
                        try pending.withUnsafeBufferPointer { try body($0.withoutCarriageReturn) }
                        pending.removeAll(keepingCapacity: true)
                    }
                    start = index + 1
                }
                pending += bytes[start...]
            }
        }
        if !pending.isEmpty {
            try pending.withUnsafeBufferPointer { try body($0.withoutCarriageReturn) }
        }
    }

    /// All lines at once, for small files.
    static func lines(ofFileAt path: String) throws -> [String] {
        var lines: [String] = []
        try LineReader(path: path).forEachLine { lines.append(String(decoding: $0, as: UTF8.self)) }
        return lines
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate var withoutCarriageReturn: Self {
        last == UInt8(ascii: "\r") ? UnsafeBufferPointer(rebasing: dropLast()) : self
    }
}
