"""A pose -> the text of its picture, an SVG without any words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import atan2, cos, sin

from msgspec import Struct

from sivoice.figure.palette import Theme, paint, paper, stylesheet
from sivoice.figure.parts import Ball, Part, body_parts, eyes, head_parts, region_line
from sivoice.figure.pose import SIDES, Arrow, Pose
from sivoice.figure.props import floor_hull, prop_hulls, strap_points
from sivoice.figure.shapes import curve, hull, line
from sivoice.figure.skeleton import Skeleton, skeleton
from sivoice.figure.vectors import Point, add, unit
from sivoice.figure.view import Camera, Circle, camera

WIDTH, HEIGHT = 400, 300
_MARGIN = 12.0
LARGEST_SCALE = 3.6
"""Points of the picture for a percent of the body's height, at most."""
_HALO = 1.1
"""Width of the light edge, in percent of the body's height."""
_ARROW = 14.0
_AWAY, _TOWARDS = 0.3, 0.9
"""How much of the face's direction points to the viewer."""
_FAR = 6.0
"""How much farther than the other one a limb must be to be drawn as the far one."""


class Shot(Struct, frozen=True):
    """A pose that is placed in its picture."""

    pose: Pose
    made: Skeleton
    camera: Camera
    balls: tuple[Ball, ...]
    """Everything that must be inside the picture."""


class Frame(Struct, frozen=True):
    """How a picture is cut: the same for all poses of a variant."""

    scale: float
    x: float
    y: float

    def circles(self, camera: Camera, balls: Iterable[Ball]) -> list[Circle]:
        """Return balls as circles of the picture."""
        return [self.circle(camera.circle(*ball)) for ball in balls]

    def point(self, camera: Camera, point: Point) -> tuple[float, float]:
        """Return a point of the picture."""
        circle = self.circle(camera.circle(point, 0.0))
        return circle.x, circle.y

    def circle(self, circle: Circle) -> Circle:
        """Return a circle of the camera as one of the picture."""
        return Circle(
            circle.x * self.scale + self.x,
            circle.y * self.scale + self.y,
            circle.radius * self.scale,
        )


def shot(pose: Pose, *, mirrored: bool) -> Shot:
    """Place the joints of a pose, and the camera."""
    made = skeleton(pose)
    seen = camera(pose.view, made.frames["pelvis"], mirrored=mirrored)
    balls: list[Ball] = []
    for part in (*body_parts(made), *head_parts(made)):
        balls += [ball for balls_of in part.hulls for ball in balls_of]
    for prop in pose.props:
        balls += [ball for hulls in prop_hulls(prop, made) for ball in hulls]
    return Shot(pose, made, seen, tuple(balls))


def arrow_ends(arrow: Arrow, made: Skeleton, seen: Camera) -> list[Circle]:
    """Return both ends of an arrow, which is as long in every view."""
    start = made.scene.point(arrow.start, made)
    way = arrow.direction
    if arrow.towards is not None:
        way = add(made.scene.point(arrow.towards, made), start, -1.0)
    one, other = seen.circle(start, 3.0), seen.circle(add(start, unit(way)), 3.0)
    turn = atan2(other.y - one.y, other.x - one.x)
    return [one, Circle(one.x + _ARROW * cos(turn), one.y + _ARROW * sin(turn), 3.0)]


def rows(one: Shot, frame: Frame) -> tuple[float, float]:
    """Return the first and the last row of a picture that its pose needs, with a margin."""
    circles = [one.camera.circle(*ball) for ball in one.balls]
    for arrow in one.pose.arrows:
        circles += arrow_ends(arrow, one.made, one.camera)
    placed = [frame.circle(circle) for circle in circles]
    return (
        max(0.0, min(circle.y - circle.radius for circle in placed) - _MARGIN / 2),
        min(HEIGHT, max(circle.y + circle.radius for circle in placed) + _MARGIN),
    )


def framed(shots: Sequence[Shot]) -> Frame:
    """Return the frame that all of these fit into."""
    circles = [one.camera.circle(*ball) for one in shots for ball in one.balls]
    for one in shots:
        for arrow in one.pose.arrows:
            circles += arrow_ends(arrow, one.made, one.camera)
    left = min(one.x - one.radius for one in circles)
    right = max(one.x + one.radius for one in circles)
    top = min(one.y - one.radius for one in circles)
    bottom = max(one.y + one.radius for one in circles) + 2.5
    scale = min(
        (WIDTH - 2 * _MARGIN) / (right - left),
        (HEIGHT - 2 * _MARGIN) / (bottom - top),
        LARGEST_SCALE,
    )
    return Frame(
        scale,
        WIDTH / 2 - scale * (left + right) / 2,
        HEIGHT / 2 - scale * (top + bottom) / 2,
    )


def drawn(one: Shot, frame: Frame, theme: Theme, name: str = "") -> str:
    """Return a picture as the text of an SVG."""
    painter = _Painter(one, frame, theme)
    label = f' data-figure="{name}"' if name else ""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'class="sivoice-figure" aria-hidden="true"{label}>'
    )
    style = f"<style>{stylesheet()}</style>" if theme == "page" else ""
    back = paper(theme)
    ground = f'<path fill="{back}" d="M0 0H{WIDTH}V{HEIGHT}H0Z"/>' if back else ""
    return f"{head}{style}{ground}{''.join(painter.paint())}</svg>\n"


class _Painter:
    """Draws one picture from back to front."""

    def __init__(self, one: Shot, frame: Frame, theme: Theme) -> None:
        self.shot = one
        self.frame = frame
        self.theme = theme
        self.made = one.made
        self.out: list[str] = []
        self.far = self._far_limbs()

    def paint(self) -> list[str]:
        """Return the elements of the picture."""
        pose = self.shot.pose
        if floor := floor_hull(self.shot.balls, pose):
            self._fill([floor], "floor")
        self._props_behind()
        regions = [region_line(region, self.made) for region in pose.regions]
        for part in self._ordered():
            self._part(part)
            for points, thick, on in regions:
                if on == part.name:
                    self._region(points, thick)
        for prop in pose.props:
            if prop.kind == "strap":
                self._strap(strap_points(prop, self.made))
        for arrow in pose.arrows:
            self._arrow(arrow)
        return self.out

    def _props_behind(self) -> None:
        for prop in self.shot.pose.props:
            if prop.kind in {"strap", "ball"}:
                continue
            for balls in prop_hulls(prop, self.made):
                self._fill([balls], "floor" if prop.kind == "wall" else "prop")

    def _ordered(self) -> list[Part]:
        """Return the parts from the farthest to the nearest."""
        parts = body_parts(self.made)
        head = next(part for part in head_parts(self.made) if part.name == "head")
        front = self.shot.pose.front
        for prop in self.shot.pose.props:
            if prop.kind == "ball":
                hulls = tuple(tuple(balls) for balls in prop_hulls(prop, self.made))
                parts.append(Part("ball", hulls, hulls, ("prop",)))

        def nearness(part: Part) -> tuple[bool, float]:
            depths = [self.shot.camera.depth(p) for balls in part.hulls for p, _ in balls]
            lift = 3.0 if part.name.endswith(("arm", "hand")) else 0.0
            lift += 1.0 if part.name.endswith(("thigh", "neck")) else 0.0
            return part.name in front, sum(depths) / len(depths) + lift

        return sorted([*parts, head], key=nearness)

    def _far_limbs(self) -> set[str]:
        lighter = self.shot.pose.lighter
        far = set()
        for root, kind, names in (
            ("hip", "leg", ("thigh", "shin", "foot")),
            ("shoulder", "arm", ("upper arm", "forearm", "hand")),
        ):
            if lighter is not None:
                for side in SIDES:
                    if f"{side} {kind}" in lighter:
                        far |= {f"{side} {name}" for name in names}
                continue
            depths = {
                side: self.shot.camera.depth(self.made.joints[f"{side} {root}"]) for side in SIDES
            }
            for side, other in zip(SIDES, reversed(SIDES), strict=True):
                if depths[other] - depths[side] > _FAR:
                    far |= {f"{side} {name}" for name in names}
        return far

    def _head(self) -> None:
        hair, head, face, nose = head_parts(self.made)
        seen = self.shot.camera
        front = self.made.frames["head"].front
        faces = seen.depth(front)
        self._halo([*head.hulls, *hair.hulls])
        if faces > _AWAY:
            self._fill(hair.hulls[1:], "hair")
            self._fill(face.hulls, "skin")
        else:
            self._fill(head.hulls, "skin")
            self._fill(hair.hulls, "hair")
        if abs(faces) < _TOWARDS:
            self._fill(nose.hulls, "skin")
        for eye in eyes(self.made, seen.to_viewer):
            self._fill([eye], "hair")

    def _part(self, part: Part) -> None:
        if part.name == "head":
            self._head()
            return
        if part.halo:
            self._halo(part.halo)
        for balls, colour in zip(part.hulls, part.colours, strict=True):
            far = "far-skin" if colour == "skin" else "far"
            self._fill([balls], far if part.name in self.far else colour)

    def _paths(self, hulls: Iterable[Sequence[Ball]], grown: float = 0.0) -> str:
        camera = self.shot.camera
        return "".join(
            hull(self.frame.circles(camera, [(p, r + grown) for p, r in balls])) for balls in hulls
        )

    def _halo(self, hulls: Iterable[Sequence[Ball]]) -> None:
        self._add("path", fill=paint(self.theme, "paper"), d=self._paths(hulls, _HALO))

    def _fill(self, hulls: Iterable[Sequence[Ball]], colour: str) -> None:
        self._add("path", fill=paint(self.theme, colour), d=self._paths(hulls))

    def _region(self, points: list[Point], thick: float) -> None:
        at = [self.frame.point(self.shot.camera, point) for point in points]
        path, width = curve(at), thick * 2 * self.frame.scale
        self._stroke(path, "paper", width + 0.9 * self.frame.scale)
        self._stroke(path, "stretch", width)
        self._stroke(path, "dots", width * 0.34, dots=width * 0.8)

    def _strap(self, points: list[Point]) -> None:
        path = line([self.frame.point(self.shot.camera, point) for point in points])
        self._stroke(path, "paper", 3.0 * self.frame.scale)
        self._stroke(path, "prop", 1.6 * self.frame.scale)

    def _arrow(self, arrow: Arrow) -> None:
        ends = [self.frame.circle(end) for end in arrow_ends(arrow, self.made, self.shot.camera)]
        (x, y), (to_x, to_y) = [(end.x, end.y) for end in ends]
        turn = atan2(to_y - y, to_x - x)
        barb = 4.6 * self.frame.scale
        wings = [
            (to_x - barb * cos(turn + lean), to_y - barb * sin(turn + lean)) for lean in (0.6, -0.6)
        ]
        path = line([(x, y), (to_x, to_y)]) + line([wings[0], (to_x, to_y), wings[1]])
        self._stroke(path, "paper", 4.2 * self.frame.scale)
        self._stroke(path, "arrow", 1.9 * self.frame.scale)

    def _stroke(self, path: str, colour: str, width: float, dots: float = 0.0) -> None:
        more = {"stroke-dasharray": f"0 {dots:.1f}"} if dots else {}
        self._add(
            "path",
            fill="none",
            stroke=paint(self.theme, colour),
            **{"stroke-width": f"{width:.1f}", "stroke-linecap": "round"},
            **{"stroke-linejoin": "round"},
            **more,
            d=path,
        )

    def _add(self, element: str, **attributes: str) -> None:
        words = " ".join(f'{name}="{value}"' for name, value in attributes.items())
        self.out.append(f"<{element} {words}/>")
