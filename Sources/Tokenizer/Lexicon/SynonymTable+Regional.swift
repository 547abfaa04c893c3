extension SynonymTable {
    /// Words of Taiwan and Hong Kong by the words used on the mainland, which are the heads.
    ///
    /// Written by hand: computers, telephones and money, as customers name them. Words that mean
    /// something else on the mainland (资料, 档案, 品质) are left out. Everything stands in simplified
    /// characters, as folding leaves it.
    static let regionalClasses: [[String]] = regionalText.split(whereSeparator: \.isNewline)
        .map { $0.split(separator: " ").map(String.init) }

    private static let regionalText = """
        服务器 伺服器
        硬盘 硬碟
        磁盘 磁碟
        光盘 光碟
        网络 网路
        互联网 网际网路 网际网络
        内存 记忆体
        鼠标 滑鼠
        屏幕 萤幕 荧幕
        信息 资讯
        操作系统 作业系统
        数据库 资料库
        数据中心 资料中心
        软件 软体 程式 应用程式
        硬件 硬体
        固件 韧体
        代码 程式码
        脚本 指令码 指令档
        实例 执行个体 例项
        镜像 映象 映像档 映像
        虚拟机 虚拟机器
        域名 网域名称 网域
        带宽 频宽
        宽带 宽频
        缓存 快取
        接口 介面
        可视化 视觉化
        默认 预设
        设置 设定
        支持 支援
        连接 连线
        链接 连结 超连结
        短信 简讯
        消息 讯息
        用户 使用者
        打印 列印
        打印机 印表机
        复制 拷贝
        粘贴 贴上
        重启 重新启动 重新开机
        绑定 系结 繫结
        通过 透过
        充值 储值 加值
        移动支付 行动支付
        移动网络 行动网路 行动上网
        手机 行动电话 流动电话
        视频 视讯
        字节 位元组
        端口 连接埠 通讯埠
        地址 位址
        算法 演算法
        变量 变数
        函数 函式
        文件夹 资料夹
        上传 上载
        黑客 骇客
        博客 部落格
        二维码 二维条码 行动条码
        优盘 随身碟
        笔记本电脑 笔记型电脑 笔电
        出租车 计程车
        公交车 公车
        地铁 捷运
        快递 宅配
        发货 出货
        """
}
