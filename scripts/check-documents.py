#!/usr/bin/env python3
"""Checks what is written for readers: Markdown documents and the comments of public declarations.

- A relative link leads to a file and, with #, to a heading of it.
- A path in `code` or in a heading that starts with a folder of ours leads to a file or folder.
- A line of prose has at most 120 characters; tables, code and lines without a place to break excepted.
- A public declaration, a case of a public enum and a requirement of a public protocol have a doc
  comment whose first sentence has at most 150 characters.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROSE_LIMIT = 120
SUMMARY_LIMIT = 150

LINK = re.compile(r"\]\(([^()\s]+)\)")
PATH = re.compile(r"(?:Sources|Tests|Benchmarks|docs|scripts|kb-samples)/[\w./+-]*[\w/]")

MODIFIER = (
    r"(?:(?:public|open|package|internal|private|fileprivate|static|class|final|mutating|nonmutating"
    r"|nonisolated|isolated|indirect|lazy|weak|unowned|override|required|convenience|consuming"
    r"|borrowing|dynamic|distributed|(?:private|fileprivate|package|internal)\(set\)"
    r"|nonisolated\(unsafe\))\s+)"
)
DECLARATION = re.compile(
    rf"^\s*(?P<attributes>(?:@\w+(?:\([^)]*\))?\s+)*)(?P<modifiers>{MODIFIER}*)"
    r"(?P<kind>func|var|let|struct|class|enum|actor|protocol|init|subscript|typealias|case"
    r"|associatedtype|extension|macro)\b(?P<rest>.*)"
)
ATTRIBUTE = re.compile(r"^\s*@\w+(\([^)]*\))?\s*$|^\s*#(if|endif|else|elseif)\b")


def tracked(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode("utf-8")
    return [ROOT / name for name in sorted(filter(None, listed.split("\0")))]


# Markdown


def prose(text):
    """The lines of a document with their numbers, without fenced code."""
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield number, line


def anchors(path):
    """The names that GitHub gives to a document's headings."""
    names = set()
    for _, line in prose(path.read_text("utf-8")):
        if line.startswith("#"):
            title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line.lstrip("#").strip())
            names.add(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-"))
    return names


def is_document(path):
    """Whether Markdown is written for readers: what stands in a folder of fixtures is data."""
    return not any(folder.name == "Fixtures" for folder in path.parent.parents)


def markdown_problems(path):
    name = path.relative_to(ROOT)
    for number, line in prose(path.read_text("utf-8")):
        place = f"{name}:{number}"
        table = line.lstrip().startswith("|")
        if len(line) > PROSE_LIMIT and not table and re.search(r"\S\s+\S", line.strip("#-* ")):
            yield f"{place}: {len(line)} characters; {PROSE_LIMIT} is the limit of a line of prose"
        for target in LINK.findall(line):
            if re.match(r"\w+:", target):
                continue
            file, _, anchor = target.partition("#")
            linked = (path.parent / file).resolve() if file else path
            if not linked.exists():
                yield f"{place}: the link to {target} leads nowhere"
            elif anchor and linked.suffix == ".md" and anchor not in anchors(linked):
                yield f"{place}: {target} names a heading that is not there"
        spans = [line] if line.startswith("#") else re.findall(r"`([^`]+)`", line)
        for span in spans:
            # Other repositories have folders of the same names; theirs stand behind a slash.
            for match in re.finditer(rf"(?<![\w./:-]){PATH.pattern}", span):
                if not (ROOT / match[0]).exists():
                    yield f"{place}: {match[0]} is not there"


# Swift


def bare(text):
    """Swift text without comments and literals, its line breaks kept."""
    pattern = r'"""[^\n]*\n.*?"""|/\*.*?\*/|//[^\n]*|#+"[^\n]*?"#+|"(?:\\.|[^"\\\n])*"'
    return re.sub(
        pattern, lambda match: '""' + "\n" * match[0].count("\n"), text, flags=re.DOTALL
    ).splitlines()


def comment_above(lines, index):
    """The doc comment that belongs to the declaration at an index, attributes between passed over."""
    index -= 1
    while index >= 0 and ATTRIBUTE.match(lines[index]):
        index -= 1
    comment = []
    while index >= 0 and lines[index].lstrip().startswith("///"):
        comment.insert(0, lines[index].strip()[3:].strip())
        index -= 1
    return comment


def summary(comment):
    paragraph = []
    for line in comment:
        if not line or (paragraph and re.match(r"[-*#>|`]{1,3}\s|\d+\.\s", line)):
            break
        paragraph.append(line)
    return re.split(r"(?<=[.。])(?:\s|$)", " ".join(paragraph), maxsplit=1)[0]


def swift_problems(path):
    name = path.relative_to(ROOT)
    text = path.read_text("utf-8")
    lines = text.splitlines()
    # What encloses the current line: "enum" or "protocol" where a public one does, else nothing.
    enclosing, opening = [], ""
    for index, line in enumerate(bare(text)):
        match = DECLARATION.match(line)
        if match:
            modifiers = match["modifiers"].split()
            public = "public" in modifiers or "open" in modifiers
            kind = match["kind"]
            inner = enclosing[-1] if enclosing else ""
            member = (inner == "enum" and kind == "case") or (
                inner == "protocol" and kind in {"func", "var", "init", "subscript", "associatedtype"}
            )
            if kind != "extension" and (public or member):
                comment = comment_above(lines, index)
                subject = f"{kind}{match['rest'].split('{')[0].rstrip()}"
                if not comment:
                    yield f"{name}:{index + 1}: {subject} has no doc comment"
                elif len(summary(comment)) > SUMMARY_LIMIT:
                    yield (
                        f"{name}:{index + 1}: the summary of {subject} has {len(summary(comment))}"
                        f" characters; {SUMMARY_LIMIT} is the limit"
                    )
            opening = kind if public and kind in {"enum", "protocol"} else ""
        for character in line:
            if character == "{":
                enclosing.append(opening)
                opening = ""
            elif character == "}" and enclosing:
                enclosing.pop()


def main():
    found = []
    for path in filter(is_document, tracked("*.md")):
        found.extend(markdown_problems(path))
    for path in tracked("Sources/*.swift"):
        if path.exists():
            found.extend(swift_problems(path))
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
