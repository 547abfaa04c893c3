import Tokenizer

/// Tells words that name a thing (鱼缸, 期中, 套餐) from words that ask, bind, act or say nothing of their
/// own (怎么, 以后, 查询, 问题).
///
/// Two questions that are equal but for one thing are about different things. Two that are equal but for
/// another verb or a general word mostly mean the same, so only things count; see docs/quality.md.
struct ThingLexicon: @unchecked Sendable {
    // Unchecked: the memory is written before the lexicon is published and never again.

    static let shared = ThingLexicon()

    /// What is known of a character; a bit each.
    private enum Mark {
        /// It ends or fills a sentence: it is looked through.
        static let particle: UInt8 = 1
        /// It is no content by itself.
        static let function: UInt8 = 2
        /// No name of a thing holds it.
        static let neverInThings: UInt8 = 4
        /// No name of a thing begins with it.
        static let neverFirst: UInt8 = 8
        /// It counts, places or binds.
        static let vague: UInt8 = 16
        /// Dictionaries join it with any verb: 留到, 消掉, 开起.
        static let joined: UInt8 = 32
    }

    /// The marks by the number of the character, of the basic plane only; never freed.
    private let marks: UnsafePointer<UInt8>
    /// Words that name no thing, by ``UnitKey/sequence(_:)``.
    private let others: Set<UInt64>

    private init() {
        let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 0x10000)
        table.initialize(repeating: 0, count: 0x10000)
        func mark(_ bits: UInt8, _ text: String) {
            for scalar in text.unicodeScalars { table[Int(scalar.value)] |= bits }
        }
        mark(Mark.particle | Mark.function, "的了吗呢啊吧呀么嘛哦哈呐哪")
        mark(Mark.function, "是在有会要想请问我你您们这那个就都也还才很太到把被给让和与跟对去来又再可能以怎什")
        mark(Mark.neverInThings, "我你您他她它们没不是在怎什这那哪谁么吗呢就才很太都把被让也")
        mark(Mark.neverFirst, "能该再又曾更可")
        mark(Mark.vague, "时后前里上下中个多少几年月日天次种些一二三四五六七八九十号得地着过")
        mark(Mark.joined, "掉起过着得上下出进里多一两几不没")
        marks = UnsafePointer(table)
        let analyzer = UnitAnalyzer(synonyms: nil)
        var text = UnitText()
        others = Set(
            Self.words.split(whereSeparator: \.isWhitespace).map { word in
                analyzer.analyze(String(word), into: &text)
                return UnitKey.sequence(text.plain[...])
            }
        )
    }

    @inline(__always)
    private func has(_ mark: UInt8, _ unit: UnitKey) -> Bool {
        unit.isHan && unit.rawValue < 0x10000 && marks[Int(unit.rawValue)] & mark != 0
    }

    /// Whether a unit fills a sentence.
    func fills(_ unit: UnitKey) -> Bool { has(Mark.particle, unit) }

    /// Whether a unit fills a sentence or is a sign.
    func isParticle(_ unit: UnitKey) -> Bool { has(Mark.particle, unit) || unit.isSign }

    /// Whether a unit says something by itself.
    func isContent(_ unit: UnitKey) -> Bool { !has(Mark.function, unit) }

    /// Whether a unit tells questions apart where no word that holds it is known.
    func isTelling(_ unit: UnitKey) -> Bool { !has(Mark.function | Mark.vague, unit) }

    /// Whether a word of two or more characters, or a run of letters, names a thing.
    func namesThing(_ word: ArraySlice<UnitKey>) -> Bool {
        guard let first = word.first else { return false }
        if word.count == 1 { return first.isLetters }
        return !has(Mark.neverFirst, first)
            && !word.contains(where: { has(Mark.neverInThings, $0) })
            && !others.contains(UnitKey.sequence(word))
    }

    /// Whether a word is one that a person would not have typed by mistake: no unit of it only binds.
    func isSolid(_ word: ArraySlice<UnitKey>) -> Bool {
        word.count > 1 && !word.contains { has(Mark.function | Mark.joined, $0) }
    }

    // Our own list: what acts, qualifies, counts, places in time or space, or is too general to tell.
    private static let words = """
        看到 看见 看不到 见到 听到 找到 得到 收到 接到 拿到 做到 遇到 遇见 碰到 达到 提到 买到 提高 提升 升级 降低
        增加 减少 满足 符合 通过 经过 调整 修改 使用 用到 利用 采用 采取 进行 实行 实施 执行 办理 申请 提交 提供
        发布 发送 发出 寄出 接收 查询 查看 查找 寻找 搜索 打开 关闭 开通 启用 停用 取消 删除 删掉 去掉 添加 加上
        加入 进入 退出 离开 返回 回来 出来 进来 起来 下来 过来 出去 进去 回去 上去 下去 过去 变成 成为 作为 属于
        等于 大于 小于 包括 包含 含有 具有 享有 拥有 存在 出现 发生 产生 引起 导致 造成 使得 影响 决定 认定 确定
        确认 确立 建立 规定 要求 需要 必须 必需 应该 应当 可以 可能 能够 能否 是否 有没有 允许 禁止 同意 拒绝
        承认 认为 以为 觉得 感觉 知道 了解 理解 明白 记得 忘记 想要 打算 准备 开始 结束 完成 继续 停止 保持 维持
        保证 保护 处理 解决 解除 恢复 修复 联系 咨询 询问 请问 请教 求问 问下 告诉 介绍 推荐 说明 解释 解答 回答
        表示 显示 提示 选择 购买 出售 销售 付款 支付 退款 还款 转账 充值 提现 借款 绑定 解绑 登录 注册 注销 下载
        安装 更新 更换 设置 设定 配置 调用 调试 连接 断开 检查 检测 检验 测试 计算 统计 分析 比较 区分 区别 分辨
        辨别 辨识 制作 治疗 救治 医治 治愈 根治 预防 避免 防止 减轻 缓解 去除 消除 清除 清洗 洗掉 学习 学会 练习
        参加 参与 举行 举办 组织 管理 监督 负责 委托 代替 工作 上班 休息 生活 睡觉 吃饭 喝水 走路 开车 回家 上网
        打电话 转让 抵押 承担 赔偿 起诉 主张 支持 生效 有效 无效 失效 成立 失败 成功 正确 错误 准确 有用 有效果
        合适 适合 适用 适宜 方便 容易 困难 简单 复杂 严重 厉害 重要 特别 非常 比较 更加 最好 最佳 最近 最新 最高
        最低 最多 最少 最大 最小 太多 过多 很多 许多 多次 多个 多台 多种 几个 几次 有些 一些 某些 部分 全部 所有
        任何 其他 其它 其余 另外 别的 各种 各个 每个 每次 每天 每月 每年 一个 一下 一次 一张 一般 一直 一定 一起
        一样 两个 第一 第二 单独 独立 单个 重新 再次 反复 突然 忽然 经常 总是 常常 有时 永远 已经 曾经 正在 将要
        马上 立即 刚刚 刚才 现在 目前 当前 如今 以前 以后 之前 之后 今天 明天 昨天 今年 去年 明年 早上 上午 中午
        下午 晚上 白天 夜里 小时 分钟 时候 时间 时期 期间 期限 限期 日期 早期 初期 上面 下面 里面 外面 前面 后面
        旁边 中间 当中 之中 这里 那里 这边 那边 哪里 哪个 哪些 那些 那个 这个 这些 怎么 怎样 如何 为什么 为什 什么
        多少 多久 多大 多少钱 几点 到底 究竟 其实 真的 竟然 居然 仍然 依然 仅仅 只有 只是 只要 除了 关于 有关 相关
        对于 由于 因为 所以 如果 假如 但是 可是 不过 虽然 而且 或者 还是 以及 并且 根据 按照 依照 通常 大概 大约
        左右 专门 擅自 私自 自动 手动 自己 本人 个人 大家 人家 别人 他人 人员 用户 客户 顾客 员工 朋友 麻烦 你好
        您好 谢谢 方法 方式 办法 方案 途径 步骤 流程 程序 手续 过程 问题 情况 状况 状态 现象 原因 结果 后果 作用
        效果 效应 效用 好处 标准 条件 项目 内容 东西 事情 信息 消息 资料 数据 地方 位置 方面 范围 范畴 类型 种类
        形式 功能 服务 关系 意思 含义 概念 名称 名字 程度 特点 规则 制度 网址 链接 具体 主要 详细 完整 正常 免费
        公开 案例 案件 案子 标志 标识 牌子 品牌
        """
}
