/// Words whose characters simplify otherwise together than each alone (乾坤, 著名, 計畫).
///
/// The words are those of ICU's rules for Traditional-Simplified, of which seven are left out because
/// they damage text (剃发 would become 剃髮, 內裡 would stay half traditional).
struct SimplificationPhrases: Sendable {
    static let shared = SimplificationPhrases()

    /// Characters that no single look-up can simplify; a text without them needs no phrases.
    let triggers: Set<UInt32>
    /// Traditional words to the index of their simplified form in ``replacements``.
    let trie: WordTrie
    /// Simplified words, each as long as the word it replaces.
    let replacements: [[UInt32]]

    private init() {
        var words: [(scalars: [UInt32], value: Int32)] = []
        var replacements: [[UInt32]] = []
        var triggers: Set<UInt32> = []
        let simplified = SimplificationTable.dictionary
        for line in Self.data.split(separator: "\n") {
            for pair in line.split(separator: ",") {
                let forms = pair.split(separator: " ").map { $0.unicodeScalars.map(\.value) }
                words.append((forms[0], Int32(replacements.count)))
                replacements.append(forms[1])
                for (from, to) in zip(forms[0], forms[1]) where simplified[from] ?? from != to {
                    triggers.insert(from)
                }
            }
        }
        self.triggers = triggers
        self.replacements = replacements
        trie = WordTrie(words)
    }

    private static let data = """
        甚麼 什么, 幹甚麼 干什么, 乾坤 乾坤, 畫分 划分, 畫開 划开, 畫一 划一, 畫界 划界, 畫策 划策, 畫歸 划归, 畫清 划清, 規畫 规划
        策畫 策划, 籌畫 筹划, 計畫 计划, 比畫 比划, 謀畫 谋划, 區畫 区划, 板畫 版画, 刻劃 刻画, 宮商角徵羽 宫商角徵羽, 衚衕 胡同
        祇賀新禧 只贺新禧, 祇請政安 只请政安, 祇管 只管, 祇好 只好, 祇要 只要, 祇有 只有, 祇得 只得, 人言藉藉 人言藉藉, 憑藉 凭藉, 駘藉 骀藉
        狼藉 狼藉, 藴藉 蕴藉, 枕藉 枕藉, 穀殻 谷壳, 硃卷 朱卷, 嚮應 响应, 鞦韆 秋千, 盪鞦韆 荡秋千, 英吋 英寸, 著名 著名, 著稱 著称
        著述 著述, 著作 著作, 著書 著书, 著績 著绩, 著錄 著录, 著文 著文, 著有 著有, 著者 著者, 見微知著 见微知著, 信義素著 信义素著, 顯著 显著
        論著 论著, 編著 编著, 炳著 炳著, 昭著 昭著, 大著 大著, 合著 合著, 巨著 巨著, 鉅著 钜著, 較著 较著, 舊著 旧著, 毛著 毛著, 名著 名著
        暴著 暴著, 卓著 卓著, 土著 土著, 新著 新著, 玄著 玄著, 遺著 遗著, 譯著 译著, 原著 原著, 專著 专著, 撰著 撰著, 拙著 拙著
        扭轉乾坤 扭转乾坤, 旋乾轉坤 旋乾转坤, 朗朗乾坤 朗朗乾坤, 焠鍊 淬炼, 捶鍊 锤炼, 磨鍊 磨练, 鍊氣 练气, 洗鍊 洗练, 金鍊 金链, 鍊子 链子
        拉鍊 拉链, 手鍊 手链, 鐵鍊 铁链, 項鍊 项链, 巡察 巡查, 稽察 稽查, 詢察 询查, 細察 细查, 螢光 荧光, 螢幕 荧幕, 螢屏 荧屏, 褶疊 折叠
        褶紙 折纸, 鎔爐 熔炉, 鎔劑 熔剂, 鎔融 熔融, 鎔銷 熔销, 鎔鑄 熔铸, 砂金 沙金, 砂土 沙土, 像片 相片, 縐摺 绉褶, 皺摺 皱褶, 五嶽 五岳
        東嶽 东岳, 南嶽 南岳, 西嶽 西岳, 北嶽 北岳, 山嶽 山岳, 中嶽 中岳, 岱嶽 岱岳, 碳煙 炭烟, 煙薰 烟熏, 繇役 徭役, 份子 分子, 倡言 昌言
        佛佗 佛陀, 依徬 依傍, 彷如 仿如, 近傍 近旁, 彷彿 仿佛, 依杖 依仗, 怵目 触目, 搆和 媾和, 沈鬱 沉郁, 墨瀋未乾 墨渖未干, 石沈大海 石沉大海
        魚沈雁杳 鱼沉雁杳, 破釜沈舟 破釜沉舟, 沈沈浮浮 沉沉浮浮, 沈浮 沉浮, 沈默 沉默, 沈重 沉重, 沈思 沉思, 沈澱 沉淀, 沈穩 沉稳, 沈浸 沉浸
        沈悶 沉闷, 沈靜 沉静, 沈醉 沉醉, 沈迷 沉迷, 沈寂 沉寂, 沈入 沉入, 沈沈 沉沉, 沈落 沉落, 沈睡 沉睡, 沈潛 沉潜, 沈淪 沉沦, 沈吟 沉吟
        沈積 沉积, 沈著 沉着, 沈沒 沉没, 低沈 低沉, 消沈 消沉, 深沈 深沉, 浮沈 浮沉
        """
}

extension SimplificationTable {
    /// ``pairs`` by traditional character.
    fileprivate static var dictionary: [UInt32: UInt32] {
        let scalars = pairs.unicodeScalars.filter { $0 != "\n" }.map(\.value)
        return Dictionary(
            uniqueKeysWithValues: stride(from: 0, to: scalars.count, by: 2).map {
                (scalars[$0], scalars[$0 + 1])
            }
        )
    }
}
