#!/usr/bin/env bash
# Fuzzes each parser of what others wrote with libFuzzer, which learns from the code that it reaches.
# KFBOT_FUZZ_SECONDS: how long each (default 60). KFBOT_FUZZ_PARSERS: which (default all).
# KFBOT_FUZZ_CORPUS: where inputs are kept from run to run (default .build-fuzz/corpus).
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${KFBOT_FUZZ_SECONDS:-60}
corpus=${KFBOT_FUZZ_CORPUS:-.build-fuzz/corpus}
parsers=${KFBOT_FUZZ_PARSERS:-entries delimited yaml page sheet office json body events configuration calendar text}
KFBOT_FUZZING=1 ${SWIFT:-swift} build -c release --scratch-path .build-fuzz \
    --product KFBotFuzzing -Xswiftc -sanitize=fuzzer \
    -Xswiftc -use-ld=lld -Xlinker -lstdc++
scripts/fuzz-seeds.py "$corpus"
failed=
for parser in $parsers; do
    mkdir -p "$corpus/$parser" .build-fuzz/found
    echo "=== $parser"
    # What a parser does with more is the same, only slower.
    KFBOT_FUZZ_PARSER=$parser .build-fuzz/release/KFBotFuzzing "$corpus/$parser" \
        -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 \
        -dict=scripts/fuzz.dict -artifact_prefix=".build-fuzz/found/$parser-" \
        >".build-fuzz/$parser.log" 2>&1 || failed="$failed $parser"
    grep -aE "^stat::|^SUMMARY|Fatal error|ERROR: lib" ".build-fuzz/$parser.log" || true
done
rm -rf /dev/shm/kfbot-fuzz-*
[ -z "$failed" ] || {
    echo "Found something:$failed. The inputs are in .build-fuzz/found, the logs in .build-fuzz."
    exit 1
}
