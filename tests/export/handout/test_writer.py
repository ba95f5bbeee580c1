"""A handout becomes a PDF or a page with the same words, and nothing in them is markup."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from msgspec.structs import replace

from sivoice import __version__
from sivoice.errors import OutputError, UsageError
from sivoice.export.handout.content import Handout, Stretch, handout
from sivoice.export.handout.one_page import MOST_STEPS, shortened
from sivoice.export.handout.paper import Layout, Paper, Sheet
from sivoice.export.handout.steps import Step
from sivoice.export.handout.writer import check_target, write_handout
from sivoice.export.handout.written import read_written
from sivoice.language import language
from sivoice.options.options import Options
from tests.conftest import ROOT, faultless

LINK = "https://example.org/a?b=1&c=2"
MARKUP = (
    '#eval("1") *a* _b_ `c` $d$ @e <f> \\g // h /* i */ = - + #import "@preview/x:1.0.0" '
    "{{7*7}} {% if %} <script>alert(1)</script> &amp;"
)
PLAIN = Handout(
    "Title",
    before=(),
    cautions=(),
    warm_up=(),
    stretches=(
        Stretch("Calf", (("Position", "standing"),), ("Hold 30 s",), (), (Step("Step back."),), ()),
    ),
    after=(),
    link=None,
    language="en",
    words=language("en").handout,
)
AS_MARKUP = replace(
    PLAIN,
    title=MARKUP,
    cautions=(MARKUP,),
    stretches=(
        Stretch(MARKUP, (("Position", MARKUP),), (MARKUP,), (MARKUP,), (Step(MARKUP),), (MARKUP,)),
    ),
)


@pytest.fixture(scope="module")
def si_joint() -> Handout:
    path = ROOT / "scripts" / "si-joint.session"
    return handout(faultless(path), Options(), read_written(path), LINK)


def text_of(path: Path) -> str:
    """The words of a PDF or a page, separated by single spaces."""
    if path.suffix == ".html":
        page = path.read_text(encoding="utf-8")
        return " ".join(
            unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?s)<style>.*?</style>", "", page))).split()
        )
    from pypdf import PdfReader

    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.mark.real
@pytest.mark.parametrize(
    ("paper", "layout", "pages"),
    [
        (Paper.A4, Layout.CARDS, 3),
        (Paper.LETTER, Layout.CARDS, 3),
        (Paper.A4, Layout.LARGE, 6),
        (Paper.LETTER, Layout.LARGE, 7),
    ],
)
def test_the_shipped_session_is_printed_with_all_its_words(
    si_joint: Handout, tmp_path: Path, paper: Paper, layout: Layout, pages: int
) -> None:
    from pypdf import PdfReader

    path = tmp_path / "a.pdf"
    write_handout(si_joint, path, Sheet(paper, layout))
    pdf = PdfReader(path)
    assert len(pdf.pages) <= pages
    assert si_joint.words.cautions in pdf.pages[-1 if layout is Layout.CARDS else -2].extract_text()
    assert pdf.metadata
    assert (pdf.metadata.title, pdf.metadata.get("/Keywords")) == (
        "SI joint relief",
        f"sivoice {__version__}",
    )
    assert round(float(pdf.pages[0].mediabox.height)) == {Paper.A4: 842, Paper.LETTER: 792}[paper]
    said = text_of(path)
    lines = [line for passage in (*si_joint.before, *si_joint.after) for line in passage.lines]
    lines += [*si_joint.cautions, LINK]
    for stretch in si_joint.stretches:
        lines += [stretch.title, *stretch.dose, *stretch.cautions, *stretch.remarks]
        lines += [part for step in stretch.steps for part in (step.text, step.hold)]
    squeezed = re.sub(r"\s", "", said)
    assert not [line for line in lines if re.sub(r"\s", "", line) not in squeezed]


@pytest.mark.real
@pytest.mark.parametrize("paper", Paper)
def test_one_page_has_every_stretch_and_its_back_all_cautions(
    si_joint: Handout, tmp_path: Path, paper: Paper
) -> None:
    from pypdf import PdfReader

    path = tmp_path / "a.pdf"
    write_handout(si_joint, path, Sheet(paper, Layout.ONE_PAGE))
    front, back = (re.sub(r"\s", "", page.extract_text()) for page in PdfReader(path).pages)
    first = re.sub(r"\s", "", si_joint.words.read_first.format(title=si_joint.words.cautions))
    assert first in front
    for stretch in si_joint.stretches:
        few = shortened(stretch, MOST_STEPS, si_joint.words)
        lines = [few.title, *few.dose, few.left_out, *(step.text for step in few.steps)]
        assert not [line for line in lines if re.sub(r"\s", "", line) not in front]
    assert not [line for line in si_joint.cautions if re.sub(r"\s", "", line) not in back]


@pytest.mark.real
@pytest.mark.parametrize("paper", Paper)
def test_a_single_stretch_is_one_page(tmp_path: Path, paper: Paper) -> None:
    from pypdf import PdfReader

    for path in sorted((ROOT / "scripts" / "stretches").glob("*.stretch")):
        single = handout(faultless(path), Options(), read_written(path))
        write_handout(single, tmp_path / "a.pdf", Sheet(paper), force=True)
        assert len(PdfReader(tmp_path / "a.pdf").pages) == 1, path.name


@pytest.mark.real
def test_a_stretch_that_is_longer_than_a_page_is_printed_whole(tmp_path: Path) -> None:
    steps = tuple(
        Step(f"Step {number} is done slowly." * 3, number=number) for number in range(1, 90)
    )
    many = replace(PLAIN, stretches=(*PLAIN.stretches, replace(PLAIN.stretches[0], steps=steps)))
    for layout in (Layout.CARDS, Layout.LARGE):
        write_handout(many, tmp_path / "a.pdf", Sheet(layout=layout), force=True)
        assert "Step 89 is done slowly." in text_of(tmp_path / "a.pdf")


def test_the_page_has_landmarks_and_follows_the_colour_scheme(
    si_joint: Handout, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    write_handout(si_joint, path, Sheet())
    page = path.read_text(encoding="utf-8")
    assert [page.count(f"<{tag}") for tag in ("main", "header", "footer")] == [1, 1, 1]
    assert page.count("<article") == len(si_joint.stretches)
    assert "prefers-color-scheme: dark" in page


def test_a_calendar_stands_beside_the_handout_or_neither_does(tmp_path: Path) -> None:
    path, beside = tmp_path / "a.html", tmp_path / "a.ics"
    write_handout(PLAIN, path, Sheet(), b"PRODID:-//sivoice//")
    assert beside.read_bytes() == b"PRODID:-//sivoice//"
    beside.write_bytes(b"mine")
    with pytest.raises(OutputError, match="--force"):
        check_target(path, has_calendar=True, force=False)
    was = path.read_bytes()
    with pytest.raises(OutputError, match="--force"):
        write_handout(replace(PLAIN, title="Other"), path, Sheet(), b"new")
    assert (path.read_bytes(), beside.read_bytes()) == (was, b"mine")


def test_the_page_has_all_the_words(si_joint: Handout, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    write_handout(si_joint, path, Sheet(Paper.A4))
    said = text_of(path)
    for stretch in si_joint.stretches:
        assert all(" ".join(f"{step.hold} {step.text}".split()) in said for step in stretch.steps)
    assert all(line in said for line in si_joint.cautions)


@pytest.mark.parametrize("name", ["a.pdf", "a.html"])
def test_markup_in_a_script_is_printed_as_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_handout(AS_MARKUP, path, Sheet(Paper.A4))
    assert re.sub(r"\s", "", text_of(path)).count(re.sub(r"\s", "", MARKUP)) >= 6


def test_the_page_runs_no_scripts_and_loads_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    write_handout(replace(AS_MARKUP, link=LINK), path, Sheet(Paper.LETTER))
    page = path.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "default-src 'none'" in page
    other = page.count("http-equiv") + page.count('xmlns="http')
    assert page.count("http") - other == 2  # the link and its text
    assert "size: letter" in page


@pytest.mark.parametrize("name", ["a.pdf", "a.html"])
def test_the_same_handout_gives_the_same_bytes(
    si_joint: Handout, tmp_path: Path, name: str
) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_handout(si_joint, tmp_path / folder / name, Sheet(Paper.A4))
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_character_without_a_font_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"(?s)10fffd.*Install a font"):
        write_handout(replace(PLAIN, title="A \U0010fffd"), tmp_path / "a.pdf", Sheet(Paper.A4))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.pdf", "a.html"])
def test_a_handout_by_sivoice_is_replaced_and_other_files_are_kept(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    write_handout(PLAIN, path, Sheet(Paper.A4))
    check_target(path, force=False)
    path.write_bytes(b"%PDF-1.7 <html> mine, made with sivoice")
    with pytest.raises(OutputError, match="--force"):
        check_target(path, force=False)
    check_target(path, force=True)


@pytest.mark.parametrize(
    ("name", "said"), [("a.txt", "must end in .pdf or .html"), ("none/a.pdf", "there is no folder")]
)
def test_an_invalid_name_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises((OutputError, UsageError), match=said):
        check_target(tmp_path / name, force=True)


def test_a_folder_of_that_name_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(OutputError, match="there is already a folder"):
        check_target(tmp_path / "a.pdf", force=True)


@pytest.mark.real
def test_a_figure_is_printed_in_both_formats(si_joint: Handout, tmp_path: Path) -> None:
    plain = replace(
        si_joint, stretches=tuple(replace(one, figure="") for one in si_joint.stretches)
    )
    sizes = []
    for name, paper in (("figures", si_joint), ("plain", plain)):
        page, pdf = tmp_path / f"{name}.html", tmp_path / f"{name}.pdf"
        write_handout(paper, page, Sheet())
        write_handout(paper, pdf, Sheet(Paper.A4))
        drawn = page.read_text(encoding="utf-8").count('class="sivoice-figure"')
        assert drawn == sum(bool(one.figure) for one in paper.stretches)
        sizes.append(pdf.read_bytes().count(b"/Figure"))
    assert sizes[0] == sizes[1] + 7  # each has a text for those who cannot see it
