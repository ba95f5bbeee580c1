"""Clips are kept by their content, and a damaged clip is ignored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sivoice.sound import cache as cache_module
from sivoice.sound.cache import ClipCache, clear, clip_key, entries, shrink

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


@pytest.mark.parametrize("at", [0, 14, 16, 46, 50, 60, 85, 90, -1])
def test_a_flipped_bit_is_detected(cache: ClipCache, at: int) -> None:
    path = cache.path(KEY)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    assert cache.read(KEY) is None


@pytest.mark.parametrize("size", [0, 10, 51, 60, 87, 90, -1])
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


def test_an_entry_under_the_name_of_another_is_detected(cache: ClipCache) -> None:
    other = clip_key("voice 1", "Hold.", 1.0)
    assert cache.write(other, PCM[::-1])
    mine, others = cache.path(KEY).read_bytes(), cache.path(other).read_bytes()
    cache.path(KEY).write_bytes(others)
    cache.path(other).write_bytes(mine)
    assert (cache.read(KEY), cache.read(other)) == (None, None)
    assert (cache.head(KEY), cache.head(other)) == (None, None)


def aged(cache: ClipCache, numbers: range) -> list[str]:
    """Write a clip for each number, each used a second after the one before; return their keys."""
    keys = [clip_key("voice 1", number, 1.0) for number in numbers]
    for number, key in zip(numbers, keys, strict=True):
        assert cache.write(key, PCM)
        os.utime(cache.path(key), (number, number))
    return keys


def kept(cache: ClipCache, keys: list[str]) -> list[str]:
    return [key for key in keys if cache.path(key).exists()]


def test_the_entries_not_used_for_the_longest_time_make_room(tmp_path: Path) -> None:
    """Reading an entry or its header counts as a use."""
    cache = ClipCache(tmp_path)
    keys = aged(cache, range(10))
    one = cache.path(keys[0]).stat().st_size
    assert cache.read(keys[0])
    assert cache.head(keys[1])
    shrink(tmp_path, 4 * one)
    assert kept(cache, keys) == [keys[0], keys[1], keys[8], keys[9]]
    assert all(cache.read(key) == PCM for key in kept(cache, keys))


def test_the_folder_stays_below_the_limit_with_two_caches_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 100 * (len(PCM) + 87)
    monkeypatch.setattr(cache_module, "LIMIT", limit)
    monkeypatch.setattr(cache_module, "_SHARE", limit // 20)
    caches = [ClipCache(tmp_path), ClipCache(tmp_path, "frames")]
    most = 0
    for number in range(1000):
        key = clip_key("voice 1", number, 1.0)
        assert caches[number % 2].write(key, PCM)
        assert caches[number % 2].read(key) == PCM  # what was just written is not deleted
        if number % 5 == 0:
            most = max(most, sum(entry.size for entry in entries(tmp_path)))
    assert 0.9 * limit < most <= limit


def test_an_entry_that_cannot_be_deleted_does_not_stop_the_others(
    cache: ClipCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = aged(cache, range(5))
    unlink = Path.unlink

    def refuses_one(path: Path, *, missing_ok: bool = False) -> None:
        if path == cache.path(keys[2]):
            raise PermissionError
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuses_one)
    assert len(clear(cache.folder)) == 5
    assert kept(cache, [KEY, *keys]) == [keys[2]]


def test_what_a_killed_process_left_is_deleted_with_the_rest(cache: ClipCache) -> None:
    (cache.path(KEY).parent / ".x.clip.part").write_bytes(b"half")
    assert len(clear(cache.folder)) == 2
    assert list(entries(cache.folder)) == []
