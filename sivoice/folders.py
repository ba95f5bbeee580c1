"""Where things are kept: what sivoice ships, and the folders of the person who uses it."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_APP = "sivoice"


def shipped(folder: str) -> Path:
    """`scripts` or `sounds`: inside an installed package, beside it in a checkout."""
    inside = _PACKAGE / "_shipped" / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def own_scripts() -> Path:
    """Where a listener's own scripts are found by name."""
    import platformdirs

    return platformdirs.user_data_path(_APP, appauthor=False) / "scripts"


def settings_file() -> Path:
    """The listener's own defaults."""
    import platformdirs

    return platformdirs.user_config_path(_APP, appauthor=False) / "settings.toml"


def bookmark() -> Path:
    """Where the last session that was played live has got to."""
    import platformdirs

    return platformdirs.user_state_path(_APP, appauthor=False) / "bookmark.json"


def clip_cache() -> Path:
    """Clips that have been synthesised before; may be deleted at any time."""
    import platformdirs

    return platformdirs.user_cache_path(_APP, appauthor=False) / "clips"
