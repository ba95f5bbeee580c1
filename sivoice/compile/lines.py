"""Lines of a section -> the steps that are heard outside the holds."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from sivoice.compile.cues import CueWriter
from sivoice.compile.resolve import Circumstances, is_heard
from sivoice.compile.steps import ChapterStep, Steps, TimedCue, Timer
from sivoice.script import nodes
from sivoice.script.lines import with_timers
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


def _end_timer(steps: list[ChapterStep], timed: list[TimedCue]) -> None:
    """Move cues into the timer that is the last step."""
    timer = steps[-1]
    assert isinstance(timer, Timer)
    steps[-1] = replace(timer, cues=(*timer.cues, *timed))
    timed.clear()
