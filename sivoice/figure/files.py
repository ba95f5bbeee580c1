"""The `.figure` file beside a stretch: finds it, reads it, and reports its faults.

The modules that read and draw are loaded only for a file that exists.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sivoice.errors import ScriptError, UsageError, listed
from sivoice.files import check_name
from sivoice.script.diagnostics import Code, Diagnostic, Report, errors_among
from sivoice.script.library import LoadedScript, check_text, read_data, read_script, shown
from sivoice.script.limits import SIZE_LIMIT
from sivoice.script.names import find_stretch
from sivoice.script.source import SourceText, Span

if TYPE_CHECKING:
    from sivoice.figure.pose import Figure

ENDING = ".figure"


def figure_file(stretch: Path) -> Path | None:
    """Return the file of a stretch's figure, or None if it has none."""
    path = stretch.with_suffix(ENDING)
    return path if path.is_file() else None


def named_figure(wanted: str) -> Path | None:
    """Return the path of a figure; None if the words name something else.

    Raises UsageError if there is no such file.
    """
    path = Path(wanted)
    if path.suffix != ENDING:
        return None
    check_name(wanted)
    if not path.is_file():
        raise UsageError(
            f"there is no figure {wanted}\n"
            f"The figure of a stretch is in a file beside it that ends in {ENDING}."
        )
    return path


def read_faultless(path: Path) -> Figure:
    """Read a figure. Raises ScriptError, which names the first error if there is one."""
    figure, faults = read_figure(path)
    if errors := errors_among(faults):
        first = errors[0]
        raise ScriptError(
            f"{shown(path)}:{first.span.line}: {first.message}\n"
            f"`sivoice check {path.stem}` lists what is wrong with the figure."
        )
    return figure


def read_figure(path: Path) -> tuple[Figure, list[Diagnostic]]:
    """Read and check one figure, and return it with its faults. Raises ScriptError."""
    return check_figure(read_data(path), shown(path))


def check_figure(data: bytes, name: str) -> tuple[Figure, list[Diagnostic]]:
    """Parse and check the bytes of a figure, and return it with its faults."""
    from sivoice.figure.checks import check_poses
    from sivoice.figure.parser import parse
    from sivoice.figure.pose import Figure

    too_large = len(data) > SIZE_LIMIT
    text = "" if too_large else data.decode("utf-8", errors="replace")
    source = SourceText(name, text)
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
        script = own or find_stretch(name, path.parent)
        file = figure_file(script) if script else None
        if file is not None:
            found += read_with_variants(file, stretch.header().variants)[1]
    return found


def read_beside_stretch(path: Path) -> tuple[Figure, list[Diagnostic]]:
    """Read and check a figure, also against its stretch if that is there. Raises ScriptError."""
    stretch = path.with_suffix(".stretch")
    if not stretch.is_file():
        return read_figure(path)
    return read_with_variants(path, read_script(stretch)[0].header().variants)


def read_with_variants(path: Path, variants: tuple[str, ...]) -> tuple[Figure, list[Diagnostic]]:
    """Read and check the figure of a stretch that has these variants. Raises ScriptError."""
    figure, faults = read_figure(path)
    report = Report(figure.source)
    for pose in figure.poses:
        if pose.variant is not None and pose.variant not in variants:
            report.add(
                Code.UNKNOWN_VARIANT,
                f"the stretch has no variant `{pose.variant}`",
                pose.span,
                f"write one of {listed(variants)}" if variants else "leave the variant out",
            )
    return figure, [*faults, *report.found]
