"""The steps of a plan, as a person would note them down."""

from __future__ import annotations

from sivoice.compile.plan import Plan
from sivoice.compile.steps import ChapterMark, Chime, Hold, Rest, Say, Step, Timer


def steps_of(plan: Plan) -> list[Step]:
    """The steps of a plan, without their places."""
    return [planned.step for planned in plan.steps()]


def notes(plan: Plan) -> list[str]:
    """A note for each step: its words, `600 ms`, `~soft`, `# Chapter`, `Hold right 20000 ms`."""
    found = []
    for planned in plan.steps():
        match step := planned.step:
            case Say():
                found.append("{minutes}".join(step.parts))
            case Rest():
                found.append(f"{step.ms} ms")
            case ChapterMark():
                found.append(f"# {step.title}")
            case Chime():
                found.append(f"~{step.kind}")
            case Hold() | Timer():
                side = f" {planned.place.side}" if planned.place.side else ""
                found.append(f"{type(step).__name__}{side} {step.ms} ms")
    return found


def words(plan: Plan) -> list[str]:
    """What is spoken outside the holds and timers."""
    return ["{minutes}".join(step.parts) for step in steps_of(plan) if isinstance(step, Say)]


def cues_in_holds(plan: Plan) -> list[list[str]]:
    """What is spoken inside each hold."""
    found = []
    for step in steps_of(plan):
        if isinstance(step, Hold):
            says = [[one for one in cue.steps if isinstance(one, Say)] for cue in step.cues]
            found.append([" ".join(say.text(1) for say in one) for one in says])
    return found
