import Testing

@testable import KFBotServer

struct LocalGuardTests {
    @Test(
        "names of this machine are taken in any case, with and without a port",
        arguments: [
            "localhost", "LOCALHOST:8787", "Localhost", "127.0.0.1:80", "127.1.2.3", "[::1]",
            "[::1]:8787",
        ]
    )
    func local(_ host: String) { #expect(LocalGuard.isLocal(host)) }

    @Test(
        "names that only begin like them are not",
        arguments: [
            "localhost.evil.example", "127.0.0.1.evil.example", "[::1].evil.example",
            "localhost:80.evil",
            "evil.example", "", "127.0.0", "[::2]", "[::1", "localhost@evil.example", "0.0.0.0",
        ]
    )
    func foreign(_ host: String) { #expect(!LocalGuard.isLocal(host)) }
}
