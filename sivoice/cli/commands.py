"""The commands and what the list of commands says about them. Each is imported when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

MARKUP: Final = "markdown"
"""The markup of help texts."""
_SESSIONS, _SCRIPTS, _COMPUTER = "Sessions", "Your own scripts", "This computer"


class _Entry(NamedTuple):
    """A command in the list of commands."""

    panel: str
    """The heading above it."""
    about: str
    """The first paragraph of its help."""
    module: str = ""
    """The module in `sivoice.cli`, if it is not named like the command."""


COMMANDS: Mapping[str, _Entry] = {
    "play": _Entry(
        _SESSIONS,
        "Play a session now. Keys: space pauses, n and p skip, r repeats this side, ? shows all.",
    ),
    "export": _Entry(
        _SESSIONS, "Turn a session into one sound file: an MP3 with chapters, for a phone."
    ),
    "share": _Entry(
        _SESSIONS, "Send a session to a phone on the same network: scan the code with its camera."
    ),
    "handout": _Entry(
        _SESSIONS,
        "Make a handout to print: a card for each stretch with its figure, dose and steps.",
    ),
    "show": _Entry(_SESSIONS, "Show what will be heard and when, before you make or play it."),
    "list": _Entry(
        _SESSIONS, "List the sessions and stretches that you can use by name.", "list_scripts"
    ),
    "new": _Entry(
        _SCRIPTS,
        "Write a script to start from: a stretch that you can hear at once and make your own.",
    ),
    "copy": _Entry(_SCRIPTS, "Copy a script into this folder under a new name, to make changes."),
    "open": _Entry(
        _SCRIPTS,
        "Take the scripts out of a file that sivoice made, to change them and make it again.",
    ),
    "preview": _Entry(
        _SCRIPTS,
        "Hear a script from its first words on. With --watch, hear each change as you save it.",
    ),
    "check": _Entry(
        _SCRIPTS, "Check scripts, the stretches they play and their figures, and report all faults."
    ),
    "fmt": _Entry(
        _SCRIPTS,
        "Tidy scripts: spaces, empty lines, and the order of the fields. No word is changed.",
    ),
    "voices": _Entry(_COMPUTER, "List the voices for --voice; * marks the default."),
    "devices": _Entry(_COMPUTER, "List the sound devices for `sivoice play --device`."),
    "doctor": _Entry(_COMPUTER, "Check what works on this computer, and say how to fix the rest."),
    "cache": _Entry(_COMPUTER, "Show how much speech is kept on this computer, or delete it."),
}
"""In the order of the list."""
_WITH_SESSION_OPTIONS = ("play", "export", "share", "handout", "show", "preview")


class Commands(TyperGroup):
    """A group that knows the names of its commands, and imports only the one that is run."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, entry in COMMANDS.items():
            listed = TyperCommand(name, help=entry.about, rich_help_panel=entry.panel)
            self.add_command(listed)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name, the command and its arguments. What runs it also completes its words."""
        name, command, words = super().resolve_command(ctx, args)
        return name, command and load(name or ""), words


def load(name: str) -> Any:
    """Import a command."""
    module = import_module(f"sivoice.cli.{COMMANDS[name].module or name}")
    app = getattr(module, "app", None)  # of a command with subcommands
    if app is None:
        app = typer.Typer(rich_markup_mode=MARKUP, add_completion=False)
        cls = None
        if name in _WITH_SESSION_OPTIONS:
            from sivoice.cli.arguments import SessionCommand

            cls = SessionCommand
        app.command(name, cls=cls)(getattr(module, f"{name}_command"))
    return typer.main.get_command(app)
