"""A player that trims silence leaves the holds and the time to get ready, if there is a pad."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sivoice.units import SAMPLE_RATE

pytestmark = pytest.mark.real
SESSION = ("si-joint", "--only", "piriformis,abdominal", "--no-cautions")
LEFT = 0.95
"""The share that must be left of each hold, each time to get ready, and the whole session."""
THRESHOLDS = (-50, -40)
"""dBFS."""
SHORTEST = 0.15
"""Seconds of a silence that a player trims, as in Android's Media3."""
RAW = ("-f", "f32le", "-ac", "1", "-ar", str(SAMPLE_RATE))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own, with a listener's sound that rises and falls by 20 dB."""
    folder = tmp_path_factory.mktemp("trimming")
    at = np.arange(8 * SAMPLE_RATE) / SAMPLE_RATE
    sea = np.random.default_rng(1).normal(0, 3_000, len(at)) * 10 ** (np.sin(at * np.pi / 4) / 2)
    with wave.open(str(folder / "sea.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.clip(sea / 3, -32768, 32767).astype("<i2").tobytes())
    return folder


def sivoice(folder: Path, *words: str) -> str:
    home = {"HOME": str(folder)}
    home |= {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CACHE", "CONFIG", "DATA")}
    done = subprocess.run(
        [sys.executable, "-m", "sivoice", *words],
        cwd=folder,
        env={**os.environ, **home},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def ffmpeg(*words: str, sound: bytes = b"") -> bytes:
    command = ["ffmpeg", "-v", "error", *words, *RAW, "-"]
    return subprocess.run(command, check=True, capture_output=True, input=sound).stdout


def trimmed(sound: bytes, threshold: int) -> bytes:
    silence = f"stop_periods=-1:stop_duration={SHORTEST}:stop_threshold={threshold}dB"
    return ffmpeg(*RAW, "-i", "-", "-af", f"silenceremove={silence}", sound=sound)


@pytest.mark.parametrize(
    ("hold", "options"),
    [
        ("20", ("--pad",)),
        ("30", ("--pad",)),
        ("20", ("--pad-sound", "sea.wav")),
        ("20", ("--breath",)),
        ("20", ()),
    ],
)
def test_a_player_that_trims_silence_leaves_what_a_pad_covers(
    folder: Path, hold: str, options: tuple[str, ...]
) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    session = (*SESSION, "--hold", hold, *options)
    sivoice(folder, "export", *session, "-o", "session.mp3", "--force", "-q")
    events: list[dict[str, Any]] = json.loads(sivoice(folder, "show", *session, "--json"))["events"]
    sound = ffmpeg("-i", str(folder / "session.mp3"))
    shares = [len(trimmed(sound, one)) / len(sound) for one in THRESHOLDS]
    for event in events:
        if event["kind"] == "hold" or event["to_get_ready"]:
            start, length = event["samples"]
            part = sound[4 * start : 4 * (start + length)]
            shares += [len(trimmed(part, one)) / len(part) for one in THRESHOLDS]
    assert len(shares) >= 9 * len(THRESHOLDS)
    assert (min(shares) >= LEFT) is bool(options), shares
