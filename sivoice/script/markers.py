"""The text in brackets or braces -> a node, or a fault with a suggestion."""

from __future__ import annotations

import re

from msgspec.structs import replace

from sivoice.errors import did_you_mean, listed
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Fault
from sivoice.script.directions import ROWS
from sivoice.script.rows import Direction, Spelling
from sivoice.script.source import Span

BLANKS = (
    "side",
    "Side",
    "other side",
    "Other side",
    "left",
    "right",
    "hold",
    "set",
    "sets",
    "rep",
    "reps",
    "round",
    "name",
    "minutes",
    "listener",
)
_SPELLINGS = {spelling.words: spelling for row in ROWS for spelling in row.spellings}
_LONGEST_MEANT = 200
"""The most characters of a direction in which a missing unit is looked for."""
_SLIPS = (
    (re.compile(r"\.stretch\b"), ""),
    (re.compile(r"\b([0-9]+) (?:times|sets)\b"), r"sets \1"),
    (re.compile(r"\b([0-9]+) reps\b"), r"reps \1"),
)
"""What people write in a `[play …]`, and what they mean."""
_ELSEWHERE = {
    "rest": "between exercises write `[timer 30 s]`; between sets, the field `rest: 30 s`",
}
"""What to write instead of directions that do not exist, by their first word."""
_BARE_NUMBER = re.compile(r"(?<= )[0-9]+(?:\.[0-9]+)?(?=,|$)")


def read_direction(text: str, span: Span) -> Direction | Fault:
    """Parse the direction `[text]`, or return what is wrong with it."""
    words = " ".join(text.split())
    read = _read(words)
    if read is None:
        return _fault(words, text)
    spelling, value = read
    direction = spelling.build(span, value)
    return _with_spans(direction, text) if isinstance(direction, nodes.Play) else direction


def read_blank(text: str, span: Span) -> nodes.Blank | nodes.Choice | Fault:
    """Parse the blank `{text}`, or return what is wrong with it."""
    if text.count("|") == 1:
        right, left = text.split("|")
        return nodes.Choice(span, right, left)
    if "|" in text:
        return Fault(
            Code.MALFORMED_BLANK,
            f"`{{{text}}}` has more than two choices",
            "write `{right words|left words}`",
        )
    name = " ".join(text.split())
    if name in BLANKS:
        return nodes.Blank(span, name)
    near = did_you_mean(name, BLANKS)
    suggestion = (
        f"did you mean `{{{near}}}`?"
        if near
        else f"the blanks: {', '.join(f'{{{b}}}' for b in BLANKS)}."
    )
    return Fault(
        Code.UNKNOWN_BLANK,
        f"unknown blank `{{{text}}}`",
        f"{suggestion} To have it spoken, write `\\{{{text}\\}}`",
    )


def _read(words: str) -> tuple[Spelling, str] | None:
    """Return the spelling that matches a direction, and its value; None if there is none."""
    for head, spelling in _SPELLINGS.items():
        if words == head and "" in spelling.examples:
            return spelling, ""
        value = words.removeprefix(f"{head} ")
        if value != words and spelling.value and re.fullmatch(spelling.value, value):
            return spelling, value
    return None


def _with_spans(play: nodes.Play, text: str) -> nodes.Play:
    """Give the settings of a `[play …]` their own spans in `[text]`, between its commas."""
    at, settings = play.span.start + 1, []
    head, *pieces = text.split(",")
    at += len(head) + 1
    for setting, piece in zip(play.settings, pieces, strict=True):
        start = at + len(piece) - len(piece.lstrip())
        settings.append(
            replace(setting, span=Span(play.span.line, start, start + len(piece.strip())))
        )
        at += len(piece) + 1
    return replace(play, settings=tuple(settings))


def _fault(words: str, text: str) -> Fault:
    """Return the most helpful fault for a text that is not a direction."""
    if len(words) <= _LONGEST_MEANT and (meant := _with_a_unit(words)):
        return Fault(Code.MISSING_UNIT, f"the time in `[{text}]` has no unit", f"write `[{meant}]`")
    if meant := _without_slips(words):
        return Fault(Code.MALFORMED_DIRECTION, f"`[{text}]` cannot be read", f"write `[{meant}]`")
    heads = [head for head in _SPELLINGS if words == head or words.startswith(f"{head} ")]
    if heads:
        usages = _SPELLINGS[max(heads, key=len)].usage
        return Fault(
            Code.MALFORMED_DIRECTION,
            f"`[{text}]` cannot be read",
            f"write {listed(f'`{usage}`' for usage in usages)}",
        )
    escaped = f"`\\[{text}\\]`"
    near = _nearest(words)
    help = f"did you mean `{near}`? To have it spoken, write {escaped}"
    if not near:
        help = f"to have it spoken, write {escaped}"
    help = _ELSEWHERE.get(words.partition(" ")[0], help)
    return Fault(Code.UNKNOWN_DIRECTION, f"unknown stage direction `[{text}]`", help)


def _with_a_unit(words: str) -> str | None:
    """Add the missing unit to a number of a direction; None if that does not make it valid."""
    for bare in _BARE_NUMBER.finditer(words):
        mended = f"{words[: bare.end()]} s{words[bare.end() :]}"
        if _read(mended):
            return mended
    return None


def _without_slips(words: str) -> str | None:
    """Correct the usual slips in a direction; None if that does not make it valid."""
    mended = words
    for slip, meant in _SLIPS:
        mended = slip.sub(meant, mended)
    return mended if _read(mended) else None


def _nearest(words: str) -> str | None:
    """Return the direction that was probably meant, in brackets, with the value as written."""
    if near := did_you_mean(words, _SPELLINGS):
        return _SPELLINGS[near].usage[0]
    parts = words.split(" ")
    for count in (2, 1):
        head, value = " ".join(parts[:count]), " ".join(parts[count:])
        near = did_you_mean(head, _SPELLINGS)
        if near and value and _read(f"{near} {value}"):
            return f"[{near} {value}]"
    return None
