import Glibc

/// Where an export goes.
public enum ExportDestination: Hashable, Sendable {
    /// A file, which is replaced once the export is complete.
    case file(String)
    /// An open descriptor such as that of standard output; it stays open.
    case descriptor(Int32)

    /// The file's name; empty for a descriptor.
    var path: String {
        guard case .file(let path) = self else { return "" }
        return path
    }
}

/// Writes text to a destination; a file appears under its name only when it is complete.
final class TextOutput {
    private let destination: ExportDestination
    private let descriptor: Int32
    private let temporary: String?
    private var buffer: [UInt8] = []
    private var isFinished = false

    /// Opens a destination.
    ///
    /// - Throws: ``ImportError`` with `unwritable`.
    init(_ destination: ExportDestination) throws {
        self.destination = destination
        switch destination {
        case .descriptor(let descriptor):
            self.descriptor = descriptor
            temporary = nil
        case .file(let path):
            let temporary = path + ".part"
            descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            self.temporary = temporary
            guard descriptor >= 0 else { throw Self.failure(path) }
        }
        buffer.reserveCapacity(256 << 10)
    }

    deinit {
        guard let temporary, !isFinished else { return }
        close(descriptor)
        unlink(temporary)
    }

    /// Writes text.
    ///
    /// - Throws: ``ImportError`` with `unwritable`.
    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Writes bytes.
    ///
    /// - Throws: ``ImportError`` with `unwritable`.
    func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count >= 128 << 10 { try flush() }
    }

    /// Writes what is left, and gives the file its name.
    ///
    /// - Throws: ``ImportError`` with `unwritable`.
    func finish() throws {
        try flush()
        guard let temporary else { return }
        isFinished = true
        guard close(descriptor) == 0, rename(temporary, destination.path) == 0 else {
            let failure = Self.failure(destination.path)
            unlink(temporary)
            throw failure
        }
    }

    private func flush() throws {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Glibc.write(
                    descriptor,
                    bytes.baseAddress.map { $0 + written },
                    bytes.count - written
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(destination.path) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func failure(_ path: String) -> ImportError {
        ImportError(
            .unwritable,
            "Writing failed: \(String(cString: strerror(errno))).",
            file: path
        )
    }
}
