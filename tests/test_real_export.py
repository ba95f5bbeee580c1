"""The finished MP3, made by the real command with the real voice, and then measured."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import miniaudio
import numpy as np
import numpy.typing as npt
import pytest
from mutagen.id3 import ID3

from sivoice.script.vocabulary import ChimeKind
from sivoice.sound.samples import SPEECH_LOUDNESS, decibels, loudness
from sivoice.units import SAMPLE_RATE
from tests.onsets import onsets

pytestmark = pytest.mark.real
HOLDS = (15, 20, 30)
ONE_MS = SAMPLE_RATE // 1000


@dataclass(frozen=True)
class Made:
    """A session as the command made it, and its timeline as the command shows it."""

    path: Path
    timeline: dict[str, Any]

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.timeline["events"] if event["kind"] == kind]


@pytest.fixture(scope="module")
def sivoice(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("real")
    home = {
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }

    def run(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sivoice", *words]
        return subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **home},
            check=check,
            capture_output=True,
            text=True,
        )

    run.folder = folder  # type: ignore[attr-defined]
    run.env = {**os.environ, **home}  # type: ignore[attr-defined]
    return run


@pytest.fixture(scope="module")
def made(sivoice: Any) -> dict[int, Made]:
    made = {}
    for hold in HOLDS:
        name = f"{hold}.mp3"
        sivoice("export", "--hold", str(hold), "-o", name)
        timeline = json.loads(
            sivoice("show", "--hold", str(hold), "--stage", "timeline", "--json").stdout
        )
        made[hold] = Made(sivoice.folder / name, timeline)
    return made


def by_miniaudio(path: Path) -> npt.NDArray[np.int16]:
    return np.array(miniaudio.mp3_read_file_s16(str(path)).samples, dtype=np.int16)


def by_ffmpeg(path: Path) -> npt.NDArray[np.int16]:
    command = [
        "ffmpeg",
        "-v",
        "warning",
        "-i",
        str(path),
        "-f",
        "s16le",
        "-ac",
        "1",
        "-ar",
        str(SAMPLE_RATE),
        "-",
    ]
    done = subprocess.run(command, check=True, capture_output=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, "<i2")


def by_mpg123(path: Path) -> npt.NDArray[np.int16]:
    out = path.with_suffix(".wav")
    done = subprocess.run(
        ["mpg123", "-q", "-w", str(out), str(path)], check=True, capture_output=True
    )
    assert done.stderr == b""
    with wave.open(str(out)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


DECODERS = {"miniaudio": by_miniaudio, "ffmpeg": by_ffmpeg, "mpg123": by_mpg123}


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("hold", HOLDS)
def test_every_decoder_finds_the_length_of_the_timeline(
    made: dict[int, Made], hold: int, decoder: str
) -> None:
    if decoder != "miniaudio":
        needs(decoder)
    assert len(DECODERS[decoder](made[hold].path)) == made[hold].timeline["samples"]


@pytest.mark.parametrize("hold", HOLDS)
def test_every_hold_is_heard_for_its_full_length(made: dict[int, Made], hold: int) -> None:
    heard = by_miniaudio(made[hold].path)
    starts, ends = onsets(heard, ChimeKind.START), onsets(heard, ChimeKind.END)
    holds = made[hold].events("hold")
    assert len(starts) == len(ends) == len(holds) == 13
    for start, end, event in zip(starts, ends, holds, strict=True):
        first, length = event["samples"]
        assert abs(start - first) <= ONE_MS
        assert abs(end - start - length) <= ONE_MS
        # The grid rounds up by 26 ms at most.
        assert 0 <= (end - start) / SAMPLE_RATE - hold < 0.028
    assert len({event["samples"][1] for event in holds}) == 1


def test_chapters_start_where_the_timeline_says(made: dict[int, Made]) -> None:
    needs("ffprobe")
    one = made[30]
    command = ["ffprobe", "-v", "warning", "-show_chapters", "-of", "json", str(one.path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    chapters = json.loads(done.stdout)["chapters"]
    listed = [(c["tags"]["title"], float(c["start_time"]), float(c["end_time"])) for c in chapters]
    expected = [(e["text"], e["start"], e["start"] + e["duration"]) for e in one.events("chapter")]
    assert [title for title, _, _ in listed] == [title for title, _, _ in expected]
    np.testing.assert_allclose([c[1:] for c in listed], [c[1:] for c in expected], atol=0.001)


def test_every_stretch_has_its_picture_in_its_chapter(made: dict[int, Made]) -> None:
    needs("ffprobe")
    one = made[30]
    tag = ID3(one.path)
    chapters = sorted(tag.getall("CHAP"), key=lambda chapter: chapter.start_time)
    pictures = [chapter.sub_frames.getall("APIC") for chapter in chapters]
    stretches = [event["stretch"] for event in one.events("chapter")]
    assert [len(shown) for shown in pictures] == [int(name is not None) for name in stretches]
    drawn = [shown[0].data for shown in pictures if shown]
    assert len({*drawn}) == len(drawn) == 7
    assert sum(map(len, drawn)) < 70_000
    command = ["ffprobe", "-v", "warning", "-show_streams", "-of", "json", str(one.path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    (cover,) = (s for s in json.loads(done.stdout)["streams"] if s["codec_type"] == "video")
    assert (cover["width"], cover["height"]) == (1400, 1400)


def test_a_session_begins_with_half_a_second_of_silence(made: dict[int, Made]) -> None:
    heard = np.abs(by_miniaudio(made[30].path))
    first = np.flatnonzero(heard > 300)[0] / SAMPLE_RATE
    assert 0.5 <= first < 0.6


def test_the_welcome_says_the_real_length(made: dict[int, Made]) -> None:
    for one in made.values():
        minutes = max(1, round(one.timeline["duration"] / 60))
        _, length, *_ = one.events("speech")
        assert length["text"] == f"They take about {minutes} minutes."


@pytest.mark.parametrize(
    ("name", "minutes", "within"),
    [
        ("si-joint-short", 8, 20),
        ("desk-break", 4, 15),
        ("si-joint-strength", 20.5, 60),
        ("wind-down", 11, 60),
    ],
)
def test_a_session_is_as_long_as_it_should_be_and_no_cue_is_left_out(
    sivoice: Any, name: str, minutes: float, within: float
) -> None:
    done = sivoice("export", name)
    assert "warning" not in done.stderr
    heard = miniaudio.mp3_get_file_info(str(sivoice.folder / f"{name}.mp3")).duration
    assert abs(heard - 60 * minutes) <= within
    timeline = json.loads(sivoice("show", name, "--stage", "timeline", "--json").stdout)
    assert timeline["left_out"] == timeline["long_rests"] == []


def test_speech_has_the_right_loudness_and_nothing_clips(made: dict[int, Made]) -> None:
    heard = by_miniaudio(made[30].path).astype(np.float32) / 32768
    spoken = np.concatenate(
        [heard[start : start + n] for start, n in (e["samples"] for e in made[30].events("speech"))]
    )
    assert loudness(spoken) == pytest.approx(SPEECH_LOUDNESS, abs=1)
    assert decibels(float(np.abs(heard).max())) < -0.9


def test_silence_is_silent(made: dict[int, Made]) -> None:
    heard = by_miniaudio(made[20].path)
    for event in made[20].events("silence"):
        start, length = event["samples"]
        inner = heard[start + 2304 : start + length - 2304]
        assert not len(inner) or np.abs(inner).max() <= 4


def test_a_damaged_cache_makes_the_same_file(sivoice: Any, made: dict[int, Made]) -> None:
    before = by_miniaudio(made[15].path)
    for path in list((sivoice.folder / "cache").rglob("*.clip"))[::7]:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
    sivoice("export", "--hold", "15", "-o", "again.mp3")
    np.testing.assert_array_equal(by_miniaudio(sivoice.folder / "again.mp3"), before)


def test_only_the_cache_of_sivoice_is_written(sivoice: Any, made: dict[int, Made]) -> None:
    """The telemetry of onnxruntime, which would keep files of its own, is switched off."""
    assert made
    assert {path.name for path in (sivoice.folder / "cache").iterdir()} == {"sivoice"}


def test_a_wav_has_the_samples_of_the_timeline(sivoice: Any, made: dict[int, Made]) -> None:
    sivoice("export", "--hold", "15", "-o", "sound.wav")
    with wave.open(str(sivoice.folder / "sound.wav")) as file:
        assert file.getnframes() == made[15].timeline["samples"]


@pytest.mark.parametrize("name", ["a.flac", "a.opus"])
def test_other_formats_have_the_same_holds(sivoice: Any, made: dict[int, Made], name: str) -> None:
    needs("ffmpeg")
    assert made
    words = ("--hold", "15", "--only", "abdominal,piriformis", "--no-welcome", "--no-cautions")
    sivoice("export", *words, "-o", name)
    timeline = json.loads(sivoice("show", *words, "--stage", "timeline", "--json").stdout)
    holds = [event["samples"] for event in timeline["events"] if event["kind"] == "hold"]
    heard = by_ffmpeg(sivoice.folder / name)
    starts, ends = onsets(heard, ChimeKind.START), onsets(heard, ChimeKind.END)
    assert len(starts) == len(ends) == len(holds) > 1
    for start, end, (first, length) in zip(starts, ends, holds, strict=True):
        assert abs(start - first) <= ONE_MS
        assert abs(end - start - length) <= ONE_MS
    assert abs(len(heard) - timeline["samples"]) <= (name == "a.opus")


@pytest.mark.parametrize("options", [[], ["--pad", "--breath"]], ids=["spliced", "under a pad"])
def test_chimes_start_on_time_with_and_without_a_pad(sivoice: Any, options: list[str]) -> None:
    words = ["--only", "abdominal", "--no-welcome", "--no-cautions", *options]
    sivoice("export", *words, "-o", "pad.mp3", "--force")
    (hold,) = (
        event
        for event in json.loads(sivoice("show", *words, "--json").stdout)["events"]
        if event["kind"] == "hold"
    )
    heard = by_miniaudio(sivoice.folder / "pad.mp3")
    (start,), (end,) = onsets(heard, ChimeKind.START), onsets(heard, ChimeKind.END)
    assert abs(start - hold["samples"][0]) <= ONE_MS
    assert abs(end - start - hold["samples"][1]) <= ONE_MS
    middle = heard[start + 4 * SAMPLE_RATE : start + 5 * SAMPLE_RATE]
    assert bool(np.abs(middle).max() > 100) is bool(options)


@pytest.mark.parametrize(
    "options", [["--hold", "20"], ["--only", "abdominal", "--pad"]], ids=["plain", "under a pad"]
)
def test_a_warm_export_loads_no_voice_no_encoder_and_no_numpy(
    sivoice: Any, made: dict[int, Made], options: list[str]
) -> None:
    assert made
    words = ["export", *options, "-o", "warm.mp3", "--force", "-q"]
    sivoice(*words)
    heavy = {"numpy", "scipy", "onnxruntime", "hibari", "lameenc", "pydub", "resvg_py"}
    code = (
        f"import sys; sys.argv = {['sivoice', *words]}\n"
        "from sivoice import cli, interrupts\ninterrupts.leave = lambda code: None\n"
        "try: cli.main()\n"
    )
    code += f"finally: print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=sivoice.folder,
        env=sivoice.env,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "set()\n"
