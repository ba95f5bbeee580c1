"""Script + options -> the content of a handout: each stretch in the words of its first pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Chapter, Pass, Plan, Rep
from sivoice.compile.resolve import Bound, bind
from sivoice.compile.steps import ChapterStep, Hold, Rest, Say, Steps, TimedCue, Timer
from sivoice.export.handout.dose import dose_in_words, rest_between_sets, whole_seconds
from sivoice.export.handout.written import Passage
from sivoice.language import Handout as Labels
from sivoice.language import Language, language
from sivoice.options.options import Guidance, Options
from sivoice.script.library import LoadedScript
from sivoice.script.vocabulary import CAUTIONS, WARM_UP, WELCOME
from sivoice.units import SECOND, Milliseconds

LONG_PAUSE: Milliseconds = 10 * SECOND
"""Pauses from this length on are printed: something is done in them."""


class Step(Struct, frozen=True):
    """One instruction."""

    text: str
    hold: str = ""
    """`Hold for 30 seconds.` if this is the hold; `text` is then what to watch for during it."""
    is_label: bool = False
    """Whether the text is from the language's table, not from the script."""


class Stretch(Struct, frozen=True):
    """One stretch of a session."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """Labels and values, such as the position and the equipment."""
    dose: str
    """How long, on which sides and how often: `Hold 30 s, each side`. It can be empty."""
    cautions: tuple[str, ...]
    steps: tuple[Step, ...]
    remarks: tuple[str, ...]
    """Text that is printed and never spoken."""
    language: str | None = None
    """The language tag of what the script says; None for the session's."""


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
    """The labels."""
    label_language: str = "en"
    """The language tag of the labels."""
    how_often: str = ""
    """How often to do the session; empty if it does not say."""
    listener: str | None = None
    """The name of the person it is for; None leaves a line to write it on."""
    rounds: str = ""
    """How many rounds to do, and the rest in between; empty if there is one round only."""
    between_rounds: tuple[str, ...] = ()
    """What the script says after a round."""


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
    chapters = [one for one in plan.chapters if one.stretch is not None]
    stretches = [one for one in chapters if one.round == 1]
    rounds = max(one.round for one in chapters)
    after_round = stretches[-1].between if rounds > 1 else ()
    if after_round:
        stretches[-1] = replace(stretches[-1], between=())
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
        cautions=(*_texts(welcome.cautions if welcome else (), words), *_under(CAUTIONS, passages)),
        warm_up=tuple(_guided(warm_up.opening if warm_up else (), words)),
        stretches=tuple(
            _stretch(bound, chapter, passages, words)
            for bound, chapter in zip(bind(scripts, options), stretches, strict=True)
        ),
        after=tuple(passage for passage in passages[at:] if passage in others),
        link=link,
        language=plan.language,
        words=words.handout,
        label_language=words.tag,
        how_often=_how_often(plan, words),
        listener=plan.listener,
        rounds=_rounds(rounds, len(stretches), _in_timers(after_round), words),
        between_rounds=tuple(_after_a_round(after_round, words)),
    )


def _how_often(plan: Plan, words: Language) -> str:
    if plan.how_often is None:
        return ""
    return words.shown.how_often.format(often=plan.how_often.text)


def _rounds(rounds: int, stretches: int, rest: Milliseconds, words: Language) -> str:
    labels = words.handout
    time = words.lasting(rest)
    if rounds == 1:
        return ""
    if stretches == 1:
        return (
            labels.all_sets.format(sets=rounds, time=time)
            if rest
            else f"{labels.sets.format(sets=rounds)}."
        )
    label = labels.rounds_with_rest if rest else labels.rounds
    return label.format(rounds=rounds, time=time)


def _in_timers(steps: Iterable[ChapterStep]) -> Milliseconds:
    return sum(step.ms for step in steps if isinstance(step, Timer))


def _after_a_round(steps: Steps, words: Language) -> list[str]:
    """Return what is said after a round. The length of a single timer is that of the rest."""
    single = sum(isinstance(step, Timer) for step in steps) == 1
    return [text for text in _texts(steps, words, timed=not single) if text]


def _under(title: str, passages: Iterable[Passage]) -> tuple[str, ...]:
    """Return the lines under a title, ignoring case."""
    lines: list[str] = []
    for passage in passages:
        if passage.title.casefold() == title.casefold():
            lines += passage.lines
    return tuple(lines)


def _texts(steps: Iterable[ChapterStep], words: Language, *, timed: bool = True) -> list[str]:
    """Return what is said, one text for each line of the script, repeated lines only once.

    A timer and a long pause are given with their length: `Walk about (2 minutes).`
    """
    said: list[tuple[str, str]] = []
    for step in steps:
        if isinstance(step, Say):
            said.append((step.source, " ".join(step.parts)))
        elif isinstance(step, Timer):
            said.append((step.source, _timer(step, words, timed=timed)))
        elif isinstance(step, Rest) and step.ms >= LONG_PAUSE and not step.to_get_ready:
            source, text = said.pop() if said else ("", "")
            said.append((source, _lasting(text, whole_seconds(step.ms), words)))
    lines: dict[str, dict[str, None]] = {}
    for source, text in said:
        lines.setdefault(source, {})[text] = None
    return [" ".join(texts) for texts in lines.values()]


def _timer(timer: Timer, words: Language, *, timed: bool) -> str:
    """Return the words of a timer, with its length if `timed`, and what is said later in it.

    The cues that tell the time are left out.
    """
    opening: list[str] = []
    later: list[str] = []
    for cue in timer.cues:
        said = [" ".join(step.parts) for step in cue.steps if isinstance(step, Say)]
        if cue.moment.opening:
            opening += said
        elif not _tells_time(cue, timer.ms):
            later += said
    text = " ".join(opening)
    return " ".join([_lasting(text, timer.ms, words) if timed else text, *later])


def _lasting(text: str, ms: Milliseconds, words: Language) -> str:
    """Add a length of time to a text: `Walk about (2 minutes).`."""
    timed = words.handout.timed.format(text=text.rstrip("."), time=words.lasting(ms))
    return timed.strip()


def _guided(steps: Iterable[ChapterStep], words: Language) -> Iterator[str]:
    """Yield the length of a guided warm-up, then what to do during it."""
    for step in steps:
        if isinstance(step, Timer):
            yield f"{words.lasting(step.ms)}."
            for cue in step.cues:
                if cue.moment.opening:
                    yield from _texts(cue.steps, words)


def _stretch(
    bound: Bound, chapter: Chapter, passages: Iterable[Passage], words: Language
) -> Stretch:
    labels = words.handout
    title = bound.script.title  # that of the chapter names its round
    steps = [*_start(bound, chapter), *_described(chapter.set_up, words)]
    if chapter.moves:
        _add_repeated(steps, _described(chapter.moves[0], words), len(chapter.moves), words)
    for first in chapter.passes[:1]:
        _add_first_pass(steps, first, words)
        if any(one.side is not first.side for one in chapter.passes):
            steps.append(_label(labels.other_side))
    if chapter.sets > 1:
        rest = words.lasting(rest_between_sets(chapter))
        steps.append(_label(labels.all_sets.format(sets=bound.sets, time=rest)))
    steps += _described((*chapter.finish, *chapter.between), words)
    return Stretch(
        title=title,
        facts=tuple(_facts(bound, words)),
        dose=dose_in_words(bound, chapter, words),
        cautions=tuple(_texts(chapter.cautions, words)),
        steps=tuple(steps),
        remarks=_under(title, passages),
        language=chapter.language,
    )


def _start(bound: Bound, chapter: Chapter) -> Iterator[Step]:
    """Yield how to get ready: what the stretch's own announcement says after its first sentence."""
    if bound.header.announce:
        announced = next(step for step in chapter.opening if isinstance(step, Say))
        sentences = re.split(r"(?<=[.!?])\s+", " ".join(announced.parts), maxsplit=1)
        yield from (Step(text) for text in sentences[1:])


def _described(steps: Iterable[ChapterStep], words: Language) -> list[Step]:
    return [Step(text) for text in _texts(steps, words)]


def _label(text: str) -> Step:
    return Step(text, is_label=True)


def _add_repeated(steps: list[Step], repeated: list[Step], times: int, words: Language) -> None:
    """Add steps, and how often they are done. They are named by their numbers on paper."""
    first = len(steps) + 1
    steps += repeated
    last = len(steps)
    if times == 1 or not repeated:
        return
    label = words.handout.repeat if first == last else words.handout.repeat_steps
    steps.append(_label(label.format(first=first, last=last, times=times)))


def _add_first_pass(steps: list[Step], one: Pass, words: Language) -> None:
    """Add what is done in a pass: its hold, or its first rep and how often that is done."""
    steps += _described(one.lead_in, words)
    held = Rep((), one.hold, one.release) if not one.reps else one.reps[0]
    rep = _described(held.lead_in, words)
    if held.hold is not None:
        hold = words.handout.hold.format(time=words.lasting(held.hold.ms))
        rep.append(Step(" ".join(_reminders(held.hold, words)), hold))
    rep += _described(held.release, words)
    _add_repeated(steps, rep, len(one.reps) or 1, words)
    if one.practice:
        _add_repeated(steps, _described(one.practice[0], words), len(one.practice), words)


def _reminders(hold: Hold, words: Language) -> list[str]:
    """Return what to watch for during a hold, without the cues that tell the time."""
    steps: list[ChapterStep] = []
    for cue in hold.cues:
        if not _tells_time(cue, hold.ms):
            steps += cue.steps
    return _texts(steps, words)


def _tells_time(cue: TimedCue, ms: Milliseconds) -> bool:
    """Whether a cue says how much of a hold or a timer is left: halfway, or a time from its end."""
    return cue.moment.from_end or 2 * cue.moment.ms == ms


def _facts(bound: Bound, words: Language) -> Iterator[tuple[str, str]]:
    labels, header = words.handout, bound.header
    if header.position is not None:
        yield labels.position, labels.positions[header.position]
    if header.muscles is not None:
        yield labels.muscles, header.muscles
    if header.equipment is not None:
        yield labels.equipment, header.equipment
