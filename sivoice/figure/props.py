"""What a stretch is done with and on, as balls in space."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from sivoice.figure import body
from sivoice.figure.parts import Ball
from sivoice.figure.places import CHAIR_BACK, CHAIR_HALF, chair_back
from sivoice.figure.pose import Pose, Prop
from sivoice.figure.skeleton import Skeleton
from sivoice.figure.vectors import Point, add

WALL_HEIGHT = 104.0
_MAT_WIDTH = 19.0
_MAT_EDGE = 5.0
_MAT_DEPTH = -1.6
"""Where the middle of a mat is, so that the light edge of the body does not cut through it."""
_TAIL: tuple[Point, ...] = (
    (0.0, 0.8, -3.0),
    (0.0, 0.9, -6.0),
    (0.0, 0.0, -9.0),
    (0.0, -1.6, -11.0),
)
"""The hanging end of a strap, from the hand that holds it."""


def prop_hulls(prop: Prop, made: Skeleton) -> list[list[Ball]]:  # noqa: PLR0911 - one for each kind
    """Return the hulls of a prop, from the farthest to the nearest."""
    x, y, z = made.scene.point(prop.place, made)
    match prop.kind:
        case "wall":
            return [_box((x - 30, y, 0), (x + 30, y + 1.0, WALL_HEIGHT), 1.2)]
        case "step":
            return [_box((x - 12, y - 11, 1.0), (x + 12, y + 11, prop.high - 1), 1.0)]
        case "block":
            return [_box((x - 2.5, y - 6, z + 1), (x + 4, y + 6, z + prop.high - 1), 1.0)]
        case "chair":
            return _chair((x, y, 0.0), prop)
        case "mat":
            return [_mat(made)]
        case "cushion":
            return [[((x, y - 5, z + 2.0), 2.6), ((x, y + 5, z + 2.0), 2.6)]]
        case "ball":
            return [[((x, y, z), 6.0)]]
        case _:
            return []


def strap_points(prop: Prop, made: Skeleton) -> list[Point]:
    """Return the line of a strap. It runs below the sole of a foot, and its ends hang down."""
    points = []
    for place in (prop.place, *prop.ends):
        point = made.scene.point(place, made)
        if place.part == "foot":
            point = add(point, made.frames[f"{place.side} foot"].down, body.ROUND["heel"])
        points.append(point)
    first, last = ([add(points[at], step) for step in _TAIL] for at in (0, -1))
    return [*reversed(first), *points, *last]


def floor_hull(balls: Sequence[Ball], pose: Pose) -> list[Ball]:
    """Return the floor beneath everything; none if it is seen from above, or is under a mat."""
    mat = any(prop.kind == "mat" for prop in pose.props)
    if pose.view.side == "above" or (pose.view.above and mat):
        return []
    depth, thick = (-3.4, 0.8) if mat else (-1.1, 1.1)
    low_x, high_x = min(p[0] for p, _ in balls) - 2.5, max(p[0] for p, _ in balls) + 2.5
    low_y, high_y = min(p[1] for p, _ in balls) - 2.5, max(p[1] for p, _ in balls) + 2.5
    return _box((low_x, low_y, depth), (high_x, high_y, depth), thick)


def _box(low: Point, high: Point, radius: float) -> list[Ball]:
    (x0, y0, z0), (x1, y1, z1) = low, high
    return [((x, y, z), radius) for x, y, z in product((x0, x1), (y0, y1), (z0, z1))]


def _mat(made: Skeleton) -> list[Ball]:
    arms = ("elbow", "wrist", "palm", "fingers")
    points = [
        point
        for name, point in made.joints.items()
        if not name.endswith(arms) or abs(point[0]) < _MAT_EDGE * 3
    ]
    low, high = (
        [find(edge, *(point[axis] for point in points)) for axis, edge in ((0, wide), (1, 0.0))]
        for find, wide in ((min, -_MAT_WIDTH + _MAT_EDGE), (max, _MAT_WIDTH - _MAT_EDGE))
    )
    return _box(
        (low[0] - _MAT_EDGE, low[1] - _MAT_EDGE, _MAT_DEPTH),
        (high[0] + _MAT_EDGE, high[1] + _MAT_EDGE, _MAT_DEPTH),
        1.3,
    )


def _chair(at: Point, prop: Prop) -> list[list[Ball]]:
    x, y, _ = at
    half, thick = CHAIR_HALF, 1.1
    high = prop.high - thick
    back = y + chair_back(prop)
    seat = _box((x - half, y - half, high), (x + half, y + half, high), thick)
    legs = [
        [
            ((x + dx * half, y + dy * half, thick), thick),
            ((x + dx * half, y + dy * half, high), thick),
        ]
        for dx, dy in product((-1, 1), (-1, 1))
    ]
    posts = [
        [((x + dx * half, back, high), thick), ((x + dx * half, back, high + CHAIR_BACK), thick)]
        for dx in (-1, 1)
    ]
    rails = [
        [((x - half, back, high + up), thick), ((x + half, back, high + up), thick)]
        for up in (15, 26)
    ]
    return [*legs, seat, *posts, *rails]
