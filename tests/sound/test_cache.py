"""Clips are kept by their content, and a damaged clip is ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.sound.cache import ClipCache, clip_key

KEY = clip_key("voice 1", "Breathe.", 1.0)
PCM = bytes(range(256)) * 8


@pytest.fixture
def cache(tmp_path: Path) -> ClipCache:
    cache = ClipCache(tmp_path / "clips")
    cache.write(KEY, PCM)
    return cache


def test_a_clip_is_read_as_it_was_written(cache: ClipCache) -> None:
    assert cache.read(KEY) == PCM


def test_another_text_voice_or_rate_has_another_key(cache: ClipCache) -> None:
    others = {
        clip_key("voice 2", "Breathe.", 1.0),
        clip_key("voice 1", "Breathe", 1.0),
        clip_key("voice 1", "Breathe.", 0.9),
    }
    assert len(others | {KEY}) == 4
    assert all(cache.read(key) is None for key in others)


@pytest.mark.parametrize("at", [0, 14, 16, 25, 60, -1])
def test_a_flipped_bit_is_detected(cache: ClipCache, at: int) -> None:
    path = cache.path(KEY)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    assert cache.read(KEY) is None


@pytest.mark.parametrize("size", [0, 10, 51, 60, -1])
def test_a_truncated_clip_is_detected(cache: ClipCache, size: int) -> None:
    path = cache.path(KEY)
    path.write_bytes(path.read_bytes()[:size])
    assert cache.read(KEY) is None


def test_no_temporary_file_is_left(cache: ClipCache) -> None:
    assert [path.name for path in cache.folder.rglob("*") if path.is_file()] == [f"{KEY}.clip"]


def test_a_cache_that_cannot_be_written_is_not_an_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    cache = ClipCache(blocked)
    assert not cache.write(KEY, PCM)
    assert cache.read(KEY) is None
