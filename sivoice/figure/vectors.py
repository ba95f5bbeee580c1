"""Points, frames and the few sums of geometry that a body needs.

The axes of the world are those of a person who stands: x to the right, y forward, z up. Lengths are
in percent of the person's height.
"""

from __future__ import annotations

from math import acos, cos, degrees, hypot, radians, sin, sqrt

from msgspec import Struct

Point = tuple[float, float, float]
"""A place, or a direction."""

UP: Point = (0.0, 0.0, 1.0)
_TINY = 1e-9


def add(one: Point, other: Point, times: float = 1.0) -> Point:
    """Return `one` moved by `other`, taken so many times."""
    return (
        one[0] + other[0] * times,
        one[1] + other[1] * times,
        one[2] + other[2] * times,
    )


def between(one: Point, other: Point, part: float = 0.5) -> Point:
    """Return the point so far on the way from `one` to `other`."""
    return add(one, add(other, one, -1.0), part)


def dot(one: Point, other: Point) -> float:
    """Return the scalar product."""
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def cross(one: Point, other: Point) -> Point:
    """Return the vector product."""
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )


def distance(one: Point, other: Point) -> float:
    """Return the distance of two points."""
    return hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])


def unit(direction: Point) -> Point:
    """Return the direction with length 1; up if it has no length."""
    length = hypot(*direction)
    if length < _TINY:
        return UP
    return (direction[0] / length, direction[1] / length, direction[2] / length)


def across(direction: Point, axis: Point) -> Point:
    """Return the part of a direction that is perpendicular to an axis, with length 1."""
    rest = add(direction, axis, -dot(direction, axis))
    if hypot(*rest) < _TINY:
        spare = (1.0, 0.0, 0.0) if abs(axis[0]) < abs(axis[1]) else (0.0, 1.0, 0.0)
        rest = add(spare, axis, -dot(spare, axis))
    return unit(rest)


def angle(one: Point, other: Point) -> float:
    """Return the angle of two directions of length 1, in degrees."""
    return degrees(acos(max(-1.0, min(1.0, dot(one, other)))))


class Frame(Struct, frozen=True):
    """Where right, front and up of a part of the body point. A bone lies along its `down`."""

    right: Point
    front: Point
    up: Point

    @property
    def down(self) -> Point:
        """The direction from a joint along its bone."""
        return add((0.0, 0.0, 0.0), self.up, -1.0)

    def tipped_back(self, degrees: float) -> Frame:
        """Turn about the axis to the right: the front goes up, and a hanging bone forward."""
        front, up = _turned(self.front, self.up, degrees)
        return Frame(self.right, front, up)

    def tilted_right(self, degrees: float) -> Frame:
        """Turn about the axis to the front: the upper end goes to the right."""
        up, right = _turned(self.up, self.right, degrees)
        return Frame(right, self.front, up)

    def turned_right(self, degrees: float) -> Frame:
        """Turn about its own length: the front goes to the right."""
        front, right = _turned(self.front, self.right, degrees)
        return Frame(right, front, self.up)


WORLD = Frame((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), UP)


def along(bone: Point, front: Point) -> Frame:
    """Return the frame of a bone with this direction, whose front is as near as can be."""
    up = unit((-bone[0], -bone[1], -bone[2]))
    ahead = across(front, up)
    return Frame(cross(ahead, up), ahead, up)


def bent(root: Point, end: Point, upper: float, lower: float, towards: Point) -> Point:
    """Return where the joint between two bones is, if they reach from `root` to `end`.

    The joint points `towards` a direction. If the bones are too short, they lie straight.
    """
    way = add(end, root, -1.0)
    direction = unit(way)
    reach = max(abs(upper - lower) + _TINY, min(upper + lower, hypot(*way)))
    ahead = (upper * upper - lower * lower + reach * reach) / (2 * reach)
    aside = sqrt(max(0.0, upper * upper - ahead * ahead))
    return add(add(root, direction, ahead), across(towards, direction), aside)


def _turned(one: Point, other: Point, degrees: float) -> tuple[Point, Point]:
    """Turn two perpendicular directions in their plane, the first one towards the second."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    zero = (0.0, 0.0, 0.0)
    return add(add(zero, one, c), other, s), add(add(zero, other, c), one, -s)
