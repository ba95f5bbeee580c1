"""The parts of a line -> steps of the plan: blanks filled, inline pauses split off, gaps added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import ChapterStep, Chime, Moment, Rest, Say, SimpleStep, TimedCue
from sivoice.language import Language
from sivoice.script import nodes
from sivoice.script.source import SourceText, Span
from sivoice.script.vocabulary import ChimeKind, Side
from sivoice.units import SECOND, Milliseconds

PAUSE: Milliseconds = 2 * SECOND
BREATH: Milliseconds = 10 * SECOND
"""One slow breath: 4 s in, 6 s out."""
_MINUTES = "\0"
"""Stands for the open `{minutes}` while a text is put together; no script can contain it."""


def has_words(body: nodes.Body) -> bool:
    """Whether a line says something."""
    return isinstance(body, nodes.Cue) and any(
        not isinstance(part, nodes.Pause | nodes.Breaths | nodes.ChimeMark) for part in body.parts
    )


class Phrasing(Struct, frozen=True):
    """What fills the blanks of one script, and how fast its rests are."""

    source: SourceText
    blanks: Mapping[str, str]
    pronounce: tuple[tuple[str, str], ...]
    pace: float
    """Rests are divided by it."""
    words: Language
    language: str | None = None
    """The language tag of the script; None for the session's."""

    def with_blanks(self, **numbers: int) -> Phrasing:
        """The same with more blanks: `rep`, `set`."""
        more = {name: str(number) for name, number in numbers.items()}
        return replace(self, blanks={**self.blanks, **more})

    def rest(self, ms: Milliseconds, *, to_get_ready: bool = False) -> Rest:
        """A rest at this pace."""
        return Rest(round(ms / self.pace), to_get_ready)


class CueWriter(Struct, frozen=True):
    """Turns lines into steps, for one script and one working side."""

    phrasing: Phrasing
    side: Side | None = None

    def in_language(self, tag: str | None) -> CueWriter:
        """The same for words that are not the script's own; None for the session's language."""
        return replace(self, phrasing=replace(self.phrasing, language=tag))

    def line(self, cue: nodes.Cue, gap: Milliseconds) -> list[ChapterStep]:
        """A cue and the gap after it. A pause or breath at the end of its line replaces the gap."""
        steps = self._steps(cue.parts, cue.span)
        if not steps or isinstance(steps[-1], Rest) or not gap:
            return [*steps]
        return [*steps, self.phrasing.rest(gap)]

    def own_words(self, text: str, span: Span, gap: Milliseconds = 0) -> list[ChapterStep]:
        """A cue from the language's table, and the gap after it."""
        cue = nodes.Cue(span, (nodes.Text(span, text),))
        return self.in_language(self.phrasing.words.tag).line(cue, gap)

    def opening(self, parts: tuple[nodes.Part, ...], span: Span) -> tuple[TimedCue, ...]:
        """What a timer says as it begins."""
        steps = self._steps(parts, span)
        if not steps:
            return ()
        return (TimedCue(Moment(0, from_end=False, opening=True), steps, self._at(span)),)

    def timed(self, moment: nodes.Moment, length: Milliseconds, cue: nodes.Cue) -> TimedCue:
        """A line said inside a time of `length`."""
        match moment:
            case nodes.FractionMoment():
                when = Moment(length * moment.over // moment.under, from_end=False)
            case nodes.AfterMoment():
                when = Moment(moment.ms, from_end=False)
            case nodes.LastMoment():
                when = Moment(moment.ms, from_end=True)
        return TimedCue(when, self._steps(cue.parts, cue.span), self._at(cue.span))

    def countdown(self, span: Span) -> list[TimedCue]:
        """The last seconds of a hold, counted."""
        numbers = self.phrasing.words.spoken.countdown
        counted = []
        for index, word in enumerate(numbers):
            moment = Moment((len(numbers) - index) * SECOND, from_end=True, countdown=True)
            steps = self._steps((nodes.Text(span, word),), span)
            counted.append(TimedCue(moment, steps, self._at(span)))
        return counted

    def _steps(self, parts: Iterable[nodes.Part], span: Span) -> tuple[SimpleStep, ...]:
        steps: list[SimpleStep] = []
        said = ""
        for part in parts:
            match part:
                case nodes.Text():
                    said += part.text
                    continue
                case nodes.Blank():
                    said += self._fill(part.name)
                    continue
                case nodes.Choice():
                    said += part.right if self.side is Side.RIGHT else part.left
                    continue
            steps += self._say(said, span)
            said = ""
            match part:
                case nodes.Pause():
                    steps.append(self.phrasing.rest(PAUSE if part.ms is None else part.ms))
                case nodes.Breaths():
                    steps.append(self.phrasing.rest(BREATH * part.count))
                case nodes.ChimeMark():
                    steps.append(Chime(ChimeKind(part.sound or ChimeKind.SOFT)))
        return (*steps, *self._say(said, span))

    def _say(self, text: str, span: Span) -> list[Say]:
        words = " ".join(text.split())
        if _MINUTES not in words and not any(char.isalnum() for char in words):
            return []
        parts = tuple(words.split(_MINUTES))
        phrasing = self.phrasing
        one = self._for_one_minute(words) if len(parts) > 1 else None
        return [Say(parts, self._at(span), phrasing.pronounce, one, phrasing.language)]

    def _for_one_minute(self, words: str) -> str:
        """What is said if the session lasts one minute."""
        spoken = self.phrasing.words.spoken
        many = rf"{_MINUTES} {re.escape(spoken.minutes)}\b"
        return re.sub(many, lambda _: spoken.one_minute, words).replace(_MINUTES, "1")

    def _at(self, span: Span) -> str:
        return self.phrasing.source.at(span)

    def _fill(self, name: str) -> str:
        words = self.phrasing.words
        match name:
            case "left" | "right":
                return words.side(name)
            case "minutes":
                return _MINUTES
            case "side" | "other side" | "Side" | "Other side":
                assert self.side is not None  # the checker allows these only where there are sides
                side = self.side if name.lower() == "side" else self.side.other
                word = words.side(side)
                return word.capitalize() if name[0].isupper() else word
            case _:
                return self.phrasing.blanks[name]
