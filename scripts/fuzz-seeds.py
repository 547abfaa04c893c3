#!/usr/bin/env python3
"""Makes the inputs from which libFuzzer begins, and keeps what it found.

    scripts/fuzz-seeds.py CORPUS          cuts what the repository holds into small whole inputs
    scripts/fuzz-seeds.py CORPUS --keep   adds the shortest inputs of each parser to Tests/KFBotTests/Corpus
"""

import base64
import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "Tests/KFBotTests/Corpus"
LONGEST = 4096
# What is kept for each parser: so many inputs, each of at most so many bytes.
MOST_KEPT = 120
LONGEST_KEPT = 400


def seeds():
    """Pairs of a parser's name and an input for it."""
    fixtures = ROOT / "Tests/KFBotImportTests/Fixtures"
    for path in sorted(fixtures.glob("*")):
        if path.suffix == ".csv":
            yield "delimited", path.read_bytes()[:LONGEST]
        elif path.suffix in (".xlsx", ".xls") and path.stat().st_size <= 4 * LONGEST:
            yield "office", path.read_bytes()
    lines = (ROOT / "kb-samples/shop/kb.jsonl").read_bytes().splitlines()[:12]
    yield "entries", b"\n".join(lines[:3])
    for line in lines:
        yield "json", line
    for path in sorted((ROOT / "docs").glob("*.md")):
        for language, block in re.findall(r"```(\w*)\n(.*?)```", path.read_text(), re.DOTALL):
            data = block.encode()[:LONGEST]
            if block.startswith("year "):
                yield "calendar", data
            elif language in ("yaml", "yml"):
                yield "configuration", data
                yield "yaml", data
            elif language in ("json", "jsonl"):
                yield "json", data
                yield "body", data
                yield "entries", data
            else:
                yield "entries", data
                yield "text", data
    yield "calendar", b'{"year":2026,"papers":["x"],"days":[{"name":"a","date":"2026-10-01","isOffDay":true}]}'
    yield "entries", "Q: 怎么退款\nA: 点退款\n\n问：多久到账\n答：三天\n".encode()
    yield "entries", "## 怎么退款\n点退款\n".encode()
    yield "yaml", "- id: a\n  question: 怎么退款\n  similar: [退钱, 退款]\n  answer: 点退款\n".encode()
    yield "yaml", "version: '3.1'\nnlu:\n- intent: refund\n  examples: |\n    - 怎么退款\n    - 退钱\n".encode()
    yield "page", "<table><tr><th>问题<th>答案<tr><td rowspan=2>甲&amp;乙<td>一<br>二</table>".encode()
    yield "sheet", (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>问题</t></is></c><c r="B1" t="inlineStr"><is><t>答案</t>'
        '</is></c></row><row r="2" hidden="1"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>46296.75</v></c>'
        '</row></sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells></worksheet>'
    ).encode()
    yield "configuration", "accounts: {A: {mode: bot, hours: {weekly: {mon-fri: [\"09:00-18:00\"]}}}}\n".encode()
    yield "body", b'{"id":"m","account":"A","customer":"c","text":"x"}'
    yield "body", b'{"servicer":"s","id":"r","parts":[{"type":"text","text":"x"}],"message":"m","to":"t"}'
    yield "events", 'id: 14\nevent: state\ndata: {"a":1}\r\n\n: comment\nretry: 1000\ndata:x\ndata\n\n'.encode()
    yield "text", "我要退款CH-326，怎麼連WiFi？zenme tuikuan 👩‍👩‍👧 １２％".encode()


def kept(parser):
    path = KEPT / f"{parser}.txt"
    return [base64.b64decode(line) for line in path.read_text().split()] if path.exists() else []


def keep(corpus):
    """Keeps what was kept before, and the shortest of the new inputs up to the limit."""
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        inputs = dict.fromkeys(kept(folder.name))
        new = sorted((path.read_bytes() for path in folder.iterdir()), key=lambda data: (len(data), data))
        for data in new:
            if len(inputs) < MOST_KEPT and 0 < len(data) <= LONGEST_KEPT:
                inputs[data] = None
        if not inputs:
            continue
        lines = sorted(base64.b64encode(data).decode() for data in inputs)
        (KEPT / f"{folder.name}.txt").write_text("".join(line + "\n" for line in lines))


def main():
    corpus = Path(sys.argv[1])
    if "--keep" in sys.argv:
        keep(corpus)
        return
    beginnings = list(seeds())
    beginnings += [(path.stem, data) for path in KEPT.glob("*.txt") for data in kept(path.stem)]
    for parser, data in beginnings:
        folder = corpus / parser
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


if __name__ == "__main__":
    main()
