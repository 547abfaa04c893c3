extension SynonymTable {
    /// English words that customers mix into Chinese, by the Chinese words, which are the heads.
    ///
    /// Written by hand: ordering, paying, accounts and software. Words that are as often a name or a
    /// part of one (data, plan, link, session) are left out.
    static let englishClasses: [[String]] = englishText.split(whereSeparator: \.isNewline)
        .map { line in
            line.split(separator: " ").map { String($0).replacing("_", with: " ") }
        }

    // An underscore stands for a space inside a word.
    private static let englishText = """
        怎么 how how_to
        为什么 why
        什么时候 when
        哪里 where
        多少钱 how_much
        订单 order
        下单 place_an_order
        付款 pay payment checkout
        退款 refund
        退货 return
        换货 exchange
        发货 ship shipping shipped
        送货 delivery deliver
        快递 express parcel
        物流单号 tracking_number
        库存 stock
        尺码 size
        颜色 color colour
        价格 price
        优惠券 coupon voucher
        优惠 discount promotion
        发票 invoice receipt
        会员 member membership vip
        积分 points
        余额 balance
        充值 top_up topup recharge
        提现 withdraw withdrawal
        转账 transfer
        信用卡 credit_card
        借记卡 debit_card
        借款 loan
        还款 repay repayment
        利息 interest
        额度 limit quota
        账单 bill billing
        账号 account
        密码 password pwd
        登录 login log_in sign_in signin
        退出 logout log_out sign_out
        注册 register sign_up signup
        验证码 verification_code captcha otp
        邮箱 email e-mail mail
        手机 phone mobile cellphone
        手机号 phone_number mobile_number
        地址 address
        名字 name
        客服 customer_service support
        人工客服 live_agent
        投诉 complaint complain
        反馈 feedback
        保修 warranty
        维修 repair
        关闭 cancel close
        开通 activate open
        修改 change modify edit
        删除 delete remove
        更新 update
        升级 upgrade
        下载 download
        上传 upload
        安装 install
        卸载 uninstall
        设置 setting settings
        文件 file files
        权限 permission permissions
        导出 export
        导入 import
        同步 sync
        绑定 bind
        套餐 package
        订阅 subscribe subscription
        续费 renew renewal
        试用 trial free_trial
        网络 network
        宽带 broadband
        信号 signal
        消息 message
        错误 error
        失败 failed
        问题 problem issue
        菜单 menu
        首页 homepage
        截图 screenshot
        """
}
