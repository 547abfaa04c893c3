import KFBotModel

/// What a row of a table is, by which of its cells are filled.
enum RowKind {
    /// A row that says something of an entry.
    case entry
    /// A row that holds nothing but a number, a flag, a group or the like.
    case blank
    /// A row that holds a title of a section or a remark.
    case remark

    /// Tells the kind of a row.
    init(_ row: TableRow, _ columns: TableColumns) {
        let filled = row.cells.indices.filter { !row.trimmed($0).isEmpty }
        func field(_ index: Int) -> EntryField? {
            index < columns.columns.count ? columns.columns[index].field : nil
        }
        let spoken = filled.filter { field($0)?.isSpoken == true || field($0) == .negative }
        if spoken.isEmpty {
            let isRemark = filled.contains { index in
                let isTitle = row.spans.contains { span in
                    span.contains(index) && columns.index(of: .question).map(span.contains) == true
                }
                if isTitle { return true }
                return switch field(index) {
                case nil, .remark, .extra: true
                case .id, .rowNumber: RowNumbers.number(row.trimmed(index)) == nil
                default: false
                }
            }
            self = isRemark ? .remark : .blank
            return
        }
        self = .entry
        guard spoken.count == 1, let only = spoken.first, field(only) == .question,
            columns.index(of: .answer) != nil || columns.index(of: .answers) != nil,
            filled.allSatisfy({ $0 == only || field($0)?.isLabel == true })
        else { return }
        let text = row.trimmed(only)
        let isMerged = row.spans.contains { $0.contains(only) }
        if isMerged || Self.isTitle(text) || Self.isNote(text) { self = .remark }
    }

    /// Whether a text without an answer is the title of what follows.
    static func isTitle(_ text: String) -> Bool {
        guard text.count <= 24, !text.contains(where: { "?？吗呢".contains($0) }) else { return false }
        return text.contains(/^[一二三四五六七八九十]{1,3}[、.．]/)
            || text.contains(/^[(（][一二三四五六七八九十]{1,3}[)）]/)
            || text.contains(/^第[一二三四五六七八九十0-9]{1,3}[章节部篇类]/)
            || text.contains(/^【[^】]+】$/) || text.contains(/^[^\s]{1,10}(类|篇|模块|部分)$/)
            || text.contains(/^[^\s]{1,8}(相关|类)(问题|问答|知识)?$/)
    }

    /// Whether a text without an answer is a remark to the table.
    static func isNote(_ text: String) -> Bool {
        text.contains(/^(注|註|备注|備註|说明|說明|注意|附注|提示|PS|ps)\s*[0-9]*\s*[:：]/)
            || text.contains(/^[※*＊]/)
            || text.contains(/^(以上|更新日期|更新时间|最后更新|制表|编制|审核人|整理人|合计|总计|共\s*[0-9]+\s*[条个题])/)
    }
}

extension EntryField {
    /// Whether a cell of this field alone makes no entry.
    var isLabel: Bool {
        [.id, .rowNumber, .remark, .group, .group1, .group2, .group3, .enabled, .disabled].contains(
            self
        )
    }
}
