"""One step of a plan -> everything that is needed to play it without waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import Pad, PlannedStep
from sivoice.errors import VoiceError
from sivoice.schedule.scheduler import Length, schedule_step
from sivoice.schedule.timeline import Clip, Event, Kind
from sivoice.sound.mix import Glide, Mix, MixClips, PadMixer
from sivoice.units import Samples, on_grid

Prepare: TypeAlias = Callable[[int, PlannedStep, Samples], "Prepared"]
"""Prepares the step of an index to begin at a sample; may take as long as a voice needs."""


class KeptClips:
    """The clips of one step, in memory.

    Each is asked for once: a voice that fails now and speaks a moment later must not change a
    length. A cue that the voice fails on is silent, for as long as it is guessed to take.
    """

    def __init__(
        self, clips: MixClips, guess: Length, on_failure: Callable[[VoiceError], None]
    ) -> None:
        self._clips = clips
        self._guess = guess
        self._on_failure = on_failure
        self._kept: dict[Clip, bytes] = {}

    def length(self, clip: Clip) -> Samples:
        """Samples of a clip, synthesised if need be."""
        return len(self.samples(clip)) // 2

    def samples(self, clip: Clip) -> bytes:
        """A clip, 16-bit little-endian."""
        if clip not in self._kept:
            try:
                self._kept[clip] = self._clips.samples(clip)
            except VoiceError as error:
                self._on_failure(error)
                self._kept[clip] = bytes(2 * self._guess(clip))
        return self._kept[clip]

    def adopt(self, other: KeptClips) -> None:
        """Keep the clips of an earlier preparation as they were heard then."""
        self._kept |= other._kept

    def pad(self, pad: Pad) -> PadMixer:
        """The sound of a pad."""
        return self._clips.pad(pad)


class Prepared(Struct, frozen=True):
    """One step, ready to be read."""

    index: int
    """Of the step in the plan."""
    planned: PlannedStep
    start: Samples
    end: Samples
    """Where the next step begins."""
    hold_end: Samples
    """Where a hold ends and its end chime begins; the step's end for any other."""
    events: tuple[Event, ...]
    """In order."""
    clips: KeptClips
    """Of these events, all in memory."""
    mix: Mix
    is_extra: bool = False
    """Whether it is not a step of the plan, but said before step `index` of it."""

    def sounding_at(self, at: Samples) -> Event | None:
        """The event whose clip sounds at a sample."""
        for event in self.events:
            if event.clip is not None and event.start <= at < event.end:
                return event
        return None

    def continued(self, at: Samples, again: Prepared) -> Prepared:
        """This hold, prepared again with other cues or another length while it is heard.

        What sounds at sample `at` sounds to its end, and the pad glides to the new length.
        """
        sounding = self.sounding_at(at)
        heard = () if sounding is None else (sounding,)
        free = at if sounding is None else on_grid(sounding.end)
        marks = tuple(event for event in again.events if event.clip is None)
        later = tuple(e for e in again.events if e.clip is not None and e.start >= free)
        events = (*marks, *heard, *later)
        again.clips.adopt(self.clips)
        glide = Glide(at - self.start, self.hold_end - self.start)
        return replace(again, events=events, mix=Mix(events, again.clips, glide))


def preparer(
    guess: Length,
    clips: MixClips,
    minutes: int,
    on_failure: Callable[[VoiceError], None] = lambda error: None,
) -> Prepare:
    """How steps are prepared with these clips, the welcome saying `minutes`.

    A cue that the voice fails on is silent for its guessed length, and `on_failure` is told.
    """

    def prepare(index: int, planned: PlannedStep, start: Samples) -> Prepared:
        kept = KeptClips(clips, guess, on_failure)
        found, end = schedule_step(planned, start, kept.length, minutes)
        events = tuple(event for event in found if isinstance(event, Event))
        hold_end = next((event.end for event in events if event.kind is Kind.HOLD), end)
        return Prepared(index, planned, start, end, hold_end, events, kept, Mix(events, kept))

    return prepare
