"""The page shows the figure of a stretch for the side that is on; without figures, nothing new."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.plan import Plan
from sivoice.export.page import page, session_data
from sivoice.export.page.figures import SIZES, page_figures
from sivoice.options.doses import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Kind, Timeline
from tests.conftest import STRETCH, fake_length

FIGURE = """# Calf
## Set up
view: from the right
body: standing
## Hold
like: Set up
right leg: hip 30, knee 10
left leg: straight
"""
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def drawn(write: Callable[..., Path], compiled: Callable[..., Plan]) -> Timeline:
    """A session of one stretch with a figure."""
    write("calf.figure", FIGURE)
    return build_timeline(compiled(hold=PerStretch(20_000)), fake_length)


def test_a_page_without_figures_has_nothing_of_them(compiled: Callable[..., Plan]) -> None:
    timeline = build_timeline(compiled(), fake_length)
    assert "figure" not in page(timeline, "calf.mp3")
    assert "looks" not in session_data(timeline)


def test_each_figure_is_in_the_page_once_without_a_style_of_its_own(drawn: Timeline) -> None:
    html = page(drawn, "calf.mp3")
    assert re.findall(r'data-figure="([^"]*)" data-side="([^"]*)"', html) == [("calf", "right")]
    assert html.count('class="sivoice-figure"') == 2
    assert html.count("<style>") == 1
    assert html.count("--figure-body:") == 3  # light, dark and forced colours


def test_a_picture_for_the_lock_screen_is_a_square_png_for_each_side(drawn: Timeline) -> None:
    (figure,) = page_figures(drawn)
    assert list(figure.artwork) == ["right", "left"]
    for pictures in figure.artwork.values():
        for size, picture in zip(SIZES, pictures, strict=True):
            data = b64decode(picture["src"].removeprefix("data:image/png;base64,"))
            assert data.startswith(PNG)
            assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (size, size)
            assert picture["sizes"] == f"{size}x{size}"
    assert figure.artwork["right"] != figure.artwork["left"]


def test_the_figure_follows_the_side_and_the_hold(drawn: Timeline) -> None:
    looks = session_data(drawn, ["calf"])["looks"]
    assert [(look["side"], look["pose"]) for look in looks] == [
        *[("right", "ready"), ("right", "move"), ("right", "ready"), ("right", "move")],
        *[("right", "hold"), ("right", "ready")],
        *[("left", "ready"), ("left", "move"), ("left", "hold"), ("left", "ready")],
    ]
    holds = [event.start / 44_100 for event in drawn.events if event.kind is Kind.HOLD]
    assert [look["start"] for look in looks if look["pose"] == "hold"] == pytest.approx(holds)


def test_reps_without_a_hold_are_a_movement(
    write: Callable[..., Path], compiled: Callable[..., Plan]
) -> None:
    write("lift.figure", FIGURE)
    text = "# Lift\nposition: standing\nreps: 2\n## Each rep\nLift.\nAnd down.\n"
    timeline = build_timeline(compiled(text, "lift.stretch"), fake_length)
    looks = session_data(timeline, ["lift"])["looks"]
    assert (looks[-1]["side"], looks[-1]["pose"]) == ("none", "move")


def test_a_variant_has_its_own_figure(
    write: Callable[..., Path], compiled: Callable[..., Plan]
) -> None:
    write("calf.figure", f"{FIGURE}## Hold (low)\nview: from the front\nbody: standing\n")
    text = STRETCH.replace("position", "variants: low, high\nposition")
    text = text.replace("Come back.", "[if high] Come back up.\n[if low] Come back.")
    (figure,) = page_figures(build_timeline(compiled(text), fake_length))
    assert figure.name == "calf/low"


def test_a_figure_with_faults_is_left_out(
    write: Callable[..., Path], compiled: Callable[..., Plan]
) -> None:
    write("calf.figure", FIGURE.replace("hip 30", "hip 300"))
    html = page(build_timeline(compiled(), fake_length), "calf.mp3")
    assert "figure" not in html


def test_the_artwork_is_data_for_the_script(drawn: Timeline) -> None:
    found = re.search(
        r'<script id="artwork" type="application/json">(.*?)</script>', page(drawn, "calf.mp3")
    )
    assert found
    assert json.loads(found[1]) == {"calf": page_figures(drawn)[0].artwork}
