"""The lines of a section -> the steps that are heard of them, outside the holds."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from sivoice.compile.cues import CueWriter
from sivoice.compile.plan import ChapterStep, Steps, Timer
from sivoice.compile.resolve import Circumstances, stands
from sivoice.script import nodes
from sivoice.units import Milliseconds

GAP_TO_ACT: Milliseconds = 1_500
"""After a cue that asks for something to be done."""
GAP: Milliseconds = 600
"""After any other cue."""


def heard_lines(
    sections: Iterable[nodes.Section], now: Circumstances, warm_up: Milliseconds | None
) -> list[nodes.Line]:
    """The lines whose guards hold. Moments after a timer are heard only if the timer is."""
    heard: list[nodes.Line] = []
    timer_runs = True
    for section in sections:
        for line in section.spoken:
            body = line.body
            line_stands = stands(line.guards, now)
            if isinstance(body, nodes.Timer):
                has_time = body.ms is not None or warm_up is not None
                timer_runs = line_stands = line_stands and has_time
            elif not line.moments:
                timer_runs = True
            if line_stands and (timer_runs or not line.moments):
                heard.append(line)
    return heard


def line_steps(
    lines: Iterable[nodes.Line],
    cues: CueWriter,
    gap: Milliseconds,
    warm_up: Milliseconds | None,
    *,
    every: bool = True,
) -> Steps:
    """Lines outside a hold, with their gaps; the moments after a timer go into it.

    If not every line is spoken, timers still are: nobody could know what their time is for.
    """
    steps: list[ChapterStep] = []
    for line in lines:
        body = line.body
        if isinstance(body, nodes.Timer):
            ms = body.ms or warm_up or 0
            opening = cues.opening(body.parts, body.span)
            steps.append(Timer(ms, opening, cues.phrasing.source.at(line.span)))
        elif isinstance(body, nodes.Cue) and line.moments:
            if steps and isinstance(timer := steps[-1], Timer):
                cue = cues.timed(line.moments[0], timer.ms, body)
                steps[-1] = replace(timer, cues=(*timer.cues, cue))
        elif isinstance(body, nodes.Cue) and every:
            steps += cues.line(body, gap)
    return tuple(steps)
