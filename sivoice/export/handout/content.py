"""Script + options -> the content of a handout: each stretch in the words of its first pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Chapter, Plan
from sivoice.compile.resolve import Bound, bind
from sivoice.compile.steps import ChapterStep, Steps, Timer
from sivoice.export.figures import figure_for_print
from sivoice.export.handout.dose import dose_in_words
from sivoice.export.handout.steps import Step, guided, steps_of, texts
from sivoice.export.handout.written import Passage
from sivoice.language import Handout as Labels
from sivoice.language import Language, language
from sivoice.options.options import Guidance, Options
from sivoice.script.library import LoadedScript
from sivoice.script.vocabulary import CAUTIONS, WARM_UP, WELCOME
from sivoice.units import Milliseconds


class Stretch(Struct, frozen=True):
    """One stretch of a session."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """Labels and values, such as the position and the equipment."""
    dose: tuple[str, ...]
    """How long, on which sides and how often: `Hold 30 s`, `each side`. It can be empty."""
    cautions: tuple[str, ...]
    steps: tuple[Step, ...]
    remarks: tuple[str, ...]
    """Text that is printed and never spoken."""
    language: str | None = None
    """The language tag of what the script says; None for the session's."""
    figure: str = ""
    """Its hold on the first side, an SVG; empty if it has no figure."""
    left_out: str = ""
    """Which steps are not printed; empty if all of them are."""


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
    source: bytes = b""
    """What the file carries of its scripts, packed; empty if it carries nothing."""


def handout(
    scripts: LoadedScript,
    options: Options,
    passages: Sequence[Passage] = (),
    link: str | None = None,
) -> Handout:
    """Make the handout of a session that was read without errors.

    However little the options leave to be spoken, it has the full wording and all the cautions.
    Raises UsageError if no stretches are left, and ScriptError if a figure has faults.
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
        cautions=(*texts(welcome.cautions if welcome else (), words), *_under(CAUTIONS, passages)),
        warm_up=tuple(guided(warm_up.opening if warm_up else (), words)),
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
    return [text for text in texts(steps, words, timed=not single) if text]


def _under(title: str, passages: Iterable[Passage]) -> tuple[str, ...]:
    """Return the lines under a title, ignoring case."""
    lines: list[str] = []
    for passage in passages:
        if passage.title.casefold() == title.casefold():
            lines += passage.lines
    return tuple(lines)


def _stretch(
    bound: Bound, chapter: Chapter, passages: Iterable[Passage], words: Language
) -> Stretch:
    title = bound.script.title  # that of the chapter names its round
    return Stretch(
        title=title,
        facts=tuple(_facts(bound, words)),
        dose=tuple(dose_in_words(bound, chapter, words)),
        cautions=tuple(texts(chapter.cautions, words)),
        steps=steps_of(bound, chapter, words),
        remarks=_under(title, passages),
        language=chapter.language,
        figure=figure_for_print(chapter),
    )


def _facts(bound: Bound, words: Language) -> Iterator[tuple[str, str]]:
    labels, header = words.handout, bound.header
    if header.position is not None:
        yield labels.position, labels.positions[header.position]
    if header.muscles is not None:
        yield labels.muscles, header.muscles
    if header.equipment is not None:
        yield labels.equipment, header.equipment
