"""What ships is found, and what is the listener's own stays in the listener's folders."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from sivoice import folders
from sivoice.errors import UsageError
from sivoice.folders import (
    bookmarks,
    clip_cache,
    is_homeless,
    own_scripts,
    settings_file,
    shipped,
)
from sivoice.options.options import Options
from sivoice.options.settings import read_settings
from sivoice.player.bookmark import forget, latest
from sivoice.script.names import named_scripts
from sivoice.sound.cache import ClipCache


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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such users")
@pytest.mark.parametrize("raises", [True, False])
def test_a_user_without_a_home_has_no_folders_and_leaves_none_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raises: bool
) -> None:
    def folder(app: str, **_: bool) -> Path:
        if raises:
            raise RuntimeError("could not determine the home directory")
        return Path("~") / ".cache" / app

    assert not is_homeless()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    for kind in ("data", "config", "state", "cache"):
        monkeypatch.setattr(platformdirs, f"user_{kind}_path", folder)
    assert is_homeless()
    assert read_settings(settings_file()) == Options()
    cache = ClipCache(clip_cache())
    assert not cache.write("ab", b"sound")
    assert cache.read("ab") is None
    assert cache.head("ab") is None
    forget(bookmarks() / "x.json")
    with pytest.raises(UsageError, match="no session to resume"):
        latest(bookmarks())
    assert "si-joint" in named_scripts()
    assert list(tmp_path.iterdir()) == []
