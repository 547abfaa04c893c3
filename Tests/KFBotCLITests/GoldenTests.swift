import CustomDump
import Foundation
import KFBotTesting
import Testing

/// Whole outputs compared with files: Golden/<case>/flags, input (optional), expected.txt.
///
/// Flags are one a line. `KFBOT_RECORD=1 swift test --filter GoldenTests` writes the expected files;
/// read the difference before you commit it.
struct GoldenTests {
    private static let directory = ProjectFile.root.appendingPathComponent(
        "Tests/KFBotCLITests/Golden"
    )

    static let cases: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: directory.path)
        return (names ?? []).sorted()
    }()

    @Test("the program prints what the files say", arguments: cases)
    func golden(name: String) throws {
        let folder = Self.directory.appendingPathComponent(name)
        let flags = try String(contentsOf: folder.appendingPathComponent("flags"), encoding: .utf8)
            .split(separator: "\n").map {
                String($0.replacing("@", with: ProjectFile.path("") + "/"))
            }
        let input = try? String(contentsOf: folder.appendingPathComponent("input"), encoding: .utf8)
        let workspace = try TemporaryDirectory()
        let program = Program(data: workspace.file("data"))
        try program.expect("import", ProjectFile.path("kb-samples/shop/kb.jsonl"))
        let result = try program.run(flags, input: input, environment: ["COLUMNS": "100"])
        let printed =
            (result.output + (result.errors.isEmpty ? "" : "--- errors\n" + result.errors)
            + "--- exit \(result.status)\n")
            .replacing(workspace.path, with: "WORKSPACE")
            .replacing(ProjectFile.root.path, with: "PROJECT")
        let file = folder.appendingPathComponent("expected.txt")
        if ProcessInfo.processInfo.environment["KFBOT_RECORD"] != nil {
            try Data(printed.utf8).write(to: file)
        }
        expectNoDifference(printed, try String(contentsOf: file, encoding: .utf8))
    }

    @Test("there are cases to run")
    func hasCases() {
        #expect(Self.cases.count > 10)
    }
}
