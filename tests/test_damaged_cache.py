"""Every entry of the cache that was cut, flipped or swapped is noticed, and made again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from sivoice.export.exporter import export
from sivoice.folders import clip_cache
from sivoice.options.options import Options
from sivoice.session import clips as session_clips
from sivoice.session.session import open_session
from sivoice.sound.cache import ClipCache, entries
from tests.conftest import STRETCH, FakeVoice, faultless

Damage = Callable[[bytes], bytes]


def flipped(at: int) -> Damage:
    """Flip a bit of the byte at `at`."""
    return lambda data: data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def cut(size: int) -> Damage:
    return lambda data: data[:size]


DAMAGES: dict[str, Damage] = {
    "empty": cut(0),
    "cut in the header": cut(40),
    "cut after the header": cut(87),
    "cut in the middle": cut(1000),
    "cut at the end": lambda data: data[:-1],
    "longer": lambda data: data + b"x",
    "flipped magic": flipped(3),
    "flipped key": flipped(20),
    "flipped size": flipped(47),
    "flipped checksum": flipped(60),
    "flipped checksum of the header": flipped(85),
    "flipped sound": lambda data: flipped(len(data) // 2)(data),
    "flipped end": lambda data: flipped(len(data) - 1)(data),
}


@pytest.fixture
def files(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The entries that a small session leaves in the cache."""
    monkeypatch.setattr(session_clips, "default_voice", FakeVoice)
    made(write("calf.stretch", STRETCH))
    return sorted(entry.path for entry in entries(clip_cache()))


def made(script: Path, ending: str = "mp3") -> bytes:
    """Export a script, and return the file."""
    session = open_session(faultless(script), Options())
    timed = session.time(session.open_clips())
    path = script.with_suffix(f".{ending}")
    export(timed.timeline, timed.clips, path)
    return path.read_bytes()


def assert_all_sound(files: list[Path]) -> None:
    """Fail if an entry is not whole, or not the one that its name says."""
    for path in files:
        cache = ClipCache(clip_cache(), path.suffix[1:])
        assert cache.read(path.stem) is not None, path


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_to_all_entries_or_to_any_one_changes_no_file(
    files: list[Path], tmp_path: Path, damage: Damage
) -> None:
    script = tmp_path / "scripts" / "calf.stretch"
    expected = {ending: made(script, ending) for ending in ("mp3", "wav")}
    assert len({path.suffix for path in files}) == 2
    for damaged in (files, *([path] for path in files)):
        for path in damaged:
            path.write_bytes(damage(path.read_bytes()))
        assert made(script) == expected["mp3"]
        assert made(script, "wav") == expected["wav"]  # this reads every clip
        assert_all_sound(files)


def test_entries_under_the_names_of_others_change_no_file(
    files: list[Path], tmp_path: Path
) -> None:
    """All rotated by one, and every two of them swapped."""
    script = tmp_path / "scripts" / "calf.stretch"
    expected = {ending: made(script, ending) for ending in ("mp3", "wav")}
    rotations = [(files, files[1:] + files[:1])]
    rotations += [([one, other], [other, one]) for one, other in pairwise(files)]
    for names, others in rotations:
        contents = [path.read_bytes() for path in others]
        for path, content in zip(names, contents, strict=True):
            path.write_bytes(content)
        assert made(script) == expected["mp3"]
        assert made(script, "wav") == expected["wav"]
        assert_all_sound(files)
