"""Step -> everything needed to play it without waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import PlannedStep
from sivoice.compile.steps import Hold, Pad
from sivoice.errors import VoiceError
from sivoice.schedule.scheduler import Length, schedule_step
from sivoice.schedule.timeline import Clip, Event, Kind
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import (
    NOTHING_AFTER,
    NOTHING_BEFORE,
    After,
    Before,
    arrange,
    what_follows,
)
from sivoice.sound.chimes import counted_length
from sivoice.sound.mix import Mix, MixClips, PadMixer, ring_of
from sivoice.units import Samples, on_grid


class Prepare(Protocol):
    """Prepares steps. Can take as long as the voice does."""

    def __call__(
        self,
        index: int,
        planned: PlannedStep,
        start: Samples,
        before: Before = NOTHING_BEFORE,
        later: Iterable[PlannedStep] = (),
    ) -> Prepared:
        """Prepare the step at an index to start at a sample.

        `before` is what goes on from the step before, `later` are the steps after it.
        """


class KeptClips:
    """The clips of one step, in memory.

    Each clip is requested only once: a voice that first fails and then recovers must not change a
    length. If the voice fails on a cue, the cue is silent for its estimated length.
    """

    def __init__(
        self, clips: MixClips, guess: Length, on_failure: Callable[[VoiceError], None]
    ) -> None:
        self._clips = clips
        self._guess = guess
        self._on_failure = on_failure
        self._kept: dict[Clip, bytes] = {}

    def length(self, clip: Clip) -> Samples:
        """Return the length of a clip in samples, synthesising it if necessary."""
        pcm = self.samples(clip)
        return counted_length(pcm) if isinstance(clip, ChimeKind) else len(pcm) // 2

    def samples(self, clip: Clip) -> bytes:
        """Return a clip, 16-bit little-endian."""
        if clip not in self._kept:
            try:
                self._kept[clip] = self._clips.samples(clip)
            except VoiceError as error:
                self._on_failure(error)
                self._kept[clip] = bytes(2 * self._guess(clip))
        return self._kept[clip]

    def adopt(self, other: KeptClips) -> None:
        """Take over the clips of an earlier preparation, as they were heard."""
        self._kept |= other._kept

    def pad(self, pad: Pad) -> PadMixer:
        """Return the mixer of a pad."""
        return self._clips.pad(pad)


class Prepared(Struct, frozen=True):
    """One step, ready to play."""

    index: int
    """Index of the step in the plan."""
    planned: PlannedStep
    start: Samples
    end: Samples
    """Where the next step starts."""
    hold_end: Samples
    """Where a hold ends and its end chime starts; the end of any other step."""
    events: tuple[Event, ...]
    """In order of start."""
    clips: KeptClips
    """The clips of these events, all in memory."""
    mix: Mix
    before: Before = NOTHING_BEFORE
    """What goes on when it begins."""
    after: After = NOTHING_AFTER
    """What comes after it."""
    is_extra: bool = False
    """Whether it is an extra step, said before step `index` of the plan."""

    def sounding_at(self, at: Samples) -> Event | None:
        """Return the event whose clip sounds at a sample, if there is one."""
        for event in self.events:
            if event.clip is not None and event.start <= at < event.end:
                return event
        return None

    def words_in(self, at: Samples, count: Samples) -> str | None:
        """Return the last cue that sounds in `count` samples from `at`; None if there is none."""
        words = None
        for event in self.events:
            is_heard = event.start < at + count and event.end > at
            if event.kind is Kind.SPEECH and event.text and is_heard:
                words = event.text
        return words

    def is_hold_at(self, index: int) -> bool:
        """Return whether this is a hold, and step `index` of the plan."""
        is_step = self.index == index and not self.is_extra
        return is_step and isinstance(self.planned.step, Hold)

    def continued(self, at: Samples, again: Prepared) -> Prepared:
        """Continue this hold at sample `at` as `again`, with other cues or another length.

        A clip that sounds at `at` plays to its end. The pad and a ringing chime glide.
        """
        sounding = self.sounding_at(at)
        begun = tuple(e for e in self.events if e.clip is not None and e.start < at)
        free = at if sounding is None else on_grid(sounding.end)
        marks = tuple(event for event in again.events if event.clip is None)
        later = tuple(e for e in again.events if e.clip is not None and e.start >= free)
        events = (*marks, *begun, *later)
        again.clips.adopt(self.clips)
        arrangement = arrange(
            events,
            (again.start, again.end),
            self.mix.pad,
            ring_of(again.clips),
            again.before,
            again.after,
        )
        mix = self.mix.changed(at, arrangement, again.clips)
        return replace(again, events=events, mix=mix)


def preparer(
    guess: Length,
    clips: MixClips,
    minutes: int,
    on_failure: Callable[[VoiceError], None] = lambda error: None,
    pad: Pad | None = None,
) -> Prepare:
    """Return a function that prepares steps with these clips. The welcome says `minutes`.

    If the voice fails on a cue, `on_failure` is called and the cue is silent for as long as
    `guess` says.
    """

    def prepare(
        index: int,
        planned: PlannedStep,
        start: Samples,
        before: Before = NOTHING_BEFORE,
        later: Iterable[PlannedStep] = (),
    ) -> Prepared:
        kept = KeptClips(clips, guess, on_failure)
        found, end = schedule_step(planned, start, kept.length, minutes)
        events = tuple(event for event in found if isinstance(event, Event))
        after = what_follows(later, kept.length, minutes)
        hold_end = next((event.end for event in events if event.kind is Kind.HOLD), end)
        arrangement = arrange(events, (start, end), pad, ring_of(kept), before, after)
        mix = Mix(arrangement, kept, pad)
        return Prepared(index, planned, start, end, hold_end, events, kept, mix, before, after)

    return prepare
