// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "KFBot",
    products: [
        .executable(name: "kfbot", targets: ["KFBotCLI"]),
        .library(name: "KFBot", targets: ["KFBot"]),
        .library(name: "KFBotMatching", targets: ["KFBotMatching", "KFBotModel"]),
        .library(name: "Tokenizer", targets: ["Tokenizer", "TokenizerFTS5"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/pointfreeco/swift-custom-dump", from: "1.7.3"),
        .package(url: "https://github.com/pointfreeco/xctest-dynamic-overlay", from: "1.13.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(
            name: "CICU",
            linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]
        ),
        .systemLibrary(
            name: "CZip",
            pkgConfig: "libzip",
            providers: [.apt(["libzip-dev"])]
        ),
        .systemLibrary(
            name: "CExpat",
            pkgConfig: "expat",
            providers: [.apt(["libexpat1-dev"])]
        ),
        .systemLibrary(
            name: "CXML2",
            pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"])]
        ),
        .systemLibrary(
            name: "CXLSXWriter",
            pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"])]
        ),
        // libxml2's headers include ICU's, which Swift must not see.
        .target(name: "CHTML", dependencies: ["CXML2"]),
        // Without optimization a question takes 260 ms instead of 4, too long for tests. A package
        // that takes this one by path or branch may; by version SwiftPM refuses such flags.
        .target(
            name: "CEncoderKernels",
            cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]
        ),
        .target(name: "SentenceEncoder", dependencies: ["CEncoderKernels", "CZip"]),
        .target(name: "Platform"),
        .target(name: "Tokenizer", dependencies: ["CICU"]),
        .target(
            name: "TokenizerFTS5",
            dependencies: ["Tokenizer", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        .target(name: "KFBotModel", dependencies: ["Tokenizer"]),
        // Products of rounded vectors; without optimization they would take a test most of its time.
        .target(
            name: "CVectors",
            cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]
        ),
        .target(
            name: "KFBotMatching",
            dependencies: ["CVectors", "KFBotModel", "Platform", "Tokenizer"]
        ),
        .target(
            name: "KFBotKnowledge",
            dependencies: [
                "KFBotModel", "KFBotMatching", "SentenceEncoder", "Tokenizer", "TokenizerFTS5",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "KFBotImport",
            dependencies: [
                "KFBotModel", "KFBotMatching", "KFBotKnowledge", "Tokenizer", "CExpat", "CHTML",
                "CICU", "CXLSXWriter", "CZip", "Yams",
            ]
        ),
        .target(
            name: "KFBotReception",
            dependencies: [
                "KFBotModel", "KFBotMatching", "KFBotKnowledge", "Tokenizer", "Yams",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "KFBotAccess",
            dependencies: [
                "KFBotKnowledge", "KFBotModel",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "KFBot",
            dependencies: [
                "KFBotModel", "KFBotMatching", "KFBotKnowledge", "KFBotImport", "KFBotReception",
            ]
        ),
        .target(name: "KFBotEval", dependencies: ["KFBot", "Platform", "Tokenizer"]),
        .target(
            name: "KFBotService",
            dependencies: [
                "KFBot", "KFBotAccess", "KFBotModel", "KFBotMatching", "KFBotKnowledge",
                "KFBotReception",
            ]
        ),
        .target(
            name: "KFBotServer",
            dependencies: [
                "KFBot", "KFBotAccess", "KFBotService",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(
            name: "KFBotCLI",
            dependencies: [
                "KFBot", "KFBotAccess", "KFBotEval", "KFBotService", "KFBotServer",
                "SentenceEncoder",
                "Tokenizer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "KFBotBenchmarks",
            dependencies: [
                "KFBot", "KFBotTesting", "SentenceEncoder", "Tokenizer", "TokenizerFTS5", "CICU",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Benchmarks/KFBotBenchmarks"
        ),
        // Sees only what is public, as a storage of another package would.
        .target(name: "KFBotMemoryStorage", dependencies: ["KFBot"], packageAccess: false),
        .target(name: "KFBotTesting", dependencies: ["KFBot", "KFBotMemoryStorage", "Tokenizer"]),
        .testTarget(
            name: "KFBotModelTests",
            dependencies: [
                "KFBot", "KFBotModel", "KFBotTesting", "Tokenizer",
                .product(name: "CustomDump", package: "swift-custom-dump"),
                .product(
                    name: "IssueReportingTestSupport",
                    package: "xctest-dynamic-overlay"
                ),
            ]
        ),
        .testTarget(
            name: "KFBotMatchingTests",
            dependencies: [
                "KFBot", "KFBotMatching", "KFBotTesting", "Tokenizer",
                .product(name: "CustomDump", package: "swift-custom-dump"),
                .product(
                    name: "IssueReportingTestSupport",
                    package: "xctest-dynamic-overlay"
                ),
            ]
        ),
        .testTarget(
            name: "KFBotKnowledgeTests",
            dependencies: [
                "KFBot", "KFBotKnowledge", "KFBotTesting", "Tokenizer", "TokenizerFTS5",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "CustomDump", package: "swift-custom-dump"),
                .product(
                    name: "IssueReportingTestSupport",
                    package: "xctest-dynamic-overlay"
                ),
            ],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "KFBotImportTests",
            dependencies: [
                "KFBot", "KFBotImport", "KFBotTesting", "Tokenizer", "Yams",
                .product(name: "CustomDump", package: "swift-custom-dump"),
                .product(
                    name: "IssueReportingTestSupport",
                    package: "xctest-dynamic-overlay"
                ),
            ],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "KFBotReceptionTests",
            dependencies: [
                "KFBot", "KFBotReception", "KFBotBenchmarks", "KFBotTesting", "Tokenizer",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "CustomDump", package: "swift-custom-dump"),
                .product(
                    name: "IssueReportingTestSupport",
                    package: "xctest-dynamic-overlay"
                ),
            ],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "KFBotAccessTests",
            dependencies: ["KFBot", "KFBotAccess", "KFBotTesting"]
        ),
        .testTarget(
            name: "KFBotTests",
            dependencies: [
                "KFBot", "KFBotTesting",
                .product(name: "CustomDump", package: "swift-custom-dump"),
                .product(
                    name: "IssueReportingTestSupport",
                    package: "xctest-dynamic-overlay"
                ),
            ],
            exclude: ["Corpus"]
        ),
        .testTarget(
            name: "KFBotCLITests",
            dependencies: [
                "KFBotCLI", "KFBot", "KFBotAccess", "KFBotService", "KFBotServer", "KFBotTesting",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "CustomDump", package: "swift-custom-dump"),
                .product(
                    name: "IssueReportingTestSupport",
                    package: "xctest-dynamic-overlay"
                ),
            ],
            exclude: ["Golden", "bad.csv"]
        ),
        .testTarget(
            name: "KFBotEvalTests",
            dependencies: [
                "CExpat", "KFBot", "KFBotEval",
                .product(name: "CustomDump", package: "swift-custom-dump"),
                .product(
                    name: "IssueReportingTestSupport",
                    package: "xctest-dynamic-overlay"
                ),
            ]
        ),
        .testTarget(
            name: "KFBotServerTests",
            dependencies: [
                "KFBot", "KFBotAccess", "KFBotService", "KFBotServer", "KFBotTesting",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]
        ),
        .testTarget(
            name: "SentenceEncoderTests",
            dependencies: ["CEncoderKernels", "KFBotTesting", "SentenceEncoder"],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "TokenizerTests",
            dependencies: [
                "CICU", "KFBotTesting", "Tokenizer", "TokenizerFTS5",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "CustomDump", package: "swift-custom-dump"),
                .product(
                    name: "IssueReportingTestSupport",
                    package: "xctest-dynamic-overlay"
                ),
            ]
        ),
    ]
)

// Fuzzing with coverage needs a runtime that is there only where everything is built for it:
// `make fuzz-coverage`.
if Context.environment["KFBOT_FUZZING"] != nil {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Benchmarks/CFuzzer"),
        .executableTarget(
            name: "KFBotFuzzing",
            dependencies: [
                "CFuzzer", "KFBot", "KFBotImport", "KFBotModel", "KFBotReception", "KFBotService",
                "KFBotTesting", "Tokenizer",
            ],
            path: "Benchmarks/KFBotFuzzing"
        ),
    ]
}

let librariesInC = [
    "CEncoderKernels", "CFuzzer", "CICU", "CExpat", "CHTML", "CXML2", "CXLSXWriter", "CZip",
]
for target in package.targets where !librariesInC.contains(target.name) {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
