"""Scripts + options -> Plan: sides, sets, repeats and variants are expanded, blanks filled in.

Only `{minutes}` stays open until the plan is scheduled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.budget import check_cost
from sivoice.compile.cues import CueWriter, Phrasing
from sivoice.compile.lines import GAP, heard_lines, line_steps, minimal_steps
from sivoice.compile.plan import Chapter, Plan
from sivoice.compile.resolve import Bound, Circumstances, bind, languages
from sivoice.compile.steps import Chime, Pad, Steps
from sivoice.compile.stretches import StretchCompiler
from sivoice.compile.wishes import deciding
from sivoice.language import language
from sivoice.options.options import NO_VOICE, Guidance, Options
from sivoice.options.words import in_words
from sivoice.script import nodes
from sivoice.script.library import LoadedScript
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import (
    CAUTIONS,
    CLOSE,
    DEFAULT_HOLD,
    DEFAULT_SETS,
    STRETCHES,
    WARM_UP,
    WELCOME,
    ChimeKind,
    Position,
)
from sivoice.units import SECOND, Milliseconds

LEAD_IN: Milliseconds = 500
"""Silence at the start of a file, because players clip the first half second."""
LEAD_OUT: Milliseconds = 4 * SECOND
"""Silence after the last word, in a file and live: whoever lies still is not torn out of it."""


def compile_session(scripts: LoadedScript, options: Options) -> Plan:
    """Compile a session that was read without errors.

    Raises UsageError if no stretches are left to play, ScriptError if there would be too many
    steps, and SivoiceError if the table of the language's words cannot be read.
    """
    compiler = SessionCompiler(scripts, options)
    chapters = [*compiler.opening()]
    chapters += (compiler.stretch(one) for one in compiler.occurrences())
    chapters += compiler.closing()
    return Plan(
        name=scripts.name,
        title=compiler.title,
        listener=options.listener,
        how_often=compiler.header.how_often,
        chapters=tuple(chapters),
        speech_rate=options.speech_rate or 1.0,
        language=compiler.language,
        options=in_words(deciding(options, compiler.bound)),
        lead_in=LEAD_IN,
        lead_out=LEAD_OUT,
        pad=pad_of(options),
    )


def pad_of(options: Options) -> Pad | None:
    """Return the sound that covers the silences, or None if there is none.

    `--pad-sound` implies `--pad`.
    """
    has_pad = options.pad if options.pad is not None else options.pad_sound is not None
    if not has_pad and not options.breath:
        return None
    sound = options.pad_sound if has_pad else None
    return Pad(
        tone=has_pad and sound is None,
        sound=sound,
        breath=bool(options.breath),
        covers_words=(options.voice or "").casefold() == NO_VOICE,
    )


class Occurrence(Struct, frozen=True):
    """A stretch in one round of a session."""

    bound: Bound
    round: int
    """Counted from 1."""
    before: Position
    """The position that the listener is in before it."""
    number: int
    """Counted from 0 over all stretches of all rounds."""


class SessionCompiler:
    """Compiles the chapters of one session."""

    def __init__(self, scripts: LoadedScript, options: Options) -> None:
        self.scripts = scripts
        self.bound = bind(scripts, options)
        self.language = languages(scripts)[0]
        self.words = language(self.language)
        self.header = scripts.session.header()
        self.options = options
        self.title = options.title or scripts.session.script.title
        self.guidance = options.guidance or Guidance.FULL
        self.pace = options.pace or 1.0
        sections = scripts.session.script.sections_for(STRETCHES, None)
        self.rounds = nodes.times_of(sections)
        check_cost(scripts, self.bound, options, self.rounds)

    def opening(self) -> Iterable[Chapter]:
        """Compile the chapters before the first stretch."""
        options = self.options
        welcome = self._own(WELCOME) if options.welcome is not False else ()
        cautions = self._own(CAUTIONS) if options.cautions is not False else ()
        warm_up = self._own(WARM_UP)
        is_reminder = options.warm_up is None and options.welcome is not False
        reminder = warm_up if is_reminder else ()
        if welcome or cautions or reminder:
            yield Chapter(
                self.words.chapters[WELCOME],
                section=WELCOME,
                opening=welcome,
                cautions=cautions,
                finish=reminder,
                language=self.words.tag,
            )
        if options.warm_up is not None and warm_up:
            yield self._chimed(WARM_UP, warm_up)

    def closing(self) -> Iterable[Chapter]:
        """Compile the chapters after the last stretch."""
        if close := self._own(CLOSE):
            yield self._chimed(CLOSE, close)

    def occurrences(self) -> Iterator[Occurrence]:
        """Yield every stretch in every round, in order."""
        position = Position.STANDING
        count = 0
        for number in range(1, self.rounds + 1):
            for bound in self.bound:
                yield Occurrence(bound, number, position, count)
                count += 1
                position = bound.header.ends or bound.header.position or position

    def stretch(self, one: Occurrence) -> Chapter:
        """Compile a stretch, with the session's own lines after it."""
        pronounce, number = self.header.pronounce, one.round
        compiler = StretchCompiler(
            one.bound, self.options, pronounce, self.words, number, one.number
        )
        chapter = compiler.chapter(one.before)
        between = self._between(one.bound, number)
        if self.rounds > 1:
            title = self.words.shown.round.format(
                title=chapter.title, round=number, rounds=self.rounds
            )
            chapter = replace(chapter, title=title, round=number)
        how_often = one.bound.header.how_often or self.header.how_often
        return replace(chapter, between=between, how_often=how_often)

    def _between(self, bound: Bound, number: int) -> Steps:
        """Compile the session's own lines after a stretch, in a round."""
        word = Word.LAST_ROUND if number == self.rounds else Word.ANOTHER_ROUND
        now = Circumstances(self._names, self.guidance, words=frozenset({word}))
        warm_up = self.options.warm_up
        section = nodes.Section(bound.script.title_span, STRETCHES, None, None, bound.following)
        lines = heard_lines([section], now, warm_up)
        cues = CueWriter(self._phrasing.with_blanks(round=number))
        timers_only = self.guidance is Guidance.MINIMAL
        return line_steps(lines, cues, GAP, warm_up, timers_only=timers_only)

    def _chimed(self, section: str, steps: Steps) -> Chapter:
        """Make one of the session's own chapters, starting with a chime."""
        opening = (Chime(ChimeKind.SOFT), *steps)
        title = self.words.chapters[section]
        return Chapter(title, section=section, opening=opening, language=self.words.tag)

    def _own(self, name: str) -> Steps:
        """Compile one of the session's own sections."""
        now = Circumstances(self._names, self.guidance)
        warm_up = self.options.warm_up
        lines = heard_lines(self.scripts.session.script.sections_for(name, None), now, warm_up)
        cues = CueWriter(self._phrasing)
        if self.guidance is not Guidance.MINIMAL or name == CAUTIONS:
            return line_steps(lines, cues, GAP, warm_up)
        return minimal_steps(lines, cues, GAP, warm_up)

    @cached_property
    def _names(self) -> frozenset[str]:
        """The names for which `[if …]` is true in the session's own lines."""
        return frozenset(name for one in self.bound for name in one.names)

    @cached_property
    def _phrasing(self) -> Phrasing:
        """What fills the blanks of the session's own lines."""
        session = self.scripts.session.script
        blanks = {
            "name": self.title,
            "hold": self._doses("hold", self.header.hold or DEFAULT_HOLD, unit=SECOND),
            "sets": self._doses("sets", self.header.sets or DEFAULT_SETS),
            "listener": self.options.listener or "",
        }
        return Phrasing(session.source, blanks, self.header.pronounce, self.pace, self.words)

    def _doses(self, kind: str, default: int, unit: int = 1) -> str:
        """Format a dose of all the stretches that have it, as `20`, or as `20 to 30`."""
        values = [one.doses[kind].value for one in self.bound if kind in one.doses] or [default]
        low, high = (self.words.number(value / unit) for value in (min(values), max(values)))
        return low if low == high else self.words.spoken.range.format(low=low, high=high)
