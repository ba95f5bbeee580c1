"""Options -> the words of a command line, which tell how a file or page was made."""

from __future__ import annotations

from sivoice.options.options import SOUND, Options, session_options
from sivoice.options.values import Option


def in_words(options: Options) -> str:
    """The options as the command line takes them, `--hold 20s --countdown`; empty for none.

    The usual holds, sets and reps, which a script can overrule, are not among them.
    """
    words: list[str] = []
    for name, option in sorted(session_options().items(), key=_place):
        if options.asks_for(name):
            words += option.words(name, getattr(options, name.replace("-", "_")))
    return " ".join(words)


def _place(named: tuple[str, Option]) -> tuple[bool, bool]:
    """Where an option stands: what is done and said, then the sound of it, then the switches.

    The order is part of every file: another one would change the bytes of what is exported.
    """
    name, option = named
    return option.is_switch, option.panel == SOUND or name == "voice"
