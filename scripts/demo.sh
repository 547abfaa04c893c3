#!/usr/bin/env bash
# What `make demo` shows once the program is built.
set -euo pipefail
cd "$(dirname "$0")/.."
kfbot=.build/release/kfbot

echo "== How a question is cut: kfbot tokenize --explain"
"$kfbot" tokenize --explain "iPhone15Pro怎么連WiFi？"
