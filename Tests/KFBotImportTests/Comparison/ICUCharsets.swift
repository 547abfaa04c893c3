import Glibc

/// ICU's charset detector and converter, looked up by name, so that no header of ICU is needed.
///
/// Used only to compare them with what the importer uses; see docs/decisions.
struct ICUCharsets {
    private typealias Open = @convention(c) (UnsafeMutablePointer<Int32>) -> OpaquePointer?
    private typealias Close = @convention(c) (OpaquePointer?) -> Void
    private typealias SetText =
        @convention(c) (
            OpaquePointer?, UnsafePointer<CChar>?, Int32, UnsafeMutablePointer<Int32>
        ) -> Void
    private typealias Detect =
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<Int32>) -> OpaquePointer?
    private typealias Name =
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<Int32>) -> UnsafePointer<CChar>?
    private typealias OpenConverter =
        @convention(c) (UnsafePointer<CChar>?, UnsafeMutablePointer<Int32>) -> OpaquePointer?
    private typealias ToUTF8 =
        @convention(c) (
            Int32, OpaquePointer?, UnsafeMutablePointer<CChar>?, Int32, UnsafePointer<CChar>?,
            Int32,
            UnsafeMutablePointer<Int32>
        ) -> Int32

    private let open: Open
    private let close: Close
    private let setText: SetText
    private let detect: Detect
    private let name: Name
    private let openConverter: OpenConverter
    private let closeConverter: Close
    private let toUTF8: ToUTF8
    /// The major version of ICU.
    let version: Int

    /// Looks the functions up; `nil` where there is no ICU.
    init?() {
        for version in (60...90).reversed() {
            guard let common = dlopen("libicuuc.so.\(version)", RTLD_NOW),
                let more = dlopen("libicui18n.so.\(version)", RTLD_NOW)
            else { continue }
            func function<Type>(_ name: String, _ library: UnsafeMutableRawPointer) -> Type? {
                dlsym(library, "\(name)_\(version)").map { unsafeBitCast($0, to: Type.self) }
            }
            guard let open: Open = function("ucsdet_open", more),
                let close: Close = function("ucsdet_close", more),
                let setText: SetText = function("ucsdet_setText", more),
                let detect: Detect = function("ucsdet_detect", more),
                let name: Name = function("ucsdet_getName", more),
                let openConverter: OpenConverter = function("ucnv_open", common),
                let closeConverter: Close = function("ucnv_close", common),
                let toUTF8: ToUTF8 = function("ucnv_toAlgorithmic", common)
            else { continue }
            (self.open, self.close, self.setText, self.detect) = (open, close, setText, detect)
            (self.name, self.openConverter, self.closeConverter) = (
                name, openConverter, closeConverter
            )
            (self.toUTF8, self.version) = (toUTF8, version)
            return
        }
        return nil
    }

    /// The name of the likeliest encoding.
    func encoding(of bytes: [UInt8]) -> String? {
        var status: Int32 = 0
        let detector = open(&status)
        defer { close(detector) }
        return bytes.withUnsafeBytes { bytes in
            let text = bytes.bindMemory(to: CChar.self)
            setText(detector, text.baseAddress, Int32(text.count), &status)
            guard let match = detect(detector, &status), status <= 0 else { return nil }
            return name(match, &status).map { String(cString: $0) }
        }
    }

    /// The bytes as UTF-8; invalid ones become U+FFFD.
    func utf8(_ bytes: [UInt8], from encoding: String) -> [UInt8] {
        var status: Int32 = 0
        let converter = openConverter(encoding, &status)
        defer { closeConverter(converter) }
        let capacity = bytes.count * 2 + 16
        // UCNV_UTF8 of ICU's enumeration UConverterType.
        let algorithm: Int32 = 4
        return [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
            bytes.withUnsafeBytes { source in
                target.withMemoryRebound(to: CChar.self) { target in
                    count = Int(
                        toUTF8(
                            algorithm,
                            converter,
                            target.baseAddress,
                            Int32(capacity),
                            source.bindMemory(to: CChar.self).baseAddress,
                            Int32(source.count),
                            &status
                        )
                    )
                }
            }
        }
    }
}
