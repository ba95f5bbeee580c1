"""Scripts with options give the expected plans and timelines.

Each `.toml` file in `goldens/` names a script and gives options as a settings file does. Clips have
made-up lengths. `make goldens` writes the `.expected` files anew: read the difference before you
commit it.
"""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sivoice.compile.captions import where_in
from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Plan, PlannedStep
from sivoice.compile.steps import (
    ChapterMark,
    Chime,
    Hold,
    RemainingRest,
    Rest,
    Say,
    TimedCue,
    Timer,
)
from sivoice.language import language
from sivoice.options.options import options_from
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Event, Timeline
from sivoice.script.library import load
from sivoice.script.names import find
from sivoice.units import seconds, written
from tests.conftest import fake_length

FOLDER = Path(__file__).parent / "goldens"
CASES = sorted(FOLDER.glob("*.toml"))
ENGLISH = language("en")


def golden(case: Path) -> str:
    """The plan and the timeline of a case, as text."""
    wishes = tomllib.loads(case.read_text(encoding="utf-8"))
    name = wishes.pop("script")
    with contextlib.chdir(FOLDER):  # scripts are named as they are from here
        scripts, _ = load(Path(name) if "." in name else find(name))
    plan = compile_session(scripts, options_from(wishes))
    timeline = build_timeline(plan, fake_length)
    return "\n".join([*plan_rows(plan), "", *timeline_rows(timeline), ""])


def plan_rows(plan: Plan) -> Iterator[str]:
    yield f"plan of {plan.title}, {plan.language}, rate {plan.speech_rate:g}, {plan.options}"
    if plan.pad:
        yield f"with {plan.pad}"
    for planned in plan.steps():
        yield from step_rows(planned)


def step_rows(planned: PlannedStep) -> Iterator[str]:
    where = where_in(planned.place, ENGLISH)
    at = f"  {planned.place.phase}{f' ({where})' if where else ''}:"
    match planned.step:
        case ChapterMark() as mark:
            yield f"chapter {mark.title}"
        case Chime() as chime:
            yield f"{at} chime {chime.kind}"
        case Say() as say:
            yield f"{at} say {text_of(say)}"
        case Rest() as rest:
            yield f"{at} rest {written(rest.ms)}{' to get ready' if rest.to_get_ready else ''}"
        case RemainingRest() as rest:
            yield f"{at} rest between sets {written(rest.written.ms)}"
        case (Hold() | Timer()) as step:
            yield f"{at} {type(step).__name__.lower()} {written(step.ms)}"
            for cue in step.cues:
                yield f"    {cue_row(cue)}"


def cue_row(cue: TimedCue) -> str:
    moment = cue.moment
    said = " ".join(text_of(step) for step in cue.steps)
    return f"{written(moment.ms)} {'before the end' if moment.from_end else 'in'}: {said}"


def text_of(step: Say | Chime | Rest) -> str:
    match step:
        case Say():
            said = ", ".join(f"{word} = {how}" for word, how in step.pronounce)
            return "{minutes}".join(step.parts) + (f" <{said}>" if said else "")
        case Chime():
            return f"[chime {step.kind}]"
        case Rest():
            return f"[pause {written(step.ms)}]"


def timeline_rows(timeline: Timeline) -> Iterator[str]:
    yield f"timeline, {seconds(timeline.samples):.3f} s, {timeline.minutes} min spoken"
    for event in timeline.events:
        yield event_row(event)
    for rest in timeline.long_rests:
        yield f"rest of {written(rest.asked)} lasts {seconds(rest.needed):.3f} s"
    for cue in timeline.left_out:
        yield f"left out, {Path(cue.source).name}: {cue.text}: {cue.reason}"


def event_row(event: Event) -> str:
    where = where_in(event.place, ENGLISH)
    parts = [event.kind.value, *([where] if where else []), *([event.text] if event.text else [])]
    return f"{seconds(event.start):9.3f} {seconds(event.length):8.3f} {': '.join(parts)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_scripts_and_options_give_the_expected_plan_and_timeline(case: Path) -> None:
    expected = case.with_suffix(".expected").read_text(encoding="utf-8")
    assert golden(case) == expected, "If this is as it should be: make goldens"


if __name__ == "__main__":
    for one in CASES:
        one.with_suffix(".expected").write_text(golden(one), encoding="utf-8")
