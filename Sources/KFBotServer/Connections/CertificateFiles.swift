import Foundation
package import Logging
import NIOCore
package import NIOSSL
import Synchronization

/// A certificate and its key in files, in step with them.
///
/// Whoever renews a certificate replaces the files; connections that are made after that have the new one.
/// Files that cannot be read, or do not belong together, leave in force what held before.
package final class CertificateFiles: Sendable {
    private struct Pair {
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKeySource
    }

    private struct State {
        var pair: Pair
        var dates: [Date]
        var looked = ContinuousClock.now
    }

    private let certificate: String
    private let key: String
    private let logger: Logger
    private let state: Mutex<State>
    /// How often it looks at the files at most.
    private static let interval = Duration.seconds(1)

    /// Reads the files.
    ///
    /// - Parameters:
    ///   - certificate: The path of the certificate, with those that vouch for it, as PEM.
    ///   - key: The path of its key, as PEM.
    ///   - logger: Told when the files change, or cannot be used.
    /// - Throws: If they cannot be read, or do not belong together.
    package init(certificate: String, key: String, logger: Logger) throws {
        self.certificate = certificate
        self.key = key
        self.logger = logger
        let dates = Self.dates([certificate, key])
        state = Mutex(State(pair: try Self.pair(certificate, key), dates: dates))
    }

    /// What a server needs; each connection asks for what the files hold then.
    package var configuration: TLSConfiguration {
        let pair = state.withLock { $0.pair }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: pair.chain,
            privateKey: pair.key
        )
        configuration.sslContextCallback = { _, promise in
            let pair = self.current()
            var changed = NIOSSLContextConfigurationOverride()
            changed.certificateChain = pair.chain
            changed.privateKey = pair.key
            promise.succeed(changed)
        }
        return configuration
    }

    private func current() -> Pair {
        state.withLock { state in
            let now = ContinuousClock.now
            guard now - state.looked >= Self.interval else { return state.pair }
            state.looked = now
            let dates = Self.dates([certificate, key])
            guard dates != state.dates else { return state.pair }
            state.dates = dates
            do {
                state.pair = try Self.pair(certificate, key)
                logger.notice("The certificate was read again")
            } catch {
                logger.error(
                    "The certificate cannot be used; what held before goes on",
                    metadata: ["error": "\(error)"]
                )
            }
            return state.pair
        }
    }

    private static func pair(_ certificate: String, _ key: String) throws -> Pair {
        let pair = Pair(
            chain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            key: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
        )
        // Only this says whether they belong together.
        _ = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: pair.chain,
                privateKey: pair.key
            )
        )
        return pair
    }

    private static func dates(_ paths: [String]) -> [Date] {
        paths.map { path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return attributes?[.modificationDate] as? Date ?? .distantPast
        }
    }
}
