"""Places on the body, on the floor and on props."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from sivoice.figure import body
from sivoice.figure.pose import Limb, Place, Prop, Side
from sivoice.figure.vectors import UP, Frame, Point, across, add, between, distance, unit

if TYPE_CHECKING:
    from sivoice.figure.skeleton import Skeleton

HORIZONTAL = frozenset({"floor", "chair", "chair back", "step", "block", "cushion"})
"""What a foot or a hand can lie flat on."""
CHAIR_BACK = 27.0
"""How high the top of a chair's back is above its seat."""
CHAIR_HALF = 11.0
"""Half the width and the depth of a chair's seat."""
SEGMENTS = {
    "thigh": ("hip", "knee"),
    "shin": ("knee", "ankle"),
    "upper arm": ("shoulder", "elbow"),
    "forearm": ("elbow", "wrist"),
    "foot": ("heel", "toes"),
}
"""The parts of limbs, each between two joints."""
_TRUNK = {
    "head": ("head", "head", 0.0),
    "forehead": ("head", "head", body.HEAD),
    "chest": ("chest", "chest", body.ROUND["chest"]),
    "belly": ("waist", "pelvis", body.ROUND["waist"]),
    "back": ("chest", "chest", -body.ROUND["chest"]),
    "lower back": ("waist", "pelvis", -body.ROUND["waist"]),
    "hips": ("pelvis", "pelvis", 0.0),
    "neck": ("neck", "chest", 0.0),
}
"""Parts of the trunk: a joint, the frame there, and how far in front of the joint the part is."""
_JOINTS = {"hand": "palm"}
PARTS = frozenset(
    {
        *_TRUNK,
        *SEGMENTS,
        *("hip", "knee", "ankle", "heel", "toes", "shoulder", "elbow", "wrist", "hand", "buttock"),
    }
)
"""All parts of the body that a place can name."""


class Scene(Struct):
    """What is around the body."""

    props: tuple[Prop, ...]

    def prop(self, kind: str) -> Prop | None:
        """Return the first prop of a kind, if there is one."""
        return next((prop for prop in self.props if prop.kind == kind), None)

    def ground(self) -> float:
        """Return how high the surface is that the body rests on."""
        chair = self.prop("chair")
        if chair is not None and abs(chair.place.forward) < 1 and abs(chair.place.right) < 1:
            return chair.high
        seat = self.prop("cushion")
        return seat.high if seat is not None and seat.place.part == "floor" else 0.0

    def point(self, place: Place, made: Skeleton) -> Point:
        """Return the point of a place: on the axis of a limb, or on top of a prop."""
        offset = (place.right, place.forward, place.up)
        if place.part == "floor":
            return offset
        if place.part in PARTS:
            return add(_on_body(place, made), offset)
        prop = self.prop("chair" if place.part == "chair back" else place.part)
        if prop is None:
            return offset
        if place.part == "chair back":
            offset = add(offset, (0.0, chair_back(prop), CHAIR_BACK))
        return add(add(self.point(prop.place, made), UP, prop.high), offset)

    def touched(
        self, place: Place, root: Point, thickness: float, made: Skeleton
    ) -> tuple[Point, Point | None]:
        """Return where the middle of a hand is that touches a place, and where its fingers point.

        On the body, the fingers go on along the forearm.
        """
        point = self.point(place, made)
        if place.part in HORIZONTAL:
            if place.right == 0:  # straight ahead of its own hip or shoulder
                point = (root[0], point[1], point[2])
            return add(point, UP, thickness), (0.0, 1.0, 0.0)
        if place.part == "wall":
            return add(point, (0.0, -1.0, 0.0), thickness), UP
        if place.part in SEGMENTS and place.side:
            ends = SEGMENTS[place.part]
            one, two = (made.joints[f"{place.side} {end}"] for end in ends)
            axis = unit(add(two, one, -1.0))
            radius = _thickness(place, *ends)
            name = f"{place.side} {place.part}"
            if place.behind and name in made.frames:
                out = add((0.0, 0.0, 0.0), made.frames[name].front, -1.0)
            else:
                out = across(add(root, point, -1.0), axis)
            return add(point, out, radius + thickness * 0.5), None
        if place.part in {"knee", "ankle", "shoulder", "elbow", "hip"}:
            radius = body.ROUND[place.part]
            out = unit(add(root, point, -1.0))
            if place.part == "knee" and place.side:
                out = made.frames[f"{place.side} thigh"].front
            if place.part == "hip" and place.side:
                sign = 1.0 if place.side == "right" else -1.0
                out = add((0.0, 0.0, 0.0), made.frames["pelvis"].right, sign)
            return add(point, out, radius), None
        return point, None

    @staticmethod
    def missing(root: Point, end: Point, reach: float) -> float:
        """Return by how much a limb is too short to reach from its root to a point."""
        return max(0.0, distance(root, end) - reach)


def chair_back(prop: Prop) -> float:
    """Return how far in front of the middle of its seat the back of a chair is."""
    return -CHAIR_HALF if prop.turned else CHAIR_HALF


def limb_frame(trunk: Frame, side: Side, limb: Limb) -> Frame:
    """Return the frame of an upper arm or a thigh from the angles at its root."""
    sign = 1.0 if side == "right" else -1.0
    raised = trunk.tipped_back(limb.bend).tilted_right(-sign * limb.out)
    return raised.turned_right(sign * limb.turned_out)


def _on_body(place: Place, made: Skeleton) -> Point:
    if place.part in _TRUNK:
        joint, frame, ahead = _TRUNK[place.part]
        return add(made.joints[joint], made.frames[frame].front, ahead)
    side = place.side or "right"
    if place.part == "buttock":
        pelvis = made.frames["pelvis"]
        return add(made.joints[f"{side} hip"], pelvis.front, -body.ROUND["hip"])
    if place.part in SEGMENTS:
        one, two = (made.joints[f"{side} {end}"] for end in SEGMENTS[place.part])
        return between(one, two, 0.5 if place.share is None else place.share)
    return made.joints[f"{side} {_JOINTS.get(place.part, place.part)}"]


def _thickness(place: Place, one: str, two: str) -> float:
    share = 0.5 if place.share is None else place.share
    return body.ROUND[one] * (1 - share) + body.ROUND[two] * share
