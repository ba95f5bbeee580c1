"""The MP3 has what decoders and phones need: constant frames, an Info header, an exact length."""

from __future__ import annotations

import struct
from pathlib import Path

import miniaudio
import numpy as np
import pytest

from sivoice.compile.steps import ChapterMark, Rest, Say
from sivoice.export.mp3 import crc16, info_frame
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Timeline
from sivoice.units import GRID, SAMPLE_RATE
from tests.conftest import fake_length, plan_of
from tests.export.whole import encoded_whole, frames


def session(grid_steps: int) -> Timeline:
    ms = grid_steps * GRID * 1000 // SAMPLE_RATE
    steps = (
        ChapterMark("One"),
        Rest(ms),
        ChapterMark("Two"),
        Say(("Two",), "s:1"),
    )
    return build_timeline(plan_of("Title", steps), fake_length, 1)


def noise(timeline: Timeline) -> bytes:
    return (np.random.default_rng(1).normal(0, 2_000, timeline.samples)).astype("<i2").tobytes()


def encoded(timeline: Timeline, pcm: bytes) -> bytes:
    return encoded_whole(timeline.samples, (pcm[i : i + 5_000] for i in range(0, len(pcm), 5_000)))


@pytest.mark.parametrize("grid_steps", [1, 2, 39, 500])
def test_the_info_header_makes_the_length_exact(grid_steps: int, tmp_path: Path) -> None:
    timeline = session(grid_steps)
    data = encoded(timeline, noise(timeline))
    first, *rest = frames(data)
    assert first[21:25] == b"Info"
    flags, count, size = struct.unpack(">III", first[25:37])
    assert flags == 0x0F
    assert count == len(rest)
    assert size == sum(map(len, rest)) + len(first)
    lame = first[21 + 120 :]
    assert lame[:9] == b"LAME3.100"
    delay_and_padding = int.from_bytes(lame[21:24], "big")
    delay, padding = delay_and_padding >> 12, delay_and_padding & 0xFFF
    assert count * GRID - delay - padding == timeline.samples
    assert crc16(first[:175]) == struct.unpack(">H", first[175:177])[0]
    path = tmp_path / "x.mp3"
    path.write_bytes(data)
    assert miniaudio.mp3_read_file_s16(str(path)).num_frames == timeline.samples


def test_every_frame_has_the_same_bitrate_and_is_mono() -> None:
    timeline = session(300)
    for frame in frames(encoded(timeline, noise(timeline))):
        assert frame[2] >> 4 == 5  # 64 kbit/s
        assert frame[2] >> 2 & 3 == 0  # 44.1 kHz
        assert frame[3] >> 6 == 3  # one channel


def test_the_checksum_is_that_of_the_header() -> None:
    assert crc16(b"123456789") == 0xBB3D  # CRC-16/ARC's check value
    frame = info_frame(100 * GRID, 101, 104 + 208 * 102)
    assert struct.unpack(">H", frame[175:177])[0] == crc16(frame[:175])


def test_the_decoded_sound_is_the_encoded_one(tmp_path: Path) -> None:
    timeline = session(400)
    at = np.arange(timeline.samples) / SAMPLE_RATE
    tone = (8_000 * np.sin(2 * np.pi * 440 * at)).astype("<i2")
    path = tmp_path / "x.mp3"
    path.write_bytes(encoded(timeline, tone.tobytes()))
    heard = np.array(miniaudio.mp3_read_file_s16(str(path)).samples, dtype=np.int32)
    middle = slice(2 * GRID, -2 * GRID)
    error = {lag: np.abs(np.roll(heard, lag)[middle] - tone[middle]).mean() for lag in range(-3, 4)}
    assert min(error, key=lambda lag: error[lag]) == 0
    assert error[0] < 8_000 / 20
