"""`sivoice show`: print what will be heard and when, or an earlier stage of the session."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sivoice.cli.arguments import DEFAULT_SCRIPT, Force, Quiet, ScriptName, asked_options
from sivoice.cli.prepare import print_fit, read, time_session, warn_misfits
from sivoice.cli.screen import counted, print_json, warn_all
from sivoice.cli.terminal import console, echo
from sivoice.errors import UsageError
from sivoice.export.formats import FIGURES, SVG, described
from sivoice.units import clock, seconds

if TYPE_CHECKING:
    from sivoice.compile.plan import Place, Plan, PlannedStep
    from sivoice.options.options import Options
    from sivoice.schedule.timeline import Event, Timeline
    from sivoice.script.library import LoadedScript


class Stage(StrEnum):
    """The stages of a session that can be shown."""

    SCRIPT = "script"
    PLAN = "plan"
    TIMELINE = "timeline"


def show_command(
    ctx: typer.Context,
    script: ScriptName = DEFAULT_SCRIPT,
    stage: Annotated[
        Stage,
        typer.Option(
            "--stage", help="Show the parsed script, the plan without times, or the timeline."
        ),
    ] = Stage.TIMELINE,
    dose: Annotated[
        bool,
        typer.Option(
            "--dose", help="Show how long and how often each stretch and each muscle is worked."
        ),
    ] = False,
    figure: Annotated[
        bool, typer.Option("--figure", help="Draw the pose of a stretch into a file.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"The file of --figure: {described(FIGURES)}.  [default: SCRIPT{SVG.ending}]",
        ),
    ] = None,
    pose: Annotated[
        str | None,
        typer.Option(
            "--pose",
            metavar="POSE,POSE...",
            help="The poses of --figure, side by side: set-up, move, hold.  [default: hold]",
        ),
    ] = None,
    force: Force = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
    quiet: Quiet = False,
) -> None:
    """Show what will be heard and when, before you make or play it.

    **Examples**

    `sivoice show --hold 20 --skip quadriceps`

    `sivoice show piriformis --stage plan`

    `sivoice show --stage timeline --json`

    `sivoice show --dose` adds up the holds of each muscle

    `sivoice show piriformis --figure --pose set-up,hold --side left -o piriformis.png`
    """
    from sivoice.session.session import open_session

    asked = asked_options(ctx)
    if dose and stage is not Stage.TIMELINE:
        raise UsageError("--dose and --stage cannot be combined\nLeave one of them out.")
    if figure or output or pose or force:
        is_alone = figure and not (dose or as_json or stage is not Stage.TIMELINE)
        _write_figure(script, output, pose, asked, is_alone=is_alone, force=force, quiet=quiet)
        return
    _, scripts = read(script, quiet=quiet, advice=True)
    if stage is Stage.SCRIPT:
        _show_scripts(scripts, as_json=as_json)
        return
    session = open_session(scripts, asked)
    if not quiet:
        for message in session.advice:
            echo(f"advice: {message}", err=True)
    needs_no_times = dose or stage is Stage.PLAN
    if needs_no_times and session.options.fit is None:
        warn_all(session.warnings, quiet=quiet)
        plan = session.plan()
    else:
        timed = time_session(session, quiet=quiet)
        plan = timed.plan
    if dose:
        _show_dose(plan, as_json=as_json)
        return
    if stage is Stage.PLAN:
        _show_plan(plan, as_json=as_json)
        return
    warn_misfits(timed.timeline, quiet=quiet)
    if as_json:
        print_json(timed.timeline.as_json())
    else:
        _show_timeline(timed.timeline)
        print_fit(timed.session)


def _write_figure(
    script: str,
    output: Path | None,
    pose: str | None,
    asked: Options,
    *,
    is_alone: bool,
    force: bool,
    quiet: bool,
) -> None:
    from sivoice.cli.figure import write_figure
    from sivoice.script.names import find

    if not is_alone:
        raise UsageError(
            "--output, --pose and --force go with --figure, which cannot be combined with "
            "--dose, --json or --stage\nDraw the figure with a command of its own."
        )
    path = find(script)
    target = output or Path(f"{path.stem}{SVG.ending}")
    write_figure(path, target, pose, asked, force=force)
    if not quiet:
        echo(f"{target}: {target.stat().st_size / 1000:.1f} kB")


def _builtins(value: Any) -> Any:
    """Convert a script or plan for JSON; a SourceText becomes its name."""
    from msgspec import to_builtins

    from sivoice.script.source import SourceText

    def name(source: object) -> str:
        assert isinstance(source, SourceText), source
        return source.name

    return to_builtins(value, enc_hook=name)


def _show_scripts(scripts: LoadedScript, *, as_json: bool) -> None:
    if as_json:
        stretches = {name: _builtins(one.script) for name, one in scripts.stretches.items()}
        session = _builtins(scripts.session.script)
        print_json({"session": session, "stretches": stretches})
        return
    # A single stretch has the same file as its session: show it once.
    files = {s.script.source.name: s.script for s in (scripts.session, *scripts.stretches.values())}
    for script in files.values():
        echo(f"{script.source.name}: {script.kind}, {script.title}")
        for field in script.fields:
            echo(f"  {field.span.line:>3}  {field.key}: {field.text}")
        for section in script.sections:
            echo(
                f"  {section.span.line:>3}  {section.name} ({counted(len(section.spoken), 'line')})"
            )
            for line in section.spoken:
                for span in line.spans:
                    echo(f"  {span.line:>3}    {script.source.line(span.line).strip()}")


def _show_dose(plan: Plan, *, as_json: bool) -> None:
    from sivoice.cli.dose import print_dose
    from sivoice.compile.doses import dose_table

    if as_json:
        print_json(_builtins(dose_table(plan)))
    else:
        holds = [one.hold for chapter in plan.chapters for one in chapter.passes]
        print_dose(dose_table(plan), has_stretching=any(holds))


def _show_plan(plan: Plan, *, as_json: bool) -> None:
    if as_json:
        print_json(_builtins(plan))
        return
    for planned in plan.steps():
        for row in _plan_rows(planned):
            echo(row)


def _plan_rows(planned: PlannedStep) -> Iterator[str]:
    """Yield the lines that describe a step."""
    from sivoice.compile.steps import ChapterMark, Chime, Hold, RemainingRest, Rest, Say, Timer
    from sivoice.units import written

    match planned.step:
        case ChapterMark() as mark:
            yield mark.title
        case Chime() as chime:
            yield f"  chime {chime.kind}"
        case Rest() as rest:
            yield f"  rest {written(rest.ms)}"
        case RemainingRest() as rest:
            yield f"  rest {written(rest.written.ms)} between two sets"
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
    from rich.table import Table

    from sivoice.schedule.timeline import Kind

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("at", justify="right", no_wrap=True)
    table.add_column("lasts", justify="right", no_wrap=True)
    table.add_column("what is heard")
    shown = timeline.events[:_ROWS_LIMIT]
    for event in shown:
        if event.kind is Kind.CHAPTER:
            table.add_section()
        if row := _row(event):
            table.add_row(
                clock(event.start),
                f"{seconds(event.length):.1f} s",
                row,
                style=_STYLES.get(event.kind, ""),
            )
    console().print(table)
    if more := len(timeline.events) - len(shown):
        echo(f"\nand {more} more events; --stage timeline --json has all of them")
    chapters = counted(len(timeline.chapters), "chapter")
    echo(f"\n{timeline.title}: {clock(timeline.samples)}, {chapters}")


_STYLES = {"chapter": "bold", "hold": "bold green", "silence": "dim", "chime": "dim"}

_ROWS_LIMIT = 3_000
"""The most events in the table, which takes 0.2 ms for each; a calm hour has 1 100."""
_SHOWN_SILENCE = 2.0
"""Seconds. Shorter silences are not shown."""


def _row(event: Event) -> str | None:
    """Describe an event; None for a short silence."""
    from rich.markup import escape

    match event.kind.value:
        case "chapter":
            return escape(event.text or "")
        case "hold":
            return f"HOLD{_where(event.place)}"
        case "timer":
            return f"TIMER{_where(event.place)}"
        case "silence":
            return "..." if seconds(event.length) >= _SHOWN_SILENCE else None
        case "chime":
            return f"~ {(event.text or '').replace('rep-', 'quiet ')} chime"
        case _:
            return escape(event.text or "")


def _where(place: Place) -> str:
    """Format a place as `, right side, set 2`, in English for every session."""
    from sivoice.compile.captions import where_in
    from sivoice.language import ENGLISH, language

    where = where_in(place, language(ENGLISH))
    return f", {where}" if where else ""
