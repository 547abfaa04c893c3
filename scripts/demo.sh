#!/usr/bin/env bash
# What `make demo` shows once the program is built. Without a terminal it types by itself and ends.
set -euo pipefail
cd "$(dirname "$0")/.."
kfbot=${KFBOT:-$PWD/.build/release/kfbot}
KFBOT_DATA=$(mktemp -d)
export KFBOT_DATA
server=
# shellcheck disable=SC2329 # called by the trap
finish() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" || true
    fi
    rm -rf "$KFBOT_DATA"
}
trap finish EXIT

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
run entry history shop-058

cat >"$KFBOT_DATA/kfbot.yaml" <<'YAML'
accounts:
  demo:
    name: 演示
    mode: bot
    hours: {weekly: {mon-sun: ["00:00-24:00"]}}
    texts: {welcome: 您好，我是青禾优选的智能客服。}
YAML
run config check
run servicer add 李雷 --account demo

# A key is shown once, on standard output.
admin=$("$kfbot" key create --role admin --note demo 2>/dev/null)
servicer=$("$kfbot" key create --role servicer --servicer 李雷 --account demo 2>/dev/null)
run key list

echo
echo "$ kfbot serve --port 0"
"$kfbot" serve --port 0 >"$KFBOT_DATA/address" &
server=$!
for _ in $(seq 100); do
    [ -s "$KFBOT_DATA/address" ] && break
    sleep 0.1
done
url=$(cat "$KFBOT_DATA/address")
echo "$url"

echo
echo "$ curl $url/v1/ask -d '{\"query\":\"钱咋还没退回来\",\"top\":1}'"
curl -sS "$url/v1/ask" -d '{"query":"钱咋还没退回来","top":1}'
echo
echo "$ curl $url/v1/ask -H \"Authorization: Bearer \$KEY\" -d '{\"query\":\"钱咋还没退回来\",\"top\":1}'"
curl -sS "$url/v1/ask" -H "Authorization: Bearer $admin" -d '{"query":"钱咋还没退回来","top":1}'
echo
echo
echo "The service:              $url"
echo "An administrator's key:   $admin"
echo "The key of servicer 李雷: $servicer"
echo "Try, in a second terminal in this directory:"
echo "  curl $url/v1/keys -H 'Authorization: Bearer $admin'"
echo "  curl $url/v1/audit -H 'Authorization: Bearer $admin'"
echo "  curl $url/v1/sessions -H 'Authorization: Bearer $servicer'"
echo "  KFBOT_KEY=$servicer ${kfbot#"$PWD/"} desk --account demo --servicer 李雷 --url $url"
echo
echo "$ KFBOT_KEY=\$KEY kfbot chat --account demo --url $url"
export KFBOT_KEY=$admin
if [ -t 0 ] && [ -t 1 ]; then
    echo "You are a customer now. Try: 退款几天到账 / 怎么退款, then a number / 转人工 / /quit"
    "$kfbot" chat --account demo --url "$url"
else
    printf '%s\n' 退款几天到账 怎么退款 3 转人工 发票几天能到？ |
        "$kfbot" chat --account demo --url "$url"
    echo
    echo "$ kfbot desk --account demo --servicer 李雷 --url $url"
    printf '%s\n' 1 /list /end |
        KFBOT_KEY=$servicer "$kfbot" desk --account demo --servicer 李雷 --url "$url"
fi
echo
echo "The workspace of this demo is removed now. Keep one with: kfbot import FILE --data DIR"
