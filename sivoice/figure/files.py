"""The `.figure` file beside a stretch: finds it, reads it, and reports its faults."""

from __future__ import annotations

from pathlib import Path

from sivoice.errors import ScriptError, listed
from sivoice.figure.checks import check_poses
from sivoice.figure.parser import parse
from sivoice.figure.pose import Figure
from sivoice.script.diagnostics import Code, Diagnostic, Report, errors_among
from sivoice.script.library import LoadedScript, check_text, read_data, shown
from sivoice.script.limits import SIZE_LIMIT
from sivoice.script.names import find_stretch
from sivoice.script.source import SourceText, Span

ENDING = ".figure"


def figure_beside(stretch: Path) -> Figure | None:
    """Return the figure of the stretch in this file, or None if it has none. Raises ScriptError."""
    path = stretch.with_suffix(ENDING)
    if not path.is_file():
        return None
    figure, faults = read_figure(path)
    if errors := errors_among(faults):
        first = errors[0]
        raise ScriptError(
            f"{shown(path)}:{first.span.line}: {first.message}\n"
            f"`sivoice check {stretch.stem}` lists what is wrong with the figure."
        )
    return figure


def read_figure(path: Path) -> tuple[Figure, list[Diagnostic]]:
    """Read and check one figure, and return it with its faults. Raises ScriptError."""
    data = read_data(path)
    too_large = len(data) > SIZE_LIMIT
    text = "" if too_large else data.decode("utf-8", errors="replace")
    source = SourceText(shown(path), text)
    unusable = Report(source)
    if too_large:
        help = "a figure should be less than a page of text"
        unusable.add(Code.FILE_TOO_LARGE, "the file is larger than 1 MiB", Span(1, 1, 1), help)
    else:
        check_text(data, unusable)
    if unusable.found:
        return Figure(source, "", ()), unusable.found
    figure, report = parse(source)
    if not report.found:
        check_poses(figure, report)
    return figure, report.found


def figure_faults(path: Path, scripts: LoadedScript) -> list[Diagnostic]:
    """Return the faults of the figures of all stretches that a script plays.

    `path` is the file of the script. Raises ScriptError.
    """
    found: list[Diagnostic] = []
    for name, stretch in scripts.stretches.items():
        own = path if path.stem == name and path.suffix == ".stretch" else None
        file = own or find_stretch(name, path.parent)
        if file is None or not file.with_suffix(ENDING).is_file():
            continue
        figure, faults = read_figure(file.with_suffix(ENDING))
        found += faults
        report = Report(figure.source)
        _check_variants(figure, stretch.header().variants, report)
        found += report.found
    return found


def _check_variants(figure: Figure, known: tuple[str, ...], report: Report) -> None:
    for pose in figure.poses:
        if pose.variant is not None and pose.variant not in known:
            report.add(
                Code.UNKNOWN_VARIANT,
                f"the stretch has no variant `{pose.variant}`",
                pose.span,
                f"write one of {listed(known)}" if known else "leave the variant out",
            )
