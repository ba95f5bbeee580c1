"""Clips -> every run that a choice on the page can need, encoded, in the form of splice.js."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.plan import Place
from sivoice.compile.steps import Pad
from sivoice.export.frames import Frames, Run, runs, whole_run
from sivoice.export.mp3 import STREAM_QUALITY
from sivoice.schedule.scheduler import Length
from sivoice.schedule.timeline import Clip, Event, Kind, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.arrangement import LONGEST, Ring, Span, arranged, ring_lengths
from sivoice.sound.mix import ring_of
from sivoice.units import Samples

_WHOLE = Span(0, LONGEST, is_open=True)
"""A pad as long as any."""


class PageSound(Struct, frozen=True):
    """The encoded sound of a page that can be chosen from."""

    rings: tuple[Samples | None, ...]
    """For each clip, how long it can ring if it is a chime."""
    pad: bool
    """Whether a pad sounds in the silences."""
    runs: tuple[tuple[str, int], ...]
    """The key and the size in bytes of each run, in the order of `frames`."""
    frames: bytes
    """The MP3 frames of all runs."""

    def table(self) -> dict[str, Any]:
        """Return the argument `table` of `Splice.open`, for JSON."""
        return {
            "rings": self.rings,
            "pad": self.pad,
            "runs": self.runs,
            "quality": STREAM_QUALITY,
        }

    def base64(self) -> str:
        """Return the frames as the argument `base64` of `Splice.open`."""
        return b64encode(self.frames).decode("ascii")


def can_splice(pad: Pad | None) -> bool:
    """Return whether the page can make the sound of sessions with this pad.

    A tone to breathe with is different in every hold, and a pad without a voice in every cue.
    """
    return pad is None or not (pad.breath or pad.covers_words)


def page_sound(
    clips: Sequence[Clip],
    pad: Pad | None,
    length: Length,
    frames: Frames,
    timelines: Iterable[Timeline],
) -> PageSound:
    """Encode every clip, with each length that a chime can ring for. Raises VoiceError.

    With a pad, also the longest pad, by itself and with each chime. `timelines` are sessions that
    can be chosen. Sounds that are too close together in one of them to be encoded apart are encoded
    as one, too. Raises ValueError if one of them has a clip that is not in `clips`.
    """
    assert can_splice(pad), pad
    ring = ring_of(frames.source)
    numbers = {clip: number for number, clip in enumerate(clips)}
    alone = chain.from_iterable(_alone(clip, length(clip), ring, pad) for clip in clips)
    silences = [] if pad is None else [Run((_WHOLE,))]
    chosen = chain.from_iterable(runs(arranged(one, ring)) for one in timelines)
    wanted: dict[str, Run] = {}
    for run in chain(silences, alone, chosen):
        whole = whole_run(run, ring) or run
        wanted.setdefault(_key(whole, numbers), whole)
    encoded = [data for _, data in frames.encoded(list(wanted.values()), pad)]
    return PageSound(
        tuple(ring(clip) if isinstance(clip, ChimeKind) else None for clip in clips),
        pad is not None,
        tuple((key, len(data)) for key, data in zip(wanted, encoded, strict=True)),
        b"".join(encoded),
    )


def _alone(clip: Clip, length: Samples, ring: Ring, pad: Pad | None) -> Iterator[Run]:
    """Yield the runs of a clip without other clips, none if it is empty."""
    if not length:
        return
    if not isinstance(clip, ChimeKind):
        yield Run((Event(Kind.SPEECH, 0, length, Place(), clip=clip),))
        return
    whole = Event(Kind.CHIME, 0, ring(clip), Place(), clip=clip)
    if pad is not None:
        yield Run((whole, _WHOLE))
    for one in ring_lengths(length, whole.length) if pad is None else (length,):
        yield Run((replace(whole, length=one),))


def _key(run: Run, numbers: dict[Clip, int]) -> str:
    """Return what identifies a run on the page, as `Arrange.key` makes it."""
    if run.parts[-1] == _WHOLE:
        return ",".join(["pad", *(str(_number(one, numbers)) for one in run.parts[:-1])])
    return " ".join(
        f"{one.start - run.start},{_number(one, numbers)},{one.end - one.start}"
        for one in run.parts
    )


def _number(part: Event | Span, numbers: dict[Clip, int]) -> int:
    if not isinstance(part, Event) or part.clip not in numbers:
        raise ValueError(f"not among the clips of the page: {part}")
    return numbers[part.clip]
