"""Figure -> its text in the canonical layout: spaces and empty lines.

The lines keep their order, which has a meaning: `like` comes first, and `right arm` after `both
arms`.
"""

from __future__ import annotations

import re

from sivoice.figure.parser import HEADING, LINE, NOTE
from sivoice.script.limits import LINE_LIMIT
from sivoice.script.source import SourceText

_COMMA = re.compile(r" ?, ?")


def formatted(source: SourceText) -> str:
    """Return the text of a figure without errors in the canonical layout."""
    lines: list[str] = []
    for line in source.lines:
        tidy = _tidy(line.strip())
        if tidy.startswith("## "):
            lines.append("")
        lines.append(tidy if len(tidy) <= LINE_LIMIT else line.strip())
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return text.strip("\n") + "\n"


def _tidy(line: str) -> str:
    if line.startswith(NOTE):
        return line
    spaced = " ".join(line.split())
    if match := HEADING.fullmatch(spaced):
        name, variant = match.groups()
        return f"## {name} ({variant})" if variant else f"## {name}"
    if match := LINE.fullmatch(spaced):
        return f"{match[1]}: {_COMMA.sub(', ', match[2])}"
    return spaced
