"""Script + options -> the content of a handout: each stretch in the words of its first pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.captions import side_caption
from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Chapter, Pass, Plan, Rep
from sivoice.compile.resolve import Bound, bind
from sivoice.compile.steps import ChapterStep, Hold, Say, Steps, TimedCue, Timer
from sivoice.export.handout.written import Passage
from sivoice.language import Handout as Labels
from sivoice.language import Language, language
from sivoice.options.options import Guidance, Options
from sivoice.script.library import LoadedScript
from sivoice.script.vocabulary import CAUTIONS, WARM_UP, WELCOME
from sivoice.units import SECOND, Milliseconds


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
    """How long, on which sides and how often: `Hold 30 s, each side`."""
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
            _stretch(bound, chapter, rounds, passages, words)
            for bound, chapter in zip(bind(scripts, options), stretches, strict=True)
        ),
        after=tuple(passage for passage in passages[at:] if passage in others),
        link=link,
        language=plan.language,
        words=words.handout,
        label_language=words.tag,
        how_often=_how_often(plan, words),
        listener=plan.listener,
    )


def _how_often(plan: Plan, words: Language) -> str:
    if plan.how_often is None:
        return ""
    return words.shown.how_often.format(often=plan.how_often.text)


def _under(title: str, passages: Iterable[Passage]) -> tuple[str, ...]:
    """Return the lines under a title, ignoring case."""
    lines: list[str] = []
    for passage in passages:
        if passage.title.casefold() == title.casefold():
            lines += passage.lines
    return tuple(lines)


def _texts(steps: Iterable[ChapterStep], words: Language) -> list[str]:
    """Return what is said, one text for each line of the script, repeated lines only once.

    A timer is given with its length: `Walk about (2 minutes).`
    """
    lines: dict[str, dict[str, None]] = {}
    for step in steps:
        if isinstance(step, Say):
            lines.setdefault(step.source, {})[" ".join(step.parts)] = None
        elif isinstance(step, Timer):
            lines.setdefault(step.source, {})[_timer(step, words)] = None
    return [" ".join(texts) for texts in lines.values()]


def _timer(timer: Timer, words: Language) -> str:
    """Return the words of a timer, with its length and what is said later in it.

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
    text = words.handout.timed.format(
        text=" ".join(opening).rstrip("."), time=words.lasting(timer.ms)
    )
    return " ".join([text.strip(), *later])


def _guided(steps: Iterable[ChapterStep], words: Language) -> Iterator[str]:
    """Yield the length of a guided warm-up, then what to do during it."""
    for step in steps:
        if isinstance(step, Timer):
            yield f"{words.lasting(step.ms)}."
            for cue in step.cues:
                if cue.moment.opening:
                    yield from _texts(cue.steps, words)


def _stretch(
    bound: Bound, chapter: Chapter, rounds: int, passages: Iterable[Passage], words: Language
) -> Stretch:
    labels = words.handout
    title = bound.script.title  # that of the chapter names its round
    steps = [Step(text) for text in _texts(chapter.set_up, words)]
    steps += [Step(text) for text in _texts(chapter.moves[0] if chapter.moves else (), words)]
    if len(chapter.moves) > 1:
        steps.append(_label(labels.repeat.format(times=len(chapter.moves))))
    for first in chapter.passes[:1]:
        steps += _first_pass(first, words)
        if any(one.side is not first.side for one in chapter.passes):
            steps.append(_label(labels.other_side))
    if chapter.sets > 1:
        rest = words.lasting(_rest(chapter))
        steps.append(_label(labels.all_sets.format(sets=bound.sets, time=rest)))
    steps += [Step(text) for text in _texts(chapter.finish, words)]
    return Stretch(
        title=title,
        facts=tuple(_facts(bound, words)),
        dose=_dose(bound, chapter, rounds, words),
        cautions=tuple(_texts(chapter.cautions, words)),
        steps=tuple(steps),
        remarks=_under(title, passages),
        language=chapter.language,
    )


def _label(text: str) -> Step:
    return Step(text, is_label=True)


def _first_pass(one: Pass, words: Language) -> Iterator[Step]:
    """What is done in a pass: its hold, or its first rep and how often that is done."""
    yield from (Step(text) for text in _texts(one.lead_in, words))
    held = Rep((), one.hold, one.release) if not one.reps else one.reps[0]
    yield from (Step(text) for text in _texts(held.lead_in, words))
    if held.hold is not None:
        time = words.lasting(held.hold.ms)
        yield Step(" ".join(_reminders(held.hold, words)), words.handout.hold.format(time=time))
    yield from (Step(text) for text in _texts(held.release, words))
    for text in _texts(one.practice[0] if one.practice else (), words):
        yield Step(text)
    if len(one.practice) > 1:
        yield _label(words.handout.repeat.format(times=len(one.practice)))
    if len(one.reps) > 1:
        yield _label(words.handout.repeat.format(times=len(one.reps)))


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


def _dose(bound: Bound, chapter: Chapter, rounds: int, words: Language) -> str:
    """`Hold 30 s, each side, 2 times`; `3 sets of 10, each side, hold 5 s, rest 30 s`."""
    labels = words.handout
    parts = list(_dose_of_round(chapter, words))
    if rounds > 1:
        parts.append(labels.rounds.format(rounds=rounds))
    if bound.header.how_often is not None:
        parts.append(bound.header.how_often.text)
    return ", ".join(parts)


def _dose_of_round(chapter: Chapter, words: Language) -> Iterator[str]:
    labels = words.handout
    if not chapter.passes:
        yield labels.sets.format(sets=len(chapter.moves))
        return
    first, sets = chapter.passes[0], chapter.sets
    sides = [] if first.side is None else [_sides(chapter, words)]
    if not first.reps and not first.practice:
        if first.hold is not None:
            yield labels.dose.format(time=words.short(first.hold.ms))
        yield from sides
        if sets > 1:
            yield labels.sets.format(sets=sets)
        return
    times = len(first.reps) or len(first.practice)
    if sets > 1:
        number = labels.sets_of.format(sets=sets, reps=times)
    elif first.reps:
        number = labels.reps.format(reps=times)
    else:
        number = labels.sets.format(sets=times)
    once = first.reps[0].steps if first.reps else first.practice[0]
    yield number + _timers(once, words)
    yield from sides
    if first.last_hold is not None:
        yield labels.rep_hold.format(time=words.short(first.last_hold.ms))
    if sets > 1:
        yield labels.rest.format(time=words.short(_rest(chapter)))


def _timers(steps: Steps, words: Language) -> str:
    """Return the lengths of the timers in these steps: ` (4 s / 7 s / 8 s)`."""
    lengths = [words.short(step.ms) for step in steps if isinstance(step, Timer)]
    return f" ({' / '.join(lengths)})" if lengths else ""


def _rest(chapter: Chapter) -> Milliseconds:
    """Return the rest between two sets as it is played, rounded to a second, at least 1 s."""
    ms = next(one.rest.ms for one in chapter.passes if one.rest is not None)
    return max(SECOND, round(ms / SECOND) * SECOND)


def _sides(chapter: Chapter, words: Language) -> str:
    """`each side`, or `left side only`."""
    sides = [one.side for one in chapter.passes if one.side is not None]
    if len(set(sides)) > 1:
        return words.handout.each_side
    return words.handout.one_side.format(side=side_caption(sides[0], words))
