"""Checks what a line can have in its section: directions, moments, blanks and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sivoice.errors import listed
from sivoice.script import nodes
from sivoice.script.diagnostics import UNREAD, Code, Report
from sivoice.script.directions import row_of
from sivoice.script.limits import PAUSE_LIMIT, REPEATS_LIMIT, REPS_LIMIT
from sivoice.script.rows import WITH_SIDES, Direction
from sivoice.script.vocabulary import (
    EACH_REP,
    GUARD_LISTENER,
    HELD,
    HOLD,
    MIRRORED,
    PRACTICE,
    SECTIONS,
    STRETCHES,
    WARM_UP,
    WELCOME,
    Kind,
)
from sivoice.units import written

_BELONGS = {
    "minutes": (WELCOME,),
    "rep": (EACH_REP,),
    "round": (STRETCHES,),
    "reps": tuple(SECTIONS[Kind.STRETCH]),
    "set": (*HELD, PRACTICE),
}
"""The sections that a blank can stand in, if it is not every one."""


def with_timers(lines: Iterable[nodes.Line]) -> Iterator[tuple[nodes.Line, bool]]:
    """Yield each line, and whether it is a timer or is spoken during the timer above it."""
    in_timer = False
    for line in lines:
        in_timer = isinstance(line.body, nodes.Timer) or (in_timer and bool(line.moments))
        yield line, in_timer


def unread_lines(script: nodes.Script, section: nodes.Section, report: Report) -> list[int]:
    """Return the numbers of the lines of a section that have a direction that cannot be read.

    What such a line was meant to be is not known: it must not be reported as missing.
    """
    after = script.sections[script.sections.index(section) + 1 :]
    end = after[0].span.line if after else len(script.source.lines) + 1
    return [
        fault.span.line
        for fault in report.found
        if fault.code in UNREAD and section.span.line < fault.span.line < end
    ]


def check_line(
    line: nodes.Line, section: nodes.Section, kind: Kind, report: Report, *, in_timer: bool
) -> None:
    """Report what cannot be used on a line of this section, except for guards."""
    _check_moments(line, section, kind, report, in_timer=in_timer)
    body = line.body
    if not isinstance(body, nodes.Cue):
        check_direction(body, section, kind, report)
    match body:
        case nodes.Play():
            _check_settings(body, report)
        case nodes.Timer():
            if body.ms is None and section.name != WARM_UP:
                report.add(
                    Code.MISSING_TIME,
                    "a timer needs a time",
                    body.span,
                    "write one, as in `[timer 1 min]`",
                )
        case nodes.Cue():
            for wording in body.wordings:
                _check_wording(wording, line, section, kind, report)
    _check_parts(nodes.parts_of(body), section, kind, report)
    _check_listener(line, report)


def _check_wording(
    wording: nodes.Wording, line: nodes.Line, section: nodes.Section, kind: Kind, report: Report
) -> None:
    help = "write words, or `[pause]` for silence"
    if isinstance(wording, nodes.Or):
        check_direction(wording, section, kind, report)
        help = "write other words for the line above"
    if _is_mute(wording):
        report.add(Code.NOTHING_TO_SAY, "this line has no words to speak", wording.span, help)
    if wording.move is None:
        return
    check_direction(wording.move, section, kind, report)
    if line.moments:
        report.add(
            Code.MISPLACED_DIRECTION,
            "there is no time to move during a hold or timer",
            wording.move.span,
            "remove it, or end the line before the hold with it",
        )


def _check_listener(line: nodes.Line, report: Report) -> None:
    """Report a `{listener}` that would be empty if no listener is named."""
    if any(
        isinstance(guard, nodes.IfGuard) and guard.name == GUARD_LISTENER and guard.wanted
        for guard in line.guards
    ):
        return
    for part in nodes.parts_of(line.body):
        if isinstance(part, nodes.Blank) and part.name == GUARD_LISTENER:
            report.add(
                Code.UNGUARDED_BLANK,
                "`{listener}` is empty if no listener is named",
                part.span,
                "begin the line with `[if listener]`, and write another with `[if not listener]`",
            )


def check_direction(
    direction: Direction,
    section: nodes.Section,
    kind: Kind,
    report: Report,
    *,
    in_timer: bool = False,
) -> None:
    """Report a direction that cannot be used in its section, or has an invalid value."""
    row = row_of(direction)
    known = section.name in SECTIONS[kind]  # an unknown section has its own fault
    if known and not row.where.allows(section.name, kind, in_timer=in_timer):
        no_sides = row.where is WITH_SIDES and section.name == HOLD
        report.add(
            Code.SIDE_WITHOUT_SIDES if no_sides else row.misplaced,
            f"`{report.source.words(direction.span)}` cannot be used here",
            direction.span,
            f"use it {row.where.words}",
        )
    if fault := row.check(direction):
        report.add(fault.code, fault.message, direction.span, fault.help)


def _check_moments(
    line: nodes.Line, section: nodes.Section, kind: Kind, report: Report, *, in_timer: bool
) -> None:
    for moment in line.moments[1:]:
        report.add(
            Code.SECOND_MOMENT,
            "a line can have only one moment",
            moment.span,
            "keep only one of them",
        )
    for moment in line.moments:
        if isinstance(line.body, nodes.Cue):
            check_direction(moment, section, kind, report, in_timer=in_timer)
        else:
            report.add(
                Code.MOMENT_OUTSIDE_HOLD,
                "a moment can only come before words",
                moment.span,
                "move it to the start of a spoken line",
            )


def _check_settings(play: nodes.Play, report: Report) -> None:
    seen: set[str] = set()
    for setting in play.settings:
        if setting.key in seen and setting.key != "extra":
            report.add(
                Code.DUPLICATE_SETTING,
                f"`{setting.key}` is given twice",
                setting.span,
                "keep only one of them",
            )
        seen.add(setting.key)
        if setting.key == "rest" and int(setting.value) > PAUSE_LIMIT:
            report.add(
                Code.NUMBER_OUT_OF_RANGE,
                "the rest is too long",
                setting.span,
                f"it must be at most {written(PAUSE_LIMIT)}",
            )
        most = {"sets": REPEATS_LIMIT, "reps": REPS_LIMIT}.get(setting.key)
        if most is not None and not 1 <= int(setting.value) <= most:
            report.add(
                Code.NUMBER_OUT_OF_RANGE,
                f"the number of {setting.key} is out of range",
                setting.span,
                f"it must be from 1 to {most}",
            )


def _check_parts(
    parts: tuple[nodes.Part, ...], section: nodes.Section, kind: Kind, report: Report
) -> None:
    for part in parts:
        match part:
            case nodes.Text():
                pass
            case nodes.Choice() | nodes.Blank():
                _check_blank(part, section, report)
            case _:
                check_direction(part, section, kind, report)


def _check_blank(blank: nodes.Choice | nodes.Blank, section: nodes.Section, report: Report) -> None:
    needs_side = nodes.is_side(blank)
    if not section.name:
        return  # the heading could not be read and has been reported
    if needs_side and section.name not in MIRRORED:
        sections = listed(f"`{name}`" for name in MIRRORED)
        report.add(
            Code.SIDE_WITHOUT_SIDES,
            f"`{section.name}` has no sides",
            blank.span,
            f"use it in {sections}, or write `{{left}}` or `{{right}}`",
        )
    elif isinstance(blank, nodes.Blank) and section.name not in _BELONGS.get(
        blank.name, (section.name,)
    ):
        sections = listed(f"`{name}`" for name in _BELONGS[blank.name])
        report.add(
            Code.MISPLACED_BLANK,
            f"`{{{blank.name}}}` cannot be used here",
            blank.span,
            f"use it in {sections}",
        )


def _is_mute(wording: nodes.Wording) -> bool:
    """Return whether a line has no letter or digit that a voice could speak.

    Unlike an alternative, a line can consist of silence and chimes alone.
    """
    text = "".join(part.text for part in wording.parts if isinstance(part, nodes.Text))
    others = [part for part in wording.parts if not isinstance(part, nodes.Text)]
    if any(char.isalnum() for char in text):
        return False
    if isinstance(wording, nodes.Or):
        return not any(isinstance(part, nodes.Blank | nodes.Choice) for part in others)
    return bool(text.strip()) and not others
