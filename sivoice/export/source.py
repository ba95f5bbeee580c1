"""Scripts, figures and options of a session -> what a file carries of its own source, and back.

An exported file can be opened and changed on any computer, even if the scripts are lost.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from sivoice.errors import ScriptError, UsageError, listed
from sivoice.export.handout.written import ENDING as HANDOUT
from sivoice.export.tags import SOURCE_TYPE, id3_of, tags_of
from sivoice.figure.files import ENDING as FIGURE
from sivoice.files import open_file
from sivoice.options.options import Options
from sivoice.options.words import in_words
from sivoice.script.library import LoadedScript, read_data, shown
from sivoice.script.limits import SIZE_LIMIT
from sivoice.script.vocabulary import Kind

_NAME = re.compile(r"(stretches/)?[^/\\:\0]+\.(session|stretch|figure|handout)")
_IN_HTML = re.compile(rb'<template id="source">([A-Za-z0-9+/=]+)</template>')
_IN_PDF = re.compile(rb"<</Length (\d+)/Type/EmbeddedFile\b([^\r\n]*)>>\s*stream\r?\n")
"""As Typst writes an attached file, in the one PDF that sivoice makes."""
_UNPACKED_LIMIT = 16 * SIZE_LIMIT
"""Bytes of all scripts of a session, more than sivoice reads."""


class Source(Struct, frozen=True):
    """What a session was made from."""

    script: str
    """The file name of the script."""
    options: str
    """The session options, as on a command line."""
    files: dict[str, str]
    """The text of each file by its name; stretches of a session are in the folder `stretches`."""


def source_of(scripts: LoadedScript, options: Options) -> Source:
    """Return the source of a session. Raises ScriptError if a file cannot be read any more."""
    session = scripts.session.script
    script = Path(session.source.name)
    files = _with_text(script, "", HANDOUT, FIGURE)
    if session.kind is Kind.SESSION and script.suffix == f".{Kind.SESSION}":
        for stretch in scripts.stretches.values():
            files |= _with_text(Path(stretch.script.source.name), "stretches/", FIGURE)
    return Source(script.name, in_words(options), files)


def _with_text(script: Path, folder: str, *endings: str) -> dict[str, str]:
    """Return the text of a script, and of the files beside it with these endings."""
    beside = (path for ending in endings if (path := script.with_suffix(ending)).is_file())
    found = {}
    for path in (script, *beside):
        data = read_data(path)
        if len(data) <= SIZE_LIMIT:
            found[folder + path.name] = data.decode("utf-8", errors="replace")
    return found


def pack(source: Source) -> bytes:
    """Return a source as JSON, compressed by zlib; the same bytes each time."""
    return zlib.compress(msgspec.json.encode(source), 9)


def unpack(data: bytes) -> Source:
    """Return the source in these bytes. Raises ValueError if they are damaged or harmful."""
    inflate = zlib.decompressobj()
    try:
        text = inflate.decompress(data, _UNPACKED_LIMIT)
        source = msgspec.json.decode(text, type=Source)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError(str(error)) from error
    names = (source.script, *source.files)
    if source.script not in source.files or not all(map(_NAME.fullmatch, names)):
        raise ValueError("a file in it has an unusable name")
    return source


def in_html(packed: bytes) -> str:
    """Return an element with a source, which no browser shows or runs; empty if there is none."""
    if not packed:
        return ""
    return f'<template id="source">{b64encode(packed).decode("ascii")}</template>'


def carried(path: Path) -> Source:
    """Return the source that a file carries. Raises UsageError, ScriptError."""
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise UsageError(
            f"cannot open {path}: its name must end in {listed(_READERS)}\n"
            "Scripts are text files: open those with a text editor."
        )
    try:
        packed = read(path)
    except OSError as error:
        raise ScriptError(f"cannot read {shown(path)}: {error.strerror or error}") from error
    except Exception:  # noqa: BLE001 - mutagen raises anything for a damaged file
        packed = None
    if not packed:
        raise ScriptError(
            f"{shown(path)} carries no scripts\n"
            "sivoice did not make it, or made it with --no-source."
        )
    try:
        return unpack(packed)
    except ValueError as error:
        raise ScriptError(
            f"the scripts in {shown(path)} are damaged: {error}\nGet the file once more."
        ) from error


def _from_tag(read: Callable[[Path], Any]) -> Callable[[Path], bytes | None]:
    def packed(path: Path) -> bytes | None:
        objects = read(path).getall("GEOB")
        return next((one.data for one in objects if one.mime == SOURCE_TYPE), None)

    return packed


def _from_html(path: Path) -> bytes | None:
    with open_file(path) as file:
        found = _IN_HTML.search(file.read())
    return b64decode(found[1]) if found else None


def _from_pdf(path: Path) -> bytes | None:
    with open_file(path) as file:
        data = file.read()
    found = _IN_PDF.search(data)
    if found is None:
        return None
    attached = data[found.end() : found.end() + int(found[1])]
    is_compressed = b"/FlateDecode" in found[2]
    return zlib.decompressobj().decompress(attached, SIZE_LIMIT) if is_compressed else attached


_READERS: dict[str, Callable[[Path], bytes | None]] = {
    ".mp3": _from_tag(id3_of),
    ".wav": _from_tag(tags_of),
    ".html": _from_html,
    ".pdf": _from_pdf,
}
