/// The two plots of the reports as SVG, without anything external.
public enum Charts {
    private static let width = 440.0
    private static let height = 320.0
    private static let left = 52.0
    private static let right = 16.0
    private static let top = 16.0
    private static let bottom = 58.0

    private static let style = """
        <style>.a{stroke:#8a94a3;stroke-width:1}.g{stroke:#e4e8ee;stroke-width:1}\
        .t{fill:#4a5463;font:11px system-ui,"Noto Sans CJK SC",sans-serif}\
        .l{fill:none;stroke:#1769c4;stroke-width:2}.d{stroke:#b8c0cb;stroke-dasharray:4 4}\
        .b{fill:#a9cbf0;stroke:#1769c4}.m{fill:#c2410c}.n{fill:#78828f}</style>
        """

    /// Precision (right over answered) against coverage (answered over all) as a threshold falls.
    ///
    /// - Parameters:
    ///   - points: The curve, highest threshold first.
    ///   - threshold: A threshold to mark; `nil` for none.
    /// - Returns: An `svg` element.
    public static func precisionCoverage(
        _ points: [ConfidenceCurve.Point],
        threshold: Double? = nil
    ) -> String {
        let least = points.map(\.precision).min() ?? 0
        // Five steps of .1, .2 or .05, so that the ticks are round.
        let floor = least >= 0.75 ? 0.75 : least >= 0.5 ? 0.5 : 0
        let x = { (coverage: Double) in left + coverage * (width - left - right) }
        let y = { (precision: Double) in
            top + (1 - precision) / (1 - floor) * (height - top - bottom)
        }
        var parts = [axes(x: "coverage 覆盖率", y: "precision 准确率", floor: floor)]
        var path: [String] = []
        var last = -1.0
        for (place, point) in points.enumerated()
        where point.coverage - last >= 0.002 || place + 1 == points.count {
            last = point.coverage
            path.append("\(number(x(point.coverage))),\(number(y(point.precision)))")
        }
        if !path.isEmpty {
            parts.append("<polyline class=\"l\" points=\"\(path.joined(separator: " "))\"/>")
        }
        if let threshold, let point = points.last(where: { $0.threshold >= threshold }) {
            let (px, py) = (x(point.coverage), y(point.precision))
            let label =
                "\(Markup.fixed(threshold, 2)): \(Markup.percent(point.precision)) of "
                + Markup.percent(point.coverage)
            let isRight = point.coverage > 0.6
            parts.append("<circle class=\"m\" cx=\"\(number(px))\" cy=\"\(number(py))\" r=\"4\"/>")
            parts.append(
                text(
                    label,
                    x: px + (isRight ? -8 : 8),
                    y: isRight ? py + 18 : py - 6,
                    anchor: isRight ? "end" : "start"
                )
            )
        }
        return svg(parts, label: "Precision against coverage")
    }

    /// How often the first candidate is right in each of ten bins of confidence.
    ///
    /// The bars show the share of right candidates, and the dots the mean confidence. Where a dot
    /// is above its bar, the bot is too sure of itself. The number of queries is below each bar.
    public static func calibration(_ bins: [ReliabilityBin]) -> String {
        let x = { (confidence: Double) in left + confidence * (width - left - right) }
        let y = { (share: Double) in top + (1 - share) * (height - top - bottom) }
        var parts = [axes(x: "confidence 置信度", y: "right 答对", floor: 0)]
        parts.append(
            "<line class=\"d\" x1=\"\(number(x(0)))\" y1=\"\(number(y(0)))\" "
                + "x2=\"\(number(x(1)))\" y2=\"\(number(y(1)))\"/>"
        )
        for bin in bins {
            let start = x(bin.from) + 3
            let end = x(bin.from + 0.1) - 3
            if bin.count > 0 {
                parts.append(
                    "<rect class=\"b\" x=\"\(number(start))\" y=\"\(number(y(bin.shareRight)))\" "
                        + "width=\"\(number(end - start))\" "
                        + "height=\"\(number(y(0) - y(bin.shareRight)))\"/>"
                )
                parts.append(
                    "<circle class=\"m\" cx=\"\(number((start + end) / 2))\" "
                        + "cy=\"\(number(y(bin.meanConfidence)))\" r=\"3\"/>"
                )
            }
            parts.append(
                text("\(bin.count)", x: (start + end) / 2, y: height - bottom + 30, style: "t n")
            )
        }
        return svg(parts, label: "Calibration")
    }

    private static func axes(x: String, y: String, floor: Double) -> String {
        var parts: [String] = []
        let (x0, x1) = (left, width - right)
        let (y0, y1) = (height - bottom, top)
        for step in 0...5 {
            let share = Double(step) / 5
            let py = y0 + (y1 - y0) * share
            let px = x0 + (x1 - x0) * share
            parts.append(
                "<line class=\"g\" x1=\"\(number(x0))\" y1=\"\(number(py))\" "
                    + "x2=\"\(number(x1))\" y2=\"\(number(py))\"/>"
            )
            let value = floor + (1 - floor) * share
            parts.append(text(Markup.fixed(value, 2), x: x0 - 6, y: py + 4, anchor: "end"))
            parts.append(text(Markup.fixed(share, 1), x: px, y: y0 + 16))
        }
        parts.append(
            "<polyline class=\"a\" fill=\"none\" points=\"\(number(x0)),\(number(y1)) "
                + "\(number(x0)),\(number(y0)) \(number(x1)),\(number(y0))\"/>"
        )
        parts.append(text(x, x: (x0 + x1) / 2, y: height - 8))
        parts.append(
            "<text class=\"t\" text-anchor=\"middle\" "
                + "transform=\"translate(14 \(number((y0 + y1) / 2))) rotate(-90)\">"
                + "\(Markup.escape(y))</text>"
        )
        return parts.joined()
    }

    private static func text(
        _ text: String,
        x: Double,
        y: Double,
        anchor: String = "middle",
        style: String = "t"
    ) -> String {
        "<text class=\"\(style)\" text-anchor=\"\(anchor)\" x=\"\(number(x))\" y=\"\(number(y))\">"
            + "\(Markup.escape(text))</text>"
    }

    private static func number(_ value: Double) -> String { Markup.fixed(value, 1) }

    private static func svg(_ parts: [String], label: String) -> String {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(number(width)) \(number(height))\" "
            + "width=\"\(number(width))\" height=\"\(number(height))\" role=\"img\" "
            + "aria-label=\"\(Markup.escape(label))\">" + style
            + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>" + parts.joined() + "</svg>"
    }
}
