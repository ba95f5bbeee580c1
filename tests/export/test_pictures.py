"""Covers and chapters show the figures of a session's stretches, drawn once."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from sivoice.compile.compiler import compile_session
from sivoice.export import pictures
from sivoice.export.cover import COVER_SIZE, cover
from sivoice.export.pictures import Pictures
from sivoice.export.split import split
from sivoice.export.tags import id3
from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Timeline
from tests.conftest import ROOT, STRETCH, fake_length, faultless
from tests.figure.conftest import STANDING

STRETCHES = ("one", "two", "three")
SESSION = "# Evening\n## Welcome\nHello.\n## Stretches\n" + "\n".join(
    f"[play {name}]" for name in STRETCHES
)
LEANING = f"{STANDING}right leg: hip 60, knee 20\nleft leg: straight\n"
Made = Callable[..., tuple[Timeline, Pictures]]


@pytest.fixture
def made(write: Callable[..., Path]) -> Made:
    """Makes a session of three stretches that have these figures."""

    def made(*figures: str, **options: object) -> tuple[Timeline, Pictures]:
        path = write("evening.session", SESSION)
        for name in STRETCHES:
            write(f"{name}.stretch", STRETCH)
        for name, text in zip(STRETCHES, figures, strict=False):
            if text:
                write(f"{name}.figure", text)
        scripts = faultless(path)
        plan = compile_session(scripts, Options(**options))  # type: ignore[arg-type]
        return build_timeline(plan, fake_length), Pictures()

    return made


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_chapter_with_a_figure_has_a_small_square_picture(made: Made) -> None:
    timeline, drawn = made(STANDING, "", LEANING)
    welcome, one, two, three = drawn.of_chapters(timeline)
    assert welcome is None
    assert two is None
    assert one is not None
    assert three is not None
    assert one != three
    assert size(one) == size(three) == (300, 300)
    assert len(one) < 12_000


def test_a_cover_shows_the_stretches_of_the_session(made: Made) -> None:
    timeline, drawn = made(STANDING, LEANING)
    both = drawn.cover(timeline)
    assert size(both) == (COVER_SIZE, COVER_SIZE)
    assert both != cover()
    assert len(both) < 100_000
    covers = {
        drawn.cover(made(STANDING, LEANING, only=names)[0])
        for names in (("one",), ("two",), ("one", "three"))
    }
    assert len(covers | {both}) == 3


def test_a_session_without_figures_keeps_its_cover(made: Made) -> None:
    timeline, drawn = made()
    assert drawn.cover(timeline) == cover()
    assert drawn.of_chapters(timeline) == [None] * 4
    assert id3(timeline, pictures=drawn) == id3(timeline)


def test_pictures_show_the_first_side(made: Made) -> None:
    right, drawn = made(LEANING)
    left, _ = made(LEANING, first_side="left")
    assert drawn.of_chapters(right)[1] != drawn.of_chapters(left)[1]
    assert drawn.cover(right) != drawn.cover(left)


def test_pictures_show_the_variant_that_is_played(write: Callable[..., Path]) -> None:
    text = STRETCH.replace("standing", "standing\nvariants: high, low")
    text = text.replace("[hold]", "[if low] Bend your knee.\n[hold]")
    write("calf.figure", f"{STANDING}## Hold (low)\nview: from the front\nbody: standing\n")
    scripts = faultless(write("calf.stretch", text))
    drawn = Pictures()
    shown = [
        drawn.of_chapters(build_timeline(compile_session(scripts, options), fake_length))
        for options in (Options(), Options(variant={"calf": "low"}))
    ]
    assert shown[0] != shown[1]


def test_pictures_are_drawn_once(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline, drawn = made(STANDING, LEANING)
    first = drawn.cover(timeline), drawn.of_chapters(timeline)
    monkeypatch.setattr(pictures, "_draw", lambda *_: pytest.fail("drawn again"))
    timeline, drawn = made(STANDING, LEANING)
    assert (drawn.cover(timeline), drawn.of_chapters(timeline)) == first


def test_a_changed_figure_is_drawn_again(made: Made) -> None:
    timeline, drawn = made(STANDING)
    before = drawn.of_chapters(timeline)[1]
    timeline, drawn = made(LEANING)
    assert drawn.of_chapters(timeline)[1] != before


def test_pictures_from_the_cache_load_nothing_that_draws() -> None:
    script = ROOT / "scripts" / "desk-break.session"
    code = f"""
import sys
from pathlib import Path
from sivoice.compile.compiler import compile_session
from sivoice.export.pictures import Pictures
from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from sivoice.script.library import load
scripts, _ = load(Path({str(script)!r}))
timeline = build_timeline(compile_session(scripts, Options()), lambda clip: 4608)
drawn = Pictures()
print(sum(picture is not None for picture in drawn.of_chapters(timeline)))
drawn.cover(timeline)
print({{"resvg_py", "sivoice.figure.draw", "sivoice.figure.parser"}} & set(sys.modules))
"""
    command = [sys.executable, "-c", code]
    for expected in (None, "2\nset()\n"):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        assert expected in (None, done.stdout)


def test_a_figure_with_faults_leaves_its_stretch_without_a_picture(made: Made) -> None:
    timeline, drawn = made(STANDING, "# Calf\n## Hold\nbdoy: standing\n", LEANING)
    shown = drawn.of_chapters(timeline)
    assert [picture is not None for picture in shown] == [False, True, False, True]
    assert drawn.cover(timeline) != cover()
    assert list(drawn.problems) == ["two"]
    assert "malformed-figure" in drawn.problems["two"]
    assert "two.figure:3" in drawn.problems["two"]


def test_the_tag_has_the_pictures_in_its_chapters_in_order(made: Made) -> None:
    timeline, drawn = made(LEANING, "", STANDING)
    data = id3(timeline, pictures=drawn)
    assert re.findall(rb"CHAP.{6}(ch\d{3})\0", data, re.DOTALL) == [
        b"ch000",
        b"ch001",
        b"ch002",
        b"ch003",
    ]
    assert data.index(b"CTOC") < data.index(b"CHAP")
    tag = ID3(BytesIO(data), translate=False)
    chapters = sorted(tag.getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert [
        [picture.data for picture in chapter.sub_frames.getall("APIC")] for chapter in chapters
    ] == [[] if picture is None else [picture] for picture in drawn.of_chapters(timeline)]
    (front,) = tag.getall("APIC")
    assert front.data == drawn.cover(timeline)


def test_each_file_of_a_split_session_has_its_own_cover(made: Made, tmp_path: Path) -> None:
    timeline, drawn = made(STANDING, LEANING)
    welcome, one, two, three = (
        drawn.cover(part.timeline) for part in split(timeline, tmp_path, ".mp3")
    )
    assert welcome == three == cover()
    assert len({one, two, cover(), drawn.cover(timeline)}) == 4
