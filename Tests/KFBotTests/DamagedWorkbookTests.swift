import Foundation
import KFBot
import KFBotTesting
import Testing

struct DamagedWorkbookTests {
    @Test("a workbook with a damaged directory is read or refused, wherever the damage is")
    func everywhere() throws {
        let fixture = SampleFiles.root + "/Tests/KFBotImportTests/Fixtures/excel.xlsx"
        let whole = try Array(Data(contentsOf: URL(filePath: fixture)))
        let spared = WorkbookParts.contents(of: whole)
        let directory = try TemporaryDirectory()
        let path = directory.file("damaged.xlsx")
        var refusals = 0
        for offset in whole.indices where !spared.contains(where: { $0.contains(offset) }) {
            var bytes = whole
            bytes[offset] ^= 0x15
            try Data(bytes).write(to: URL(filePath: path))
            do {
                try ImportReader().read(fileAt: path) { _ in }
            } catch is ImportError {
                refusals += 1
            }
        }
        // Checksums, sizes, places and names of parts are all in there.
        #expect(refusals > 100)
    }
}
