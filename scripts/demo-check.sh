#!/usr/bin/env bash
# Runs the demo without a person and checks what it says. KFBOT names the program to use.
set -euo pipefail
cd "$(dirname "$0")/.."
output=$(scripts/demo.sh </dev/null 2>&1) || {
    echo "$output"
    echo "demo-check: the demo ended with an error" >&2
    exit 1
}
failures=0
expect() {
    grep -qF -- "$1" <<<"$output" || {
        echo "demo-check: the demo does not say: $1" >&2
        failures=$((failures + 1))
    }
}
expect '129 added'
expect '没有找到答案'
expect 'shop-058 is live (revision 2)'
expect 'kfbot.yaml: good; 1 accounts'
expect '"entry":"shop-058"'
expect '"outcome":"answer"'
expect '"code":"no_key"'
expect 'servicer as 李雷 of demo'
expect 'Authorization: Bearer kfb_'
expect '机器人：您好，我是青禾优选的智能客服。'
expect '机器人：审核通过后，微信零钱和支付宝余额 1–2 个工作日到账'
expect '机器人：您想问的是：'
expect '1. 拒收后怎么退款？'
expect '机器人：待发货的订单在「订单详情 > 申请退款」提交'
expect '机器人：正在为您转接人工客服，请稍候。'
expect '— 由人工接待（李雷） —'
expect '在接 1 人：*terminal'
expect '发票多久能收到？'
expect '→ terminal：'
expect '○ terminal 已结束'
[ "$failures" -eq 0 ] || {
    echo "$output"
    exit 1
}
echo "demo-check: all good"
