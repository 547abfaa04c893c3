import Foundation
import KFBot
import KFBotTesting
import Testing

struct DamagedWorkbookTests {
    @Test("a workbook with one damaged byte is read or refused, wherever the damage is")
    func everywhere() throws {
        let fixture = SampleFiles.root + "/Tests/KFBotImportTests/Fixtures/excel.xlsx"
        let whole = try Array(Data(contentsOf: URL(filePath: fixture)))
        let directory = try TemporaryDirectory()
        let path = directory.file("damaged.xlsx")
        var refusals = 0
        for offset in whole.indices {
            var bytes = whole
            bytes[offset] ^= [0x15, 0xFF, 0x80][offset % 3]
            try Data(bytes).write(to: URL(filePath: path))
            do {
                try ImportReader().read(fileAt: path) { _ in }
            } catch is ImportError {
                refusals += 1
            }
        }
        // Compressed parts end in a checksum; of names, times and limits much is read past.
        #expect(refusals > whole.count / 3)
    }
}
