"""Clothes, and where a stretched muscle lies."""

from __future__ import annotations

from sivoice.figure.parts import body_parts, region_line
from sivoice.figure.pose import Region
from sivoice.figure.skeleton import skeleton
from tests.figure.conftest import STANDING, figure


def test_every_hull_has_a_colour() -> None:
    parts = {part.name: part for part in body_parts(skeleton(figure(STANDING).poses[0]))}
    assert all(len(part.hulls) == len(part.colours) for part in parts.values())
    assert parts["trunk"].colours == ("body", "shirt", "shirt")
    assert parts["right upper arm"].colours == ("skin", "shirt")
    assert parts["right thigh"].colours == ("body",)


def test_the_buttock_lengthens_when_the_hip_bends() -> None:
    """The muscle goes round the hip from the pelvis to the back of the thigh."""
    text = "# Lying\n## Hold\nview: from the right\nbody: lying on your back\nright leg: hip "
    low = {}
    for bend in (0, 90):
        made = skeleton(figure(f"{text}{bend}, knee {bend}\n").poses[0])
        hip = made.joints["right hip"]
        (start, _, _), _, on = region_line(Region("buttock", "right"), made)
        assert on == "right thigh"
        low[bend] = (start[1] - hip[1], start[2] - hip[2])
    assert low[0][1] < -3  # below the hip, on the floor
    assert low[90][0] > 3  # on the side of the feet
    assert low[90][1] > 0  # and off the floor
