/// A way in which customers write the same question differently (问法变体).
public enum QueryVariant: String, Hashable, Sendable, CaseIterable, Codable {
    /// A single word of two characters that the question and the standard question share.
    case short
    /// A story, with the question at its end.
    case long
    /// Some words in English instead of Chinese.
    case mixed
    /// Traditional characters.
    case traditional
    /// Full-width letters, digits and punctuation.
    case fullWidth = "full-width"
    /// One character dropped, doubled or swapped with its neighbour.
    case typo
    /// One character replaced by another of the same sound.
    case homophone
    /// The whole question typed as pinyin without tones, word by word.
    case pinyin
    /// Greetings, fillers and emoji around the question.
    case filler
}

/// Texts that ``QueryVariantMaker`` puts around questions, and words that it exchanges; written for
/// KFBot.
enum VariantText {
    static let stories = [
        "我上个星期跟朋友聊天的时候说起你们家，当时也没有多想，后来回到家里越想越不对劲，",
        "事情是这样的，前天晚上下班以后我坐在沙发上看电视，孩子在旁边写作业，突然就想起来这件事，",
        "说来话长，我妈妈年纪大了不太会弄手机，今天一早就打电话来让我帮她问，我自己也没碰到过，",
        "刚才在路上堵了一个多小时，好不容易才坐下来喝口水，本来不想麻烦你们的，可是这事一直放在心里，",
        "我先说一下情况，我用你们家也有两三年了，一直都挺好的没出过什么岔子，这回真的是头一次遇到，",
    ]
    static let bridges = ["所以我想知道的是，", "其实就想问一句：", "总之一句话，", "别的先不说，"]
    static let openings = [
        "你好，请问一下", "亲，在吗？想问问", "哈喽😊 麻烦问一下", "您好呀～", "客服小姐姐你好，打扰一下，", "[微笑]在不在",
    ]
    static let closings = ["呢😭😭", "，谢谢啦🙏", "？？急急急！！", "呀～拜托了[抱拳]", " 😂 多谢", "，在线等，谢谢🌹🌹"]

    /// Chinese words, each with the English word that customers use instead.
    static let english: [(chinese: String, english: String)] = [
        ("验证码", "code"), ("优惠券", "coupon"), ("信用卡", "credit card"), ("手机号", "phone number"),
        ("流量", "data"), ("套餐", "plan"), ("退款", "refund"), ("退货", "return"), ("发票", "invoice"),
        ("订单", "order"), ("密码", "password"), ("账号", "account"), ("账户", "account"),
        ("会员", "member"), ("积分", "points"), ("取消", "cancel"), ("登录", "login"),
        ("支付", "pay"), ("付款", "pay"), ("客服", "service"), ("快递", "express"),
        ("地址", "address"), ("余额", "balance"), ("设置", "setting"), ("文件", "file"),
        ("权限", "permission"), ("链接", "link"), ("导出", "export"), ("导入", "import"),
        ("升级", "upgrade"), ("网络", "network"), ("信号", "signal"), ("宽带", "broadband"),
        ("额度", "limit"), ("账单", "bill"), ("转账", "transfer"), ("利息", "interest"),
        ("会话", "session"), ("消息", "message"), ("菜单", "menu"), ("知识库", "FAQ"),
    ]
}
