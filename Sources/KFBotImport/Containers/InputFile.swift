import Glibc

/// A file opened for reading; owns its descriptor.
final class InputFile {
    /// The path as it was given.
    let path: String
    /// The size in bytes when the file was opened.
    let size: Int
    /// How many bytes were read so far, those counted that were read twice.
    private(set) var bytesRead = 0
    private let descriptor: Int32

    /// Opens a regular file.
    ///
    /// - Throws: ``ImportError`` with `unreadable` or `empty`.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw ImportError(.unreadable, "The file cannot be opened: \(reason).", file: path)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ImportError(
                .unreadable,
                "This is not a regular file. Save the data in a file first and name that.",
                file: path
            )
        }
        guard status.st_size > 0 else {
            close(descriptor)
            throw ImportError(.empty, "The file is empty.", file: path)
        }
        self.path = path
        self.size = Int(status.st_size)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Reads up to `count` bytes at an offset; empty at the end of the file.
    func read(at offset: Int, count: Int) throws -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let taken = pread(
                    descriptor,
                    buffer.baseAddress.map { $0 + filled },
                    count - filled,
                    off_t(offset + filled)
                )
                if taken < 0 {
                    if errno == EINTR { continue }
                    failure = errno
                    return
                }
                if taken == 0 { return }
                filled += taken
            }
        }
        guard failure == 0 else {
            throw ImportError(
                .unreadable,
                "Reading failed: \(String(cString: strerror(failure))).",
                file: path
            )
        }
        bytesRead += bytes.count
        return bytes
    }
}
