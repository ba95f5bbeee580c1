"""A session shared from this terminal: the files, the invitation, and a line for each transfer."""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote

import typer

from sivoice.cli.prepare import read, say_fitted, say_left_out, time_session, writing
from sivoice.errors import ShareError, UsageError, listed
from sivoice.export.formats import HANDOUTS, MP3, PAGE, SOUNDS
from sivoice.options.options import Options
from sivoice.share.addresses import Address, addresses, choose, listen
from sivoice.share.server import SharedFile, Transfer, new_token, serve, url
from sivoice.share.watch import IDLE_LIMIT, Watch
from sivoice.units import MINUTE

if TYPE_CHECKING:
    from rich.console import Console

_MEDIA_TYPES = {one.ending: one.media_type for one in (*SOUNDS, PAGE, *HANDOUTS)}
"""By ending, of the files that can be shared as they are. Each system's own table is different."""
_OTHERS_SHOWN = 2
"""Addresses that fit on the line."""


def share(what: str, asked: Options, address: str | None, minutes: int, *, quiet: bool) -> None:
    """Share the session of a script, or a file, until it is time to end.

    Raises ShareError, UsageError, and what making a session raises.
    """
    known = addresses()
    with (
        TemporaryDirectory(prefix="sivoice-") as folder,
        listen(choose(address, known), known) as sock,
    ):
        if Path(what).suffix.lower() in _MEDIA_TYPES:
            files = _as_it_is(Path(what), asked)
        else:
            files = _made(what, asked, Path(folder), quiet=quiet)
        token = new_token()
        _invite(url(sock, token), sock.getsockname()[0], known, minutes, quiet=quiet)
        watch = Watch(minutes * MINUTE, time.monotonic())
        why = serve(sock, files, token, watch, (lambda _: None) if quiet else _say)
    if not quiet:
        typer.echo(f"Sharing has ended: {why}.")


def _as_it_is(path: Path, asked: Options) -> dict[str, SharedFile]:
    """A file that is there already, unchanged. Raises UsageError, ShareError."""
    if asked != Options():
        raise UsageError(
            f"{path} is shared as it is: the options of a session change nothing in it\n"
            "Leave them out, or give a script instead of the file."
        )
    try:
        with path.open("rb"):
            media_type = _MEDIA_TYPES[path.suffix.lower()]
            return {path.name: SharedFile(path.resolve(), media_type)}
    except OSError as error:
        raise ShareError(f"cannot share {path}: {error.strerror or error}") from error


def _made(script: str, asked: Options, folder: Path, *, quiet: bool) -> dict[str, SharedFile]:
    """The page and the sound of a session, made in `folder`."""
    from sivoice.export.exporter import export
    from sivoice.export.page import page
    from sivoice.session.session import open_session

    _check_kind(script)
    _, scripts = read(script, quiet=quiet)
    timed = time_session(open_session(scripts, asked), quiet=quiet)
    timeline = timed.timeline
    if not quiet:
        say_left_out(timeline)
        say_fitted(timed.session)
    sound = folder / f"{scripts.name}{MP3.ending}"
    with writing(timeline, quiet=quiet) as count:
        export(timeline, timed.clips, sound, count)
    html = folder / f"page{PAGE.ending}"
    html.write_text(page(timeline, quote(os.fsencode(sound.name))), encoding="utf-8")
    return {
        "": SharedFile(html, PAGE.media_type),
        sound.name: SharedFile(sound, MP3.media_type),
    }


def _check_kind(script: str) -> None:
    """Raise UsageError for a file that is neither a script nor in a format that sivoice makes."""
    path = Path(script)
    if path.suffix not in ("", ".session", ".stretch") and path.is_file():
        raise UsageError(
            f"{script} is not a file that can be shared\n"
            f"Give a script (.session, .stretch) or a file that ends in {listed(_MEDIA_TYPES)}."
        )


def _invite(url: str, ip: str, known: list[Address], minutes: int, *, quiet: bool) -> None:
    """Show where to point a phone, in at most 23 lines of 80 characters."""
    from rich.console import Console

    console = Console(highlight=False)
    drawn = not quiet and console.is_terminal and _draw(url, console)
    typer.echo(url)
    if quiet:
        return
    idle = IDLE_LIMIT // MINUTE
    others = [address for address in known if address.ip != ip]
    point = "Point a phone's camera at the code, or open" if drawn else "On a phone, open"
    typer.echo(
        f"{point} the address in its browser.\n"
        "The phone must be in the same network. The connection is not encrypted.\n"
        f"Leave this running. Ctrl-C ends it; so do {minutes} minutes, or {idle} with no transfer."
    )
    if others:
        first = ", ".join(address.ip for address in others[:_OTHERS_SHOWN])
        more = f" and {len(others) - _OTHERS_SHOWN} more" if len(others) > _OTHERS_SHOWN else ""
        typer.echo(f"Not found? Try --address {first}{more}")


def _draw(url: str, console: Console) -> bool:
    """Draw the code in white on black, whatever the terminal's colours. Returns whether it can."""
    from rich.text import Text

    from sivoice.share.code import qr_lines

    lines = qr_lines(url)
    try:
        "".join(lines).encode(console.encoding)
    except UnicodeEncodeError:
        return False
    for line in lines:
        console.print(Text(line, style="#ffffff on #000000"), no_wrap=True, crop=True)
    return True


def _say(transfer: Transfer) -> None:
    """Print a plain line about a transfer."""
    at = time.strftime("%H:%M:%S")
    if transfer.size is None:
        said = "is gone: nothing was sent"
    elif transfer.whole:
        said = f"{_written(transfer.sent)} sent"
    else:
        said = f"broken off after {_written(transfer.sent)} of {_written(transfer.size)}"
    typer.echo(f"{at}  {transfer.client}  {transfer.name}  {said}")


def _written(size: int) -> str:
    """A number of bytes, for people: `2.5 MB`."""
    for unit, bytes_in_it in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= bytes_in_it:
            return f"{size / bytes_in_it:.1f} {unit}"
    return f"{size} bytes"
