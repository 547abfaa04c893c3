extension SynonymTable {
    /// The classes shipped with the product, written by hand for customer service at large.
    ///
    /// Members of one character are left out except 咋 and 啥: replacing common single characters
    /// costs more right answers than it brings.
    public static let standard = SynonymTable(standardClasses)

    /// The shipped classes, heads first, for tables that add to them.
    public static let standardClasses: [[String]] =
        standardText.split(separator: "\n").map {
            line in
            let words = line.split(separator: " ").map(String.init)
            return words.prefix(1) + words.dropFirst().filter { $0.count > 1 || "咋啥".contains($0) }
        } + regionalClasses + englishClasses

    private static let standardText = """
        怎么 怎么样才能 怎么才能 怎么才可以 怎样才能 如何才能 怎么样 怎样 如何 咋样 咋个 咋么 咋 怎麽 点样 肿么
        为什么 为什麽 为啥子 为啥 为何 怎么回事 咋回事 什么原因 啥原因 何故 凭什么 是什么情况 什么情况
        什么 什么样的 什么样 啥样的 啥子 啥 神马 甚么 何种
        什么时候 什么时间 啥时候 啥时间 何时 几时 多会儿 哪一天 哪天
        多久 多长时间 多少时间 多少天 几天 多长
        哪里 哪儿 什么地方 啥地方 何处 哪边
        哪个 哪一个 哪款 哪种 哪一种 哪家 那个
        多少钱 多少费用 什么价格 什么价钱 什么价 啥价 价格多少 价格是多少 怎么卖 多少元 几块钱 几多钱 多少块
        可以 能不能够 能不能 可不可以 可不可 可否 能否 能够 是否可以 是否能够 是否能 是不是可以 是不是能 行不行 能
        不能 不可以 不能够 无法 没法 没办法 没有办法 不了 不可 不让 不给 不行
        是否 是不是 有没有 有无 会不会 要不要 需不需要 用不用
        吗 么 嘛 呢 吧 啊 呀 哦 哈 噢 喔 哪
        没有 没 木有 冇 还没有 还没 尚未 未
        需要 须要 需 必须 得要
        要求 条件 资格
        修改 更改 变更 更换 改成 换成 改为 换为 改 换
        查询 查看 查下 查 看下
        登录 登陆 登入 登
        退出 登出
        账号 帐号 账户 帐户 用户名 户头
        账单 帐单
        到账 到帐 入账 入帐
        密码 口令
        手机 移动电话 电话
        号码 号
        忘记 忘了 记不得 不记得 想不起
        申请 申办 办理 办
        开通 开启 激活 启用 打开
        关闭 关掉 停用 取消 撤销 撤消 撤回
        注销 销户 销号
        下载 下
        安装 装
        使用 利用 用
        付款 支付 付钱 给钱 缴费 交费 缴款
        退款 退钱 返款
        还款 还钱
        借款 借钱 贷款 借贷
        提现 取现 取钱 取出来 提款
        转账 转帐 汇款 打款 打钱
        充值 充钱
        快递 物流 包裹 快件
        发货 寄出 发出
        送货 配送 派送 派件
        收货 签收
        发票 收据
        优惠券 优惠卷 代金券 折扣券 红包
        优惠 打折 折扣 便宜 活动
        买 购买 选购 购
        卖 出售 销售
        原因 缘故 理由
        区别 不同 差别 差异 有什么不一样 不一样
        意思 含义 涵义
        方法 办法 方式 途径 法子 步骤 流程
        好 不错 棒
        最好 最佳
        便宜 实惠
        喜欢 喜爱 爱
        孩子 小孩 小孩子 宝宝 儿童 小朋友 娃
        妈妈 母亲 妈
        爸爸 父亲 爸
        老婆 妻子 媳妇 太太
        老公 丈夫
        电脑 计算机 笔记本
        软件 应用 app 程序
        照片 相片 图片 图
        视频 录像 影片
        电影 影片
        歌曲 歌
        名字 名称 姓名 叫什么 名
        联系 联络
        客服 人工客服 人工
        问题 毛病 故障
        解决 处理
        赔偿 赔付 补偿 理赔
        违法 犯法 违反法律 不合法
        处罚 惩罚 罚
        规定 条例
        离职 辞职
        公司 企业 单位
        工资 薪水 薪资 薪金 薪酬
        律师 法律顾问
        减肥 瘦身 减重
        时间 时候
        立即 立刻 马上 立马 即时
        已经 已
        现在 目前 当前 如今
        以后 之后 后
        以前 之前 前
        如果 假如 要是 若 倘若
        因为 由于
        但是 可是 不过
        你们 你 您 贵公司
        我们 我 俺 咱
        他们 她们 他 她
        全部 所有 一次性
        提前 提早
        逾期 过期 超期 延期
        失败 不成功 未成功 没成功
        错误 出错 有误
        显示 提示
        额度 限额
        利息 利率
        收费 要钱 手续费 费用 扣费
        介绍 说明 讲解
        变成 成为
        制作 做
        推荐 介绍
        想要 想 要
        """
}
