"""The place a session was left at is kept whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.errors import UsageError
from sivoice.player.bookmark import Bookmark, forget, keep, recall

PLACE = Bookmark(
    "/scripts/si-joint.session", {"hold": ["20"], "sets": 2}, 17, "0" * 64, coaching=False
)


def test_a_place_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "state" / "bookmark.json"
    keep(path, PLACE)
    assert recall(path) == PLACE
    forget(path)
    forget(path)
    with pytest.raises(UsageError, match="no session to resume"):
        recall(path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"script": 1}', "\xff"])
def test_a_damaged_place_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bookmark.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match="cannot be read"):
        recall(path)


def test_a_disk_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep(tmp_path / "file" / "bookmark.json", PLACE)
