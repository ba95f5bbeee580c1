"""Scripts + options -> Plan: sides, sets, repeats and variants are expanded, blanks filled in.

Only `{minutes}` stays open until the plan is scheduled.
"""

from __future__ import annotations

from collections.abc import Iterable

from sivoice.compile.cues import CueWriter, Phrasing
from sivoice.compile.lines import GAP, heard_lines, line_steps
from sivoice.compile.plan import Chapter, Chime, Pad, Plan, Steps
from sivoice.compile.resolve import Bound, Circumstances, bind, languages
from sivoice.compile.stretches import StretchCompiler
from sivoice.language import language
from sivoice.options.options import Guidance, Options
from sivoice.options.words import in_words
from sivoice.script.library import LoadedScript
from sivoice.script.vocabulary import (
    CAUTIONS,
    CLOSE,
    DEFAULT_HOLD,
    DEFAULT_SETS,
    WARM_UP,
    WELCOME,
    ChimeKind,
    Position,
)
from sivoice.units import SECOND, Milliseconds

LEAD_IN: Milliseconds = 500
"""Silence at the start of a file, because players clip the first half second."""
LEAD_OUT: Milliseconds = 1 * SECOND
"""Silence at the end of a file."""


def compile_session(scripts: LoadedScript, options: Options) -> Plan:
    """Compile a session that was read without errors.

    Raises UsageError if no stretches are left to play, and SivoiceError if the table of the
    language's words cannot be read.
    """
    compiler = _Compiler(scripts, options)
    chapters = [*compiler.opening()]
    position = Position.STANDING
    for bound in compiler.bound:
        chapters.append(compiler.stretch(bound, position))
        position = bound.header.ends or bound.header.position or position
    chapters += compiler.closing()
    return Plan(
        name=scripts.name,
        title=scripts.session.script.title,
        chapters=tuple(chapters),
        speech_rate=options.speech_rate or 1.0,
        language=compiler.language,
        options=in_words(options),
        lead_in=LEAD_IN,
        lead_out=LEAD_OUT,
    )


def pad_of(options: Options) -> Pad | None:
    """Return the sound that plays through the holds, or None if there is none.

    `--pad-sound` implies `--pad`.
    """
    has_pad = options.pad if options.pad is not None else options.pad_sound is not None
    if not has_pad and not options.breath:
        return None
    sound = options.pad_sound if has_pad else None
    return Pad(tone=has_pad and sound is None, sound=sound, breath=bool(options.breath))


class _Compiler:
    """Compiles the chapters of one session."""

    def __init__(self, scripts: LoadedScript, options: Options) -> None:
        self.scripts = scripts
        self.bound = bind(scripts, options)
        self.language = languages(scripts)[0]
        self.words = language(self.language)
        self.header = scripts.session.header()
        self.options = options
        self.guidance = options.guidance or Guidance.FULL
        self.pace = options.pace or 1.0
        self.pad = pad_of(options)

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
            )
        if options.warm_up is not None and warm_up:
            yield self._chimed(WARM_UP, warm_up)

    def closing(self) -> Iterable[Chapter]:
        """Compile the chapters after the last stretch."""
        if close := self._own(CLOSE):
            yield self._chimed(CLOSE, close)

    def stretch(self, bound: Bound, before: Position) -> Chapter:
        """Compile a stretch that is done after position `before`."""
        pronounce = self.header.pronounce
        compiler = StretchCompiler(bound, self.options, pronounce, self.pad, self.words)
        return compiler.chapter(before)

    def _chimed(self, section: str, steps: Steps) -> Chapter:
        """Make one of the session's own chapters, starting with a chime."""
        opening = (Chime(ChimeKind.SOFT), *steps)
        return Chapter(self.words.chapters[section], section=section, opening=opening)

    def _own(self, name: str) -> Steps:
        """Compile one of the session's own sections."""
        session = self.scripts.session.script
        hold = _common([bound.hold for bound in self.bound], self.header.hold or DEFAULT_HOLD)
        sets = _common([bound.sets for bound in self.bound], self.header.sets or DEFAULT_SETS)
        blanks = {"name": session.title, "hold": f"{hold / SECOND:g}", "sets": str(sets)}
        phrasing = Phrasing(session.source, blanks, self.header.pronounce, self.pace, self.words)
        names = frozenset(name for bound in self.bound for name in bound.names)
        now = Circumstances(names, self.guidance)
        warm_up = self.options.warm_up
        lines = heard_lines(session.sections_for(name, None), now, warm_up)
        timers_only = self.guidance is Guidance.MINIMAL and name != CAUTIONS
        return line_steps(lines, CueWriter(phrasing), GAP, warm_up, timers_only=timers_only)


def _common(values: list[int], default: int) -> int:
    """Return the value that all stretches share, or the default if they differ."""
    return values[0] if len(set(values)) == 1 else default
