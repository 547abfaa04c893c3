#!/usr/bin/env bash
# Makes the documentation of the library products from a debug build; a warning is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
build=$("$swift" build --show-bin-path)
"$swift" build --target KFBot
output=.build/documentation
triple=$("$swift" -print-target-info | sed -n 's/^ *"triple": "\(.*\)",$/\1/p' | head -n 1)
# Modules of C, which the Swift modules were compiled against.
read -ra headers <<<"$(pkg-config --cflags-only-I libxml-2.0)"
for map in Sources/*/module.modulemap; do headers+=(-I "$(dirname "$map")"); done
for map in "$build"/*.build/module.modulemap; do
    headers+=(-Xcc "-fmodule-map-file=$map")
done
for folder in .build/checkouts/{GRDB.swift/Sources/GRDBSQLite,Yams/Sources/CYaml/include}; do
    headers+=(-I "$folder")
done

# document PRODUCT REEXPORTED MODULE...: the symbols of REEXPORTED count as those of the first MODULE.
document() {
    local product=$1 reexported=$2
    shift 2
    local graphs=$output/$product.symbols
    rm -rf "$graphs" "$output/$product.doccarchive"
    mkdir -p "$graphs"
    for module in "$@"; do
        swift-symbolgraph-extract -module-name "$module" -target "$triple" \
            -I "$build/Modules" "${headers[@]}" -minimum-access-level public \
            -skip-inherited-docs -skip-synthesized-members \
            -experimental-allowed-reexported-modules="$reexported" -output-dir "$graphs"
    done
    docc convert "Sources/$product/Documentation.docc" --additional-symbol-graph-dir "$graphs" \
        --fallback-display-name "$product" --fallback-bundle-identifier "kfbot.$product" \
        --warnings-as-errors --output-path "$output/$product.doccarchive"
    echo "$output/$product.doccarchive"
}

document Tokenizer "" Tokenizer TokenizerFTS5
document KFBotMatching "" KFBotMatching KFBotModel
layers=$(sed -n 's/^@_exported public import //p' Sources/KFBot/Exports.swift | paste -sd ,)
document KFBot "$layers" KFBot
