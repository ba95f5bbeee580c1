"""Steps of a plan -> prepared steps: their events with the samples of what sounds, ready to be played."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from sivoice.compile.plan import Step
from sivoice.errors import VoiceError
from sivoice.schedule.scheduler import Length, schedule_step
from sivoice.schedule.timeline import Clip, Event, Kind
from sivoice.sound.mix import Bed, Beds, Samples16
from sivoice.units import Samples

Prepare: TypeAlias = Callable[[int, Step, Samples], "Prepared"]
"""Prepares a step that is to begin at a sample; may take as long as a voice needs."""


class SimpleStep(Struct, frozen=True):
    """Something to be heard, and when."""

    event: Event
    pcm: bytes
    """16-bit little-endian samples, as many as the event is long."""


class Prepared(Struct, frozen=True):
    """One step with everything it needs to be played without waiting."""

    index: int
    """Of the step in the plan."""
    step: Step
    start: Samples
    end: Samples
    """Where the next step begins."""
    hold_end: Samples
    """Where a hold ends and its end chime begins; the step's end for any other."""
    sounds: tuple[SimpleStep, ...]
    """In order; no two overlap."""
    bed: Bed | None = None
    """What sounds softly through a hold, under them."""
    is_before: bool = False
    """Whether it is no step of the plan, but said before step `index` of it."""


def preparer(
    guess: Length,
    samples: Samples16,
    beds: Beds,
    minutes: int,
    on_failure: Callable[[VoiceError], None] = lambda error: None,
) -> Prepare:
    """How steps are prepared with these clips, the welcome saying `minutes`.

    A cue that the voice fails on is silent, for as long as it is guessed to take; `on_failure` is told.
    """

    def prepare(index: int, step: Step, start: Samples) -> Prepared:
        # Each clip is asked for once: a voice that fails now and speaks again a moment later must not change a length.
        sound: dict[Clip, bytes] = {}

        def length(clip: Clip) -> Samples:
            if clip not in sound:
                try:
                    sound[clip] = samples(clip)
                except VoiceError as error:
                    on_failure(error)
                    sound[clip] = bytes(2 * guess(clip))
            return len(sound[clip]) // 2

        found, end = schedule_step(step, start, length, minutes)
        events = [event for event in found if isinstance(event, Event)]
        hold_end = next((event.end for event in events if event.kind is Kind.HOLD), end)
        sounds = tuple(
            SimpleStep(event, sound[event.clip]) for event in events if event.clip is not None
        )
        pad = next((event.pad for event in events if event.pad is not None), None)
        return Prepared(
            index, step, start, end, hold_end, sounds, beds(pad) if pad is not None else None
        )

    return prepare
