"""LoadedScript + options -> what a handout says: every stretch in the words of its first time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Chapter, Hold, Place, Rest, Say, SimpleStep, Timer
from sivoice.compile.plan import Step as PlanStep
from sivoice.compile.resolve import Bound, bind
from sivoice.export.handout.written import Passage
from sivoice.options.options import Guidance, Options
from sivoice.script import nodes
from sivoice.script.library import LoadedScript
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import CAUTIONS, MOVE, WARM_UP, WELCOME
from sivoice.units import MINUTE, SECOND, Milliseconds, written

OTHER_SIDE = "Then the other side: the same, with left and right exchanged."


class Step(Struct, frozen=True):
    """One thing to do."""

    text: str
    hold: str = ""
    """`Hold for 30 seconds.` where this is the hold; the text is then what to mind in it."""


class Stretch(Struct, frozen=True):
    """One stretch of a session."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """What each is called, and what it is."""
    dose: str
    """How long, which sides, how often: `Hold 30 s, each side`."""
    cautions: tuple[str, ...]
    steps: tuple[Step, ...]
    remarks: tuple[str, ...]
    """What is written of it, and never spoken."""


class Handout(Struct, frozen=True):
    """All of a handout."""

    title: str
    before: tuple[Passage, ...]
    """What is read before the cautions."""
    cautions: tuple[str, ...]
    warm_up: tuple[str, ...]
    """The words of a guided warm-up, with its length first; empty where none is."""
    stretches: tuple[Stretch, ...]
    after: tuple[Passage, ...]
    link: str | None
    """Where the session can be heard."""


def handout(
    scripts: LoadedScript,
    options: Options,
    passages: Sequence[Passage] = (),
    link: str | None = None,
) -> Handout:
    """The handout of a session that was read without errors. Raises UsageError where no stretch is left.

    However much is spoken, paper has the full words and all the cautions.
    """
    options = replace(
        options,
        guidance=Guidance.FULL,
        welcome=False,
        cautions=True,
        coaching=None,
        countdown=False,
    )
    parts = _chapters(compile_session(scripts, options).steps)
    stretches = zip(
        bind(scripts, options),
        (part for part in parts if part[0].place.stretch is not None),
        strict=True,
    )
    titles = [passage.title.casefold() for passage in passages]
    at = titles.index(CAUTIONS.casefold()) if CAUTIONS.casefold() in titles else 0
    placed = {
        title.casefold()
        for title in (CAUTIONS, *(stretch.script.title for stretch in scripts.stretches.values()))
    }
    return Handout(
        title=scripts.session.script.title,
        before=tuple(
            passage for passage in passages[:at] if passage.title.casefold() not in placed
        ),
        # With nothing else of it spoken, the welcome is the session's cautions.
        cautions=(*_texts(_chapter(parts, WELCOME)), *_under(CAUTIONS, passages)),
        warm_up=tuple(_guided(_chapter(parts, WARM_UP))),
        stretches=tuple(
            _stretch(one, part, _under(one.script.title, passages)) for one, part in stretches
        ),
        after=tuple(passage for passage in passages[at:] if passage.title.casefold() not in placed),
        link=link,
    )


def _under(title: str, passages: Iterable[Passage]) -> tuple[str, ...]:
    """What is written under a title, whatever its case."""
    return tuple(
        line
        for passage in passages
        if passage.title.casefold() == title.casefold()
        for line in passage.lines
    )


def _chapters(steps: Iterable[PlanStep]) -> list[list[PlanStep]]:
    """The steps, cut before each chapter."""
    parts: list[list[PlanStep]] = []
    for step in steps:
        if isinstance(step, Chapter):
            parts.append([])
        parts[-1].append(step)
    return parts


def _chapter(parts: Iterable[list[PlanStep]], title: str) -> list[PlanStep]:
    """The session's own chapter of a title; empty where it has none."""
    return next((part for part in parts if part[0] == Chapter(Place(), title)), [])


def _texts(steps: Iterable[PlanStep | SimpleStep]) -> list[str]:
    """What is said, a text for each line of the script; what is said again is said once."""
    lines: dict[str, dict[str, None]] = {}
    for step in steps:
        if isinstance(step, Say):
            lines.setdefault(step.source, {})[" ".join(step.parts)] = None
    return [" ".join(texts) for texts in lines.values()]


def _guided(part: Iterable[PlanStep]) -> Iterator[str]:
    """A guided warm-up: how long, and what is done in it."""
    for step in part:
        if isinstance(step, Timer):
            yield f"{_time(step.ms)}."
            yield from _texts(
                sounding for cue in step.cues for sounding in cue.steps if cue.moment.opening
            )


def _stretch(bound: Bound, part: Sequence[PlanStep], remarks: tuple[str, ...]) -> Stretch:
    source = bound.script.source
    title_source = source.at(bound.script.title_span)
    ready = next(i for i, step in enumerate(part) if isinstance(step, Rest) and step.to_get_ready)
    holds = [i for i, step in enumerate(part) if isinstance(step, Hold)]
    hold = part[holds[0]]
    assert isinstance(hold, Hold)
    later = {source.at(line.span) for line in _later_times(bound)}
    lead = [
        step
        for step in part[ready : holds[0]]
        if not (isinstance(step, Say) and step.source in later)
    ]
    release = [step for step in part[holds[0] :] if step.place == hold.place]
    finish = [step for step in part[holds[-1] :] if step.place == Place(bound.name)]
    set_up = [step for step in lead if step.place.set is None]
    steps = [
        *map(Step, _texts(set_up)),
        *_repeats(bound),
        *map(Step, _texts(s for s in lead if s.place.set)),
    ]
    steps += [
        Step(" ".join(_reminders(hold)), f"Hold for {_time(hold.ms)}."),
        *map(Step, _texts(release)),
    ]
    if hold.place.side is not None and len(bound.sides) > 1:
        steps.append(Step(OTHER_SIDE))
    if bound.sets > 1:
        steps.append(
            Step(f"Do all of this {bound.sets} times, with {_time(bound.rest)} of rest between.")
        )
    return Stretch(
        title=bound.script.title,
        facts=tuple(_facts(bound)),
        dose=_dose(bound, hold),
        cautions=tuple(
            text
            for text in _texts(
                s for s in part[:ready] if isinstance(s, Say) and s.source != title_source
            )
        ),
        steps=(*steps, *map(Step, _texts(finish))),
        remarks=remarks,
    )


def _later_times(bound: Bound) -> Iterator[nodes.Line]:
    """The lines of a movement that stand for its first in short."""
    for section in bound.script.sections_for(MOVE, bound.variant):
        for line in section.spoken:
            if any(
                isinstance(guard, nodes.WordGuard) and guard.word is Word.LATER_TIMES
                for guard in line.guards
            ):
                yield line


def _repeats(bound: Bound) -> Iterator[Step]:
    times = next((s.times for s in bound.script.sections_for(MOVE, bound.variant) if s.times), 1)
    if times > 1:
        yield Step(f"Do this {times} times.")


def _reminders(hold: Hold) -> list[str]:
    """What to mind in a hold; what tells the time in it is for the ear alone."""
    return _texts(
        sounding
        for cue in hold.cues
        if not cue.moment.from_end and 2 * cue.moment.ms != hold.ms
        for sounding in cue.steps
    )


def _facts(bound: Bound) -> Iterator[tuple[str, str]]:
    header = bound.header
    if header.position is not None:
        yield "Position", header.position.value
    if header.muscles is not None:
        yield "Stretches", header.muscles
    if header.equipment is not None:
        yield "You need", header.equipment


def _dose(bound: Bound, hold: Hold) -> str:
    words = [f"Hold {written(hold.ms)}"]
    if hold.place.side is not None:
        words.append("each side" if len(bound.sides) > 1 else f"{bound.sides[0]} side only")
    if bound.sets > 1:
        words.append(f"{bound.sets} times")
    return ", ".join(words)


def _time(ms: Milliseconds) -> str:
    """A time in words: `30 seconds`."""
    for unit, name in ((MINUTE, "minute"), (SECOND, "second")):
        if ms % unit == 0:
            return f"{ms // unit} {name}" if ms == unit else f"{ms // unit} {name}s"
    return written(ms)
