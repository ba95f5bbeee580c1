"""The lists of a page's tables: each clip, step, cue and list of them once, under its number."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from sivoice.compile.steps import ChapterStep, Chime, Hold, Rest, Say, TimedCue, Timer
from sivoice.schedule.scheduler import spoken_text
from sivoice.schedule.timeline import Clip, Utterance
from sivoice.script import nodes


class Lists:
    """Collects clips, steps, cues and lists, and gives each its number."""

    def __init__(self, longest: int) -> None:
        """`longest` is the longest session in minutes, of which the number can be spoken."""
        self.longest = longest
        self.clips: dict[Clip, str] = {}
        """Each with the place in a script that it is for, `file:line`."""
        self._clip_numbers: dict[Clip, int] = {}
        self.said: dict[tuple[ChapterStep, ...], None] = {}
        """Each list of steps once, as it was compiled."""
        self.held: dict[tuple[tuple[TimedCue, ...], bool], None] = {}
        """Each list of cues of a hold once, with whether it is the hold of a rep."""
        self._steps = _Numbered()
        self._cues = _Numbered()
        self._lists = _Numbered()

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The steps, by number."""
        return [_as_dict(step) for step in self._steps.all]

    @property
    def cues(self) -> list[dict[str, Any]]:
        """The cues inside holds and timers, by number."""
        return [_as_dict(cue) for cue in self._cues.all]

    @property
    def lists(self) -> list[tuple[int, ...]]:
        """The lists of numbers, by number."""
        return list(self._lists.all)

    def of_steps(self, steps: Iterable[ChapterStep]) -> int:
        """Return the number of a list of steps."""
        compiled = tuple(steps)
        self.said[compiled] = None
        return self._lists.number(tuple(self._step(step) for step in compiled))

    def of_cues(
        self,
        cues: Iterable[TimedCue],
        fractions: Mapping[str, nodes.FractionMoment],
        *,
        light: bool,
    ) -> int:
        """Return the number of a list of cues; `light` if they are in the hold of a rep.

        `fractions` are the moments that depend on the length of the hold, by `file:line`.
        """
        compiled = tuple(cues)
        self.held[compiled, light] = None
        return self._lists.number(tuple(self._cue(cue, fractions) for cue in compiled))

    def clip(self, clip: Clip, source: str = "") -> int:
        """Return the number of a clip."""
        if clip not in self.clips:
            self.clips[clip] = source
            self._clip_numbers[clip] = len(self._clip_numbers)
        return self._clip_numbers[clip]

    def _step(self, step: ChapterStep) -> int:
        match step:
            case Chime(kind=kind):
                return self._steps.number((("chime", self.clip(kind)), ("text", kind.value)))
            case Say() if len(step.parts) > 1:
                numbers = tuple(self._said(step, n) for n in range(1, self.longest + 1))
                return self._steps.number((("minutes", numbers),))
            case Say():
                return self._said(step, 1)
            case Rest(ms=ms, to_get_ready=True):
                return self._steps.number((("rest", ms), ("ready", True)))
            case Rest(ms=ms):
                return self._steps.number((("rest", ms),))
            case Timer(ms=ms, cues=cues):
                numbers = tuple(self._cue(cue, {}) for cue in cues)
                return self._steps.number((("timer", ms), ("cues", numbers)))
            case Hold():
                raise AssertionError(step)  # it is made of its cues

    def _said(self, say: Say, minutes: int) -> int:
        spoken, text = spoken_text(say, minutes), say.text(minutes)
        items: list[tuple[str, Hashable]] = [
            ("say", self.clip(Utterance(spoken, say.calm), say.source))
        ]
        if text != spoken:
            items.append(("text", text))
        if say.language is not None:
            items.append(("language", say.language))
        return self._steps.number(tuple(items))

    def _cue(self, cue: TimedCue, fractions: Mapping[str, nodes.FractionMoment]) -> int:
        moment = cue.moment
        fraction = fractions.get(cue.source)
        when: tuple[str, Hashable] = ("last" if moment.from_end else "after", moment.ms)
        if fraction is not None and not moment.countdown:
            when = ("at", (fraction.over, fraction.under))
        kind = "countdown" if moment.countdown else "opening" if moment.opening else None
        kinds = ((kind, True),) if kind else ()
        steps = ("steps", tuple(self._step(step) for step in cue.steps))
        return self._cues.number((when, *kinds, steps))


class _Numbered:
    """Values, each once, with their numbers."""

    def __init__(self) -> None:
        self.all: dict[Any, int] = {}

    def number(self, value: Hashable) -> int:
        return self.all.setdefault(value, len(self.all))


def _as_dict(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return dict(items)
