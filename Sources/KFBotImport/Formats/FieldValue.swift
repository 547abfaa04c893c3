import KFBotModel

import struct Foundation.Date

/// Values as people write them in cells.
enum FieldValue {
    /// Yes or no; `nil` if the text is neither.
    static func bool(_ text: String) -> Bool? {
        switch text.trimmingWhitespace().lowercased() {
        case "true", "t", "yes", "y", "1", "1.0", "on", "是", "启用", "已启用", "有效", "开", "开启",
            "√", "✓", "对", "可推荐", "正常", "发布", "已发布", "上线", "已上线", "生效", "生效中", "active",
            "enabled":
            true
        case "false", "f", "no", "n", "0", "0.0", "off", "否", "停用", "已停用", "禁用", "已禁用", "无效",
            "关", "关闭", "×", "✗", "x", "错", "不可推荐", "草稿", "未发布", "下线", "已下线", "失效", "已失效",
            "inactive", "disabled":
            false
        default: nil
        }
    }

    /// A strategy by its name, or as WeKnora's 是否全部回复 has it.
    static func strategy(_ text: String) -> AnswerStrategy? {
        switch text.trimmingWhitespace().lowercased() {
        case "all", "全部", "全部回复": .all
        case "random", "随机", "随机回复": .random
        case "conditional", "条件", "按条件": .conditional
        default: nil
        }
    }
}
