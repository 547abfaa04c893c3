#!/usr/bin/env bash
# What `make demo` shows once the program is built.
set -euo pipefail
cd "$(dirname "$0")/.."
kfbot=$PWD/.build/release/kfbot
KFBOT_DATA=$(mktemp -d)
export KFBOT_DATA
trap 'rm -rf "$KFBOT_DATA"' EXIT

run() {
    echo
    echo "$ kfbot $*"
    "$kfbot" "$@"
}

run tokenize --explain "CH-326怎麼連WiFi？"
run import kb-samples/shop/kb.jsonl
run ask 退款几天到账 --top 3
run ask 今天股票涨了吗 --top 3
run entry edit shop-058 --similar 钱咋还没退回来 --reason "from a chat"
run ask 钱咋还没退回来 --top 1
run entry history shop-058
run rollback --to 1 --entry shop-058
run info
echo
echo "The workspace of this demo is removed now. Keep one with: kfbot import FILE --data DIR"
