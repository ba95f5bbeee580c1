"""Straps run round feet, and a mat lies below the body."""

from __future__ import annotations

from sivoice.figure.props import prop_hulls, strap_points
from sivoice.figure.skeleton import skeleton
from sivoice.figure.vectors import add, dot
from tests.figure.conftest import figure

LYING = """# Lying
## Hold
view: from the right
body: lying on your back
right leg: hip 80
both arms: shoulder 60, elbow 40
strap: from right hand, to right foot, 60% along, to left hand
mat: 0 forward
"""


def test_a_strap_runs_below_the_sole_and_hangs_down_from_both_hands() -> None:
    pose = figure(LYING).poses[0]
    made = skeleton(pose)
    points = strap_points(next(prop for prop in pose.props if prop.kind == "strap"), made)
    right, left = (points.index(made.joints[f"{side} palm"]) for side in ("right", "left"))
    assert points[0][2] < points[right][2]
    assert points[-1][2] < points[left][2]
    ankle, sole = made.joints["right ankle"], points[right + 1]
    heel = made.joints["right heel"]
    down = made.frames["right foot"].down
    below = [dot(add(point, ankle, -1.0), down) for point in (sole, heel)]
    assert below[0] > below[1]


def test_a_mat_is_below_what_lies_on_it_and_reaches_below_hands_in_front() -> None:
    pose = figure(
        "# Kneeling\n## Hold\nview: from the right\nbody: on hands and knees\n"
        "both legs: hip 84, knee 90, toes 70 down\n"
        "both arms: hand on the floor, 40 forward\nmat: 0 forward\n"
    ).poses[0]
    made = skeleton(pose)
    (mat,) = prop_hulls(pose.props[0], made)
    assert all(point[2] + radius < 0 for point, radius in mat)
    assert max(point[1] for point, _ in mat) > made.joints["right fingers"][1]
