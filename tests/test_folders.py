"""What ships is found, and what is the listener's own stays in the listener's folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice import folders
from sivoice.folders import bookmarks, clip_cache, own_scripts, settings_file, shipped


@pytest.mark.parametrize("folder", ["scripts", "sounds"])
def test_what_ships_stands_beside_the_package_in_a_checkout(folder: str) -> None:
    assert shipped(folder) == Path(folders.__file__).parent.parent / folder
    assert any(shipped(folder).iterdir())


def test_what_ships_stands_inside_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_PACKAGE", tmp_path)
    inside = tmp_path / "_shipped" / "sounds"
    inside.mkdir(parents=True)
    assert shipped("sounds") == inside


def test_the_listeners_files_have_places_of_their_own() -> None:
    own = [own_scripts(), settings_file(), bookmarks(), clip_cache()]
    assert len({path.parent for path in own}) == len(own)
    for path in own:
        assert path.is_absolute()
        assert "sivoice" in path.parts
        assert path.is_relative_to(Path.home())
