"""What stands between brackets and braces: the closed vocabulary of stage directions and blanks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sivoice.errors import did_you_mean, listed
from sivoice.script import nodes
from sivoice.script.diagnostics import Code
from sivoice.script.source import Span
from sivoice.units import DIGITS, DURATION, TOO_LONG, Milliseconds, parse_duration

NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"
"""How scripts, variants, extras and sounds are named."""

BLANKS = (
    "side",
    "Side",
    "other side",
    "Other side",
    "left",
    "right",
    "hold",
    "sets",
    "name",
    "minutes",
)


class NoteMark(Struct, frozen=True):
    """`[note]`, which makes the rest of its line a note."""

    span: Span


class TimerMark(Struct, frozen=True):
    """`[timer]`, before the words said inside its time are read."""

    span: Span
    ms: Milliseconds | None


Direction: TypeAlias = (
    nodes.Guard
    | nodes.Moment
    | nodes.Hold
    | nodes.Play
    | TimerMark
    | NoteMark
    | nodes.Pause
    | nodes.Breaths
    | nodes.ChimeMark
)


class Fault(Struct, frozen=True):
    """Why a direction or a blank cannot be read."""

    code: Code
    message: str
    help: str


def read_direction(text: str, span: Span) -> Direction | Fault:
    """The direction `[text]`, or what is wrong with it."""
    words = " ".join(text.split())
    for pattern, build in _FORMS:
        if match := pattern.fullmatch(words):
            direction = build(match, span)
            return _placed(direction, text) if isinstance(direction, nodes.Play) else direction
    return _fault(words, text)


def read_blank(text: str, span: Span) -> nodes.Blank | nodes.Choice | Fault:
    """The blank `{text}`, or what is wrong with it."""
    if text.count("|") == 1:
        right, left = text.split("|")
        return nodes.Choice(span, right, left)
    if "|" in text:
        return Fault(
            Code.MALFORMED_BLANK,
            f"more than two choices in `{{{text}}}`",
            "write {right words|left words}",
        )
    name = " ".join(text.split())
    if name in BLANKS:
        return nodes.Blank(span, name)
    near = did_you_mean(name, BLANKS)
    suggestion = (
        f"did you mean `{{{near}}}`?"
        if near
        else f"the blanks are {listed(f'{{{b}}}' for b in BLANKS)}."
    )
    return Fault(
        Code.UNKNOWN_BLANK,
        f"unknown blank `{{{text}}}`",
        f"{suggestion} To have it spoken, write `\\{{{text}\\}}`",
    )


def number(digits: str) -> int:
    """Digits as a number; more digits than anyone needs are read as past every limit."""
    return int(digits) if len(digits) <= DIGITS else TOO_LONG


def _ms(text: str) -> Milliseconds:
    ms = parse_duration(text)
    assert ms is not None, text  # the pattern that led here holds a time
    return ms


def _optional_ms(text: str | None) -> Milliseconds | None:
    return None if text is None else _ms(text)


def _placed(play: nodes.Play, text: str) -> nodes.Play:
    """A play whose settings know their own places in `[text]`, between its commas."""
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


def _settings(text: str, span: Span) -> tuple[nodes.Setting, ...]:
    settings = []
    for one in text.split(",")[1:]:
        key, _, value = one.strip().partition(" ")
        read = {"hold": _ms, "sets": number}.get(key, str)
        settings.append(nodes.Setting(span, key, read(value.strip())))
    return tuple(settings)


_SETTING = rf"(?:hold {DURATION}|variant {NAME}|extra {NAME}|sets [0-9]+)"
_D = f"({DURATION})"
_Build: TypeAlias = Callable[[re.Match[str], Span], Direction]
_TABLE: tuple[tuple[str, _Build], ...] = (
    ("|".join(nodes.Word), lambda m, s: nodes.WordGuard(s, nodes.Word(m[0]))),
    (rf"if (not )?({NAME})", lambda m, s: nodes.IfGuard(s, m[2], m[1] is None)),
    (rf"hold (from|under) {_D}", lambda m, s: nodes.HoldGuard(s, _ms(m[2]), m[1] == "from")),
    ("halfway", lambda m, s: nodes.FractionMoment(s, 1, 2)),
    (r"at ([0-9]+)/([0-9]+)", lambda m, s: nodes.FractionMoment(s, number(m[1]), number(m[2]))),
    (f"after {_D}", lambda m, s: nodes.AfterMoment(s, _ms(m[1]))),
    (f"last {_D}", lambda m, s: nodes.LastMoment(s, _ms(m[1]))),
    (f"hold(?: {_D})?", lambda m, s: nodes.Hold(s, _optional_ms(m[1]))),
    (f"timer(?: {_D})?", lambda m, s: TimerMark(s, _optional_ms(m[1]))),
    (rf"play ({NAME})((?: ?, ?{_SETTING})*)", lambda m, s: nodes.Play(s, m[1], _settings(m[2], s))),
    (f"pause(?: {_D})?", lambda m, s: nodes.Pause(s, _optional_ms(m[1]))),
    ("breath", lambda m, s: nodes.Breaths(s, 1)),
    ("breaths ([0-9]+)", lambda m, s: nodes.Breaths(s, number(m[1]))),
    (f"chime(?: ({NAME}))?", lambda m, s: nodes.ChimeMark(s, m[1])),
    ("note", lambda m, s: NoteMark(s)),
)
_FORMS = tuple((re.compile(pattern), build) for pattern, build in _TABLE)

_USAGE = {
    **{word.value: f"[{word.value}]" for word in nodes.Word},
    "if": "[if NAME] or [if not NAME]",
    "hold from": "[hold from 20 s]",
    "hold under": "[hold under 20 s]",
    "halfway": "[halfway]",
    "at": "[at 1/3]",
    "after": "[after 10 s]",
    "last": "[last 5 s]",
    "hold": "[hold] or [hold 20 s]",
    "timer": "[timer] or [timer 5 min]",
    "play": "[play NAME], then hold 25 s, sets 2, variant NAME or extra NAME, each after a comma",
    "pause": "[pause] or [pause 3 s]",
    "breath": "[breath]",
    "breaths": "[breaths 3]",
    "chime": "[chime] or [chime soft]",
    "note": "[note]",
}
_TIMED = ("hold from", "hold under", "after", "last", "hold", "timer", "pause")


def _fault(words: str, text: str) -> Fault:
    """The most helpful thing to say of a direction that is none."""
    heads = sorted(
        (head for head in _USAGE if words == head or words.startswith(f"{head} ")), key=len
    )
    if heads:
        head = heads[-1]
        rest = words[len(head) :].strip()
        if head in _TIMED and re.fullmatch(r"[0-9]+(\.[0-9]+)?", rest):
            return Fault(
                Code.MISSING_UNIT,
                f"a time without its unit in `[{text}]`",
                f"write `[{head} {rest} s]`",
            )
        if head == "play" and re.search(r"hold [0-9.]+(,|$)", rest):
            return Fault(
                Code.MISSING_UNIT,
                f"a time without its unit in `[{text}]`",
                "write the hold as `hold 20 s`",
            )
        return Fault(
            Code.MALFORMED_DIRECTION, f"`[{text}]` cannot be read", f"it is written {_USAGE[head]}"
        )
    spoken = f"o have it spoken, write `\\[{text}\\]`"
    near = _nearest(words)
    help = f"did you mean `[{near}]`? T{spoken}" if near else f"t{spoken}"
    return Fault(Code.UNKNOWN_DIRECTION, f"unknown stage direction `[{text}]`", help)


def _nearest(words: str) -> str | None:
    """The direction that was probably meant, with the rest of what was written kept."""
    if near := did_you_mean(words, _USAGE):
        return near
    parts = words.split(" ")
    for count in (2, 1):
        head, rest = " ".join(parts[:count]), " ".join(parts[count:])
        candidate = did_you_mean(head, _USAGE)
        if rest and candidate:
            fixed = f"{candidate} {rest}"
            if any(pattern.fullmatch(fixed) for pattern, _ in _FORMS):
                return fixed
    return None
