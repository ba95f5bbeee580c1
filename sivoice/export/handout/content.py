"""Script + options -> the content of a handout: each stretch in the words of its first pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Chapter, ChapterStep, Hold, Say, Timer
from sivoice.compile.resolve import Bound, bind
from sivoice.export.handout.written import Passage
from sivoice.language import Handout as Labels
from sivoice.language import Language, language
from sivoice.options.options import Guidance, Options
from sivoice.script.library import LoadedScript
from sivoice.script.vocabulary import CAUTIONS, WARM_UP, WELCOME
from sivoice.units import written


class Step(Struct, frozen=True):
    """One instruction."""

    text: str
    hold: str = ""
    """`Hold for 30 seconds.` if this is the hold; `text` is then what to watch for during it."""


class Stretch(Struct, frozen=True):
    """One stretch of a session."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """Labels and values, such as the position and the equipment."""
    dose: str
    """How long, on which sides and how often: `Hold 30 s, each side`."""
    cautions: tuple[str, ...]
    steps: tuple[Step, ...]
    remarks: tuple[str, ...]
    """Text that is printed and never spoken."""


class Handout(Struct, frozen=True):
    """The whole content of a handout."""

    title: str
    before: tuple[Passage, ...]
    """Printed before the cautions."""
    cautions: tuple[str, ...]
    warm_up: tuple[str, ...]
    """The words of a guided warm-up, starting with its length; empty if there is none."""
    stretches: tuple[Stretch, ...]
    after: tuple[Passage, ...]
    """Printed after the stretches."""
    link: str | None
    """A URL at which the session can be heard."""
    language: str
    """The language tag of the text."""
    words: Labels
    """The labels, in that language."""


def handout(
    scripts: LoadedScript,
    options: Options,
    passages: Sequence[Passage] = (),
    link: str | None = None,
) -> Handout:
    """Make the handout of a session that was read without errors.

    However little the options leave to be spoken, it has the full wording and all the cautions.
    Raises UsageError if no stretches are left.
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
    stretches = [one for one in plan.chapters if one.stretch is not None]
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
    """Return the lines under a title, ignoring case."""
    lines: list[str] = []
    for passage in passages:
        if passage.title.casefold() == title.casefold():
            lines += passage.lines
    return tuple(lines)


def _texts(steps: Iterable[ChapterStep]) -> list[str]:
    """Return the spoken words, one text per line of the script, without repetitions."""
    lines: dict[str, dict[str, None]] = {}
    for step in steps:
        if isinstance(step, Say):
            lines.setdefault(step.source, {})[" ".join(step.parts)] = None
    return [" ".join(texts) for texts in lines.values()]


def _guided(steps: Iterable[ChapterStep], words: Language) -> Iterator[str]:
    """Yield the length of a guided warm-up, then what to do during it."""
    for step in steps:
        if isinstance(step, Timer):
            yield f"{words.lasting(step.ms)}."
            for cue in step.cues:
                if cue.moment.opening:
                    yield from _texts(cue.steps)


def _stretch(bound: Bound, chapter: Chapter, remarks: tuple[str, ...], words: Language) -> Stretch:
    first = chapter.passes[0]
    labels = words.handout
    steps = [Step(text) for text in _texts(chapter.set_up)]
    steps += [Step(text) for text in _texts(chapter.moves[0] if chapter.moves else ())]
    if len(chapter.moves) > 1:
        steps.append(Step(labels.repeat.format(times=len(chapter.moves))))
    steps += [Step(text) for text in _texts(first.lead_in)]
    hold = labels.hold.format(time=words.lasting(first.hold.ms))
    steps.append(Step(" ".join(_reminders(first.hold)), hold))
    steps += [Step(text) for text in _texts(first.release)]
    if any(one.side is not first.side for one in chapter.passes):
        steps.append(Step(labels.other_side))
    if bound.sets > 1:
        rest = words.lasting(bound.rest)
        steps.append(Step(labels.all_sets.format(sets=bound.sets, time=rest)))
    steps += [Step(text) for text in _texts(chapter.finish)]
    return Stretch(
        title=chapter.title,
        facts=tuple(_facts(bound, words)),
        dose=_dose(chapter, words),
        cautions=tuple(_texts(chapter.cautions)),
        steps=tuple(steps),
        remarks=remarks,
    )


def _reminders(hold: Hold) -> list[str]:
    """Return what to watch for during a hold, without the cues that tell the time."""
    steps: list[ChapterStep] = []
    for cue in hold.cues:
        tells_time = cue.moment.from_end or 2 * cue.moment.ms == hold.ms
        if not tells_time:
            steps += cue.steps
    return _texts(steps)


def _facts(bound: Bound, words: Language) -> Iterator[tuple[str, str]]:
    labels, header = words.handout, bound.header
    if header.position is not None:
        yield labels.position, labels.positions[header.position]
    if header.muscles is not None:
        yield labels.muscles, header.muscles
    if header.equipment is not None:
        yield labels.equipment, header.equipment


def _dose(chapter: Chapter, words: Language) -> str:
    """Return the dose in words: `Hold 30 s, each side, 2 times`."""
    labels = words.handout
    first = chapter.passes[0]
    parts = [labels.dose.format(time=written(first.hold.ms))]
    if first.side is not None:
        sides = {one.side for one in chapter.passes}
        one_side = labels.one_side.format(side=words.side(first.side))
        parts.append(labels.each_side if len(sides) > 1 else one_side)
    if chapter.sets > 1:
        parts.append(labels.sets.format(sets=chapter.sets))
    return ", ".join(parts)
