import Foundation
import KFBot
import Testing

@testable import KFBotModel

struct ISODateTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0.0), ("1970-01-01", -28_800), ("2024-02-29 12:30", 1_709_181_000),
        ("2025-01-31T08:00:00+08:00", 1_738_281_600),
        ("2025-01-31T08:00:00.25-0500", 1_738_328_400.25),
        ("2025/1/2", 1_735_747_200), ("2025年1月2日", 1_735_747_200),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
    ])
    func momentsAreRead(_ text: String, _ seconds: Double) {
        #expect(ISODate.date(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "", "明天", "2025-02-29", "2025-13-01", "25-01-01", "2025-01-01T25:00", "2025-01-01x",
        "2025-01-01T08:00:00+8",
    ])
    func otherTextIsNoMoment(_ text: String) {
        #expect(ISODate.date(text) == nil)
    }

    @Test func aDateAloneAsAnEndIncludesItsDay() {
        #expect(ISODate.date("2025-01-02", isEnd: true) == ISODate.date("2025-01-03"))
        let exact = ISODate.date("2025-01-02T00:00:00Z", isEnd: true)
        #expect(exact == ISODate.date("2025-01-02T00:00:00Z"))
    }

    @Test(arguments: [0.0, -1, 0.5, 1_700_000_000.123, 253_402_300_799, -62_135_596_800, -0.25])
    func whatIsWrittenIsReadBack(_ seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(ISODate.date(ISODate.text(date)) == date)
    }
}
