"""`sivoice export`: write one sound file, or one per chapter, and the files alongside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.cli.arguments import (
    DEFAULT_SCRIPT,
    Force,
    NoSource,
    Quiet,
    ScriptName,
    asked_options,
)
from sivoice.cli.prepare import (
    make_engine,
    print_fit,
    read,
    time_session,
    warn_half_replaced,
    warn_misfits,
    warn_undrawn,
    writing,
)
from sivoice.cli.screen import counted
from sivoice.cli.terminal import echo, is_terminal
from sivoice.errors import UsageError, listed
from sivoice.export.formats import (
    FFMPEG_SOUNDS,
    LYRICS,
    MP3,
    OWN_SOUNDS,
    PAGE,
    TRANSCRIPTS,
    SidecarFormat,
    described,
)
from sivoice.units import clock

if TYPE_CHECKING:
    from sivoice.export.split import Part
    from sivoice.schedule.timeline import Timeline

PLAYER_HINT = (
    "If your player has “trim silence” or “smart speed”, switch it off for this session: it would "
    "cut the holds, the time to get ready and all pauses short. Or make the session with --pad or "
    "--breath: a soft sound then covers every silence, and such a player leaves it as it is."
)
_PIPED_WIDTH = 80
"""Columns for text that is not printed to a terminal."""
_TRANSCRIPTS = {one.name: one for one in TRANSCRIPTS}
"""By the value of --transcript."""


def _transcript(word: str) -> SidecarFormat:
    """Parse the value of --transcript."""
    if word not in _TRANSCRIPTS:
        raise typer.BadParameter(f"{word!r} is not one of {', '.join(map(repr, _TRANSCRIPTS))}.")
    return _TRANSCRIPTS[word]


def _complete_transcript(incomplete: str) -> list[str]:
    return [word for word in _TRANSCRIPTS if word.startswith(incomplete)]


def export_command(
    ctx: typer.Context,
    script: ScriptName = DEFAULT_SCRIPT,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"The file to write: {described(OWN_SOUNDS)}, or with ffmpeg "
            f"{described(FFMPEG_SOUNDS)}. With --split, the folder.  [default: SCRIPT{MP3.ending}]",
        ),
    ] = None,
    split: Annotated[
        bool,
        typer.Option(
            "--split",
            help="Make one file per chapter, in a folder, for players that do not show chapters.",
        ),
    ] = False,
    lyrics: Annotated[
        bool, typer.Option("--lyrics", help=f"Also make SCRIPT{LYRICS.ending}: {LYRICS.about}.")
    ] = False,
    transcript: Annotated[
        SidecarFormat | None,
        typer.Option(
            "--transcript",
            metavar=f"<{'|'.join(_TRANSCRIPTS)}>",
            parser=_transcript,
            autocompletion=_complete_transcript,
            help=f"Also make {listed(f'SCRIPT{one.ending}' for one in TRANSCRIPTS)}: "
            "everything that is said, as text.",
            show_default=False,
        ),
    ] = None,
    page: Annotated[
        bool,
        typer.Option(
            "--page", help=f"Also make SCRIPT{PAGE.ending}: {PAGE.about}. It counts down each hold."
        ),
    ] = False,
    no_source: NoSource = False,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Turn a session into one sound file: an MP3 with chapters, for a phone.

    **Examples**

    `sivoice export` makes si-joint.mp3

    `sivoice export --hold 20 --hold piriformis=25 --countdown`

    `sivoice export --only piriformis,knee-to-chest --side left -o left.mp3`

    `sivoice export my-back.session -o my-back.m4b` makes an audiobook

    `sivoice export --split -o evening.m4a` makes evening/01-welcome.m4a and so on

    `sivoice export --page --lyrics` makes si-joint.html and si-joint.lrc too
    """
    from sivoice.export.exporter import export, export_split
    from sivoice.export.pictures import Pictures
    from sivoice.export.preflight import check_folder, check_target, folder_and_format
    from sivoice.export.source import pack, source_of
    from sivoice.session.session import open_session

    asked = asked_options(ctx)
    _, scripts = read(script, quiet=quiet)
    target = output or Path(f"{scripts.name}{MP3.ending}")
    requested = (LYRICS if lyrics else None, transcript, PAGE if page else None)
    sidecars = [sidecar for sidecar in requested if sidecar is not None]
    folder, format = folder_and_format(target)
    if split and sidecars:
        raise UsageError(
            "--split cannot be combined with --lyrics, --transcript or --page\n"
            "Leave out --split to get them."
        )
    if split:
        check_folder(folder, format, force=force)
    else:
        check_target(target, sidecars, force=force)
    warn_half_replaced(folder if split and folder.is_dir() else target.parent, quiet=quiet)
    session = open_session(scripts, asked)
    source = b"" if no_source else pack(source_of(scripts, session.options))
    timed = time_session(session, quiet=quiet)
    timeline = timed.timeline
    warn_misfits(timeline, quiet=quiet)
    pictures = Pictures()
    engine = make_engine(timed, quiet=quiet) if page else None
    with writing(timeline, quiet=quiet) as count:
        if split:
            parts = export_split(
                timeline,
                timed.clips,
                folder,
                format,
                count,
                pictures=pictures,
                source=source,
                force=force,
            )
        else:
            export(
                timeline,
                timed.clips,
                target,
                count,
                sidecars,
                pictures=pictures,
                source=source,
                engine=engine,
                force=force,
            )
    warn_undrawn(pictures, quiet=quiet)
    if not quiet:
        if split:
            _print_parts(folder, parts)
        else:
            _print_file(target, timeline, sidecars)
        _print_player_hint(timeline)
        print_fit(timed.session)


def _print_file(target: Path, timeline: Timeline, sidecars: Sequence[SidecarFormat]) -> None:
    size = target.stat().st_size / 1_000_000
    chapters = timeline.chapters
    number = counted(len(chapters), "chapter")
    echo(f"{target}: {clock(timeline.samples)} long, {size:.1f} MB, {number}")
    for chapter in chapters:
        echo(f"  {clock(chapter.start):>5}  {chapter.title}")
    for sidecar in sidecars:
        echo(f"{sidecar.beside(target)}: {sidecar.about}")


def _print_parts(folder: Path, parts: Sequence[Part]) -> None:
    size = sum(part.path.stat().st_size for part in parts) / 1_000_000
    length = sum(part.timeline.samples for part in parts)
    echo(f"{folder}: {clock(length)} long, {size:.1f} MB, {counted(len(parts), 'file')}")
    for part in parts:
        echo(f"  {clock(part.timeline.samples):>5}  {part.path.name}")


def _print_player_hint(timeline: Timeline) -> None:
    """Print the hint about players, unless a pad covers the silences."""
    if timeline.plan.pad is None:
        echo(_wrapped(PLAYER_HINT))


def _wrapped(text: str) -> str:
    """Wrap a paragraph to the width of the terminal, between words only."""
    import shutil
    import textwrap

    width = shutil.get_terminal_size().columns if is_terminal() else _PIPED_WIDTH
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
