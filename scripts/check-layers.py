#!/usr/bin/env python3
"""Compares the imports under Sources with the layers drawn in docs/architecture.md.

The drawing is the fenced block whose info string is `layers`. Two kinds of lines:

    KFBotReception -> KFBotKnowledge, KFBotModel    a target and the targets of ours that it imports
    GRDB <- KFBotKnowledge, KFBotReception          a module that only these targets may import

A target is drawn above everything that it imports. Nothing about the targets is written in here.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRAWING = "docs/architecture.md"

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*"
    r"(?:(?:public|package|internal|private|fileprivate)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)"
)
SKIPPED = re.compile(r'"""[^\n]*\n.*?"""|/\*.*?\*/', re.DOTALL)


def drawn(text):
    """The arrows between targets in the order drawn, and the modules with their only importers."""
    blocks = re.findall(r"^```layers\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    if len(blocks) != 1:
        sys.exit(f"layers: {DRAWING} has {len(blocks)} blocks ```layers, one is expected")
    arrows, importers = {}, {}
    for line in blocks[0].splitlines():
        name, arrow, rest = re.fullmatch(r"\s*(\w*)\s*(->|<-|)\s*(.*?)\s*", line).groups()
        names = [part.strip() for part in rest.split(",")] if rest else []
        if not name and not arrow and not names:
            continue
        table = importers if arrow == "<-" else arrows
        if not name or name in table or bool(arrow) != bool(names) or not all(
            re.fullmatch(r"\w+", each) for each in names
        ):
            sys.exit(f"layers: {DRAWING} has a line that cannot be read: {line}")
        table[name] = names
    return arrows, importers


def imported(folder):
    """The modules that a target's files import, each with the first place that does."""
    places = {}
    for path in sorted(folder.rglob("*.swift")):
        # What is skipped keeps its line breaks, so that line numbers stay true.
        text = SKIPPED.sub(lambda match: "\n" * match[0].count("\n"), path.read_text("utf-8"))
        for number, line in enumerate(text.splitlines(), 1):
            if match := IMPORT.match(line):
                places.setdefault(match[1], f"{path.relative_to(ROOT)}:{number}")
    return places


def problems():
    arrows, importers = drawn((ROOT / DRAWING).read_text("utf-8"))
    folders = {path.name: path for path in sorted((ROOT / "Sources").iterdir()) if path.is_dir()}
    order = list(arrows)
    for name in sorted(folders.keys() - arrows.keys()):
        yield f"Sources/{name} is not drawn in {DRAWING}"
    for name in sorted(arrows.keys() - folders.keys()):
        yield f"{DRAWING} draws {name}, but Sources/{name} is not there"
    for name, targets in arrows.items():
        for target in targets:
            if target not in arrows:
                yield f"{DRAWING} draws {name} -> {target}, but has no line for {target}"
            elif order.index(target) <= order.index(name):
                yield f"{DRAWING} draws {name} -> {target} upwards"
    for name in order:
        if name not in folders:
            continue
        places = imported(folders[name])
        for module, place in places.items():
            if module in folders and module != name and module not in arrows[name]:
                yield f"{place}: {name} imports {module}, which {DRAWING} does not draw"
            if module in importers and name not in importers[module]:
                yield f"{place}: only {', '.join(importers[module])} may import {module}"
        for target in arrows[name]:
            if target in folders and target not in places:
                yield f"{DRAWING} draws {name} -> {target}, but no file of {name} imports it"
        for module, names in importers.items():
            if name in names and module not in places:
                yield f"{DRAWING} lets {name} import {module}, but no file of it does"
    for module, names in importers.items():
        for name in names:
            if name not in arrows:
                yield f"{DRAWING} lets {name} import {module}, but has no line for {name}"


if __name__ == "__main__":
    found = list(problems())
    for problem in found:
        print(f"layers: {problem}", file=sys.stderr)
    sys.exit(1 if found else 0)
