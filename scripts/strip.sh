#!/usr/bin/env bash
# Takes the symbols out of a built program and says what it weighed before and weighs now.
set -euo pipefail
program=$1
megabytes() { echo "$(($(stat -Lc %s "$program") / 1000000)) MB"; }
# A program that was not linked again has none left.
readelf --sections --wide "$program" | grep -q ' \.symtab ' || {
    echo "$program: $(megabytes), without symbols"
    exit 0
}
before=$(megabytes)
strip --strip-all "$program"
echo "$program: $before, $(megabytes) without symbols"
