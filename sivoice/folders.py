"""Paths: the files that ship with sivoice, and the user's own folders."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_APP = "sivoice"
_NO_HOME = Path(os.devnull) / "no-home"
"""Stands for the folders of a user without a home. Nothing can be read or written there."""


def shipped(folder: str) -> Path:
    """Return the folder `scripts` or `sounds`, from the installed package or the checkout."""
    inside = _PACKAGE / "_shipped" / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def own_scripts() -> Path:
    """Return the folder in which the user's own scripts are found by name."""
    import platformdirs

    return _own(platformdirs.user_data_path) / "scripts"


def settings_file() -> Path:
    """Return the path of the user's own defaults."""
    import platformdirs

    return _own(platformdirs.user_config_path) / "settings.toml"


def bookmarks() -> Path:
    """Return the folder of the files that record how far each live session got."""
    import platformdirs

    return _own(platformdirs.user_state_path) / "bookmarks"


def clip_cache() -> Path:
    """Return the cache folder of synthesised clips, which is safe to delete at any time."""
    import platformdirs

    return _own(platformdirs.user_cache_path) / "clips"


def is_homeless() -> bool:
    """Return whether this user has no home folder, and one of the folders would be in it."""
    if os.path.expanduser("~") != "~":  # noqa: PTH111 - Path.expanduser raises
        return False
    import platformdirs

    folders = (
        platformdirs.user_data_path,
        platformdirs.user_config_path,
        platformdirs.user_state_path,
        platformdirs.user_cache_path,
    )
    return any(_own(folder) == _NO_HOME for folder in folders)


def _own(find: Callable[..., Path]) -> Path:
    """Return a folder of the user's, from platformdirs."""
    try:
        folder = find(_APP, appauthor=False)
    except RuntimeError:  # HOME is not set, and the system knows no home of this user
        return _NO_HOME
    # Before platformdirs 4.9, the name of the folder was then `~`, in the current folder.
    return _NO_HOME if folder.parts[0] == "~" else folder
