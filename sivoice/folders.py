"""Paths: the files that ship with sivoice, and the user's own folders."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_APP = "sivoice"


def shipped(folder: str) -> Path:
    """Return the folder `scripts` or `sounds`, from the installed package or the checkout."""
    inside = _PACKAGE / "_shipped" / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def own_scripts() -> Path:
    """Return the folder in which the user's own scripts are found by name."""
    import platformdirs

    return platformdirs.user_data_path(_APP, appauthor=False) / "scripts"


def settings_file() -> Path:
    """Return the path of the user's own defaults."""
    import platformdirs

    return platformdirs.user_config_path(_APP, appauthor=False) / "settings.toml"


def bookmarks() -> Path:
    """Return the folder of the files that record how far each live session got."""
    import platformdirs

    return platformdirs.user_state_path(_APP, appauthor=False) / "bookmarks"


def clip_cache() -> Path:
    """Return the cache folder of synthesised clips, which is safe to delete at any time."""
    import platformdirs

    return platformdirs.user_cache_path(_APP, appauthor=False) / "clips"
