#!/usr/bin/env python3
"""Wraps the prose of Markdown documents at 120 characters.

Only paragraphs and list items with a longer line are touched; tables, headings and code stay. Lines
break at spaces and behind Chinese punctuation, not inside `code`, links and short formulas.
"""

import re
import sys

LIMIT = 120
CLOSING = "。，；：、！？）」』】》…"
UNBROKEN = re.compile(r"(`+[^`]+`+|!?\[[^\]]*\]\([^)]*\))")
OPERATOR = re.compile(r"[−+≤≥=·<>/≈×]+")
ITEM = re.compile(r"(\s*(?:>\s?)*)([-*+]|\d+\.)(\s+)")
# What would mean something else at the start of a line.
MARKUP = re.compile(r"[#>|=]|[-+*]$|\d+[.)]$")
KEPT = ("```", "|", "#")


def pieces(text):
    """What is not broken, each with whether a space stands before it."""
    found, piece, spaced = [], "", False
    for index, part in enumerate(UNBROKEN.split(text)):
        if index % 2 == 1 and len(part) <= 100:
            piece += part
            continue
        for place, character in enumerate(part):
            if character == " ":
                if piece:
                    found.append((piece, spaced))
                    piece = ""
                spaced = True
                continue
            piece += character
            following = part[place + 1 : place + 2]
            if character in CLOSING and following not in tuple(CLOSING + " .,;:)”\"’*"):
                found.append((piece, spaced))
                piece, spaced = "", False
    if piece:
        found.append((piece, spaced))
    joined = []
    for piece, spaced in found:
        last = joined[-1][0] if joined else ""
        binds = OPERATOR.fullmatch(piece) or OPERATOR.fullmatch(last.rsplit(" ", 1)[-1])
        if joined and spaced and binds and len(last) + len(piece) < 70:
            joined[-1] = (f"{last} {piece}", joined[-1][1])
        else:
            joined.append((piece, spaced))
    return joined


def wrapped(text, first, rest):
    lines, line, is_empty = [], first, True
    for piece, spaced in pieces(text):
        addition = (" " if spaced and not is_empty else "") + piece
        if not is_empty and len(line) + len(addition) > LIMIT and not MARKUP.match(piece):
            lines.append(line)
            line = rest + piece
        else:
            line += addition
        is_empty = False
    return lines + [line]


def document(lines):
    result, index, fenced = [], 0, False
    while index < len(lines):
        line = lines[index]
        index += 1
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if fenced or line.lstrip().startswith(KEPT) or not line.strip() or line.startswith("    "):
            result.append(line)
            continue
        block = [line]
        while index < len(lines) and lines[index].strip() and not ITEM.match(lines[index]):
            if lines[index].lstrip().startswith(KEPT):
                break
            block.append(lines[index])
            index += 1
        if all(len(each) <= LIMIT for each in block):
            result += block
            continue
        match = ITEM.match(line)
        if match:
            first = match[0]
            rest = match[1] + " " * (len(match[2]) + len(match[3]))
            block[0] = line[len(first) :]
        else:
            first = rest = "> " if line.startswith("> ") else re.match(r"\s*", line)[0]
            block = [each.removeprefix("> ") for each in block] if first == "> " else block
        result += wrapped(" ".join(each.strip() for each in block), first, rest)
    return result


if __name__ == "__main__":
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            before = file.read()
        after = "\n".join(document(before.split("\n")))
        if after != before:
            with open(path, "w", encoding="utf-8") as file:
                file.write(after)
