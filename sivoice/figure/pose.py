"""A figure: the poses of a stretch, as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from sivoice.script.source import SourceText, Span

Side = Literal["right", "left"]
SIDES: tuple[Side, Side] = ("right", "left")


class Turn(Struct, frozen=True):
    """How a part of the body is turned against the part below it, in degrees."""

    forward: float = 0.0
    """Back is negative."""
    right: float = 0.0
    """How far it leans to the right. Left is negative."""
    turned: float = 0.0
    """How far it turns to the right about its own length. Left is negative."""


class Place(Struct, frozen=True):
    """A place on the body or on something else, and an offset from it."""

    part: str
    """A part of the body, `floor`, or the name of a prop."""
    side: Side | None = None
    behind: bool = False
    """The back of a limb rather than the nearest side of it."""
    share: float | None = None
    """How far along a limb, from 0 to 1; None for its middle."""
    forward: float = 0.0
    right: float = 0.0
    up: float = 0.0


class Limb(Struct, frozen=True):
    """An arm or a leg, by the angles of its joints, or by what its end touches."""

    bend: float = 0.0
    """Degrees of flexion at the shoulder or the hip; extension is negative."""
    out: float = 0.0
    """Degrees away from the middle of the body."""
    turned_out: float = 0.0
    """Degrees of outward rotation."""
    second: float = 0.0
    """Degrees of flexion at the elbow or the knee."""
    toes_up: float = 0.0
    """Degrees from a right angle between shin and foot; pointed toes are negative."""
    touching: str = ""
    """The part that touches `place`: `hand`, `elbow`, `foot`, `heel`, `toes`."""
    place: Place | None = None
    points: str = ""
    """Where the elbow or the knee points if `place` decides its angle."""


class Region(Struct, frozen=True):
    """A part of the body that is stretched or works."""

    part: str
    """`thigh`, `shin`, `hip`, `buttock`, `belly`, `lower back`, `back`, `side` or `shoulder`."""
    side: Side | None = None
    face: str = ""
    """`front`, `back`, `inside` or `outside`."""


class Arrow(Struct, frozen=True):
    """An arrow that starts at a place."""

    start: Place
    towards: Place | None
    """The place it points to, or None for `direction`."""
    direction: tuple[float, float, float] = (0.0, 0.0, 0.0)


class Prop(Struct, frozen=True):
    """Something that the stretch is done with or on."""

    kind: str
    """`wall`, `chair`, `step`, `block`, `mat`, `cushion`, `ball` or `strap`."""
    place: Place
    """Where it is; for a strap, where it starts."""
    high: float = 0.0
    turned: bool = False
    """Whether a chair faces away."""
    ends: tuple[Place, ...] = ()
    """The other places that a strap runs through."""


class View(Struct, frozen=True):
    """Where the person is looked at from."""

    side: str = "right"
    """`right`, `left`, `front`, `back` or `above`."""
    round: float = 0.0
    """Degrees round the person towards the front; towards the back is negative."""
    above: float = 0.0
    """Degrees above the horizontal."""


class Pose(Struct, frozen=True):
    """One pose. In it, the right side is the one that `{side}` names in the script."""

    name: str
    """`Set up`, `Move` or `Hold`."""
    variant: str | None
    span: Span
    """Its heading."""
    view: View = View()
    body: str = "standing"
    hips: float | None = None
    """How high the middle of the hips is; None if the body rests on its lowest part."""
    trunk: Turn = Turn()
    spine: Turn = Turn()
    head: Turn = Turn()
    limbs: Mapping[str, Limb] = {}
    """By name, such as `right arm`."""
    regions: tuple[Region, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    props: tuple[Prop, ...] = ()
    front: tuple[str, ...] = ()
    """The parts of limbs that are drawn in front of all others."""
    lighter: tuple[str, ...] | None = None
    """The limbs that are drawn as the far ones; None for those on the far side."""
    spans: Mapping[str, Span] = {}
    """Where each part of the pose is written."""

    def limb(self, name: str) -> Limb:
        """Return an arm or a leg; a straight one if nothing is written about it."""
        return self.limbs.get(name, Limb())


class Figure(Struct, frozen=True):
    """All poses of a stretch."""

    source: SourceText
    title: str
    poses: tuple[Pose, ...]

    def of_variant(self, variant: str | None) -> tuple[Pose, ...]:
        """Return the poses of a variant.

        If it has none of its own, they are those without a variant, or else of the first variant.
        """
        for one in (variant, None, self.poses[0].variant):
            if own := tuple(pose for pose in self.poses if pose.variant == one):
                return own
        return self.poses
