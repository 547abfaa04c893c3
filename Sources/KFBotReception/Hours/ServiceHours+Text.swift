import KFBotModel

extension ServiceHours {
    /// The week in words: `周一至周五 09:00-12:00、13:30-18:00，周六 10:00-16:00`.
    public var weeklyText: String {
        var spans: [(days: [Weekday], slots: [TimeSlot])] = []
        for day in Weekday.allCases {
            guard let slots = weekly[day], !slots.isEmpty else { continue }
            if let last = spans.last, last.slots == slots,
                last.days.last.map({ $0.rawValue + 1 }) == day.rawValue
            {
                spans[spans.count - 1].days.append(day)
            } else {
                spans.append(([day], slots))
            }
        }
        let texts = spans.map { span in
            let times = span.slots.map { $0 == .wholeDay ? "全天" : $0.description }
            return Self.text(span.days) + " " + times.joined(separator: "、")
        }
        return texts.isEmpty ? "暂无人工接待时间" : texts.joined(separator: "，")
    }

    private static func text(_ days: [Weekday]) -> String {
        if days.count == Weekday.allCases.count { return "每天" }
        guard let first = days.first, let last = days.last else { return "" }
        if days.count == 1 { return first.chineseName }
        return first.chineseName + (days.count == 2 ? "、" : "至") + last.chineseName
    }
}
