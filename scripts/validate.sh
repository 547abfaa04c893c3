#!/usr/bin/env bash
# Checks what a compiler does not: format, layers, documents, warnings of C; hints at long files.
set -uo pipefail
cd "$(dirname "$0")/.."
failures=0
fail() {
    echo "check: $*" >&2
    failures=$((failures + 1))
}

swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks ||
    fail "the format differs; run 'make format' and read what is left"

scripts/check-layers.py ||
    fail "imports and docs/architecture.md differ; mend whichever is wrong"

scripts/check-documents.py ||
    fail "mend the documents; scripts/wrap-documents.py FILE wraps prose"

# Warnings are errors in every Swift target; C has to be asked.
read -ra xml2 <<<"$(pkg-config --cflags libxml-2.0)"
for source in Sources/CEncoderKernels/*.c Sources/CICU/*.c Sources/CHTML/*.c; do
    cc -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I"$(dirname "$source")/include" \
        "${xml2[@]}" "$source" || fail "$source has warnings"
done

# A hint for review, never a reason to cut in two what belongs together.
while read -r lines file; do
    [ "$file" = total ] || [ "$lines" -le 400 ] || echo "check: $file has $lines lines; one subject?"
done < <(git ls-files -z -- 'Sources/*.swift' 'Tests/*.swift' 'Benchmarks/*.swift' \
    ':!*+Generated.swift' | xargs -0 wc -l)

[ "$failures" -eq 0 ] && echo "check: all good"
exit $((failures > 0))
