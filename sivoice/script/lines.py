"""What may stand on a line of each section: bodies, moments, blanks, sounds and numbers."""

from __future__ import annotations

from sivoice.errors import did_you_mean, listed
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Report
from sivoice.script.source import Span
from sivoice.script.vocabulary import (
    HELD,
    MIRRORED,
    PAUSE_LIMIT,
    REPEATS_LIMIT,
    STRETCHES,
    TIMER_LIMIT,
    WARM_UP,
    WELCOME,
    ChimeKind,
    Kind,
)
from sivoice.units import MINUTE, Milliseconds

_SIDE_BLANKS = ("side", "Side", "other side", "Other side")


def check_line(
    line: nodes.Line, section: nodes.Section, kind: Kind, report: Report, *, in_timer: bool
) -> None:
    """Report what a line holds that means nothing in its section."""
    _check_moments(line, section, report, in_timer=in_timer)
    match line.body:
        case nodes.Hold():
            if section.name not in HELD and section.name:
                report.add(
                    Code.MISPLACED_HOLD,
                    f"`{section.name}` holds nothing",
                    line.body.span,
                    f"a hold stands in {listed(HELD)}",
                )
        case nodes.Play():
            _check_play(line.body, section, kind, report)
        case nodes.Timer():
            _check_timer(line.body, section, report)
        case nodes.Cue():
            if section.name == STRETCHES:
                report.add(
                    Code.EXPECTED_PLAY,
                    "`Stretches` has only `[play …]`",
                    line.body.span,
                    "what is spoken stands in the stretch, or in Welcome, Cautions, Warm-up or Close",
                )
            elif _is_mute(line.body.parts):
                report.add(
                    Code.NOTHING_TO_SAY,
                    "no word on this line can be spoken",
                    line.body.span,
                    "write words, or `[pause]` for a rest",
                )
    for part in line.body.parts if isinstance(line.body, nodes.Cue | nodes.Timer) else ():
        _check_part(part, section, report)


def _check_moments(
    line: nodes.Line, section: nodes.Section, report: Report, *, in_timer: bool
) -> None:
    for moment in line.moments[1:]:
        report.add(
            Code.SECOND_MOMENT, "a line is said at one moment", moment.span, "keep one of the two"
        )
    for moment in line.moments:
        if isinstance(line.body, nodes.Hold | nodes.Play | nodes.Timer) or (
            section.name not in HELD and not in_timer and section.name
        ):
            report.add(
                Code.MOMENT_OUTSIDE_HOLD,
                "a moment needs a hold or a timer to be in",
                moment.span,
                f"it stands before a line of {listed(HELD)}, or right after a `[timer]`",
            )
        if isinstance(moment, nodes.AfterMoment | nodes.LastMoment) and not moment.ms:
            report.add(Code.NUMBER_OUT_OF_RANGE, "no time at all", moment.span, "like `[last 5 s]`")
        if isinstance(moment, nodes.FractionMoment) and not 0 < moment.over < moment.under:
            report.add(
                Code.NUMBER_OUT_OF_RANGE,
                "a part of the hold is between 0 and 1",
                moment.span,
                "like `[at 1/3]`",
            )


def _check_play(play: nodes.Play, section: nodes.Section, kind: Kind, report: Report) -> None:
    if section.name != STRETCHES:
        rule = "a stretch plays no other" if kind is Kind.STRETCH else "it stands in `## Stretches`"
        report.add(Code.MISPLACED_PLAY, "`[play …]` means nothing here", play.span, rule)
    seen: set[str] = set()
    for setting in play.settings:
        if setting.key in seen and setting.key != "extra":
            report.add(
                Code.DUPLICATE_SETTING,
                f"`{setting.key}` is given twice",
                setting.span,
                "keep one of the two",
            )
        seen.add(setting.key)
        if setting.key == "sets" and not 1 <= int(setting.value) <= REPEATS_LIMIT:
            report.add(
                Code.NUMBER_OUT_OF_RANGE,
                "too many sets",
                setting.span,
                f"from 1 to {REPEATS_LIMIT} sets",
            )


def _check_timer(timer: nodes.Timer, section: nodes.Section, report: Report) -> None:
    if section.name in (*HELD, STRETCHES):
        report.add(
            Code.MISPLACED_TIMER,
            f"`{section.name}` takes no timer",
            timer.span,
            "put it into another section",
        )
    if timer.ms is None and section.name != WARM_UP:
        report.add(Code.MISSING_TIME, "a timer needs a time", timer.span, "write `[timer 1 min]`")
    if timer.ms == 0:
        report.add(Code.NUMBER_OUT_OF_RANGE, "no time at all", timer.span, "like `[timer 1 min]`")
    if timer.ms is not None:
        _check_time(timer.ms, TIMER_LIMIT, timer.span, report)


def _check_part(part: nodes.Part, section: nodes.Section, report: Report) -> None:
    match part:
        case nodes.Text():
            pass
        case nodes.Choice() | nodes.Blank():
            _check_blank(part, section, report)
        case nodes.Pause():
            if part.ms is not None:
                _check_time(part.ms, PAUSE_LIMIT, part.span, report)
        case nodes.Breaths():
            if not 1 <= part.count <= REPEATS_LIMIT:
                report.add(
                    Code.NUMBER_OUT_OF_RANGE,
                    "too many breaths",
                    part.span,
                    f"from 1 to {REPEATS_LIMIT} breaths",
                )
        case nodes.ChimeMark():
            if part.sound is not None and part.sound not in tuple(ChimeKind):
                near = did_you_mean(part.sound, ChimeKind)
                report.add(
                    Code.UNKNOWN_SOUND,
                    f"there is no chime `{part.sound}`",
                    part.span,
                    f"did you mean `[chime {near}]`?"
                    if near
                    else f"the chimes are {listed(ChimeKind)}",
                )


def _check_blank(blank: nodes.Choice | nodes.Blank, section: nodes.Section, report: Report) -> None:
    needs_side = isinstance(blank, nodes.Choice) or blank.name in _SIDE_BLANKS
    if not section.name:
        return  # the heading could not be read, and has been reported
    if needs_side and section.name not in MIRRORED:
        report.add(
            Code.SIDE_WITHOUT_SIDES,
            f"`{section.name}` has no sides",
            blank.span,
            f"a side is named in {listed(MIRRORED)}; where it never changes, write `{{left}}` or `{{right}}`",
        )
    elif isinstance(blank, nodes.Blank) and blank.name == "minutes" and section.name != WELCOME:
        report.add(
            Code.MISPLACED_BLANK,
            "only `Welcome` knows the minutes",
            blank.span,
            "move the line to `## Welcome`",
        )


def _check_time(ms: Milliseconds, limit: Milliseconds, span: Span, report: Report) -> None:
    if ms > limit:
        report.add(
            Code.NUMBER_OUT_OF_RANGE,
            "longer than anyone waits",
            span,
            f"at most {limit // MINUTE} min",
        )


def _is_mute(parts: tuple[nodes.Part, ...]) -> bool:
    """Whether a line has text but not one letter or digit, so that no voice can say it."""
    text = "".join(part.text for part in parts if isinstance(part, nodes.Text))
    others = [part for part in parts if not isinstance(part, nodes.Text)]
    return bool(text.strip()) and not others and not any(char.isalnum() for char in text)
