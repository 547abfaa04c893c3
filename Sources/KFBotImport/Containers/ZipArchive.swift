import CZip

/// The parts of a zip file, read one after the other; owns libzip's handle.
///
/// Bounds against archives made to fill memory: at most 10,000 parts, 4 GiB a part, 16 GiB unpacked
/// in all, and a part larger than 64 MiB may be at most 250 times its compressed size; sheets
/// compress 10 to 50 times.
final class ZipArchive {
    private let handle: OpaquePointer
    private let path: String
    private var unpacked = 0

    private static let maximumUnpacked = 16 << 30
    private static let maximumParts = 10_000
    private static let maximumPartSize: UInt64 = 4 << 30
    private static let freeSize: UInt64 = 64 << 20
    private static let maximumRatio: UInt64 = 250

    /// Opens an archive.
    ///
    /// - Throws: ``ImportError`` with `malformed` or `tooLarge`.
    init(path: String) throws {
        var code: Int32 = 0
        guard let handle = zip_open(path, ZIP_RDONLY, &code) else {
            throw ImportError(
                .malformed,
                "The file is damaged (zip error \(code)). Open it in Excel, Word or WPS and save it "
                    + "again (另存为 .xlsx).",
                file: path
            )
        }
        self.handle = handle
        self.path = path
        guard zip_get_num_entries(handle, 0) <= Self.maximumParts else {
            throw ImportError(.tooLarge, "The file has more than 10,000 parts.", file: path)
        }
    }

    deinit { zip_discard(handle) }

    /// Whether the archive has a part.
    func contains(_ name: String) -> Bool { zip_name_locate(handle, name, 0) >= 0 }

    /// Opens a part for reading.
    ///
    /// - Throws: ``ImportError`` with `malformed`, `encrypted` or `tooLarge`.
    func open(_ name: String) throws -> Part {
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_stat(handle, name, 0, &status) == 0 else {
            throw ImportError(
                .malformed,
                "The file lacks its part \(name). Open it in Excel, Word or WPS and save it again "
                    + "(另存为 .xlsx).",
                file: path
            )
        }
        guard status.encryption_method == 0 else {
            throw ImportError(
                .encrypted,
                "The file is protected by a password. Remove the password in Excel, Word or WPS "
                    + "and save it again (另存为 .xlsx).",
                file: path
            )
        }
        guard status.size <= Self.maximumPartSize,
            status.size <= Self.freeSize
                || status.size / max(status.comp_size, 1) <= Self.maximumRatio
        else {
            throw ImportError(
                .tooLarge,
                "The part \(name) of the file unpacks to \(status.size >> 20) MiB, which is "
                    + "more than is read. Split the file or save it as CSV (另存为 .csv).",
                file: path
            )
        }
        guard let part = zip_fopen(handle, name, 0) else {
            throw ImportError(.malformed, "The part \(name) cannot be unpacked.", file: path)
        }
        return Part(part, size: Int(status.size), name: name, path: path, archive: self)
    }

    /// Counts bytes that were unpacked; whether that is more than is read of one archive.
    fileprivate func isExhausted(by count: Int) -> Bool {
        unpacked += count
        return unpacked > Self.maximumUnpacked
    }

    /// A part being read; owns libzip's handle and keeps its archive open.
    final class Part {
        /// The size that the archive states, in bytes.
        let size: Int
        private let handle: OpaquePointer
        private let name: String
        private let path: String
        private let archive: ZipArchive
        private var taken = 0

        fileprivate init(
            _ handle: OpaquePointer,
            size: Int,
            name: String,
            path: String,
            archive: ZipArchive
        ) {
            self.archive = archive
            self.handle = handle
            self.size = size
            self.name = name
            self.path = path
        }

        deinit { zip_fclose(handle) }

        /// Fills a buffer as far as it goes; 0 at the end.
        ///
        /// - Throws: ``ImportError`` with `malformed` if the data are damaged or more than stated.
        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            guard let base = buffer.baseAddress else { return 0 }
            let count = Int(zip_fread(handle, base, UInt64(buffer.count)))
            taken += max(count, 0)
            guard count >= 0, taken <= size else {
                throw ImportError(
                    .malformed,
                    "The part \(name) of the file is damaged. Open it in Excel, Word or WPS and "
                        + "save it again (另存为 .xlsx).",
                    file: path
                )
            }
            guard !archive.isExhausted(by: count) else {
                throw ImportError(
                    .tooLarge,
                    "The parts of the file unpack to more than 16 GiB. Split the file or save it as "
                        + "CSV (另存为 .csv).",
                    file: path
                )
            }
            return count
        }

        /// The next bytes, at most `count`; empty at the end.
        func next(_ count: Int) throws -> [UInt8] {
            var failure: (any Error)?
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                do {
                    filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            return bytes
        }
    }
}
