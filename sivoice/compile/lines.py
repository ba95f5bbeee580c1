"""Lines of a section -> the steps that are heard outside the holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from msgspec.structs import replace

from sivoice.compile.cues import CueWriter, has_words
from sivoice.compile.resolve import Circumstances, is_heard
from sivoice.compile.steps import ChapterStep, Steps, TimedCue, Timer
from sivoice.script import nodes
from sivoice.script.lines import with_timers
from sivoice.script.nodes import Word
from sivoice.units import Milliseconds

GAP_TO_ACT: Milliseconds = 3_000
"""The silence after a cue that asks the listener to do something."""
GAP_IN_REPS: Milliseconds = 1_500
"""The same in reps, which are quick, and known after the first."""
GAP_TO_RELEASE: Milliseconds = 4_500
"""The silence after a release before the other side is named."""
GAP: Milliseconds = 600
"""The silence after any other cue."""


def heard_lines(
    sections: Iterable[nodes.Section], now: Circumstances, warm_up: Milliseconds | None
) -> list[nodes.Line]:
    """Return the lines that are heard."""
    return [line for line, _ in heard_with_timers(sections, now, warm_up)]


def heard_with_timers(
    sections: Iterable[nodes.Section], now: Circumstances, warm_up: Milliseconds | None
) -> list[tuple[nodes.Line, bool]]:
    """Return the lines that are heard, each with whether it belongs to a timer.

    A timer that is not heard takes its moments with it. Guarded timers in a row are alternatives:
    the moments below them are for the one that is heard.
    """
    heard: list[tuple[nodes.Line, bool]] = []
    timer_runs = after_guarded = False
    for section in sections:
        for line, in_timer in with_timers(section.spoken):
            keep = is_heard(line.guards, now)
            is_timer = isinstance(line.body, nodes.Timer)
            if isinstance(line.body, nodes.Timer):
                keep = keep and (line.body.ms is not None or warm_up is not None)
                timer_runs = keep or (timer_runs and after_guarded)
            elif in_timer:
                keep = keep and timer_runs
            after_guarded = is_timer and bool(line.guards)
            if keep:
                heard.append((line, in_timer))
    return heard


def line_steps(
    lines: Iterable[nodes.Line],
    cues: CueWriter,
    gap: Milliseconds,
    warm_up: Milliseconds | None,
    *,
    timers_only: bool = False,
) -> Steps:
    """Compile lines outside a hold, with their gaps. Moments after a timer go into it.

    `timers_only` leaves out everything but the timers and their words, without which nobody would
    know what the time is for.
    """
    steps: list[ChapterStep] = []
    timed: list[TimedCue] = []
    """The cues of the timer that is the last step."""
    for line in lines:
        body = line.body
        if timed and not line.moments:
            _end_timer(steps, timed)
        if isinstance(body, nodes.Timer):
            ms = body.ms or warm_up or 0
            opening = cues.opening(body.parts, body.span)
            steps.append(Timer(ms, opening, cues.phrasing.source.at(line.span)))
        elif isinstance(body, nodes.Cue) and line.moments:
            timer = steps[-1]
            assert isinstance(timer, Timer), line  # heard_lines keeps moments with their timer
            timed.append(cues.timed(line.moments[0], timer.ms, body))
        elif isinstance(body, nodes.Cue) and not timers_only:
            steps += cues.line(body, gap)
    if timed:
        _end_timer(steps, timed)
    return tuple(steps)


def first_with_words(lines: Iterable[nodes.Line]) -> list[nodes.Line]:
    """Return the first line with words, in a list, or none if a timer comes before it."""
    before_timers = takewhile(lambda line: not isinstance(line.body, nodes.Timer), lines)
    return [line for line in before_timers if has_words(line.body)][:1]


def minimal_steps(
    lines: Sequence[nodes.Line], cues: CueWriter, gap: Milliseconds, warm_up: Milliseconds | None
) -> Steps:
    """Compile what minimal guidance keeps of a section: its first line, and its timers."""
    first = line_steps(first_with_words(lines), cues, gap, warm_up)
    return first + line_steps(lines, cues, gap, warm_up, timers_only=True)


def minimal_lead(lines: Iterable[nodes.Line], *, is_first: bool) -> list[nodes.Line]:
    """Return what minimal guidance keeps of the lines before a hold.

    The first line shows the way into the stretch. Later passes have it only if it is `[brief]`.
    """
    first = first_with_words(lines)
    guards = [guard for line in first for guard in line.guards]
    words = {guard.word for guard in guards if isinstance(guard, nodes.WordGuard)}
    return first if is_first or Word.BRIEF in words else []


def _end_timer(steps: list[ChapterStep], timed: list[TimedCue]) -> None:
    """Move cues into the timer that is the last step."""
    timer = steps[-1]
    assert isinstance(timer, Timer)
    steps[-1] = replace(timer, cues=(*timer.cues, *timed))
    timed.clear()
