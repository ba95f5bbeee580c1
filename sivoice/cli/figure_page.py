"""The page that shows a figure while it is drawn: renewed at each save, with the faults on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sivoice.cli.screen import print_error, print_faults
from sivoice.cli.terminal import echo
from sivoice.errors import OutputError, SivoiceError
from sivoice.export.formats import MarkedFormat
from sivoice.export.preflight import check_special, failures_of
from sivoice.figure.files import ENDING, figure_file, read_beside_stretch
from sivoice.files import Saves, replaced
from sivoice.script.diagnostics import FORMATS, Diagnostic, errors_among, listing
from sivoice.script.names import kind_of, stretch_folders
from sivoice.script.vocabulary import Kind

if TYPE_CHECKING:
    from sivoice.figure.pose import Figure

_PAGE = MarkedFormat(
    ".html",
    "a page that shows a figure",
    "text/html; charset=utf-8",
    b'<meta name="generator" content="sivoice preview"',
)


class FigurePages:
    """The pages of the figures that a script can show, one for each that is saved."""

    def __init__(self, script: Path, *, is_live: bool, quiet: bool) -> None:
        """If `is_live`, a page reloads itself each second until `end` is called."""
        self._script = script
        self._is_live = is_live
        self._quiet = quiet
        self._saves = Saves(self._files)
        self._shown: set[Path] = set()
        """The figures whose page has been announced."""

    def begin(self) -> None:
        """Show the figure of a stretch, if it has one."""
        file = figure_file(self._script) if kind_of(self._script) is Kind.STRETCH else None
        if file is not None:
            self._show(file)

    def look(self) -> None:
        """Show each figure that has been saved."""
        if self._saves.look():
            saved = self._saves.changed()
            self._saves.accept()
            for file in saved:
                self._show(file)

    def end(self) -> None:
        """Write the pages once more, so that they stop reloading themselves."""
        self._is_live = False
        for file in self._shown:
            if file.is_file():
                self._show(file, in_silence=True)

    def _show(self, file: Path, *, in_silence: bool = False) -> None:
        """Print the faults of a figure, and renew its page, whose path is printed once."""
        target = Path(f"{file.name}{_PAGE.ending}")
        try:
            figure, faults = read_beside_stretch(file)
            if faults and not in_silence and (errors_among(faults) or not self._quiet):
                print_faults(faults)
            _write(target, _page(figure, faults, is_live=self._is_live))
        except SivoiceError as error:
            if not in_silence:
                print_error(str(error))
            return
        if in_silence or self._quiet:
            self._shown.add(file)
        elif file not in self._shown:
            self._shown.add(file)
            echo(f"{target} shows the figure. Open it in a browser" + self._until)
        elif not faults:
            echo(f"{file.name}: no problems found")

    @property
    def _until(self) -> str:
        return ", and it follows each save." if self._is_live else "."

    def _files(self) -> Iterator[Path]:
        """Yield the figures whose changes are shown, and where one could be saved."""
        if kind_of(self._script) is Kind.STRETCH:
            yield self._script.with_suffix(ENDING)
            return
        for folder in stretch_folders(self._script.parent):
            yield from folder.glob(f"*{ENDING}")


def _page(figure: Figure, faults: Sequence[Diagnostic], *, is_live: bool) -> str:
    """Return the page: all poses as far as they can be read, variant by variant, and the faults."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from sivoice.figure.picture import svg

    variants = {
        variant: [
            (pose.name, svg(figure, variant=variant, pose=pose.name))
            for pose in figure.poses
            if pose.variant == variant
        ]
        for variant in dict.fromkeys(pose.variant for pose in figure.poses)
    }
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template("figure_page.html").render(
        name=figure.source.name,
        variants=variants,
        faults=listing(faults, FORMATS["concise"], "\n") if faults else "",
        is_live=is_live,
    )


def _write(target: Path, page: str) -> None:
    """Write a page in one step, so that a browser never reads half of it. Raises OutputError."""
    check_special(target)
    with failures_of(target):
        if target.is_dir() or (target.exists() and not _PAGE.is_ours(target)):
            raise OutputError(
                f"cannot show the figure: {target} already exists, and sivoice did not write it\n"
                "Rename it, or move it away."
            )
        with replaced(target, lasting=False) as file:
            file.write(page.encode())
