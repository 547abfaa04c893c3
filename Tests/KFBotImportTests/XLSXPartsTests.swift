import KFBot
import KFBotImport
import Testing

@testable import KFBotImport

struct XLSXPartsTests {
    @Test(arguments: ["a\rb", "\u{0}", "_x000D_", "_x000d", "__x0041__", "\u{FFFF}", "普通", "\t\n"])
    func charactersThatXMLCannotHold(_ text: String) {
        #expect(XLSXText.decode(XLSXText.encode(text)) == text)
        #expect(!XLSXText.encode(text).unicodeScalars.contains { $0.value < 9 || $0 == "\r" })
    }

    @Test func referencesToCells() {
        #expect(XLSXReference("A1") == XLSXReference("$A$1"))
        #expect(XLSXReference("XFD1048576")?.column == 16_383)
        #expect(XLSXReference("XFE1") == nil)
        #expect(XLSXReference("1A") == nil)
        #expect(XLSXMerges.area(reference: "B2:D4")?.columns == 1...3)
        #expect(XLSXMerges.area(reference: "D4:B2") == nil)
    }
}
