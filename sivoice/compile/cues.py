"""The parts of a line -> steps of the plan: blanks filled, inline pauses split off, gaps added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from sivoice.compile.plan import Chime, Moment, Place, Rest, Say, SimpleStep, Step, TimedCue
from sivoice.script import nodes
from sivoice.script.source import SourceText, Span
from sivoice.script.vocabulary import ChimeKind, Side
from sivoice.units import SECOND, Milliseconds

PAUSE: Milliseconds = 2 * SECOND
BREATH: Milliseconds = 10 * SECOND
"""One slow breath: 4 s in, 6 s out."""
_COUNTDOWN = ("Five.", "Four.", "Three.", "Two.", "One.")
_MINUTES = "\0"
"""Stands for the open `{minutes}` while a text is put together; no script can hold it."""


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

    def rest(self, ms: Milliseconds, place: Place, *, to_get_ready: bool = False) -> Rest:
        """A rest at this pace."""
        return Rest(place, round(ms / self.pace), to_get_ready)


class CueWriter(Struct, frozen=True):
    """Says lines at one place of the session."""

    phrasing: Phrasing
    place: Place

    def line(self, cue: nodes.Cue, gap: Milliseconds) -> list[Step]:
        """A cue and the gap after it; an inline pause or breath at its end takes the gap's place."""
        steps = self._steps(cue.parts, cue.span)
        if not steps or isinstance(steps[-1], Rest) or not gap:
            return [*steps]
        return [*steps, self.phrasing.rest(gap, self.place)]

    def words(self, text: str, span: Span) -> list[Step]:
        """A cue of our own, without a gap."""
        return [*self._steps((nodes.Text(span, text),), span)]

    def opening(self, parts: tuple[nodes.Part, ...], span: Span) -> tuple[TimedCue, ...]:
        """What a timer says when it begins."""
        steps = self._steps(parts, span)
        return (
            (TimedCue(Moment(0, from_end=False, opening=True), steps, self._at(span)),)
            if steps
            else ()
        )

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
        """The last five seconds, counted."""
        return [
            TimedCue(
                Moment((len(_COUNTDOWN) - index) * SECOND, from_end=True, countdown=True),
                self._steps((nodes.Text(span, word),), span),
                self._at(span),
            )
            for index, word in enumerate(_COUNTDOWN)
        ]

    def _steps(self, parts: Iterable[nodes.Part], span: Span) -> tuple[SimpleStep, ...]:
        steps: list[SimpleStep] = []
        said = ""
        for part in parts:
            match part:
                case nodes.Text():
                    said += part.text
                case nodes.Blank():
                    said += self._fill(part.name)
                case nodes.Choice():
                    said += part.right if self.place.side is Side.RIGHT else part.left
                case nodes.Pause():
                    steps += self._say(said, span)
                    said = ""
                    steps.append(
                        self.phrasing.rest(PAUSE if part.ms is None else part.ms, self.place)
                    )
                case nodes.Breaths():
                    steps += self._say(said, span)
                    said = ""
                    steps.append(self.phrasing.rest(BREATH * part.count, self.place))
                case nodes.ChimeMark():
                    steps += self._say(said, span)
                    said = ""
                    steps.append(Chime(self.place, ChimeKind(part.sound or ChimeKind.SOFT)))
        return (*steps, *self._say(said, span))

    def _say(self, text: str, span: Span) -> list[Say]:
        words = " ".join(text.split())
        if _MINUTES not in words and not any(char.isalnum() for char in words):
            return []
        return [
            Say(self.place, tuple(words.split(_MINUTES)), self._at(span), self.phrasing.pronounce)
        ]

    def _at(self, span: Span) -> str:
        return self.phrasing.source.at(span)

    def _fill(self, name: str) -> str:
        side = self.place.side
        match name:
            case "left" | "right":
                return name
            case "minutes":
                return _MINUTES
            case "side" | "other side" | "Side" | "Other side":
                assert side is not None  # the checker lets these stand only where there are sides
                word = side.value if name.lower() == "side" else side.other.value
                return word.capitalize() if name[0].isupper() else word
            case _:
                return self.phrasing.blanks[name]
