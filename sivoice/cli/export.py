"""`sivoice export`: one sound file, or one for each chapter, and what is asked for beside it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, Quiet, ScriptName, asked_options
from sivoice.cli.prepare import read, say_fitted, say_left_out, time_session, writing
from sivoice.cli.screen import counted
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

SWITCH_OFF = (
    "If your player has “trim silence” or “smart speed”, switch it off for this session: it would "
    "cut the holds short. With --pad, such a player leaves the holds alone, but it still shortens "
    "the pauses between them."
)
_PIPED_WIDTH = 80
"""Columns of a text that goes to no terminal."""
_TRANSCRIPTS = {one.name: one for one in TRANSCRIPTS}
"""By the words of --transcript."""


def _transcript(word: str) -> SidecarFormat:
    """Read a word of --transcript."""
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
            help=f"The file to write: {described(OWN_SOUNDS)}; with ffmpeg also "
            f"{described(FFMPEG_SOUNDS)}. With --split, the folder.  [default: SCRIPT{MP3.ending}]",
        ),
    ] = None,
    split: Annotated[
        bool,
        typer.Option(
            "--split",
            help="One file for each chapter, in a folder, for players that show no chapters.",
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
            "all that is said, to read.",
            show_default=False,
        ),
    ] = None,
    page: Annotated[
        bool,
        typer.Option(
            "--page", help=f"Also make SCRIPT{PAGE.ending}: {PAGE.about}. It counts each hold down."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that sivoice did not write.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Make one sound file of a session: an MP3 with chapters, for a phone.

    **Examples**

    `sivoice export` makes si-joint.mp3

    `sivoice export --hold 20 --hold piriformis=25 --countdown`

    `sivoice export --only piriformis,knee-to-chest --side left -o left.mp3`

    `sivoice export my-back.session -o my-back.m4b` makes an audiobook

    `sivoice export --split -o evening.m4a` makes evening/01-welcome.m4a and so on

    `sivoice export --page --lyrics` makes si-joint.html and si-joint.lrc too
    """
    from sivoice.export.exporter import export, export_split
    from sivoice.export.preflight import check_folder, check_target, folder_and_format
    from sivoice.session.session import open_session

    asked = asked_options(ctx)
    quiet = quiet or bool(ctx.obj)
    _, scripts = read(script, quiet=quiet)
    target = output or Path(f"{scripts.name}{MP3.ending}")
    wanted = (LYRICS if lyrics else None, transcript, PAGE if page else None)
    sidecars = [sidecar for sidecar in wanted if sidecar is not None]
    folder, format = folder_and_format(target)
    if split and sidecars:
        raise UsageError(
            "--split makes nothing but sound files\n"
            "For --lyrics, --transcript and --page, make one file of the session."
        )
    if split:
        check_folder(folder, format, force=force)
    else:
        check_target(target, sidecars, force=force)
    timed = time_session(open_session(scripts, asked), quiet=quiet)
    timeline = timed.timeline
    if not quiet:
        say_left_out(timeline)
    with writing(timeline, quiet=quiet) as count:
        if split:
            parts = export_split(timeline, timed.clips, folder, format, count)
        else:
            export(timeline, timed.clips, target, count, sidecars)
    if not quiet:
        if split:
            _say_split(folder, parts)
        else:
            _say_done(target, timeline, sidecars)
        _say_what_to_switch_off(timeline)
        say_fitted(timed.session)


def _say_done(target: Path, timeline: Timeline, sidecars: Sequence[SidecarFormat]) -> None:
    size = target.stat().st_size / 1_000_000
    chapters = timeline.chapters
    number = counted(len(chapters), "chapter")
    typer.echo(f"{target}: {clock(timeline.samples)} long, {size:.1f} MB, {number}")
    for chapter in chapters:
        typer.echo(f"  {clock(chapter.start):>5}  {chapter.title}")
    for sidecar in sidecars:
        typer.echo(f"{sidecar.beside(target)}: {sidecar.about}")


def _say_split(folder: Path, parts: Sequence[Part]) -> None:
    size = sum(part.path.stat().st_size for part in parts) / 1_000_000
    length = sum(part.timeline.samples for part in parts)
    typer.echo(f"{folder}: {clock(length)} long, {size:.1f} MB, {counted(len(parts), 'file')}")
    for part in parts:
        typer.echo(f"  {clock(part.timeline.samples):>5}  {part.path.name}")


def _say_what_to_switch_off(timeline: Timeline) -> None:
    """Print the hint for players, unless a pad sounds all through the holds.

    A breathing tone alone does not: it falls silent between two breaths.
    """
    pads = [event.pad for event in timeline.events if event.pad is not None]
    if not any(pad.tone or pad.sound for pad in pads):
        typer.echo(_wrapped(SWITCH_OFF))


def _wrapped(text: str) -> str:
    """A paragraph as wide as the terminal, broken between words only."""
    import shutil
    import textwrap

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPED_WIDTH
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
