"""Lines of a section -> the steps that are heard outside the holds."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from sivoice.compile.cues import CueWriter
from sivoice.compile.resolve import Circumstances, is_heard
from sivoice.compile.steps import ChapterStep, Steps, Timer
from sivoice.script import nodes
from sivoice.units import Milliseconds

GAP_TO_ACT: Milliseconds = 1_500
"""The silence after a cue that asks the listener to do something."""
GAP: Milliseconds = 600
"""The silence after any other cue."""


def heard_lines(
    sections: Iterable[nodes.Section], now: Circumstances, warm_up: Milliseconds | None
) -> list[nodes.Line]:
    """Return the lines that are heard. A timer that is not heard takes its moments with it."""
    heard: list[nodes.Line] = []
    timer_runs = False
    for section in sections:
        for line in section.spoken:
            keep = is_heard(line.guards, now)
            if isinstance(line.body, nodes.Timer):
                keep = keep and (line.body.ms is not None or warm_up is not None)
                timer_runs = keep
            elif line.moments:
                keep = keep and timer_runs
            if keep:
                heard.append(line)
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
    for line in lines:
        body = line.body
        if isinstance(body, nodes.Timer):
            ms = body.ms or warm_up or 0
            opening = cues.opening(body.parts, body.span)
            steps.append(Timer(ms, opening, cues.phrasing.source.at(line.span)))
        elif isinstance(body, nodes.Cue) and line.moments:
            timer = steps[-1]
            assert isinstance(timer, Timer), line  # heard_lines keeps moments with their timer
            cue = cues.timed(line.moments[0], timer.ms, body)
            steps[-1] = replace(timer, cues=(*timer.cues, cue))
        elif isinstance(body, nodes.Cue) and not timers_only:
            steps += cues.line(body, gap)
    return tuple(steps)
