"""`sivoice show`: what will be heard, and when; or any stage on the way there."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, Quiet, ScriptName, asked_options
from sivoice.cli.prepare import read, say_fitted, say_left_out, time_session
from sivoice.cli.screen import counted, print_json, warn
from sivoice.units import clock, seconds

if TYPE_CHECKING:
    from sivoice.compile.plan import Place, Plan, PlannedStep
    from sivoice.schedule.timeline import Event, Timeline
    from sivoice.script.library import LoadedScript


class Stage(StrEnum):
    """The stages of a session that can be looked at."""

    SCRIPT = "script"
    PLAN = "plan"
    TIMELINE = "timeline"


def show_command(
    ctx: typer.Context,
    script: ScriptName = DEFAULT_SCRIPT,
    stage: Annotated[
        Stage,
        typer.Option(
            "--stage", help="The script as it was read, the untimed plan, or the timeline."
        ),
    ] = Stage.TIMELINE,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    quiet: Quiet = False,
) -> None:
    """Show what will be heard and when, before you make or play it.

    **Examples**

    `sivoice show --hold 20 --skip quadriceps`

    `sivoice show piriformis --stage plan`

    `sivoice show --stage timeline --json`
    """
    from sivoice.session.session import open_session

    asked = asked_options(ctx)
    quiet = quiet or bool(ctx.obj)
    _, scripts = read(script, quiet=quiet)
    if stage is Stage.SCRIPT:
        _show_scripts(scripts, as_json=as_json)
        return
    session = open_session(scripts, asked)
    if stage is Stage.PLAN and session.options.fit is None:
        if not quiet:
            for message in session.warnings:
                warn(message)
        _show_plan(session.plan(), as_json=as_json)
        return
    timed = time_session(session, quiet=quiet)
    if stage is Stage.PLAN:
        _show_plan(timed.plan, as_json=as_json)
        return
    if not quiet:
        say_left_out(timed.timeline)
    if as_json:
        print_json(**timed.timeline.as_json())
    else:
        _show_timeline(timed.timeline)
        say_fitted(timed.session)


def plain(value: Any) -> Any:
    """A stage's types as JSON takes them; a script's text by its name."""
    from msgspec import to_builtins

    from sivoice.script.source import SourceText

    def named(source: object) -> str:
        assert isinstance(source, SourceText), source
        return source.name

    return to_builtins(value, enc_hook=named)


def _show_scripts(scripts: LoadedScript, *, as_json: bool) -> None:
    if as_json:
        print_json(
            session=plain(scripts.session.script),
            stretches={name: plain(one.script) for name, one in scripts.stretches.items()},
        )
        return
    # A stretch alone is also its own session: its file is shown once.
    files = {s.script.source.name: s.script for s in (scripts.session, *scripts.stretches.values())}
    for script in files.values():
        typer.echo(f"{script.source.name}: {script.kind}, {script.title}")
        for field in script.fields:
            typer.echo(f"  {field.span.line:>3}  {field.key}: {field.text}")
        for section in script.sections:
            typer.echo(
                f"  {section.span.line:>3}  {section.name} ({counted(len(section.spoken), 'line')})"
            )
            for line in section.spoken:
                typer.echo(f"  {line.span.line:>3}    {script.source.line(line.span.line).strip()}")


def _show_plan(plan: Plan, *, as_json: bool) -> None:
    if as_json:
        print_json(**plain(plan))
        return
    for planned in plan.steps():
        for row in _plan_rows(planned):
            typer.echo(row)


def _plan_rows(planned: PlannedStep) -> Iterator[str]:
    """What a person reads of a step."""
    from sivoice.compile.plan import ChapterMark, Chime, Hold, Rest, Say, Timer
    from sivoice.units import written

    match planned.step:
        case ChapterMark() as mark:
            yield mark.title
        case Chime() as chime:
            yield f"  chime {chime.kind}"
        case Rest() as rest:
            yield f"  rest {written(rest.ms)}"
        case Say() as say:
            yield f"  say {'{minutes}'.join(say.parts)}"
        case (Hold() | Timer()) as step:
            yield f"  {type(step).__name__.lower()} {written(step.ms)}{_where(planned.place)}"
            for cue in step.cues:
                at = written(cue.moment.ms)
                if cue.moment.from_end:
                    at = f"{at} before its end"
                said = " ".join("{minutes}".join(s.parts) for s in cue.steps if isinstance(s, Say))
                yield f"    at {at}: {said}"


def _show_timeline(timeline: Timeline) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from sivoice.schedule.timeline import Kind

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("at", justify="right", no_wrap=True)
    table.add_column("lasts", justify="right", no_wrap=True)
    table.add_column("what is heard")
    for event in timeline.events:
        if event.kind is Kind.CHAPTER:
            table.add_section()
        if row := _row(event):
            table.add_row(
                clock(event.start),
                f"{seconds(event.length):.1f} s",
                row,
                style=_STYLES.get(event.kind, ""),
            )
    Console().print(table)
    typer.echo(
        f"\n{timeline.title}: {clock(timeline.samples)}, {counted(len(timeline.chapters), 'chapter')}"
    )


_STYLES = {"chapter": "bold", "hold": "bold green", "silence": "dim", "chime": "dim"}


_NOTED = 2.0
"""Seconds of silence that are worth a line."""


def _row(event: Event) -> str | None:
    """What a person reads of an event; a short gap is not worth a line."""
    from rich.markup import escape

    match event.kind.value:
        case "chapter":
            return escape(event.text or "")
        case "hold":
            return f"HOLD{_where(event.place)}"
        case "timer":
            return f"TIMER{_where(event.place)}"
        case "silence":
            return "..." if seconds(event.length) >= _NOTED else None
        case "chime":
            return f"~ {event.text} chime"
        case _:
            return escape(event.text or "")


def _where(place: Place) -> str:
    """`, right side, set 2`: this table is in English, whatever the session speaks."""
    from sivoice.compile.captions import where_in
    from sivoice.language import ENGLISH, language

    where = where_in(place, language(ENGLISH))
    return f", {where}" if where else ""
