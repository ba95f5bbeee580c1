"""The table of stage directions, which drives the parser, the checker and the format page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sivoice.errors import did_you_mean, listed
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Fault
from sivoice.script.limits import PAUSE_LIMIT, REPEATS_LIMIT, TIMER_LIMIT
from sivoice.script.nodes import Word
from sivoice.script.rows import (
    IN_A_HOLD_OR_A_TIMER,
    IN_A_SET,
    IN_A_STRETCH,
    IN_EACH_REP,
    IN_STRETCHES,
    REPEATED_ONLY,
    WITH_A_HOLD,
    WITH_SIDES,
    WITHOUT_A_HOLD,
    Direction,
    Role,
    Row,
    Spelling,
)
from sivoice.script.source import Span
from sivoice.script.vocabulary import SCRIPT_CHIMES
from sivoice.units import DIGITS, DURATION, TOO_LONG, Milliseconds, parse_duration, written

NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"
"""Regular expression for the name of a script, variant, extra or sound."""
_SETTING = (
    rf"(?:(?:hold|rest) {DURATION}|(?:variant|extra) {NAME}|(?:sets|reps) [0-9]+"
    rf"|side (?:left|right|both)|first side (?:left|right))"
)
_PLAYED = rf"{NAME}(?: ?, ?{_SETTING})*"


def number(digits: str) -> int:
    """Parse digits; more than DIGITS of them give a number that exceeds every limit."""
    return int(digits) if len(digits) <= DIGITS else TOO_LONG


def _ms(text: str) -> Milliseconds:
    ms = parse_duration(text)
    assert ms is not None, text  # the pattern has matched a time
    return ms


def _word(word: Word) -> Spelling:
    return Spelling(word.value, lambda span, value: nodes.WordGuard(span, word))


def _timed(words: str, build: Callable[[Span, Milliseconds], Direction], example: str) -> Spelling:
    return Spelling(words, lambda span, value: build(span, _ms(value)), DURATION, (example,))


def _optionally_timed(
    words: str, build: Callable[[Span, Milliseconds | None], Direction], example: str
) -> Spelling:
    return Spelling(
        words,
        lambda span, value: build(span, _ms(value) if value else None),
        DURATION,
        ("", example),
    )


def _fraction(span: Span, value: str) -> nodes.FractionMoment:
    over, under = value.split("/")
    return nodes.FractionMoment(span, number(over), number(under))


def _play(span: Span, value: str) -> nodes.Play:
    name, *settings = (part.strip() for part in value.split(","))
    return nodes.Play(span, name, tuple(_setting(span, setting) for setting in settings))


def _setting(span: Span, text: str) -> nodes.Setting:
    key, _, value = text.rpartition(" ") if text.startswith("first") else text.partition(" ")
    match key:
        case "hold" | "rest":
            return nodes.Setting(span, key, _ms(value))
        case "sets" | "reps":
            return nodes.Setting(span, key, number(value))
        case _:
            return nodes.Setting(span, key, value)


def _check_not_zero(
    node: nodes.Timer | nodes.AfterMoment | nodes.LastMoment | nodes.Move,
) -> Fault | None:
    if node.ms == 0:
        return Fault(Code.NUMBER_OUT_OF_RANGE, "the time is 0", "write a time such as `5 s`")
    return None


def _check_at_most(ms: Milliseconds | None, limit: Milliseconds) -> Fault | None:
    if ms is not None and ms > limit:
        return Fault(
            Code.NUMBER_OUT_OF_RANGE, "the time is too long", f"it must be at most {written(limit)}"
        )
    return None


def _check_fraction(node: nodes.FractionMoment) -> Fault | None:
    if 0 < node.over < node.under:
        return None
    return Fault(
        Code.NUMBER_OUT_OF_RANGE,
        "the fraction must be between 0 and 1",
        "write a fraction such as `[at 1/3]`",
    )


def _check_breaths(node: nodes.Breaths) -> Fault | None:
    if 1 <= node.count <= REPEATS_LIMIT:
        return None
    return Fault(
        Code.NUMBER_OUT_OF_RANGE,
        "the number of breaths is out of range",
        f"it must be from 1 to {REPEATS_LIMIT}",
    )


def _check_chime(node: nodes.ChimeMark) -> Fault | None:
    if node.sound is None or node.sound in SCRIPT_CHIMES:
        return None
    near = did_you_mean(node.sound, SCRIPT_CHIMES)
    help = f"did you mean `[chime {near}]`?" if near else f"use {listed(SCRIPT_CHIMES)}"
    return Fault(Code.UNKNOWN_SOUND, f"there is no chime `{node.sound}`", help)


ROWS: tuple[Row, ...] = (
    Row(
        nodes.WordGuard,
        Role.GUARD,
        (_word(Word.FIRST_TIME), _word(Word.LATER_TIMES)),
        "in the first repetition, or in all later ones",
        REPEATED_ONLY,
        Code.MISPLACED_GUARD,
    ),
    Row(
        nodes.WordGuard,
        Role.GUARD,
        (_word(Word.FIRST_SET), _word(Word.LATER_SETS)),
        "in the first set, or in all later ones",
        IN_A_SET,
        Code.MISPLACED_GUARD,
    ),
    Row(
        nodes.WordGuard,
        Role.GUARD,
        (_word(Word.ANOTHER_SET), _word(Word.LAST_SET)),
        "if another set follows, or if this is the last",
        IN_A_SET,
        Code.MISPLACED_GUARD,
    ),
    Row(
        nodes.WordGuard,
        Role.GUARD,
        (_word(Word.FIRST_REP), _word(Word.LATER_REPS)),
        "in the first rep of a side and set, or in every later one",
        IN_EACH_REP,
        Code.MISPLACED_GUARD,
    ),
    Row(
        nodes.WordGuard,
        Role.GUARD,
        (_word(Word.LAST_REP),),
        "in the last rep of a side and set",
        IN_EACH_REP,
        Code.MISPLACED_GUARD,
    ),
    Row(
        nodes.WordGuard,
        Role.GUARD,
        (_word(Word.ANOTHER_SIDE), _word(Word.LAST_SIDE)),
        "if another side follows in this set, or if this is the last",
        WITH_SIDES,
        Code.MISPLACED_GUARD,
    ),
    Row(
        nodes.WordGuard,
        Role.GUARD,
        (_word(Word.ANOTHER_ROUND), _word(Word.LAST_ROUND)),
        "if another round follows, or if this is the last",
        IN_STRETCHES,
        Code.MISPLACED_GUARD,
    ),
    Row(
        nodes.IfGuard,
        Role.GUARD,
        (
            Spelling("if", lambda s, v: nodes.IfGuard(s, v, wanted=True), NAME, ("NAME",)),
            Spelling("if not", lambda s, v: nodes.IfGuard(s, v, wanted=False), NAME, ("NAME",)),
        ),
        "if a variant, an extra, `warm-up` (a guided one), `chimes` (ones that rise and fall, as"
        " the built-in ones do), `listener` (a named one) or `ends-lying` (the last stretch ends"
        " lying down) is on, or if it is off; in a session,"
        " for any of its stretches",
    ),
    Row(
        nodes.HoldGuard,
        Role.GUARD,
        (
            _timed("hold from", lambda s, ms: nodes.HoldGuard(s, ms, at_least=True), "20 s"),
            _timed("hold under", lambda s, ms: nodes.HoldGuard(s, ms, at_least=False), "20 s"),
        ),
        "if the hold lasts at least this long, or if it is shorter",
        IN_A_STRETCH,
        Code.MISPLACED_GUARD,
    ),
    Row(
        nodes.WordGuard,
        Role.GUARD,
        (_word(Word.FULL), _word(Word.BRIEF)),
        "with `--guidance full`, or with `brief` or `minimal`",
    ),
    Row(
        nodes.FractionMoment,
        Role.MOMENT,
        (
            Spelling("halfway", lambda s, v: nodes.FractionMoment(s, 1, 2)),
            Spelling("at", _fraction, "[0-9]+/[0-9]+", ("1/3",)),
        ),
        "halfway through the hold or timer, or at another fraction of it",
        IN_A_HOLD_OR_A_TIMER,
        Code.MOMENT_OUTSIDE_HOLD,
        _check_fraction,
    ),
    Row(
        nodes.AfterMoment,
        Role.MOMENT,
        (_timed("after", nodes.AfterMoment, "10 s"),),
        "this long after the start",
        IN_A_HOLD_OR_A_TIMER,
        Code.MOMENT_OUTSIDE_HOLD,
        _check_not_zero,
    ),
    Row(
        nodes.LastMoment,
        Role.MOMENT,
        (_timed("last", nodes.LastMoment, "5 s"),),
        "this long before the end",
        IN_A_HOLD_OR_A_TIMER,
        Code.MOMENT_OUTSIDE_HOLD,
        _check_not_zero,
    ),
    Row(
        nodes.Hold,
        Role.ALONE,
        (_optionally_timed("hold", nodes.Hold, "20 s"),),
        "the hold; alone on its line",
        WITH_A_HOLD,
        Code.MISPLACED_HOLD,
    ),
    Row(
        nodes.Pause,
        Role.INLINE,
        (_optionally_timed("pause", nodes.Pause, "3 s"),),
        "silence; 2 s if no time is given",
        check=lambda node: _check_at_most(node.ms, PAUSE_LIMIT),
    ),
    Row(
        nodes.Breaths,
        Role.INLINE,
        (
            Spelling("breath", lambda s, v: nodes.Breaths(s, 1)),
            Spelling("breaths", lambda s, v: nodes.Breaths(s, number(v)), "[0-9]+", ("3",)),
        ),
        "silence for slow breaths, 10 s each (4 s in, 6 s out)",
        check=_check_breaths,
    ),
    Row(
        nodes.ChimeMark,
        Role.INLINE,
        (Spelling("chime", lambda s, v: nodes.ChimeMark(s, v or None), NAME, ("", "soft")),),
        "a chime: `soft` (the default), `start` or `end`",
        check=_check_chime,
    ),
    Row(
        nodes.Move,
        Role.END,
        (_optionally_timed("move", nodes.Move, "8 s"),),
        "at the end of a line: time to move before the next line or the hold, 6 s if no time is"
        " given",
        check=lambda node: _check_not_zero(node) or _check_at_most(node.ms, PAUSE_LIMIT),
    ),
    Row(
        nodes.Or,
        Role.ALTERNATIVE,
        (Spelling("or", lambda s, v: nodes.Or(s)),),
        "at the start of a line: an alternative to the words of the line above, used in turn with"
        " them; its guards and its moment are those of that line",
        IN_A_STRETCH,
    ),
    Row(
        nodes.Timer,
        Role.TIMER,
        (_optionally_timed("timer", lambda s, ms: nodes.Timer(s, ms, ()), "5 min"),),
        "a time during which the rest of the line and the following lines with a moment are spoken;"
        " in `Warm-up`, the time can be left out, and `--warm-up` sets it; guarded timers in a row"
        " are alternatives, and the moments below them are for the one that is heard",
        WITHOUT_A_HOLD,
        Code.MISPLACED_TIMER,
        lambda node: _check_not_zero(node) or _check_at_most(node.ms, TIMER_LIMIT),
    ),
    Row(
        nodes.Play,
        Role.ALONE,
        (
            Spelling(
                "play",
                _play,
                _PLAYED,
                (
                    "NAME",
                    (
                        "NAME, hold 25 s, sets 2, reps 8, rest 20 s, "
                        "side left, first side left, variant NAME, extra NAME"
                    ),
                ),
            ),
        ),
        "plays a stretch, with any of these settings; alone on its line",
        IN_STRETCHES,
        Code.MISPLACED_PLAY,
    ),
    Row(
        nodes.Note,
        Role.NOTE,
        (Spelling("note", lambda s, v: nodes.Note(s, "")),),
        "the rest of the line is for readers only",
    ),
)

EXCLUSIVE_WORDS = tuple(
    frozenset(spelling.words for spelling in row.spellings)
    for row in ROWS
    if row.node is nodes.WordGuard
)
"""Sets of guard words, of which only one can be true at a time."""

_BY_WORD = {
    spelling.words: row for row in ROWS if row.node is nodes.WordGuard for spelling in row.spellings
}
_BY_NODE = {row.node: row for row in ROWS if row.node is not nodes.WordGuard}


def row_of(direction: Direction) -> Row:
    """Return the row for a parsed direction."""
    if isinstance(direction, nodes.WordGuard):
        return _BY_WORD[direction.word]
    return _BY_NODE[type(direction)]


def nodes_of(role: Role) -> tuple[type[Any], ...]:
    """Return the node types for the directions with a role."""
    return tuple({row.node: None for row in ROWS if row.role is role})
