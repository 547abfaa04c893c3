/// What a column or key of a file holds, by whichever of its usual names.
enum EntryField: String, CaseIterable {
    case type
    case id
    case group
    case question
    case similar
    case negative
    case answer
    case answers
    case strategy
    case enabled
    case disabled
    case recommendable
    case notRecommendable
    case handoff
    case validFrom = "valid_from"
    case validUntil = "valid_until"
    case accounts
    case related
    case tags
    case extra

    /// The fields of our own form in the order of its columns.
    static let native: [EntryField] = [
        .id, .group, .question, .similar, .negative, .answer, .answers, .strategy, .enabled,
        .recommendable, .handoff, .validFrom, .validUntil, .accounts, .related, .tags, .extra,
        .type,
    ]

    /// The field that a header or key names; `nil` if it is not known.
    ///
    /// Case, white space, `_`, `-`, `*`, bracketed remarks and a number at the end do not count.
    init?(name: String) {
        if let field = Self.byName[name] {
            self = field
            return
        }
        guard let field = Self.byName[Self.folded(name)] else { return nil }
        self = field
    }

    /// A header without what does not count.
    static func folded(_ name: String) -> String {
        var folded = String.UnicodeScalarView()
        var depth = 0
        for scalar in name.lowercased().unicodeScalars {
            switch scalar {
            case "(", "（", "[", "【": depth += 1
            case ")", "）", "]", "】": depth = max(depth - 1, 0)
            case "_", "-", "*", "＊", ":", "：", "\"", "\u{FEFF}": break
            case _ where depth > 0 || scalar.properties.isWhitespace: break
            default: folded.append(simplified[scalar] ?? scalar)
            }
        }
        while folded.count > 1, let last = folded.last, last.properties.numericType == .decimal {
            folded.removeLast()
        }
        return String(folded)
    }

    /// The characters of the names below that traditional script writes otherwise.
    private static let simplified = Dictionary(
        uniqueKeysWithValues: zip(
            "組問題類別標準關聯啟狀態號帳賬內復覆擴編間時開結過適薦應轉識稱屬預設答擬詢語種".unicodeScalars,
            "组问题类别标准关联启状态号账账内复复扩编间时开结过适荐应转识称属预设答拟询语种".unicodeScalars
        )
    )

    private static let names: [(EntryField, String)] = [
        (.type, "type 类型"),
        (.id, "id 编号 qnaid entryid 问答id 知识id 问答编号 知识编号 qid"),
        (
            .group,
            """
            group category groupname categoryname groupid 分组 分类 类别 问题分类 问题分组 知识分类 \
            知识分组 所属分组 所属分类 分组名称 分类名称 目录 topic tagname
            """
        ),
        (
            .question,
            """
            question questions q 问题 标准问 标准问题 主问题 标准问法 问题标题 standardquestion \
            mainquestion query 提问 知识标题 问 post
            """
        ),
        (
            .similar,
            """
            similar similarquestions similarquestion similars 相似问 相似问题 相似问法 相似说法 扩展问 \
            扩展问题 相似 indexes alternativephrase alternativephrases alternatives alternates 同义问 \
            同义问法 相似提问 相似问句 问法
            """
        ),
        (.negative, "negative negatives negativequestions negativequestion 反例 反例问题 反例问法 反向问题"),
        (.answer, "answer a 答案 回答 回复 机器人回答 回答内容 答案内容 回复内容 标准答案 文字回答 答 reply"),
        (.answers, "answers replies"),
        (.strategy, "strategy answerstrategy 策略 回答策略 回复策略"),
        (.enabled, "enabled isenabled enable 启用 是否启用 状态 启用状态"),
        (.disabled, "disabled isdisabled 停用 是否停用 禁用 是否禁用"),
        (.recommendable, "recommendable isrecommended recommended 可推荐 是否推荐 是否可推荐"),
        (.notRecommendable, "notrecommendable 是否禁止被推荐 禁止被推荐 禁止推荐"),
        (.handoff, "handoff handsoff 转人工 是否转人工"),
        (.validFrom, "validfrom 生效时间 生效日期 开始时间 开始日期 有效期开始 有效期起"),
        (.validUntil, "validuntil 失效时间 失效日期 结束时间 结束日期 有效期结束 有效期至 有效期止 到期时间 过期时间"),
        (.accounts, "accounts account 账号 客服账号 适用账号"),
        (.related, "related relatedquestions 关联 关联问题 相关问题 关联问答 关联知识"),
        (.tags, "tags tag labels label 标签"),
        (.extra, "extra"),
    ]

    private static let byName: [String: EntryField] = {
        var fields: [String: EntryField] = [:]
        for (field, words) in names {
            for word in words.split(separator: " ") { fields[String(word)] = field }
            fields[field.rawValue] = field
        }
        return fields
    }()
}
