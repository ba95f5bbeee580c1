"""Clips -> every run that a choice on the page can need, encoded, in the form of splice.js."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from msgspec import Struct

from sivoice.compile.plan import Place
from sivoice.export.frames import Frames, Run, runs
from sivoice.schedule.scheduler import Length
from sivoice.schedule.timeline import Clip, Event, Kind, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import Ring, arranged, ring_lengths
from sivoice.sound.mix import ring_of
from sivoice.units import Samples


class PageSound(Struct, frozen=True):
    """The encoded sound of a page that can be chosen from."""

    rings: tuple[Samples | None, ...]
    """For each clip, how long it can ring if it is a chime."""
    runs: tuple[tuple[str, int], ...]
    """The key and the size in bytes of each run, in the order of `frames`."""
    frames: bytes
    """The MP3 frames of all runs."""

    def table(self) -> dict[str, Any]:
        """Return the argument `table` of `Splice.open`, for JSON."""
        return {"rings": self.rings, "runs": self.runs}

    def base64(self) -> str:
        """Return the frames as the argument `base64` of `Splice.open`."""
        return b64encode(self.frames).decode("ascii")


def page_sound(
    clips: Sequence[Clip], length: Length, frames: Frames, timelines: Iterable[Timeline]
) -> PageSound:
    """Encode every clip, with each length that a chime can ring for. Raises VoiceError.

    `timelines` are sessions that can be chosen. Sounds that are too close together in one of them
    to be encoded apart are encoded as one, too. A pad is not supported: each of its silences is a
    run of its own. Raises ValueError if a timeline has one, or a clip that is not in `clips`.
    """
    ring = ring_of(frames.source)
    numbers = {clip: number for number, clip in enumerate(clips)}
    alone = chain.from_iterable(_alone(clip, length(clip), ring) for clip in clips)
    chosen = chain.from_iterable(_runs(one, ring) for one in timelines)
    wanted = {_key(run, numbers): run for run in chain(alone, chosen)}
    encoded = [data for _, data in frames.encoded(list(wanted.values()), None)]
    return PageSound(
        tuple(ring(clip) if isinstance(clip, ChimeKind) else None for clip in clips),
        tuple((key, len(data)) for key, data in zip(wanted, encoded, strict=True)),
        b"".join(encoded),
    )


def _alone(clip: Clip, length: Samples, ring: Ring) -> Iterator[Run]:
    """Yield the runs of a clip by itself, none if it is empty."""
    if isinstance(clip, ChimeKind):
        kind, lengths = Kind.CHIME, ring_lengths(length, ring(clip))
    else:
        kind, lengths = Kind.SPEECH, (length,)
    for one in lengths:
        if one:
            yield Run((Event(kind, 0, one, Place(), clip=clip),))


def _runs(timeline: Timeline, ring: Ring) -> Iterator[Run]:
    if timeline.plan.pad is not None:
        raise ValueError("a page with a pad has nothing to choose from")
    return runs(arranged(timeline, ring))


def _key(run: Run, numbers: dict[Clip, int]) -> str:
    """Return what identifies a run on the page, as `Arrange.key` makes it."""
    parts = []
    for part in run.parts:
        if not isinstance(part, Event) or part.clip not in numbers:
            raise ValueError(f"not among the clips of the page: {part}")
        parts.append(f"{part.start - run.start},{numbers[part.clip]},{part.length}")
    return " ".join(parts)
