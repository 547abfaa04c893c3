// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "KFBot",
    products: [
        .executable(name: "kfbot", targets: ["KFBotCLI"]),
        .library(name: "KFBot", targets: ["KFBot"]),
        .library(name: "Tokenizer", targets: ["Tokenizer", "TokenizerFTS5"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/pointfreeco/swift-custom-dump", from: "1.7.3"),
        .package(url: "https://github.com/pointfreeco/xctest-dynamic-overlay", from: "1.13.1"),
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
            name: "CXLSXWriter",
            pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"])]
        ),
        .target(name: "Tokenizer", dependencies: ["CICU"]),
        .target(
            name: "TokenizerFTS5",
            dependencies: ["Tokenizer", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        .target(
            name: "KFBot",
            dependencies: [
                "Tokenizer", "TokenizerFTS5", "CZip", "CXLSXWriter", "Yams",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .target(name: "KFBotEval", dependencies: ["KFBot"]),
        // For development only, to be removed once `kfbot test` reads the same files.
        .executableTarget(name: "KFBotEvalTool", dependencies: ["KFBot", "KFBotEval"]),
        .executableTarget(
            name: "KFBotCLI",
            dependencies: [
                "KFBot", "Tokenizer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "KFBotBenchmarks",
            dependencies: ["KFBotTesting", "Tokenizer", "CICU"],
            path: "Benchmarks/KFBotBenchmarks"
        ),
        .target(name: "KFBotTesting", dependencies: ["KFBot"]),
        .testTarget(
            name: "KFBotTests",
            dependencies: [
                "KFBot", "KFBotTesting", "Tokenizer", "TokenizerFTS5",
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

for target in package.targets where !["CICU", "CZip", "CXLSXWriter"].contains(target.name) {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
