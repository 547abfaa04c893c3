extension HolidayCalendar {
    /// The calendar of mainland China for 2025 and 2026, checked against the published notices.
    ///
    /// You add later years to a workspace as files; see docs/reception.md.
    public static let china: HolidayCalendar = {
        do {
            return try HolidayCalendar(chinaText, file: "china")
        } catch {
            preconditionFailure("The calendar shipped with the program is damaged: \(error)")
        }
    }()

    /// The State Council's notices, in the form of a calendar file.
    ///
    /// Sources: 国务院办公厅关于2025年部分节假日安排的通知 (国办发明电〔2024〕12号, 2024-11-12,
    /// <https://m.gmw.cn/2024-11/12/content_1303894933.htm>) and the notice for 2026 (2025-11-04,
    /// <https://politics.gmw.cn/2025-11/04/content_38391083.htm>). Like the notices, it lists days
    /// off even if they fall on a weekend.
    private static let chinaText = """
        year 2025 国务院办公厅 2024-11-12
        2025-01-01 off 元旦
        2025-01-26 work 春节
        2025-01-28..2025-02-04 off 春节
        2025-02-08 work 春节
        2025-04-04..2025-04-06 off 清明节
        2025-04-27 work 劳动节
        2025-05-01..2025-05-05 off 劳动节
        2025-05-31..2025-06-02 off 端午节
        2025-09-28 work 国庆节、中秋节
        2025-10-01..2025-10-08 off 国庆节、中秋节
        2025-10-11 work 国庆节、中秋节
        year 2026 国务院办公厅 2025-11-04
        2026-01-01..2026-01-03 off 元旦
        2026-01-04 work 元旦
        2026-02-14 work 春节
        2026-02-15..2026-02-23 off 春节
        2026-02-28 work 春节
        2026-04-04..2026-04-06 off 清明节
        2026-05-01..2026-05-05 off 劳动节
        2026-05-09 work 劳动节
        2026-06-19..2026-06-21 off 端午节
        2026-09-20 work 国庆节
        2026-09-25..2026-09-27 off 中秋节
        2026-10-01..2026-10-07 off 国庆节
        2026-10-10 work 国庆节
        """
}
