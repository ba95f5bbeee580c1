"""A pose is drawn inside its picture, mirrored for the left side, without words."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sivoice.figure.draw import HEIGHT, WIDTH
from sivoice.figure.files import read_figure
from sivoice.figure.picture import png, svg
from sivoice.figure.vectors import WORLD
from sivoice.figure.view import camera
from sivoice.folders import clip_cache
from tests.figure.conftest import STANDING, figure
from tests.figure.test_skeleton import SHIPPED

NUMBERS = re.compile(r"(?<![A\d.])(-?[\d.]+) (-?[\d.]+)(?=[A-Z]|$)")


def corners(picture: str) -> list[tuple[float, float]]:
    """The ends of all lines and arcs."""
    root = ET.fromstring(picture)  # noqa: S314 - we made it
    paths = [element.attrib["d"] for element in root.iter() if "d" in element.attrib]
    return [(float(x), float(y)) for path in paths for x, y in NUMBERS.findall(path)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_pose_is_faultless_and_inside_its_picture(path: Path) -> None:
    read, faults = read_figure(path)
    assert faults == []
    for pose in read.poses:
        picture = svg(read, variant=pose.variant, pose=pose.name, theme="page")
        assert "<text" not in picture
        assert len(picture) < 10_000
        for x, y in corners(picture):
            assert -1 <= x <= WIDTH + 1, pose.name
            assert -1 <= y <= HEIGHT + 1, pose.name


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_stretch_has_its_figure_beside_it(path: Path) -> None:
    assert path.with_suffix(".stretch").is_file()


def test_the_left_side_is_the_mirror_of_the_right() -> None:
    one = figure(f"{STANDING}right leg: hip 60, knee 20\nleft leg: straight\n")
    right, left = (corners(svg(one, side=side)) for side in ("right", "left"))
    outermost = max(x for x, _ in right)
    assert WIDTH - outermost == pytest.approx(min(x for x, _ in left))
    assert right != left


@pytest.mark.parametrize("way", ["front", "back"])
def test_a_view_turns_to_the_front_and_to_the_back(way: str) -> None:
    """A quarter turn from the right side shows the person from the front, or from the back."""
    found = []
    for view in (f"from the right, 90 to the {way}", f"from the {way}"):
        read = figure(STANDING.replace("from the right", view))
        found.append(camera(read.poses[0].view, WORLD, mirrored=False).to_viewer)
    assert found[0] == pytest.approx(found[1])


def test_trunk_legs_and_bare_parts_have_colours_of_their_own() -> None:
    picture = svg(figure(STANDING), theme="page")
    for part in ("body", "shirt", "skin", "far", "far-skin", "hair"):
        assert f'fill="var(--figure-{part})"' in picture
        assert f"--figure-{part}:" in picture


def test_colours_are_variables_on_a_page_and_plain_in_a_picture() -> None:
    one = figure(STANDING)
    page, light, dark = (svg(one, theme=theme) for theme in ("page", "light", "dark"))
    assert "var(--figure-body)" in page
    assert "forced-colors" in page
    assert "var(" not in light
    assert light != dark


def test_a_png_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = svg(figure(STANDING), theme="light")
    first = png(picture, 60)
    assert first.startswith(b"\x89PNG")
    assert any(clip_cache().rglob("*.png"))
    monkeypatch.setattr("sivoice.figure.picture._drawn", lambda *_: pytest.fail("drawn again"))
    assert png(picture, 60) == first


def test_a_variant_without_poses_of_its_own_has_those_for_all() -> None:
    one = figure(f"{STANDING}## Hold (low)\nview: from the front\nbody: standing\n")
    assert svg(one, variant="high") == svg(one)
    assert svg(one, variant="low") != svg(one)
