"""From points in space to points of the picture."""

from __future__ import annotations

from math import cos, radians, sin

from msgspec import Struct

from sivoice.figure.pose import View
from sivoice.figure.vectors import UP, Frame, Point, across, cross, dot

_AZIMUTHS = {
    "right": (0.0, 1.0),
    "left": (180.0, -1.0),
    "front": (90.0, -1.0),
    "back": (270.0, 1.0),
}
"""Degrees from the person's right, and in which direction the view turns `to the front`."""


_UPRIGHT = 0.7
"""How much of a trunk of length 1 points up, at least, if it is upright."""


class Circle(Struct, frozen=True):
    """A ball as it is seen."""

    x: float
    """To the right."""
    y: float
    """Down."""
    radius: float


class Camera(Struct, frozen=True):
    """A parallel projection: it shows every length in its plane as it is."""

    to_right: Point
    to_top: Point
    to_viewer: Point
    mirrored: bool = False

    def circle(self, point: Point, radius: float) -> Circle:
        """Return how a ball is seen."""
        x = dot(point, self.to_right)
        return Circle(-x if self.mirrored else x, -dot(point, self.to_top), radius)

    def depth(self, point: Point) -> float:
        """Return how near a point is to the viewer."""
        return dot(point, self.to_viewer)


def camera(view: View, pelvis: Frame, *, mirrored: bool) -> Camera:
    """Return the camera of a view. From above, the head is at the top of the picture."""
    if view.side == "above":
        upright = abs(pelvis.up[2]) > _UPRIGHT
        top = (0.0, 1.0, 0.0) if upright else across(pelvis.up, UP)
        return Camera(cross(top, UP), top, UP, mirrored)
    start, sign = _AZIMUTHS[view.side]
    turn, rise = radians(start + sign * view.round), radians(view.above)
    viewer = (cos(rise) * cos(turn), cos(rise) * sin(turn), sin(rise))
    top = across(UP, viewer)
    return Camera(cross(top, viewer), top, viewer, mirrored)
