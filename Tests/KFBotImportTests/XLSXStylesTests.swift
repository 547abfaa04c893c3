import KFBot
import KFBotImport
import Testing

@testable import KFBotImport

struct XLSXStylesTests {
    private func shown(_ number: String, id: Int = 164, code: String? = nil) -> String {
        var styles = XLSXStyles()
        styles.kinds = [XLSXStyles.kind(id: id, code: code)]
        return styles.shown(number, style: 0)
    }

    @Test(arguments: [
        ("5", "5"), ("5.0", "5"), ("0.1", "0.1"), ("0.30000000000000004", "0.3"),
        ("13800138000", "13800138000"), ("1E3", "1000"),
        ("123456789012345678", "1.23456789012346e+17"),
        ("-2.50", "-2.5"), ("不是数", "不是数"),
    ])
    func numbersWithoutAFormat(_ stored: String, _ text: String) {
        #expect(shown(stored, id: 0) == text)
    }

    @Test(arguments: [
        ("0.15", "0%", "15%"), ("0.1234", "0.00%", "12.34%"), ("1234.5", "#,##0.00", "1,234.50"),
        ("-1234567", "#,##0", "-1,234,567"), ("7", "0000", "0007"), ("-7", "000.0", "-007.0"),
        ("2.5", "General", "2.5"),
        ("45292", "yyyy-mm-dd", "2024-01-01"),
        ("45292", "[$-804]yyyy\"年\"m\"月\"d\"日\";@", "2024-01-01"),
        ("45292.5", "yyyy/m/d h:mm", "2024-01-01T12:00:00"), ("0.25", "h:mm:ss", "06:00:00"),
        ("1.5", "[h]:mm", "12:00:00"), ("45292", "mmm", "2024-01-01"), ("3", "0\"天\"", "3"),
        ("59", "yyyy-mm-dd", "1900-02-28"), ("61", "yyyy-mm-dd", "1900-03-01"), ("5", "@", "5"),
        ("12345", "0.00E+00", "12345"), ("3", "\"d\"0", "3"), ("-1", "yyyy-mm-dd", "-1"),
    ])
    func numbersByTheirFormat(_ stored: String, _ code: String, _ text: String) {
        #expect(shown(stored, code: code) == text)
    }

    @Test(
        arguments: zip(
            [14, 22, 9, 4, 57, 20],
            [
                "2024-01-01", "2024-01-01T00:00:00", "4529200%", "45,292.00", "2024-01-01",
                "00:00:00",
            ]
        )
    )
    func builtInFormats(_ id: Int, _ text: String) {
        #expect(shown("45292", id: id) == text)
    }

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
