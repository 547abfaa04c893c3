import KFBotModel

/// The number formats of a workbook's cell styles.
struct CellStyles {
    /// What a number looks like.
    struct Shown: Equatable {
        var text: String
        /// The moment in the form of ISO 8601 if the cell shows one.
        var moment: String?
        /// Whether digits may be lost because a spreadsheet keeps 15.
        var isImprecise = false
    }

    /// The format of each cell style.
    var formats: [NumberFormat] = []
    /// Whether days are counted from 1904-01-01, as old Excel for Mac did.
    var startsIn1904 = false

    private static let general = NumberFormat(code: "General")

    /// A stored number as a person sees it; text that is no number stays as it is.
    func shown(_ stored: String, style: Int) -> Shown {
        let text = stored.trimmingWhitespace()
        guard let number = Double(text) else { return Shown(text: text) }
        return shown(number, style: style)
    }

    /// A number as a person sees it.
    func shown(_ number: Double, style: Int) -> Shown {
        guard number.isFinite else { return Shown(text: "#NUM!") }
        let format = formats.indices.contains(style) ? formats[style] : Self.general
        let shown = format.shown(number, startsIn1904: startsIn1904)
        return Shown(text: shown.text, moment: shown.moment, isImprecise: abs(number) >= 1e15)
    }
}
