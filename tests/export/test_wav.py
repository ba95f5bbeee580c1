"""A WAV file has every sample, and the same tag as an MP3."""

from __future__ import annotations

import struct
import wave
from io import BytesIO
from pathlib import Path

import mutagen
import pytest

from sivoice.compile.steps import ChapterMark, Chime, Say
from sivoice.export.frames import Frames
from sivoice.export.recording import Recording
from sivoice.export.wav import write_wav
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.cache import ClipCache
from sivoice.sound.mix import render
from tests.conftest import FakeClips, fake_length, plan_of


def ones(clip: Clip) -> bytes:
    return b"\x10\x00" * fake_length(clip)


@pytest.fixture
def timeline() -> Timeline:
    steps = (ChapterMark("One"), Chime(ChimeKind.SOFT), Say(("Breathe out slowly.",), "s:1"))
    return build_timeline(plan_of("Title", steps), fake_length, 1)


def written(timeline: Timeline, folder: Path) -> bytes:
    file = BytesIO()
    write_wav(file, Recording(timeline, Frames(FakeClips(ones), ClipCache(folder))))
    return file.getvalue()


def test_a_wav_has_every_sample(timeline: Timeline, tmp_path: Path) -> None:
    with wave.open(BytesIO(written(timeline, tmp_path))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (44_100, 1, 2)
        assert file.getnframes() == timeline.samples
        sound = file.readframes(timeline.samples)
    assert sound == b"".join(render(timeline, FakeClips(ones)))


def test_the_tag_is_a_chunk_of_its_own(timeline: Timeline, tmp_path: Path) -> None:
    data = written(timeline, tmp_path)
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    (tmp_path / "a.wav").write_bytes(data)
    tags = mutagen.File(tmp_path / "a.wav").tags
    assert str(tags["TIT2"]) == "Title"
    assert len(tags.getall("CHAP")) == 1
