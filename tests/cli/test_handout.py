"""`sivoice handout` makes a PDF or a page to print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sivoice.export.formats import HANDOUTS
from tests.cli.conftest import Run
from tests.conftest import STRETCH

pytestmark = pytest.mark.usefixtures("warm_cache")
LINK = "https://example.org/si-joint.mp3"


def test_a_handout_is_a_pdf_named_after_the_script(run: Run, tmp_path: Path) -> None:
    result = run("handout", "--only", "abdominal")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "si-joint.pdf").read_bytes().startswith(b"%PDF")
    assert result.stdout.startswith("si-joint.pdf: ")


def test_the_help_names_every_format(run: Run) -> None:
    said = run("handout", "--help").stdout
    assert [format.ending for format in HANDOUTS if format.ending not in said] == []


def test_options_a_link_and_the_paper_are_used(run: Run, tmp_path: Path) -> None:
    words = (
        "handout",
        "--hold",
        "20",
        "--skip",
        "quadriceps",
        "--link",
        LINK,
        "--paper",
        "letter",
        "-o",
        "a.html",
    )
    assert run(*words).exit_code == 0
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<li>Hold 20 s</li>\n<li>each side</li>" in page
    assert "Quadriceps" not in page
    assert f'href="{LINK}"' in page
    assert "<svg" in page
    assert "size: letter" in page


def test_a_length_to_fit_determines_the_holds(run: Run, tmp_path: Path) -> None:
    short = ("--only", "piriformis", "--no-welcome", "--no-cautions")
    result = run("handout", *short, "--fit", "6min", "-o", "a.html")
    assert "Fitted to 6 min with" in result.stdout, result.output
    assert re.search(
        r"<li>Hold \d+ s</li>\n<li>each side</li>\n<li>\d times</li>",
        (tmp_path / "a.html").read_text(encoding="utf-8"),
    )


def test_a_text_beside_the_script_is_printed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "calf.stretch").write_text(STRETCH)
    (tmp_path / "calf.handout").write_text("## About the calf\nIt has two muscles.\n")
    assert run("handout", "calf.stretch", "-o", "a.html", "-q").output == ""
    assert "It has two muscles." in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_file_by_someone_else_is_kept_without_force(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "si-joint.pdf"
    path.write_bytes(b"%PDF mine")
    result = run("handout")
    assert (result.exit_code, "sivoice did not write it" in result.stderr) == (1, True)
    assert path.read_bytes() == b"%PDF mine"
    assert run("handout", "--force", "--only", "abdominal").exit_code == 0
    assert run("handout", "--only", "abdominal").exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--link", "javascript:alert(1)"), 2, "is not an address"),
        (("--link", "https://x/" + 300 * "x"), 2, "more than 300 characters"),
        (("--link", "https://x/ y"), 2, "is not an address"),
        (("-o", "a.txt"), 2, "must end in .pdf or .html"),
        (("-o", "none/a.pdf"), 1, "there is no folder"),
        (("--paper", "a3"), 2, "a3"),
        (("si-jiont",), 2, "Did you mean si-joint"),
    ],
)
def test_an_impossible_handout_is_an_error_and_leaves_no_file(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    result = run("handout", *words)
    assert (result.exit_code, said in result.output) == (code, True), result.output
    assert list(tmp_path.iterdir()) == []


def test_large_print_and_one_page_are_laid_out(run: Run, tmp_path: Path) -> None:
    assert run("handout", "--large", "-o", "large.html").exit_code == 0
    assert 'class="large"' in (tmp_path / "large.html").read_text(encoding="utf-8")
    assert run("handout", "--one-page", "-o", "one.html").exit_code == 0
    assert "Steps left out:" in (tmp_path / "one.html").read_text(encoding="utf-8")
    result = run("handout", "--large", "--one-page")
    assert (result.exit_code, list(tmp_path.glob("*.pdf"))) == (2, [])
    assert "exclude each other" in result.stderr


def test_a_calendar_has_the_length_of_the_session(run: Run, tmp_path: Path) -> None:
    result = run("handout", "--calendar", "Mon Thu 18:00", "-o", "a.html")
    assert result.exit_code == 0, result.output
    assert "a.ics" in result.stdout
    calendar = (tmp_path / "a.ics").read_text(encoding="utf-8")
    assert "BYDAY=MO,TH" in calendar
    minutes = re.search(r"DURATION:PT(\d+)M", calendar)
    assert minutes
    assert 18 <= int(minutes[1]) <= 22  # the session lasts about 20 minutes


def test_a_calendar_that_is_not_ours_stops_everything(run: Run, tmp_path: Path) -> None:
    (tmp_path / "si-joint.ics").write_text("mine")
    result = run("handout", "--calendar", "daily 18:00")
    assert (result.exit_code, list(tmp_path.glob("*.pdf"))) == (1, [])
    assert (tmp_path / "si-joint.ics").read_text() == "mine"
