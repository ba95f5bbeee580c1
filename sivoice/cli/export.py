"""`sivoice export`: one sound file, or one for each chapter, and what is wanted beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, Quiet, ScriptName, asked_options
from sivoice.cli.prepare import read, say_fitted, say_left_out, time_session, writing
from sivoice.cli.screen import counted
from sivoice.errors import UsageError
from sivoice.export.kinds import TranscriptFormat
from sivoice.units import clock

if TYPE_CHECKING:
    from sivoice.schedule.timeline import Timeline

SWITCH_OFF = (
    "If your player has “trim silence” or “smart speed”, switch it off for this session:\n"
    "it would cut the holds short. What is made with --pad it leaves alone."
)


def export_command(
    ctx: typer.Context,
    script: ScriptName = DEFAULT_SCRIPT,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The file to write: .mp3 or .wav; with ffmpeg also .m4a, .m4b, .ogg, .opus or .flac. "
            "With --split, the folder.  [default: SCRIPT.mp3]",
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
        bool, typer.Option("--lyrics", help="The words beside it, timed, for players: SCRIPT.lrc.")
    ] = False,
    transcript: Annotated[
        TranscriptFormat | None,
        typer.Option(
            "--transcript",
            help="All that is said beside it, to read: SCRIPT.txt or SCRIPT.md.",
            show_default=False,
        ),
    ] = None,
    page: Annotated[
        bool,
        typer.Option(
            "--page",
            help="A page beside it with the sound inside, that shows each hold run down: SCRIPT.html.",
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
    from sivoice.export.preflight import check_folder, check_target, folder_and_ending
    from sivoice.session.session import open_session

    asked = asked_options(ctx)
    quiet = quiet or bool(ctx.obj)
    _, scripts = read(script, quiet=quiet)
    target = output or Path(f"{scripts.name}.mp3")
    wanted = {".lrc": lyrics, f".{transcript}": transcript is not None, ".html": page}
    beside = [target.with_suffix(suffix) for suffix, is_wanted in wanted.items() if is_wanted]
    folder, ending = folder_and_ending(target)
    if split and beside:
        raise UsageError(
            "--split makes sound files alone\nFor --lyrics, --transcript and --page make one file of it."
        )
    if split:
        check_folder(folder, ending, force=force)
    else:
        check_target(target, beside, force=force)
    timed = time_session(open_session(scripts, asked), quiet=quiet)
    timeline = timed.timeline
    if not quiet:
        say_left_out(timeline)
    with writing(timeline, quiet=quiet) as count:
        if split:
            parts = export_split(timeline, timed.clips, folder, ending, count)
        else:
            export(timeline, timed.clips, target, count, beside)
    if not quiet:
        if split:
            _say_split(folder, parts)
        else:
            _say_done(target, timeline, beside)
        if not any(
            event.pad is not None and (event.pad.tone or event.pad.sound)
            for event in timeline.events
        ):
            typer.echo(SWITCH_OFF)
        say_fitted(timed.session)


_ABOUT = {
    ".lrc": "the words, for a player that shows lyrics",
    ".txt": "the words, to read",
    ".md": "the words, to read",
    ".html": "a page with the sound inside; open it in a browser",
}


def _say_done(target: Path, timeline: Timeline, beside: list[Path]) -> None:
    size = target.stat().st_size / 1_000_000
    chapters = timeline.chapters
    typer.echo(
        f"{target}: {clock(timeline.samples)} long, {size:.1f} MB, {counted(len(chapters), 'chapter')}"
    )
    for chapter in chapters:
        typer.echo(f"  {clock(chapter.start):>5}  {chapter.title}")
    for path in beside:
        typer.echo(f"{path}: {_ABOUT[path.suffix]}")


def _say_split(folder: Path, parts: list[tuple[Path, Timeline]]) -> None:
    size = sum(path.stat().st_size for path, _ in parts) / 1_000_000
    length = sum(part.samples for _, part in parts)
    typer.echo(f"{folder}: {clock(length)} long, {size:.1f} MB, {counted(len(parts), 'file')}")
    for path, part in parts:
        typer.echo(f"  {clock(part.samples):>5}  {path.name}")
