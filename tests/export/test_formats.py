"""Every format describes itself, and files made with ffmpeg are complete and tagged."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest
from mutagen.flac import Picture

from sivoice.compile.compiler import compile_session
from sivoice.compile.steps import ChapterMark, Rest, Say
from sivoice.errors import OutputError, UsageError
from sivoice.export.cover import COVER_SIZE, cover
from sivoice.export.exporter import export
from sivoice.export.formats import (
    FFMPEG_SOUNDS,
    FORMATS,
    HANDOUTS,
    SIDECARS,
    SOUNDS,
    Format,
    SoundFormat,
    format_of,
)
from sivoice.export.pictures import Pictures
from sivoice.export.preflight import check_target
from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Timeline
from sivoice.units import SAMPLE_RATE, seconds
from tests.conftest import STRETCH, FakeClips, FakeFfmpeg, fake_length, faultless, plan_of
from tests.figure.conftest import STANDING

TITLES = ("Welcome", "=a=b;c#d\\e", "[CHAPTER]", "; Dehnung – 日本", "Close")
SHORTER = {".m4a": 1, ".m4b": 1, ".opus": 0}
"""Milliseconds by which a decoder may stop early. MP4 gives lengths in whole milliseconds."""
LONGER = {".m4a": 1024, ".m4b": 1024, ".opus": 1}
"""Samples by which a decoder may go on longer: the padding of the last frame."""


def ending_of(format: Format) -> str:
    return format.ending


def needs(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


@pytest.fixture
def timeline() -> Timeline:
    steps = [
        step
        for number, title in enumerate(TITLES)
        for step in (
            ChapterMark(title),
            Rest(700),
            Say(("Breathe out." * number,), "s:1"),
        )
    ]
    return build_timeline(plan_of("Ein=Rücken;#\\n", tuple(steps)), fake_length, 1)


def noise(clip: Clip) -> bytes:
    return np.random.default_rng(1).normal(0, 2_000, fake_length(clip)).astype("<i2").tobytes()


def probed(path: Path) -> Any:
    command = [
        "ffprobe",
        "-v",
        "error",
        "-show_chapters",
        "-show_streams",
        "-show_format",
        "-of",
        "json",
        str(path),
    ]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def decoded(path: Path) -> bytes:
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a", "-f", "s16le", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.mark.parametrize("family", [SOUNDS, SIDECARS, HANDOUTS])
def test_the_endings_of_a_family_are_all_different(family: tuple[Format, ...]) -> None:
    assert len({format.ending for format in family}) == len(family)


@pytest.mark.parametrize("format", FORMATS, ids=ending_of)
def test_a_format_has_an_ending_a_description_and_a_media_type(format: Format) -> None:
    assert re.fullmatch(r"\.[a-z0-9]+", format.ending)
    assert format.name == format.ending[1:]
    assert re.fullmatch(r"[A-Za-z].*[^.]", format.about)
    assert re.fullmatch(
        r"(audio|text|application|image)/[a-z0-9+]+(; charset=utf-8)?", format.media_type
    )


def test_the_ending_of_a_name_chooses_the_format() -> None:
    assert format_of(Path("a/B.FLAC"), SOUNDS).ending == ".flac"
    with pytest.raises(
        UsageError, match=r"cannot write x\.mp3: the name must end in .pdf or .html"
    ):
        format_of(Path("x.mp3"), HANDOUTS)


def test_the_formats_load_no_heavy_libraries() -> None:
    """The command line reads them at every start."""
    heavy = {"numpy", "mutagen", "pydub", "lameenc", "jinja2", "typst", "sivoice.export.tags"}
    code = f"import sys, sivoice.cli.app; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"


@pytest.mark.real
@pytest.mark.parametrize("format", FFMPEG_SOUNDS, ids=ending_of)
def test_chapters_tags_and_length_are_read_back(
    timeline: Timeline, tmp_path: Path, format: SoundFormat
) -> None:
    needs("ffmpeg", "ffprobe")
    ending = format.ending
    path = tmp_path / f"a{ending}"
    written: list[int] = []
    export(timeline, FakeClips(noise), path, written.append)
    assert sum(written) == timeline.samples
    assert [path.name for path in tmp_path.iterdir()] == [path.name]

    found = probed(path)
    stream = found["streams"][0]
    tags = {
        name.lower(): text for name, text in (found["format"].get("tags") or stream["tags"]).items()
    }
    expected = {
        "title": timeline.title,
        "album": "sivoice",
        "artist": "sivoice",
        "album_artist": "sivoice",
    }
    assert {name: tags[name] for name in expected} == expected
    assert tags["track"] == "1/1"
    assert (stream["channels"], stream["sample_rate"]) == (
        1,
        "48000" if ending == ".opus" else "44100",
    )
    assert [chapter["tags"]["title"] for chapter in found["chapters"]] == list(TITLES)
    starts = [float(chapter["start_time"]) for chapter in found["chapters"]]
    np.testing.assert_allclose(
        starts, [seconds(chapter.start) for chapter in timeline.chapters], atol=0.001
    )

    length = len(decoded(path)) // 2 * SAMPLE_RATE / int(stream["sample_rate"])
    assert -SHORTER.get(ending, 0) * 44.1 <= length - timeline.samples <= LONGER.get(ending, 0)


def cover_of(path: Path) -> bytes:
    """The picture in a file's tags, as mutagen reads it."""
    sound = mutagen.File(path)
    if "covr" in (sound.tags or {}):
        return bytes(sound.tags["covr"][0])
    if path.suffix == ".flac":
        return bytes(sound.pictures[0].data)
    (picture,) = sound.tags["metadata_block_picture"]
    return bytes(Picture(b64decode(picture)).data)


@pytest.mark.real
@pytest.mark.parametrize("format", FFMPEG_SOUNDS, ids=ending_of)
def test_a_file_has_the_cover_and_a_description(
    timeline: Timeline, tmp_path: Path, format: SoundFormat
) -> None:
    needs("ffmpeg", "ffprobe")
    path = tmp_path / f"a{format.ending}"
    export(timeline, FakeClips(noise), path)
    assert cover_of(path) == cover()
    found = probed(path)
    (picture,) = (one for one in found["streams"] if one["codec_type"] == "video")
    assert picture["disposition"]["attached_pic"] == 1
    assert (picture["width"], picture["height"]) == (COVER_SIZE, COVER_SIZE)
    tags = found["format"].get("tags") or found["streams"][0]["tags"]
    comment = next(text for name, text in tags.items() if name.lower() == "comment")
    assert comment.splitlines()[0].startswith("0:09 long. Made with sivoice ")
    assert len(comment.splitlines()) == 1 + len(TITLES)


@pytest.mark.real
@pytest.mark.parametrize("format", FFMPEG_SOUNDS, ids=ending_of)
def test_the_cover_shows_the_stretches(
    write: Callable[..., Path], tmp_path: Path, format: SoundFormat
) -> None:
    needs("ffmpeg")
    write("calf.figure", STANDING)
    scripts = faultless(write("calf.stretch", STRETCH))
    timeline = build_timeline(compile_session(scripts, Options()), fake_length)
    path, pictures = tmp_path / f"a{format.ending}", Pictures()
    export(timeline, FakeClips(noise), path, pictures=pictures)
    assert cover_of(path) == pictures.cover(timeline) != cover()


@pytest.mark.real
def test_flac_is_lossless(timeline: Timeline, tmp_path: Path) -> None:
    needs("ffmpeg")
    for name in ("a.flac", "a.wav"):
        export(timeline, FakeClips(noise), tmp_path / name)
    assert decoded(tmp_path / "a.flac") == decoded(tmp_path / "a.wav")


@pytest.mark.real
def test_an_m4b_is_an_audiobook(timeline: Timeline, tmp_path: Path) -> None:
    needs("ffmpeg")
    export(timeline, FakeClips(noise), tmp_path / "a.m4b")
    assert (tmp_path / "a.m4b").read_bytes()[4:12] == b"ftypM4B "
    assert mutagen.File(tmp_path / "a.m4b").tags["stik"] == [2]


@pytest.mark.real
@pytest.mark.parametrize("format", FFMPEG_SOUNDS, ids=ending_of)
def test_a_file_made_with_ffmpeg_by_someone_else_is_recognised(
    timeline: Timeline, tmp_path: Path, format: SoundFormat
) -> None:
    needs("ffmpeg")
    ours, other = tmp_path / f"ours{format.ending}", tmp_path / f"other{format.ending}"
    export(timeline, FakeClips(noise), ours)
    check_target(ours, force=False)
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "sine=d=0.1",
        "-metadata",
        "title=sivoice 1",
        str(other),
    ]
    subprocess.run(command, check=True)
    label = format.label(ours)
    assert label is not None
    assert (label.album, label.title, label.number) == ("sivoice", timeline.title, 1)
    with pytest.raises(OutputError, match="--force"):
        check_target(other, force=False)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "printf '[aac @ 0x5] frame\\nIt is too hot.\\nConversion failed!\\n' >&2; exit 1",
            "too hot.",
        ),
        ("kill -9 $$", "ffmpeg exited with code -9"),
    ],
)
def test_a_failing_ffmpeg_leaves_no_file(
    fake_ffmpeg: FakeFfmpeg, timeline: Timeline, tmp_path: Path, script: str, said: str
) -> None:
    fake_ffmpeg(script)
    with pytest.raises(OutputError) as raised:
        export(timeline, FakeClips(noise), tmp_path / "a.m4a")
    (line,) = str(raised.value).splitlines()
    assert line.startswith(f"cannot write {tmp_path / 'a.m4a'}: ffmpeg")
    assert line.endswith(said)
    assert [path.name for path in tmp_path.rglob("*")] == ["bin", "temporary", "ffmpeg"]
    assert tempfile.tempdir == str(tmp_path / "temporary")
