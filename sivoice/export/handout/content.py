"""A script + options -> what a handout says: every stretch in the words of its first time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Chapter, ChapterStep, Hold, Pass, Rep, Say, Timer
from sivoice.compile.resolve import Bound, bind
from sivoice.export.handout.written import Passage
from sivoice.language import Handout as Labels
from sivoice.language import Language, language
from sivoice.options.options import Guidance, Options
from sivoice.script.library import LoadedScript
from sivoice.script.vocabulary import CAUTIONS, DEFAULT_REST, WARM_UP, WELCOME
from sivoice.units import Milliseconds, written


class Step(Struct, frozen=True):
    """One thing to do."""

    text: str
    hold: str = ""
    """`Hold for 30 seconds.` if this is the hold; the text is then what to mind in it."""


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
    """The words of a guided warm-up, with its length first; empty if there is none."""
    stretches: tuple[Stretch, ...]
    after: tuple[Passage, ...]
    link: str | None
    """Where the session can be heard."""
    language: str
    """The language tag of its words."""
    words: Labels
    """Its labels, in that language."""


def handout(
    scripts: LoadedScript,
    options: Options,
    passages: Sequence[Passage] = (),
    link: str | None = None,
) -> Handout:
    """The handout of a session that was read without errors. Raises UsageError if no stretch is left.

    However little is spoken, paper has the full words and all the cautions.
    """
    options = replace(
        options,
        guidance=Guidance.FULL,
        welcome=False,
        cautions=True,
        coaching=None,
        countdown=False,
    )
    plan = compile_session(scripts, options)
    words = language(plan.language)
    stretches = [one for one in plan.chapters if one.stretch is not None and one.round == 1]
    titles = [passage.title.casefold() for passage in passages]
    at = titles.index(CAUTIONS.casefold()) if CAUTIONS.casefold() in titles else 0
    placed = {
        CAUTIONS.casefold(),
        *(one.script.title.casefold() for one in scripts.stretches.values()),
    }
    others = [passage for passage in passages if passage.title.casefold() not in placed]
    welcome, warm_up = plan.section(WELCOME), plan.section(WARM_UP)
    return Handout(
        title=plan.title,
        before=tuple(passage for passage in passages[:at] if passage in others),
        cautions=(*_texts(welcome.cautions if welcome else ()), *_under(CAUTIONS, passages)),
        warm_up=tuple(_guided(warm_up.opening if warm_up else (), words)),
        stretches=tuple(
            _stretch(bound, chapter, _under(chapter.title, passages), words)
            for bound, chapter in zip(bind(scripts, options), stretches, strict=True)
        ),
        after=tuple(passage for passage in passages[at:] if passage in others),
        link=link,
        language=plan.language,
        words=words.handout,
    )


def _under(title: str, passages: Iterable[Passage]) -> tuple[str, ...]:
    """What is written under a title, whatever its case."""
    lines: list[str] = []
    for passage in passages:
        if passage.title.casefold() == title.casefold():
            lines += passage.lines
    return tuple(lines)


def _texts(steps: Iterable[ChapterStep]) -> list[str]:
    """What is said, a text for each line of the script; what is said again is told once."""
    lines: dict[str, dict[str, None]] = {}
    for step in steps:
        if isinstance(step, Say):
            lines.setdefault(step.source, {})[" ".join(step.parts)] = None
    return [" ".join(texts) for texts in lines.values()]


def _guided(steps: Iterable[ChapterStep], words: Language) -> Iterator[str]:
    """A guided warm-up: how long, and what is done in it."""
    for step in steps:
        if isinstance(step, Timer):
            yield f"{words.lasting(step.ms)}."
            for cue in step.cues:
                if cue.moment.opening:
                    yield from _texts(cue.steps)


def _stretch(bound: Bound, chapter: Chapter, remarks: tuple[str, ...], words: Language) -> Stretch:
    told = words.handout
    steps = [Step(text) for text in _texts(chapter.set_up)]
    steps += [Step(text) for text in _texts(chapter.moves[0] if chapter.moves else ())]
    if len(chapter.moves) > 1:
        steps.append(Step(told.repeat.format(times=len(chapter.moves))))
    for first in chapter.passes[:1]:
        steps += _first_pass(first, words)
        if any(one.side is not first.side for one in chapter.passes):
            steps.append(Step(told.other_side))
    if bound.sets > 1:
        rest = words.lasting(_rest(bound))
        steps.append(Step(told.all_sets.format(sets=bound.sets, time=rest)))
    steps += [Step(text) for text in _texts(chapter.finish)]
    return Stretch(
        title=chapter.title,
        facts=tuple(_facts(bound, words)),
        dose=_dose(bound, chapter, words),
        cautions=tuple(_texts(chapter.cautions)),
        steps=tuple(steps),
        remarks=remarks,
    )


def _first_pass(one: Pass, words: Language) -> Iterator[Step]:
    """What is done in a pass: its hold, or its first rep and how often that is done."""
    yield from (Step(text) for text in _texts(one.lead_in))
    held = Rep((), one.hold, one.release) if not one.reps else one.reps[0]
    yield from (Step(text) for text in _texts(held.lead_in))
    if held.hold is not None:
        time = words.lasting(held.hold.ms)
        yield Step(" ".join(_reminders(held.hold)), words.handout.hold.format(time=time))
    yield from (Step(text) for text in _texts(held.release))
    if len(one.reps) > 1:
        yield Step(words.handout.repeat.format(times=len(one.reps)))


def _reminders(hold: Hold) -> list[str]:
    """What to mind in a hold. What tells the time in it is for the ear alone."""
    steps: list[ChapterStep] = []
    for cue in hold.cues:
        tells_time = cue.moment.from_end or 2 * cue.moment.ms == hold.ms
        if not tells_time:
            steps += cue.steps
    return _texts(steps)


def _facts(bound: Bound, words: Language) -> Iterator[tuple[str, str]]:
    told, header = words.handout, bound.header
    if header.position is not None:
        yield told.position, told.positions[header.position]
    if header.muscles is not None:
        yield told.muscles, header.muscles
    if header.equipment is not None:
        yield told.equipment, header.equipment


def _dose(bound: Bound, chapter: Chapter, words: Language) -> str:
    """`Hold 30 s, each side, 2 times`; `3 sets of 10, each side, hold 5 s, rest 30 s`."""
    told = words.handout
    if not chapter.passes:
        return told.sets.format(sets=len(chapter.moves))
    first, sets = chapter.passes[0], chapter.sets
    sides = [] if first.side is None else [_sides(chapter, words)]
    if not first.reps:
        hold = [] if first.hold is None else [told.dose.format(time=written(first.hold.ms))]
        return ", ".join([*hold, *sides, *([told.sets.format(sets=sets)] if sets > 1 else [])])
    reps = len(first.reps)
    parts = [told.sets_of.format(sets=sets, reps=reps) if sets > 1 else told.reps.format(reps=reps)]
    parts += sides
    if (held := first.reps[0].hold) is not None:
        parts.append(told.rep_hold.format(time=written(held.ms)))
    if sets > 1:
        parts.append(told.rest.format(time=written(_rest(bound))))
    return ", ".join(parts)


def _rest(bound: Bound) -> Milliseconds:
    return DEFAULT_REST if bound.rest is None else bound.rest


def _sides(chapter: Chapter, words: Language) -> str:
    """`each side`, or `left side only`."""
    sides = [one.side for one in chapter.passes if one.side is not None]
    if len(set(sides)) > 1:
        return words.handout.each_side
    return words.handout.one_side.format(side=words.side(sides[0]))
