import Tokenizer

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
    /// A number that only counts the rows; it names no entry.
    case rowNumber = "row_number"
    /// The outermost of groups that stand in a column each.
    case group1
    case group2
    case group3
    /// What the company notes for itself: kept in `extra`, and not worth a warning.
    case remark
    /// What the person wants left out.
    case ignored = "ignore"

    /// The fields of our own form in the order of its columns.
    static let native: [EntryField] = [
        .id, .group, .question, .similar, .negative, .answer, .answers, .strategy, .enabled,
        .recommendable, .handoff, .validFrom, .validUntil, .accounts, .related, .tags, .extra,
        .type,
    ]

    /// The field that a header or key names; `nil` if it is not known.
    ///
    /// Case, script, white space, `_`, `-`, `*`, bracketed remarks and a number at the end do not count,
    /// and a name may stand there in two languages.
    init?(name: String) {
        guard let found = Self.lookUp(name) else { return nil }
        self = found.field
    }

    /// The field that a header or key names, and whether that is only a guess which a better name beats.
    static func lookUp(_ name: String) -> (field: EntryField, isWeak: Bool)? {
        if let found = byName[name] { return found }
        let name = folded(name)
        if let found = byName[name] { return found }
        return inTwoLanguages(name)
    }

    /// Whether a field holds what customers ask or get.
    var isSpoken: Bool { [.question, .similar, .answer, .answers].contains(self) }

    /// `问题question` and `问题/question`, whose parts all mean the same.
    private static func inTwoLanguages(
        _ name: String
    ) -> (field: EntryField, isWeak: Bool)? {
        var parts: [String.UnicodeScalarView] = []
        var kind: Bool?
        for scalar in name.unicodeScalars {
            guard scalar.properties.isAlphabetic else {
                kind = nil
                continue
            }
            let isLatin = scalar.value < 0x250
            if isLatin != kind { parts.append(String.UnicodeScalarView()) }
            kind = isLatin
            parts[parts.count - 1].append(scalar)
        }
        guard parts.count > 1, parts.count < 4 else { return nil }
        let found = parts.map { byName[String($0)] }
        guard let first = found[0], found.allSatisfy({ $0?.field == first.field }) else {
            return nil
        }
        return (first.field, found.allSatisfy { $0?.isWeak == true })
    }

    /// A header without what does not count.
    static func folded(_ name: String) -> String {
        var folded = String.UnicodeScalarView()
        var depth = 0
        for scalar in TextNormalizer().normalize(name).text.unicodeScalars {
            switch scalar {
            case "(", "[", "【", "〔", "<": depth += 1
            case ")", "]", "】", "〕", ">": depth = max(depth - 1, 0)
            case "_", "-", "*", ":", ".", "。", "\"", "\u{FEFF}", "\u{200B}": break
            case _ where depth > 0 || scalar.properties.isWhitespace: break
            // Both are written for 复.
            case "覆": folded.append("复")
            default: folded.append(scalar)
            }
        }
        while folded.count > 1, let last = folded.last, last.properties.numericType == .decimal {
            folded.removeLast()
        }
        return String(folded)
    }

    private static let names: [(EntryField, String)] = [
        (.type, "type 类型"),
        (
            .id,
            """
            id 编号 qnaid entryid 问答id 知识id 问题id 问答编号 知识编号 问题编号 词条编号 qid faqid faq编号 知识点id \
            知识点编号
            """
        ),
        (.rowNumber, "序号 no # 行号 顺序号 序 num sn 序列号 条目序号 rowno rownumber"),
        (
            .group,
            """
            group category groupname categoryname groupid 分组 分类 类别 问题分类 问题分组 知识分类 \
            知识分组 所属分组 所属分类 分组名称 分类名称 目录 topic tagname 类目 所属类目 问题类型 问题类别 \
            业务分类 类目路径 分类路径 目录路径 知识目录 所属目录 知识路径 分组路径 类目名称 知识类目 categories
            """
        ),
        (
            .group1,
            """
            一级分类 一级类目 一级目录 一级分组 一级类别 大类 第一级分类 第一级 一级 分类一 类目一 主分类 \
            level1category firstcategory
            """
        ),
        (
            .group2,
            """
            二级分类 二级类目 二级目录 二级分组 二级类别 小类 中类 第二级分类 第二级 二级 分类二 类目二 子分类 子类 \
            subcategory secondcategory
            """
        ),
        (.group3, "三级分类 三级类目 三级目录 三级分组 三级类别 细类 第三级分类 第三级 三级 分类三 类目三"),
        (
            .question,
            """
            question questions q 问题 标准问 标准问题 主问题 标准问法 问题标题 standardquestion \
            mainquestion query 提问 知识标题 问 post 标准问句 标准提问
            """
        ),
        (
            .similar,
            """
            similar similarquestions similarquestion similars 相似问 相似问题 相似问法 相似说法 扩展问 \
            扩展问题 相似 indexes alternativephrase alternativephrases alternatives alternates 同义问 \
            同义问法 相似提问 相似问句 问法 扩展问法 扩展提问 扩展问句 拓展问 拓展问法 拓展问题 同义问题 同义句 \
            其他问法 其它问法 其他问题 其它问题 其他提问 更多问法 用户问法 客户问法 近似问 近似问法 近似问题 相近问法 \
            相近问题 类似问 类似问法 类似问题 训练语句 训练样本 训练语料 问题示例 样例问题 用户例句 相似句 相似问列表 相似问题列表 别名 variants paraphrases
            """
        ),
        (.negative, "negative negatives negativequestions negativequestion 反例 反例问题 反例问法 反向问题"),
        (
            .answer,
            """
            answer a 答案 回答 回复 机器人回答 回答内容 答案内容 回复内容 标准答案 文字回答 答 reply \
            解答 解答内容 答复 答复内容 回复话术 应答 应答内容 应答话术 回答话术 标准回复 标准答复 标准回答 标准话术 \
            客服回复 客服话术 答案详情 response
            """
        ),
        (.answers, "answers replies"),
        (.strategy, "strategy answerstrategy 策略 回答策略 回复策略"),
        (
            .enabled,
            "enabled isenabled enable 启用 是否启用 状态 启用状态 是否有效 是否上线 上线状态 是否发布 发布状态"
        ),
        (.disabled, "disabled isdisabled 停用 是否停用 禁用 是否禁用"),
        (.recommendable, "recommendable isrecommended recommended 可推荐 是否推荐 是否可推荐"),
        (.notRecommendable, "notrecommendable 是否禁止被推荐 禁止被推荐 禁止推荐"),
        (.handoff, "handoff handsoff 转人工 是否转人工"),
        (.validFrom, "validfrom 生效时间 生效日期 开始时间 开始日期 有效期开始 有效期起"),
        (.validUntil, "validuntil 失效时间 失效日期 结束时间 结束日期 有效期结束 有效期至 有效期止 到期时间 过期时间"),
        (.accounts, "accounts account 账号 帐号 客服账号 客服帐号 适用账号 适用帐号"),
        (.related, "related relatedquestions 关联 关联问题 相关问题 关联问答 关联知识"),
        (.tags, "tags tag labels label 标签"),
        (.extra, "extra"),
        (
            .remark,
            """
            备注 备注说明 说明 注释 remark remarks note notes comment comments 创建时间 创建日期 创建人 创建者 \
            更新时间 更新日期 更新人 修改时间 修改日期 修改人 最后更新时间 最后修改时间 录入人 录入时间 作者 维护人 负责人 \
            责任人 审核人 审核状态 审核时间 来源 出处 部门 责任部门 所属部门 版本 版本号 浏览量 点击量 点赞数 使用次数 \
            命中次数 访问量 createdat updatedat createtime updatetime createdby updatedby source author
            """
        ),
    ]

    /// Names that hold only where no better one stands beside them.
    private static let weakNames: [(EntryField, String)] = [
        (
            .question,
            """
            标题 问题描述 常见问题 问题内容 问题名称 客户问题 用户问题 顾客问题 客户提问 用户提问 咨询问题 咨询内容 \
            疑问 问句 faq user prompt input instruction human 意图 意图名称 用户说 客户说 顾客说 用户提问内容 客户咨询 \
            用户咨询 customerquestion userquestion customerquery userquery inquiry
            """
        ),
        (
            .answer,
            """
            话术 参考答案 参考话术 参考回复 参考回答 解决方案 解决办法 解决方法 处理方法 处理方案 处理办法 处理方式 \
            内容 正文 详情 知识内容 详细内容 答疑 客服说 坐席回复 人工回复 解决措施 solution assistant completion output \
            agentresponse resolution
            """
        ),
        (.group, "模块 板块 栏目 专题 主题 业务类型 业务模块"),
    ]

    private static let byName: [String: (field: EntryField, isWeak: Bool)] = {
        var fields: [String: (field: EntryField, isWeak: Bool)] = [:]
        for (list, isWeak) in [(weakNames, true), (names, false)] {
            for (field, words) in list {
                for word in words.split(separator: " ") { fields[String(word)] = (field, isWeak) }
            }
        }
        for field in allCases where field != .ignored { fields[field.rawValue] = (field, false) }
        return fields
    }()
}
