import Crypto
import CryptoExtras
import Foundation

/// A password as it is kept: scrypt with its parameters and a salt, in the usual `$scrypt$` form.
package struct PasswordHash: Hashable, Sendable {
    /// What scrypt costs.
    package struct Cost: Hashable, Sendable {
        /// The logarithm of the rounds.
        package var logRounds: Int
        /// The size of a block.
        package var blockSize: Int
        /// How many times over.
        package var parallelism: Int

        /// Creates a cost.
        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// 32 MiB, three times over.
        ///
        /// - SeeAlso: OWASP's Password Storage Cheat Sheet, section on scrypt.
        package static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 3)

        /// Whether a stored cost is one that we may have written; another would take hours or gigabytes.
        var isBearable: Bool {
            (4...18).contains(logRounds) && (1...16).contains(blockSize)
                && (1...8).contains(parallelism)
        }
    }

    /// The stored form.
    package let text: String

    private static let saltLength = 16
    private static let length = 32

    /// Lengths that a password may have: shorter ones are guessed, longer ones only cost time.
    package static let lengths = 8...256

    /// Hashes a password with a salt of its own; takes tens of milliseconds, on purpose.
    package init(_ password: String, cost: Cost = .standard) throws {
        let salt = SymmetricKey(size: SymmetricKeySize(bitCount: Self.saltLength * 8))
            .withUnsafeBytes { Data($0) }
        let hash = try Self.derive(password, salt, cost)
        text =
            "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
            + "$\(salt.base64EncodedString())$\(hash.base64EncodedString())"
    }

    /// Takes a stored form.
    package init(stored text: String) { self.text = text }

    /// Whether a password is the one that was hashed; as slow as hashing, whatever the answer is.
    package func matches(_ password: String) -> Bool {
        guard
            let parts = text.wholeMatch(
                of: /\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([^$]+)\$([^$]+)/
            )?.output,
            let (rounds, size) = Int(parts.1).flatMap({ one in Int(parts.2).map { (one, $0) } }),
            let parallelism = Int(parts.3),
            let salt = Data(base64Encoded: String(parts.4)),
            let expected = Data(base64Encoded: String(parts.5))
        else { return false }
        let cost = Cost(logRounds: rounds, blockSize: size, parallelism: parallelism)
        guard cost.isBearable, let found = try? Self.derive(password, salt, cost),
            found.count == expected.count
        else { return false }
        return zip(found, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func derive(_ password: String, _ salt: Data, _ cost: Cost) throws -> Data {
        // The same letters typed on two systems are the same password.
        let bytes = Data(password.precomposedStringWithCompatibilityMapping.utf8)
        return try KDF.Scrypt.deriveKey(
            from: bytes,
            salt: salt,
            outputByteCount: length,
            rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize,
            parallelism: cost.parallelism
        ).withUnsafeBytes { Data($0) }
    }
}
