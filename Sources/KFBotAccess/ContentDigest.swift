import Crypto
package import Foundation
import KFBotKnowledge

/// What bytes come to.
package enum ContentDigest {
    private static let chunk = 1 << 20

    /// The length and the SHA-256 of a file, in hexadecimal.
    ///
    /// - Throws: ``StoreError`` if it cannot be read.
    package static func sha256(of path: String) throws -> (bytes: Int, digest: String) {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw StoreError(.cannotOpen, "\(path) cannot be read.")
        }
        defer { try? file.close() }
        var (hash, bytes) = (SHA256(), 0)
        do {
            while let data = try file.read(upToCount: chunk), !data.isEmpty {
                hash.update(data: data)
                bytes += data.count
            }
        } catch {
            throw StoreError(.ioError, "\(path) cannot be read.")
        }
        return (bytes, text(hash.finalize()))
    }

    /// The SHA-256 of bytes, in hexadecimal.
    package static func sha256(of data: Data) -> String { text(SHA256.hash(data: data)) }

    private static func text(_ digest: SHA256Digest) -> String {
        digest.map { String(format: "%02x", $0) }.joined()
    }
}
