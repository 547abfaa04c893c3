import Tokenizer

/// What a question asks for and whether it is negated, read from short lists of words.
///
/// Two questions of different kinds (何时 against 多少钱) or of which one is negated are seldom the
/// same; see docs/matching.md.
struct QuestionTraits: Hashable, Sendable, BitwiseCopyable {
    private var bits: UInt16

    private static let negatedBit: UInt16 = 1 << 15

    /// Whether the text says no: 不能, 没到账; not 能不能.
    var isNegated: Bool { bits & Self.negatedBit != 0 }
    /// One bit for each kind of question the text asks.
    var kinds: UInt16 { bits & ~Self.negatedBit }

    /// Whether both ask for a reason, a time, a place, an amount or a person, or neither does.
    ///
    /// What, which, how and whether are often one question in other words.
    func asksLike(_ other: QuestionTraits) -> Bool {
        kinds & Self.pointed == other.kinds & Self.pointed
    }

    /// The kinds why, when, where, much and who.
    private static let pointed: UInt16 = 0b10_1111

    /// Whether both ask for something and for nothing in common.
    func conflicts(with other: QuestionTraits) -> Bool {
        kinds != 0 && other.kinds != 0 && kinds & other.kinds == 0
    }

    /// Reads the units of a text's plain form.
    init(_ units: [UnitKey]) {
        bits = 0
        let lexicon = QuestionLexicon.shared
        let signature = QuestionLexicon.signature(of: units)
        withUnsafeTemporaryAllocation(of: Bool.self, capacity: units.count) { isUsed in
            units.withUnsafeBufferPointer { units in
                let text = MarkedUnits(units, isUsed, signature)
                for word in lexicon.kinds where text.mayHold(word) {
                    if text.consume(word) { bits |= 1 << word.kind }
                }
                text.reset()
                text.consumeNotNegations(of: lexicon)
                if text.containsUnit(of: lexicon.negations) { bits |= Self.negatedBit }
            }
        }
    }
}

/// Units of which some are used up by words found earlier.
private struct MarkedUnits {
    private let units: UnsafeBufferPointer<UnitKey>
    private let isUsed: UnsafeMutableBufferPointer<Bool>
    /// A bit for each unit present: most words are ruled out by it without a search.
    private let signature: UInt64

    init(
        _ units: UnsafeBufferPointer<UnitKey>,
        _ isUsed: UnsafeMutableBufferPointer<Bool>,
        _ signature: UInt64
    ) {
        self.units = units
        self.isUsed = isUsed
        self.signature = signature
        reset()
    }

    /// Makes all units unused.
    func reset() { isUsed.update(repeating: false) }

    @inline(__always)
    func mayHold(_ word: QuestionLexicon.Word) -> Bool {
        signature & word.signature == word.signature && units.count >= word.units.count
    }

    /// Uses up every occurrence of a word; returns whether there was one.
    func consume(_ word: QuestionLexicon.Word) -> Bool {
        var isFound = false
        var start = word.isAtEnd ? units.count - word.units.count : 0
        while start + word.units.count <= units.count {
            let range = start..<start + word.units.count
            if word.isIn(units, at: start), !isUsed[range].contains(true) {
                for place in range { isUsed[place] = true }
                isFound = true
                start = range.upperBound
            } else {
                start += 1
            }
        }
        return isFound
    }

    /// Uses up A不A.
    func consumeAlternatives(around no: UnitKey) {
        guard units.count > 2 else { return }
        for place in 1..<units.count - 1
        where units[place] == no && units[place - 1] == units[place + 1] && !isUsed[place - 1] {
            for used in place - 1...place + 1 { isUsed[used] = true }
        }
    }

    /// Uses up what looks like a negation and is none.
    func consumeNotNegations(of lexicon: QuestionLexicon) {
        consumeAlternatives(around: lexicon.no)
        for word in lexicon.notNegations where mayHold(word) { _ = consume(word) }
    }

    func containsUnit(of keys: UnsafeBufferPointer<UnitKey>) -> Bool {
        units.indices.contains { isUnused($0, of: keys) }
    }

    /// The places of unused units that are among some.
    func places(of keys: UnsafeBufferPointer<UnitKey>) -> [Int] {
        units.indices.filter { isUnused($0, of: keys) }
    }

    private func isUnused(_ place: Int, of keys: UnsafeBufferPointer<UnitKey>) -> Bool {
        !isUsed[place] && keys.contains { $0.rawValue == units[place].rawValue }
    }
}

/// The word lists behind ``QuestionTraits`` and the direction guard.
///
/// Made once and never freed: what queries read of it costs no reference counting.
struct QuestionLexicon: @unchecked Sendable {
    // Unchecked: the memory is written before the lexicon is published and never again.

    static let shared = QuestionLexicon()

    struct Word: BitwiseCopyable {
        let units: UnsafeBufferPointer<UnitKey>
        let signature: UInt64
        let isAtEnd: Bool
        /// Which kind of question the word asks, where it does.
        let kind: UInt16

        fileprivate init(_ text: Substring, kind: Int = 0, using analyzer: UnitAnalyzer) {
            var result = UnitText()
            analyzer.analyze(String(text), into: &result)
            units = QuestionLexicon.immortal(result.plain)
            signature = QuestionLexicon.signature(of: result.plain)
            isAtEnd = text.hasSuffix("$")
            self.kind = UInt16(kind)
        }

        /// Whether the word's units stand at a place of a text that has room for them.
        @inline(__always)
        fileprivate func isIn(_ text: UnsafeBufferPointer<UnitKey>, at start: Int) -> Bool {
            for place in 0..<units.count where text[start + place] != units[place] { return false }
            return true
        }

        /// Whether the word stands at a place of a text.
        fileprivate func isIn(_ text: [UnitKey], at start: Int) -> Bool {
            start + units.count <= text.count
                && text.withUnsafeBufferPointer { isIn($0, at: start) }
        }

        /// Whether the word occurs in a text.
        func isIn(_ text: [UnitKey]) -> Bool {
            guard !units.isEmpty, text.count >= units.count else { return false }
            return text.withUnsafeBufferPointer { text in
                (0...text.count - units.count).contains { isIn(text, at: $0) }
            }
        }

        /// The word, for people.
        var text: String { units.compactMap(\.text).joined() }
    }

    /// The words that ask; of kinds and words the first found wins.
    let kinds: UnsafeBufferPointer<Word>
    /// Words with a negation in them that do not negate.
    let notNegations: UnsafeBufferPointer<Word>
    let negations: UnsafeBufferPointer<UnitKey>
    let no: UnitKey
    /// Negations that may refuse an act.
    private let refusals: UnsafeBufferPointer<UnitKey>
    /// What may stand between such a negation and the act.
    private let wills: UnsafeBufferPointer<Word>
    /// What makes a complaint of such a negation.
    private let complaints: Set<UnitKey>
    /// Opposites; two questions that hold one side each ask for opposite things.
    let opposites: UnsafeBufferPointer<(Word, Word)>

    @inline(__always)
    private static func signature(of unit: UnitKey) -> UInt64 { 1 << (unit.rawValue & 63) }

    /// A bit for each unit present.
    static func signature(of units: [UnitKey]) -> UInt64 {
        units.reduce(0) { $0 | signature(of: $1) }
    }

    private static func immortal<Element>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = memory.initialize(from: elements)
        return UnsafeBufferPointer(memory)
    }

    private init() {
        let analyzer = UnitAnalyzer(synonyms: nil)
        func words(_ line: Substring, kind: Int = 0) -> [Word] {
            line.split(separator: " ").map { Word($0, kind: kind, using: analyzer) }
        }
        let lines = Self.kindText.split(separator: "\n").enumerated()
        kinds = Self.immortal(lines.flatMap { words($1, kind: $0) })
        notNegations = Self.immortal(words(Self.notNegationText))
        let single = words(Self.negationText)
        negations = Self.immortal(single.flatMap { Array($0.units) })
        no = single[0].units[0]
        refusals = Self.immortal(words("不 别 勿 莫 无").flatMap { Array($0.units) })
        wills = Self.immortal(words("想 要 用 需要 需 必 愿意 愿 打算 准备 希望 再 给我 帮我"))
        complaints = Set(
            "能会了到上下可让给好够得知懂见清对同行通动是".unicodeScalars.compactMap(UnitKey.init(han:))
        )
        opposites = Self.immortal(
            Self.oppositeText.split(whereSeparator: \.isWhitespace).map { pair in
                let sides = pair.split(separator: "/")
                return (Word(sides[0], using: analyzer), Word(sides[1], using: analyzer))
            }
                + Self.alternativeText.split(separator: "\n").flatMap { line in
                    let alternatives = words(line)
                    return alternatives.indices.flatMap { left in
                        alternatives[(left + 1)...].map { (alternatives[left], $0) }
                    }
                }
        )
    }

    /// The first pair of opposites of which each text holds one side only.
    func conflict(
        between query: [UnitKey],
        and phrasing: [UnitKey]
    ) -> (query: Word, phrasing: Word)? {
        let either = Self.signature(of: query)
        for (left, right) in opposites
        where left.signature & either == left.signature
            || right.signature & either == right.signature
        {
            let (queryLeft, queryRight) = (left.isIn(query), right.isIn(query))
            guard queryLeft || queryRight else { continue }
            let (left1, right1) = (left.isIn(phrasing), right.isIn(phrasing))
            if queryLeft, !left1, right1, !queryRight { return (left, right) }
            if queryRight, !right1, left1, !queryLeft { return (right, left) }
        }
        return nil
    }

    // MARK: Negated acts

    /// The act that exactly one of two texts says not to do, as its first two units; `nil` if there is
    /// none.
    ///
    /// 不想取消订单 and 取消订单 want opposite things. 不能取消, 取消不了 and 没取消 complain: their answer may
    /// well be that of 怎么取消.
    func actNegatedByOne(of left: [UnitKey], or right: [UnitKey]) -> ArraySlice<UnitKey>? {
        acts(negatedIn: left).first { UnitDifference.holds(right, $0) && !isNegated($0, in: right) }
            ?? acts(negatedIn: right).first {
                UnitDifference.holds(left, $0) && !isNegated($0, in: left)
            }
    }

    /// Whether a text names an act and negates it if, and only if, another one does.
    func asks(_ text: [UnitKey], of act: ArraySlice<UnitKey>, as other: [UnitKey]) -> Bool {
        UnitDifference.holds(text, act) && isNegated(act, in: text) == isNegated(act, in: other)
    }

    private func isNegated(_ act: ArraySlice<UnitKey>, in text: [UnitKey]) -> Bool {
        acts(negatedIn: text).contains { $0 == act }
    }

    /// The acts that a text says not to do.
    private func acts(negatedIn text: [UnitKey]) -> [ArraySlice<UnitKey>] {
        let places = withUnsafeTemporaryAllocation(of: Bool.self, capacity: text.count) { isUsed in
            text.withUnsafeBufferPointer { units in
                let marked = MarkedUnits(units, isUsed, Self.signature(of: text))
                marked.consumeNotNegations(of: self)
                return marked.places(of: refusals)
            }
        }
        return places.compactMap { place in
            var start = place + 1
            while let will = wills.first(where: { $0.isIn(text, at: start) }) {
                start += will.units.count
            }
            guard start + 1 < text.count else { return nil }
            let isBare = start == place + 1
            if isBare, complaints.contains(text[start]) { return nil }
            let act = text[start..<start + 2]
            return act.allSatisfy(ThingLexicon.shared.isContent) ? act : nil
        }
    }

    // why, when, where, much, which, who, how, yes or no, what
    private static let kindText = """
        为什么 为何 为啥 怎么回事 什么原因 原因 怎么不 怎么没 怎么还没 怎么还不 咋回事 干嘛不 凭什么
        什么时候 什么时间 啥时候 何时 几点 多久 多长时间 几天 几号 哪天 时候 几月 哪年 几小时 多少天 时间
        哪里 哪儿 在哪 何处 那里 什么地方 到哪 去哪 从哪 哪能 地址 位置
        多少 多大 多高 多远 多重 几个 几元 几次 几块 价格 费用 价钱
        哪个 哪种 哪家 哪款 哪一 哪些 什么牌子 那个 哪部 哪款 哪
        谁 何人 什么人
        怎么样才 怎么 怎样 如何 咋 步骤 方法 流程 怎麽 怎没 什么办法 教程
        能不能 可不可以 可以 能否 是否 是不是 会不会 有没有 要不要 行不行 吗 可否 么$ 好不好 需不需要 用不用
        什么 啥 是什么 什么意思 什么是
        """
    private static let negationText: Substring = "不 没 无 未 别 非 勿 莫"
    private static let notNegationText: Substring = """
        有没有 是否 能否 可否 不错 不好意思 对不起 差不多 不同 无线 没事 不要紧 不仅 不但 不管 不论 无论 不锈钢 \
        非常 别人 别的 特别 分别 区别 类别 级别 性别 识别 个别 别墅 不过 不久 未来 不得不 无人机 除非 非洲 并非
        """
    // Things of one kind, of which a question means one: what holds for one says nothing of another.
    private static let alternativeText = """
        邮箱 手机号 身份证 微信
        信用卡 借记卡 储蓄卡
        信用卡 存折
        存款 贷款
        年费 利息 手续费 违约金
        宽带 流量 话费
        增值税 普通发票
        纸质 电子
        换货 退货
        换货 退款
        微信 支付宝 银行卡
        安卓 苹果 鸿蒙
        电脑 手机 平板
        工作日 周末 节假日
        今天 明天 昨天
        成人 儿童
        快递 自提
        美元 欧元 日元 港币 人民币
        国际 国内
        公众号 小程序
        """
    private static let oppositeText = """
        开通/关闭 开通/取消 开启/关闭 打开/关闭 开/关 注册/注销 绑定/解绑 绑定/解除 申请/取消 增加/减少 提高/降低
        提升/降低 提额/降额 上升/下降 上/下 男/女 前/后 买/卖 借/还 存/取 收/发 收/付 转入/转出 充值/提现 安装/卸载
        登录/退出 登陆/退出 大/小 多/少 高/低 长/短 左/右 提前/逾期 提前/延期 个人/企业 国内/国外 线上/线下 新/旧
        新/老 早/晚 入/出 增/减 加/减 冻结/解冻 锁定/解锁 成功/失败 进/出 快/慢 胖/瘦 热/冷 升/降 输入/输出 父/母
        爸/妈 东/西 南/北 早上/晚上 上午/下午 白/黑 公/母 单/双 真/假 内/外 首/末 始/终 正/负 优点/缺点 好处/坏处
        利/弊 上传/下载 发送/接收 公开/私密 添加/删除 显示/隐藏 允许/禁止 支持/反对 全部/部分 全额/部分 自动/手动
        手机/电脑 安卓/苹果 微信/qq 支付宝/微信 本人/他人 转账/提现 借钱/还钱 还款/借款
        """
}
