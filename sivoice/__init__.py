"""sivoice: voice-guided stretching sessions, compiled from plain-text scripts.

import sivoice

session = sivoice.load("si-joint", hold="20s", sets=2)
for chapter in session.plan.chapters:
    print(chapter.title, len(chapter.passes))
print(session.timeline.samples / 44_100, "seconds")
session.export("si-joint.mp3")
"""

from __future__ import annotations

from sivoice.version import __version__

TYPE_CHECKING = False  # loading `typing` would take half of the time until Ctrl-C is handled
if TYPE_CHECKING:
    from sivoice.api import Session, load

__all__ = ["Session", "__version__", "load"]


def __getattr__(name: str) -> object:
    """Load the public names when they are first used: the command line starts without them."""
    if name not in ("Session", "load"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sivoice import api

    return getattr(api, name)
