"""Parts of a line -> steps of the plan: blanks filled in, inline pauses split off, gaps added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.steps import ChapterStep, Chime, Moment, Rest, Say, SimpleStep, TimedCue
from sivoice.language import Language, language
from sivoice.script import nodes
from sivoice.script.source import SourceText, Span
from sivoice.script.vocabulary import ChimeKind, Side
from sivoice.units import SECOND, Milliseconds

PAUSE: Milliseconds = 2 * SECOND
"""The length of a `[pause]` without a time."""
MOVE: Milliseconds = 6 * SECOND
"""The length of a `[move]` without a time: to sit up, turn, or fetch something."""
BREATH: Milliseconds = 10 * SECOND
"""One slow breath: 4 s in, 6 s out."""
_MINUTES = "\0"
"""Placeholder for `{minutes}`, which is filled in later. No script can contain it."""


def words_of(tag: str | None, session: Language) -> Language:
    """Return the words of a script's language; those of the session if it names none."""
    return session if tag is None else language(tag)


def has_words(body: nodes.Body | nodes.Or) -> bool:
    """Return whether a line has words, not only pauses, chimes and punctuation."""
    if not isinstance(body, nodes.Cue | nodes.Or):
        return False
    for part in body.parts:
        if isinstance(part, nodes.Blank | nodes.Choice):
            return True
        if isinstance(part, nodes.Text) and _is_speakable(part.text):
            return True
    return False


class Phrasing(Struct, frozen=True):
    """What fills the blanks of one script, and how long its rests are."""

    source: SourceText
    blanks: Mapping[str, str]
    pronounce: tuple[tuple[str, str], ...]
    pace: float
    """Rests are divided by this."""
    words: Language
    """The session's words."""
    language: str | None = None
    """The language tag of the script; None for the session's."""

    @property
    def own_words(self) -> Language:
        """The words that fill blanks: those of the script's language."""
        return words_of(self.language, self.words)

    def with_blanks(self, **numbers: int) -> Phrasing:
        """The same with more blanks: `rep`, `set`."""
        more = {name: str(number) for name, number in numbers.items()}
        return replace(self, blanks={**self.blanks, **more})

    def rest(self, ms: Milliseconds, *, to_get_ready: bool = False) -> Rest:
        """Make a rest at this pace."""
        return Rest(round(ms / self.pace), to_get_ready)


class CueWriter(Struct, frozen=True):
    """Turns lines into steps, for one script, one working side and one pass."""

    phrasing: Phrasing
    side: Side | None = None
    turn: int = 0
    """The number of the pass plus that of the stretch, which chooses among alternatives."""

    def wording(self, cue: nodes.Cue) -> nodes.Wording:
        """Return the wording of a line that is heard in this pass."""
        return cue.wordings[self.turn % len(cue.wordings)]

    def time_to_move(self, cue: nodes.Cue) -> Milliseconds:
        """Return the time of the `[move]` that a line ends with; 0 if there is none."""
        move = self.wording(cue).move
        if move is None:
            return 0
        return MOVE if move.ms is None else move.ms

    def names_side(self, body: nodes.Body) -> bool:
        """Return whether what is heard of a line in this pass names the side."""
        return isinstance(body, nodes.Cue) and any(map(nodes.is_side, self.wording(body).parts))

    def in_language(self, tag: str | None) -> CueWriter:
        """The same for words that are not the script's own; None for the session's language."""
        return replace(self, phrasing=replace(self.phrasing, language=tag))

    def line(self, cue: nodes.Cue, gap: Milliseconds) -> list[ChapterStep]:
        """Compile a line and its gap, which a pause, breath or `[move]` at its end replaces.

        If the gap is 0, there is no silence for a `[move]` either: the caller adds it.
        """
        wording = self.wording(cue)
        steps = self._steps(wording.parts, wording.span)
        move = self.time_to_move(cue)
        if gap and move:
            return [*steps, self.phrasing.rest(move, to_get_ready=True)]
        if not steps or isinstance(steps[-1], Rest) or not gap:
            return [*steps]
        return [*steps, self.phrasing.rest(gap)]

    def own_words(self, text: str, span: Span, gap: Milliseconds = 0) -> list[ChapterStep]:
        """Compile words of the language's table, and the gap after them."""
        cue = nodes.Cue(span, (nodes.Text(span, text),))
        return self.in_language(self.phrasing.words.tag).line(cue, gap)

    def opening(self, parts: tuple[nodes.Part, ...], span: Span) -> tuple[TimedCue, ...]:
        """Compile what a timer says when it starts."""
        steps = self._steps(parts, span)
        if not steps:
            return ()
        return (TimedCue(Moment(0, from_end=False, opening=True), steps, self._at(span)),)

    def timed(
        self, moment: nodes.Moment, length: Milliseconds, cue: nodes.Cue, *, calm: bool = False
    ) -> TimedCue:
        """Compile a line that is spoken inside a hold (calmly) or timer of this length."""
        match moment:
            case nodes.FractionMoment():
                when = Moment(length * moment.over // moment.under, from_end=False)
            case nodes.AfterMoment():
                when = Moment(moment.ms, from_end=False)
            case nodes.LastMoment():
                when = Moment(moment.ms, from_end=True)
        wording = self.wording(cue)
        steps = self._steps(wording.parts, wording.span, calm=calm)
        return TimedCue(when, steps, self._at(wording.span))

    def countdown(self, span: Span) -> list[TimedCue]:
        """Compile the countdown of a hold's last seconds."""
        numbers = self.phrasing.words.spoken.countdown
        counted = []
        for index, word in enumerate(numbers):
            moment = Moment((len(numbers) - index) * SECOND, from_end=True, countdown=True)
            steps = self._steps((nodes.Text(span, word),), span, calm=True)
            counted.append(TimedCue(moment, steps, self._at(span)))
        return counted

    def _steps(
        self, parts: Iterable[nodes.Part], span: Span, *, calm: bool = False
    ) -> tuple[SimpleStep, ...]:
        steps: list[SimpleStep] = []
        said = ""
        for part in parts:
            match part:
                case nodes.Text():
                    said += part.text
                case nodes.Blank():
                    said += self._fill(part.name)
                case nodes.Choice():
                    said += part.right if self.side is Side.RIGHT else part.left
                case _:
                    steps += [*self._say(said, span, calm=calm), self._inline(part)]
                    said = ""
        return (*steps, *self._say(said, span, calm=calm))

    def _inline(self, part: nodes.Inline) -> Rest | Chime:
        match part:
            case nodes.Pause():
                return self.phrasing.rest(PAUSE if part.ms is None else part.ms)
            case nodes.Breaths():
                return self.phrasing.rest(BREATH * part.count)
            case nodes.ChimeMark():
                return Chime(ChimeKind(part.sound or ChimeKind.SOFT))

    def _say(self, text: str, span: Span, *, calm: bool) -> list[Say]:
        words = " ".join(text.split())
        if _MINUTES not in words and not _is_speakable(words):
            return []
        parts = tuple(words.split(_MINUTES))
        phrasing = self.phrasing
        one = self._for_one_minute(words) if len(parts) > 1 else None
        return [Say(parts, self._at(span), phrasing.pronounce, one, phrasing.language, calm)]

    def _for_one_minute(self, words: str) -> str:
        """What is said if the session lasts one minute."""
        spoken = self.phrasing.words.spoken
        many = rf"{_MINUTES} {re.escape(spoken.minutes)}\b"
        return re.sub(many, lambda _: spoken.one_minute, words).replace(_MINUTES, "1")

    def _at(self, span: Span) -> str:
        return self.phrasing.source.at(span)

    def _fill(self, name: str) -> str:
        words = self.phrasing.own_words
        match name:
            case "left" | "right":
                return words.side(name)
            case "minutes":
                return _MINUTES
            case "side" | "other side" | "Side" | "Other side":
                assert self.side is not None  # the checker allows these only in sections with sides
                side = self.side if name.lower() == "side" else self.side.other
                word = words.side(side)
                return word.capitalize() if name[0].isupper() else word
            case _:
                return self.phrasing.blanks[name]


def _is_speakable(text: str) -> bool:
    """Return whether a text has a letter or a digit."""
    return any(char.isalnum() for char in text)
