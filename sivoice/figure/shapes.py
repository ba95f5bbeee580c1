"""Outlines: the hull around circles, as the path of an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from math import acos, atan2, cos, hypot, pi, sin

from sivoice.figure.view import Circle

_STEPS = 180
"""Directions in which the outermost circle is looked for."""
_TINY = 1e-6
_CURVE = 3
"""Points of a curve."""


def hull(circles: Sequence[Circle]) -> str:
    """Return the path around circles: a capsule for two, a rounded body for more."""
    order = _around(circles)
    if len(order) == 1:
        return _full(order[0])
    corners = [_tangent(one, other) for one, other in _pairs(order)]
    path: list[str] = []
    for at, circle in enumerate(order):
        start, end = corners[at - 1], corners[at]
        x, y = _on(circle, start)
        path.append(f"{'L' if path else 'M'}{_number(x)} {_number(y)}")
        turn = (end - start) % (2 * pi)
        if circle.radius > _TINY and turn > _TINY:
            x, y = _on(circle, end)
            radius = _number(circle.radius)
            path.append(f"A{radius} {radius} 0 {int(turn > pi)} 1 {_number(x)} {_number(y)}")
    return "".join(path) + "Z"


def line(points: Sequence[tuple[float, float]]) -> str:
    """Return the path through points."""
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def curve(points: Sequence[tuple[float, float]]) -> str:
    """Return the path of a curve through three points, or of a line through any other number."""
    if len(points) != _CURVE:
        return line(points)
    (a, b), (c, d), (e, f) = points
    # The control point of the curve that goes through the middle point.
    x, y = 2 * c - (a + e) / 2, 2 * d - (b + f) / 2
    return f"M{a:.1f} {b:.1f}Q{x:.1f} {y:.1f} {e:.1f} {f:.1f}"


def _around(circles: Sequence[Circle]) -> list[Circle]:
    """Return the circles that touch the hull, in the order of growing angles."""
    order: list[Circle] = []
    for step in range(_STEPS):
        turn = 2 * pi * step / _STEPS
        c, s = cos(turn), sin(turn)
        outermost = max(circles, key=lambda one: one.x * c + one.y * s + one.radius)
        if not order or order[-1] is not outermost:
            order.append(outermost)
    if len(order) > 1 and order[0] is order[-1]:
        order.pop()
    return order


def _pairs(order: list[Circle]) -> list[tuple[Circle, Circle]]:
    return list(zip(order, [*order[1:], order[0]], strict=True))


def _tangent(one: Circle, other: Circle) -> float:
    """Return the angle of the line that touches two circles from outside, going from the first."""
    x, y = other.x - one.x, other.y - one.y
    length = hypot(x, y)
    if length < _TINY:
        return 0.0
    lean = max(-1.0, min(1.0, (one.radius - other.radius) / length))
    return atan2(y, x) - acos(lean)


def _on(circle: Circle, turn: float) -> tuple[float, float]:
    return circle.x + circle.radius * cos(turn), circle.y + circle.radius * sin(turn)


def _full(circle: Circle) -> str:
    # Rounded first, because arcs whose ends are too close become too long.
    size, start = round(circle.radius, 1), round(circle.x - circle.radius, 1)
    radius, left, right = _number(size), _number(start), _number(start + 2 * size)
    y = _number(circle.y)
    arc = f"A{radius} {radius} 0 1 1"
    return f"M{left} {y}{arc} {right} {y}{arc} {left} {y}Z"


def _number(value: float) -> str:
    text = f"{value:.1f}"
    return (
        text.removesuffix(".0").replace("-0", "0")
        if text in ("-0.0", "0.0")
        else text.removesuffix(".0")
    )
