"""Shares a session from this terminal: makes the files, shows the address, reports transfers."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from msgspec import Struct

from sivoice.cli.prepare import (
    make_engine,
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
from sivoice.share.watch import Watch
from sivoice.units import MINUTE, SECOND

_MEDIA_TYPES = {one.ending: one.media_type for one in (*SOUNDS, PAGE, *HANDOUTS)}
"""By the ending of files that can be shared as they are. Systems' own tables differ."""
_OTHERS_SHOWN = 2
"""How many other addresses fit on a line."""
MORE_MINUTES = 15
"""Minutes for which a session is shared in addition to its length."""
_GUESS = 15
"""Minutes that a file is taken to last if that is not known."""


class _Shared(Struct, frozen=True):
    """What is shared."""

    files: dict[str, SharedFile]
    """By name; the first is what the address shows."""
    minutes: int
    """How long the session lasts, about."""
    keeps: str = ""
    """The names of the files that the page offers to keep."""


def share(
    what: str,
    asked: Options,
    address: str | None,
    minutes: int | None,
    *,
    has_source: bool,
    quiet: bool,
) -> None:
    """Share a file, or the session of a script, until the time is up or Ctrl-C.

    Unless `minutes` says otherwise, that is MORE_MINUTES after the session would have ended if it
    began at once. Raises ShareError, UsageError, and any error of making a session.
    """
    check_name(what)
    known = addresses()
    with (
        hidden_folder() as folder,
        listen(choose(address, known), known) as sock,
    ):
        if Path(what).suffix.lower() in _MEDIA_TYPES:
            shared = _existing_file(Path(what), asked)
        else:
            shared = _make_session(what, asked, folder, has_source=has_source, quiet=quiet)
        token = new_token()
        minutes = minutes or shared.minutes + MORE_MINUTES
        _print_address(
            url(sock, token), sock.getsockname()[0], known, minutes, shared.keeps, quiet=quiet
        )
        watch = Watch(minutes * MINUTE, time.monotonic())
        report = (lambda _: None) if quiet else _print_transfer
        reason = serve(sock, shared.files, token, watch, report)
    if not quiet:
        echo(f"Sharing has ended: {reason}.")


def _existing_file(path: Path, asked: Options) -> _Shared:
    """Return an existing file to share unchanged. Raises UsageError, ShareError."""
    if asked != Options():
        raise UsageError(
            f"{path} is shared as it is, so session options have no effect\n"
            "Leave them out, or name a script instead of the file."
        )
    try:
        with open_file(path) as file:
            media_type = _MEDIA_TYPES[path.suffix.lower()]
            files = {path.name: SharedFile(path.resolve(), media_type)}
            return _Shared(files, _minutes_of(file))
    except OSError as error:
        raise ShareError(f"cannot share {path}: {error.strerror or error}") from error


def _minutes_of(file: BinaryIO) -> int:
    """Return the length of a sound in minutes, rounded up, or a guess for any other file."""
    from mutagen import File, MutagenError

    try:
        sound = File(file)
    except MutagenError:
        sound = None
    return _GUESS if sound is None else math.ceil(sound.info.length * SECOND / MINUTE)


def _make_session(
    script: str, asked: Options, folder: Path, *, has_source: bool, quiet: bool
) -> _Shared:
    """Make the page and the sound of a session in `folder`, and return them to share.

    The page has the sound inside, so that it needs this computer only at the start.
    """
    from sivoice.export.exporter import export
    from sivoice.export.page import data_url, page
    from sivoice.export.pictures import Pictures
    from sivoice.export.source import pack, source_of
    from sivoice.language import language
    from sivoice.session.session import open_session

    _check_kind(script)
    _, scripts = read(script, quiet=quiet)
    session = open_session(scripts, asked)
    source = pack(source_of(scripts, session.options)) if has_source else b""
    timed = time_session(session, quiet=quiet)
    timeline = timed.timeline
    warn_misfits(timeline, quiet=quiet)
    if not quiet:
        print_fit(timed.session)
    sound = folder / f"{scripts.name}{MP3.ending}"
    kept = folder / f"{scripts.name}{PAGE.ending}"
    pictures = Pictures()
    engine = make_engine(timed, quiet=quiet)
    with writing(timeline, quiet=quiet) as count:
        export(timeline, timed.clips, sound, count, pictures=pictures, source=source)
    warn_undrawn(pictures, quiet=quiet)
    words = language(timeline.language).page
    links = [(quote(os.fsencode(kept.name)), words.keep_page)]  # it saves the sound itself
    with open_file(sound) as file:
        inside = data_url(file.read(), MP3.media_type)
    html = folder / f"page{PAGE.ending}"
    html.write_text(page(timeline, inside, source, links, engine), encoding="utf-8")
    kept.write_text(page(timeline, inside, source, engine=engine), encoding="utf-8")
    files = {
        "": SharedFile(html, PAGE.media_type),
        sound.name: SharedFile(sound, MP3.media_type),
        kept.name: SharedFile(kept, PAGE.media_type),
    }
    return _Shared(files, timeline.minutes, keeps=f"{kept.name} and {sound.name}")


def _check_kind(script: str) -> None:
    """Raise UsageError for a file that is neither a script nor in a format that sivoice writes."""
    path = Path(script)
    if path.suffix not in ("", ".session", ".stretch") and path.is_file():
        raise UsageError(
            f"{script} is not a file that can be shared\n"
            f"Name a script (.session, .stretch) or a file that ends in {listed(_MEDIA_TYPES)}."
        )


def _print_address(
    url: str, ip: str, known: list[Address], minutes: int, keeps: str, *, quiet: bool
) -> None:
    """Print the address, its QR code and what to do with it, in at most 23 lines of 80 columns."""
    if quiet:
        echo(url)
        return
    others = [address for address in known if address.ip != ip]
    is_drawn = _draw(url, rows=4 + bool(keeps) + bool(others))
    how = "Point a phone's camera at the code, or open" if is_drawn else "On a phone, open"
    lasts = counted(minutes, "minute")
    echo(
        f"{url}\n"
        f"{how} the address in its browser.\n"
        "The phone must be on the same network. The connection is not encrypted.\n"
        f"It ends after {lasts}, or with Ctrl-C. Keep this running until then."
    )
    if keeps:
        echo(f"The page has links to keep {keeps}.")
    if others:
        first = ", ".join(address.ip for address in others[:_OTHERS_SHOWN])
        more = f" and {len(others) - _OTHERS_SHOWN} more" if len(others) > _OTHERS_SHOWN else ""
        echo(f"Not found? Try --address {first}{more}")


def _draw(url: str, rows: int) -> bool:
    """Draw the QR code in white on black, in any theme, if it and `rows` more fit the terminal.

    Returns whether it was drawn. A code that is cut off or has scrolled away is of no use.
    """
    out = console(highlight=False)
    if not out.is_terminal or not is_unicode():
        return False
    from rich.text import Text

    from sivoice.share.code import qr_lines

    code = qr_lines(url)
    # The shell's prompt, or the line of the first transfer, needs a row, too.
    if len(code) + rows + 1 > out.height or len(code[0]) > out.width:
        return False
    for line in code:
        out.print(Text(line, style="#ffffff on #000000"), no_wrap=True, crop=True)
    return True


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
