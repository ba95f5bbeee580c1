"""Options -> the command-line words for them, which record how a file or page was made."""

from __future__ import annotations

from sivoice.options.options import SOUND, Options, session_options
from sivoice.options.values import Option


def in_words(options: Options) -> str:
    """Format options as on a command line, such as `--hold 20s --countdown`; empty if none are set.

    The usual holds, sets and reps, which a script can override, are left out.
    """
    words: list[str] = []
    for name, option in sorted(session_options().items(), key=_place):
        if options.asks_for(name):
            words += option.words(name, getattr(options, name.replace("-", "_")))
    return " ".join(words)


def _place(named: tuple[str, Option]) -> tuple[bool, bool]:
    """Sort key: options for timing, content and speech first, then for sound, then the switches.

    The order is fixed, because the options are part of the bytes of every exported file.
    """
    name, option = named
    return option.is_switch, option.panel == SOUND or name == "voice"
