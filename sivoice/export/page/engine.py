"""What a page makes other versions of its session from."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from sivoice.export.page.sound import PageSound

SCRIPTS = (
    "plan.js",
    "schedule.js",
    "fit.js",
    "data.js",
    "choose.js",
    "arrange.js",
    "splice.js",
    "engine.js",
)
"""Each uses those before it."""


class PageEngine(Struct, frozen=True):
    """The tables and the encoded sound of every session that can be chosen on a page."""

    tables: dict[str, Any]
    """The argument of `Choose.open`, for JSON."""
    sound: PageSound
