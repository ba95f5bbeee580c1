"""`sivoice preview` shows a figure on a page that is renewed at each save."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_preview import WAITING, Room, Writer, room, spoken, writer  # noqa: F401
from tests.figure.conftest import STANDING

LIVE = '<meta http-equiv="refresh"'
TOLD = "calf.figure.html shows the figure. Open it in a browser, and it follows each save."


class Artist(Writer):
    """Draws `calf.figure`."""

    def __init__(self, path: Path, text: str = STANDING) -> None:
        super().__init__(path, text)
        self.pages: list[str] = []

    def look(self) -> None:
        """Keep the page as it is now."""
        self.pages.append(Path("calf.figure.html").read_text(encoding="utf-8"))


@pytest.fixture
def artist(tmp_path: Path) -> Artist:
    return Artist(tmp_path / "calf.figure")


def test_each_save_renews_the_page_and_shows_the_faults(
    run: Run,
    room: Room,  # noqa: F811
    artist: Artist,
) -> None:
    room.actions = [
        artist.look,
        artist.edit("body: standing", "body: standing\nright leg: knee 190"),
        artist.look,
        artist.edit("knee 190", "knee 20"),
        artist.look,
    ]
    result = run("preview", "calf", "--watch")
    assert result.exit_code == 0
    assert spoken(result.stdout)[0] == TOLD
    assert spoken(result.stdout)[-2:] == [WAITING, "calf.figure: no problems found"]
    assert result.stderr.count("error[beyond-range]") == 1
    assert "--> calf.figure:5:" in result.stderr
    first, _, last = artist.pages
    assert all(LIVE in page and page.count("<svg") == 1 for page in artist.pages)
    assert ["calf.figure:5:12: error[beyond-range]" in page for page in artist.pages] == [
        False,
        True,
        False,
    ]
    assert first != last
    after = Path("calf.figure.html").read_text(encoding="utf-8")
    assert after == last.replace(f'{LIVE} content="1">\n', "")


def test_what_plays_goes_on_when_a_figure_is_saved(
    run: Run,
    room: Room,  # noqa: F811
    artist: Artist,
) -> None:
    room.meanwhile = [artist.edit("right", "left"), lambda: None]
    result = run("preview", "calf", "--watch")
    assert room.opened == 1
    assert "calf.figure: no problems found" in result.stdout
    assert result.stdout.rstrip().endswith(WAITING)


def test_a_figure_that_is_begun_later_is_shown(
    run: Run,
    room: Room,  # noqa: F811
    tmp_path: Path,
) -> None:
    def begin() -> None:
        Artist(tmp_path / "calf.figure")

    room.actions = [begin]
    result = run("preview", "calf", "--watch")
    assert spoken(result.stdout)[-2:] == [WAITING, TOLD]
    assert "<svg" in (tmp_path / "calf.figure.html").read_text(encoding="utf-8")


def test_the_figures_of_a_session_are_shown_when_they_are_saved(
    run: Run,
    room: Room,  # noqa: F811
    artist: Artist,
    tmp_path: Path,
) -> None:
    Writer(tmp_path / "calm.session", "# Calm\n## Stretches\n[play calf]\n")

    def nothing() -> None:
        assert not (tmp_path / "calf.figure.html").exists()

    room.actions = [nothing, artist.edit("right", "left")]
    result = run("preview", "calm", "--watch")
    assert spoken(result.stdout)[-1] == TOLD


def test_without_watch_the_page_does_not_reload(run: Run, artist: Artist) -> None:
    result = run("preview", "calf")
    assert spoken(result.stdout)[0] == TOLD.replace(", and it follows each save", "")
    artist.look()
    assert LIVE not in artist.pages[0]


@pytest.mark.parametrize("text", ["", "# Calf\n", "# Calf\n## Hold\nbdoy: <b>\n"])
def test_a_figure_that_cannot_be_read_is_shown_as_far_as_it_can(
    run: Run,
    artist: Artist,
    text: str,
) -> None:
    artist.save(text)
    assert run("preview", "calf").exit_code == 0
    artist.look()
    assert '<pre role="status">calf.figure:' in artist.pages[0]
    assert artist.pages[0].count("<svg") == text.count("## ")
    assert "<b>" not in artist.pages[0]


def test_a_page_that_sivoice_did_not_write_stays(
    run: Run,
    artist: Artist,
    tmp_path: Path,
) -> None:
    assert artist.text
    (tmp_path / "calf.figure.html").write_text("mine")
    result = run("preview", "calf")
    assert result.exit_code == 0
    assert result.stderr == (
        "error: cannot show the figure: calf.figure.html already exists, and sivoice did not "
        "write it\nRename it, or move it away.\n"
    )
    assert (tmp_path / "calf.figure.html").read_text() == "mine"
    assert len(spoken(result.stdout)) == 5


def test_quiet_shows_only_the_errors(run: Run, artist: Artist) -> None:
    assert run("preview", "calf", "--quiet").output == ""
    artist.edit("standing", "floating")()
    os.utime(artist.path)
    result = run("preview", "calf", "--quiet")
    assert result.stdout == ""
    assert "error[malformed-figure]" in result.stderr
