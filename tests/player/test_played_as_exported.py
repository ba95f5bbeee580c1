"""A session played is the session exported, to the sample: pad, rings and skips included."""

from __future__ import annotations

import wave
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from sivoice.compile.steps import Hold, Pad
from sivoice.export.exporter import export
from sivoice.player.prepare import preparer
from sivoice.player.transport import Transport
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Kind, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.chimes import counted_length
from sivoice.sound.pads import PadSound
from sivoice.sound.ramps import RAMP
from sivoice.units import SAMPLE_RATE, Samples
from tests.conftest import FakeClips
from tests.player.listener import BLOCK, PLAN, Listener, samples

PAD = Pad(tone=True, breath=True)
RING = 8 * SAMPLE_RATE
"""How long the start and end chimes can ring."""


def ringing(clip: Clip) -> bytes:
    pcm = samples(clip)
    return pcm * (RING // (len(pcm) // 2)) if clip in (ChimeKind.START, ChimeKind.END) else pcm


CLIPS = FakeClips(ringing, PadSound)


def length(clip: Clip) -> Samples:
    pcm = ringing(clip)
    return counted_length(pcm) if isinstance(clip, ChimeKind) else len(pcm) // 2


PADDED = replace(PLAN, pad=PAD)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Timeline, bytes]:
    """The timeline of a session with pad and breath, and the samples of its WAV file."""
    timeline = build_timeline(PADDED, length, 1)
    path: Path = tmp_path_factory.mktemp("sound") / "session.wav"
    export(timeline, CLIPS, path)
    with wave.open(str(path)) as file:
        return timeline, file.readframes(file.getnframes())


@pytest.fixture
def player() -> Listener:
    return Listener(Transport(PADDED.steps(), preparer(length, CLIPS, 1, pad=PAD)))


def test_a_session_sounds_the_same_from_start_to_end(
    exported: tuple[Timeline, bytes], player: Listener
) -> None:
    timeline, sound = exported
    while not player.transport.is_over:
        player.listen(1)
    assert len(sound) == 2 * timeline.samples
    assert player.heard.tobytes()[: len(sound)] == sound


@pytest.mark.parametrize("block", [1, 289, 1152, 4411])
def test_the_size_of_the_blocks_makes_no_difference(
    exported: tuple[Timeline, bytes], player: Listener, block: int
) -> None:
    _, sound = exported
    while player.transport.prepare_next():
        pass
    heard = b"".join(player.transport.pull(block) for _ in range(200_000 // block))
    assert heard == sound[: len(heard)]


def middle_of_first_hold(player: Listener) -> None:
    while not isinstance(player.transport.now().step, Hold):
        player.listen(0.1)
    player.listen(5)


@pytest.mark.parametrize(
    ("skip", "chapter"),
    [(Transport.next_stretch, 2), (Transport.previous_stretch, 1)],
    ids=["next", "previous"],
)
def test_a_chapter_sounds_the_same_after_a_skip(
    exported: tuple[Timeline, bytes],
    player: Listener,
    skip: Callable[[Transport], None],
    chapter: int,
) -> None:
    timeline, sound = exported
    middle_of_first_hold(player)
    skip(player.transport)
    at = len(player.heard)
    player.listen(40)
    # What was cut off fades out; then the chapter is heard from its first sample. Only the pad,
    # which goes on in the file, begins anew until the first words.
    heard = player.heard[at + RAMP :]
    start = timeline.chapters[chapter].start
    words = next(e.start for e in timeline.events if e.start >= start and e.kind is Kind.SPEECH)
    expected = array("h", sound[2 * start : 2 * (start + len(heard))])
    assert heard[words - start : len(expected)] == expected[words - start :]
    before = zip(heard[: words - start], expected[: words - start], strict=True)
    assert max(abs(one - other) for one, other in before) < 5_000


def test_a_repeated_side_sounds_as_it_did_before(
    exported: tuple[Timeline, bytes], player: Listener
) -> None:
    timeline, sound = exported
    middle_of_first_hold(player)
    player.transport.this_side_again()
    at = len(player.heard)
    player.listen(25)
    start = next(one for one in timeline.chapters[1].passes if one.is_pass).start
    heard = player.heard.tobytes()[2 * (at + RAMP) :]
    assert heard == sound[2 * start : 2 * start + len(heard)]
    assert len(heard) > 2 * BLOCK
