"""Shares a session from this terminal: makes the files, shows the address, reports transfers."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sivoice.cli.prepare import (
    print_fit,
    read,
    time_session,
    warn_misfits,
    warn_undrawn,
    writing,
)
from sivoice.cli.screen import counted
from sivoice.cli.terminal import console, echo, is_unicode
from sivoice.errors import ShareError, UsageError, listed
from sivoice.export.formats import HANDOUTS, MP3, PAGE, SOUNDS
from sivoice.files import check_name, open_file
from sivoice.hidden import hidden_folder
from sivoice.options.options import Options
from sivoice.share.addresses import Address, addresses, choose, listen
from sivoice.share.server import SharedFile, Transfer, new_token, serve, url
from sivoice.share.watch import IDLE_LIMIT, Watch
from sivoice.units import MINUTE

if TYPE_CHECKING:
    from rich.console import Console

_MEDIA_TYPES = {one.ending: one.media_type for one in (*SOUNDS, PAGE, *HANDOUTS)}
"""By the ending of files that can be shared as they are. Systems' own tables differ."""
_OTHERS_SHOWN = 2
"""How many other addresses fit on a line."""


def share(what: str, asked: Options, address: str | None, minutes: int, *, quiet: bool) -> None:
    """Share a file, or the session of a script, until the time is up or Ctrl-C.

    Raises ShareError, UsageError, and any error of making a session.
    """
    check_name(what)
    known = addresses()
    with (
        hidden_folder() as folder,
        listen(choose(address, known), known) as sock,
    ):
        if Path(what).suffix.lower() in _MEDIA_TYPES:
            files = _existing_file(Path(what), asked)
        else:
            files = _make_session(what, asked, folder, quiet=quiet)
        token = new_token()
        _print_address(url(sock, token), sock.getsockname()[0], known, minutes, quiet=quiet)
        watch = Watch(minutes * MINUTE, time.monotonic())
        report = (lambda _: None) if quiet else _print_transfer
        reason = serve(sock, files, token, watch, report)
    if not quiet:
        echo(f"Sharing has ended: {reason}.")


def _existing_file(path: Path, asked: Options) -> dict[str, SharedFile]:
    """Return an existing file to share unchanged. Raises UsageError, ShareError."""
    if asked != Options():
        raise UsageError(
            f"{path} is shared as it is, so session options have no effect\n"
            "Leave them out, or name a script instead of the file."
        )
    try:
        with open_file(path):
            media_type = _MEDIA_TYPES[path.suffix.lower()]
            return {path.name: SharedFile(path.resolve(), media_type)}
    except OSError as error:
        raise ShareError(f"cannot share {path}: {error.strerror or error}") from error


def _make_session(
    script: str, asked: Options, folder: Path, *, quiet: bool
) -> dict[str, SharedFile]:
    """Make the page and the sound of a session in `folder`, and return them to share."""
    from sivoice.export.exporter import export
    from sivoice.export.page import page
    from sivoice.export.pictures import Pictures
    from sivoice.session.session import open_session

    _check_kind(script)
    _, scripts = read(script, quiet=quiet)
    timed = time_session(open_session(scripts, asked), quiet=quiet)
    timeline = timed.timeline
    warn_misfits(timeline, quiet=quiet)
    if not quiet:
        print_fit(timed.session)
    sound = folder / f"{scripts.name}{MP3.ending}"
    pictures = Pictures()
    with writing(timeline, quiet=quiet) as count:
        export(timeline, timed.clips, sound, count, pictures=pictures)
    warn_undrawn(pictures, quiet=quiet)
    html = folder / f"page{PAGE.ending}"
    html.write_text(page(timeline, quote(os.fsencode(sound.name))), encoding="utf-8")
    return {
        "": SharedFile(html, PAGE.media_type),
        sound.name: SharedFile(sound, MP3.media_type),
    }


def _check_kind(script: str) -> None:
    """Raise UsageError for a file that is neither a script nor in a format that sivoice writes."""
    path = Path(script)
    if path.suffix not in ("", ".session", ".stretch") and path.is_file():
        raise UsageError(
            f"{script} is not a file that can be shared\n"
            f"Name a script (.session, .stretch) or a file that ends in {listed(_MEDIA_TYPES)}."
        )


def _print_address(url: str, ip: str, known: list[Address], minutes: int, *, quiet: bool) -> None:
    """Print the address, its QR code and what to do with it, in at most 23 lines of 80 columns."""
    out = console(highlight=False)
    drawn = not quiet and out.is_terminal and is_unicode()
    if drawn:
        _draw(url, out)
    echo(url)
    if quiet:
        return
    idle = IDLE_LIMIT // MINUTE
    others = [address for address in known if address.ip != ip]
    how = "Point a phone's camera at the code, or open" if drawn else "On a phone, open"
    echo(
        f"{how} the address in its browser.\n"
        "The phone must be on the same network. The connection is not encrypted.\n"
        f"It ends after {counted(minutes, 'minute')}, after {idle} minutes without a visitor,\n"
        "or when you press Ctrl-C. Keep this running until then."
    )
    if others:
        first = ", ".join(address.ip for address in others[:_OTHERS_SHOWN])
        more = f" and {len(others) - _OTHERS_SHOWN} more" if len(others) > _OTHERS_SHOWN else ""
        echo(f"Not found? Try --address {first}{more}")


def _draw(url: str, out: Console) -> None:
    """Draw the QR code in white on black, in any theme."""
    from rich.text import Text

    from sivoice.share.code import qr_lines

    for line in qr_lines(url):
        out.print(Text(line, style="#ffffff on #000000"), no_wrap=True, crop=True)


def _print_transfer(transfer: Transfer) -> None:
    """Print a line about a transfer."""
    now = time.strftime("%H:%M:%S")
    sent = _file_size(transfer.sent)
    if transfer.size is None:
        outcome = "no longer exists, nothing sent"
    elif transfer.whole:
        outcome = f"{sent} sent"
    else:
        outcome = f"interrupted after {sent} of {_file_size(transfer.size)}"
    echo(f"{now}  {transfer.client}  {transfer.name}  {outcome}")


def _file_size(size: int) -> str:
    """Format a number of bytes for people: `2.5 MB`."""
    for unit, bytes_in_it in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= bytes_in_it:
            return f"{size / bytes_in_it:.1f} {unit}"
    return f"{size} bytes"
