"""`sivoice cache`: show how much speech is kept on this computer, or delete it."""

from __future__ import annotations

import typer

from sivoice.cli.arguments import Quiet
from sivoice.cli.commands import MARKUP
from sivoice.cli.screen import counted
from sivoice.cli.terminal import echo
from sivoice.errors import OutputError
from sivoice.folders import clip_cache

app = typer.Typer(
    name="cache",
    rich_markup_mode=MARKUP,
    add_completion=False,
    no_args_is_help=True,
    help="Show how much speech is kept on this computer, or delete it.",
)
_MEGABYTE = 1_000_000


@app.command("info")
def info_command() -> None:
    """Show how many clips are kept, their size, and where they are."""
    echo(kept())


@app.command("clear")
def clear_command(quiet: Quiet = False) -> None:
    """Delete all the clips. The next session takes longer, because all of it is spoken again."""
    from sivoice.sound.cache import clear, entries

    deleted = clear(clip_cache())
    if left := len(list(entries(clip_cache()))):
        raise OutputError(
            f"cannot delete {counted(left, 'file')} in {clip_cache()}\nDelete the folder yourself."
        )
    if not quiet:
        size = sum(entry.size for entry in deleted) / _MEGABYTE
        echo(f"{counted(len(deleted), 'file')} deleted, {size:.1f} MB.")


def kept() -> str:
    """Describe what the cache holds, in a line."""
    from sivoice.sound.cache import LIMIT, entries

    found = list(entries(clip_cache()))
    clips = sum(entry.path.suffix == ".clip" for entry in found)
    size = sum(entry.size for entry in found) / _MEGABYTE
    limit = LIMIT // _MEGABYTE
    return f"{counted(clips, 'clip')}, {size:.1f} MB of at most {limit} MB, in {clip_cache()}"
