"""`sivoice cache` says what is kept, and deletes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.folders import clip_cache
from sivoice.sound.cache import ClipCache, clip_key
from tests.cli.conftest import Run


def test_info_counts_the_clips_and_clear_deletes_them(run: Run) -> None:
    assert run("cache", "info").output == f"0 clips, 0.0 MB of at most 500 MB, in {clip_cache()}\n"
    for text in ("Breathe.", "Hold."):
        ClipCache(clip_cache()).write(clip_key(text), bytes(1_000_000))
    ClipCache(clip_cache(), "frames").write(clip_key("frames"), bytes(500_000))
    assert run("cache", "info").output.startswith("2 clips, 2.5 MB of at most 500 MB, in ")
    assert run("cache", "clear").output == "3 files deleted, 2.5 MB.\n"
    assert run("cache", "info").output.startswith("0 clips, 0.0 MB")
    assert run("cache", "clear", "--quiet").output == ""


def test_clear_says_if_something_cannot_be_deleted(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ClipCache(clip_cache()).write(clip_key("Breathe."), bytes(1000))

    def refuses(_: Path, **__: bool) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuses)
    result = run("cache", "clear")
    assert result.exit_code == 1
    assert result.stderr == (
        f"error: cannot delete 1 file in {clip_cache()}\nDelete the folder yourself.\n"
    )


def test_a_session_is_spoken_again_after_clear(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "a.mp3", tmp_path / "b.mp3"
    assert run("export", "desk-break", "-o", str(first)).exit_code == 0
    assert run("cache", "clear").exit_code == 0
    assert run("export", "desk-break", "-o", str(second)).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
