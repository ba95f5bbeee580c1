"""The parts of a body as balls in space: what is drawn, and in which order."""

from __future__ import annotations

from math import cos, pi, sin

from msgspec import Struct

from sivoice.figure import body
from sivoice.figure.pose import SIDES, Region, Side
from sivoice.figure.skeleton import Skeleton, round_of
from sivoice.figure.vectors import Point, add, between, cross, dot, unit

Ball = tuple[Point, float]
"""A point, and the radius around it."""


class Part(Struct, frozen=True):
    """A part of the body, drawn as the hull around balls."""

    name: str
    """Such as `right thigh`, or `trunk`."""
    hulls: tuple[tuple[Ball, ...], ...]
    halo: tuple[tuple[Ball, ...], ...]
    """What a light edge is drawn around: not the ends that join other parts."""
    colours: tuple[str, ...] = ("body",)
    """The colour of each hull."""


_BONES = (
    ("upper arm", "shoulder", "elbow"),
    ("forearm", "elbow", "wrist"),
    ("thigh", "hip", "knee"),
    ("shin", "knee", "ankle"),
)
_HEM = 6.4
"""How high above the hips the shirt ends."""
_SLEEVE = 0.42
"""How much of the upper arm the sleeve covers."""


def body_parts(made: Skeleton) -> list[Part]:
    """Return all parts of the body, but not what stretches."""
    parts = [_trunk(made), _neck(made)]
    for side in SIDES:
        for name, start, end in _BONES:
            one, two = (made.joints[f"{side} {joint}"] for joint in (start, end))
            first, last = body.ROUND[start], body.ROUND[end]
            balls = [(one, first), (two, last)]
            hulls, colours = [balls], ["skin" if name == "forearm" else "body"]
            if name == "shin":  # the calf
                back = made.frames[f"{side} shin"].front
                balls.insert(1, (add(between(one, two, 0.3), back, -0.6), body.ROUND["shin"]))
            if name == "upper arm":
                hem = between(one, two, _SLEEVE)
                hulls = [[(hem, first - 0.5), (two, last)], [(one, first), (hem, first)]]
                colours = ["skin", "shirt"]
            parts.append(
                Part(
                    f"{side} {name}",
                    tuple(tuple(balls) for balls in hulls),
                    (_shortened(*balls),),
                    tuple(colours),
                )
            )
        parts += [_hand(made, side), _foot(made, side)]
    return parts


def head_parts(made: Skeleton) -> list[Part]:
    """Return the hair, the head, the face that is seen from the front, and the nose."""
    frame, middle = made.frames["head"], made.joints["head"]

    def ball(ahead: float, up: float, radius: float) -> Ball:
        return add(add(middle, frame.front, ahead), frame.up, up), radius

    skull = (ball(-0.5, 1.0, 5.7), ball(1.3, -3.2, 3.1))
    face = (ball(1.1, -0.3, 4.7), ball(1.3, -3.2, 3.1))
    crown = ball(-2.0, 1.8, 5.1)
    hair = (crown, ball(1.2, 4.0, 2.5), ball(-3.6, -1.4, 3.0))
    nose = (ball(3.8, 0.0, 1.2), ball(5.9, -1.0, 0.9))
    return [
        Part("hair", (hair, (crown,)), (hair,), ("hair", "hair")),
        Part("head", (skull,), (skull,), ("skin",)),
        Part("face", (face,), (), ("skin",)),
        Part("nose", (nose,), (), ("skin",)),
    ]


_SEEN = 0.3
"""How far an eye must be turned to the viewer."""


def eyes(made: Skeleton, to_viewer: Point) -> list[tuple[Ball, ...]]:
    """Return the eyes that are seen."""
    frame = made.frames["head"]
    found: list[tuple[Ball, ...]] = []
    for sign in (-1.0, 1.0):
        out = unit(add(frame.front, frame.right, sign * 0.5))
        if dot(out, to_viewer) > _SEEN:
            at = add(add(made.joints["head"], out, body.HEAD * 0.78), frame.up, 0.6)
            found.append(((at, 0.75),))
    return found


def _trunk(made: Skeleton) -> Part:
    joints, pelvis, chest = made.joints, made.frames["pelvis"], made.frames["chest"]
    waist: list[Ball] = [
        (add(joints["waist"], pelvis.right, sign * 3.0), body.ROUND["waist"]) for sign in (1, -1)
    ]
    seat: list[Ball] = [
        (add(add(joints[f"{side} hip"], pelvis.front, -1.2), pelvis.up, 0.6), body.ROUND["pelvis"])
        for side in SIDES
    ]
    ribs: list[Ball] = [
        (add(joints["chest"], chest.right, sign * 3.4), body.ROUND["chest"]) for sign in (1, -1)
    ]
    collar: list[Ball] = [
        (add(add(joints[f"{side} shoulder"], chest.right, -sign), chest.up, -1.0), 3.2)
        for side, sign in (("right", 1), ("left", -1))
    ]
    collar.append((add(joints["neck"], chest.up, -2.0), 3.4))
    hem = add(between(joints["right hip"], joints["left hip"]), pelvis.up, _HEM)
    edge = [
        (add(add(hem, pelvis.right, 9.4 * cos(turn)), pelvis.front, 5.2 * sin(turn) - 0.6), 0.8)
        for turn in (pi * step / 6 for step in range(12))
    ]
    hulls = ((*seat, *waist), (*edge, *waist), (*waist, *ribs, *collar))
    return Part("trunk", hulls, hulls, ("body", "shirt", "shirt"))


def _neck(made: Skeleton) -> Part:
    base = add(made.joints["neck"], made.frames["chest"].up, -0.8)
    balls = (
        (base, body.ROUND["neck"] + 0.2),
        (between(base, made.joints["head"], 0.6), body.ROUND["neck"]),
    )
    return Part("neck", (balls,), (), ("skin",))


def _hand(made: Skeleton, side: Side) -> Part:
    wrist, palm, fingers = (made.joints[f"{side} {one}"] for one in ("wrist", "palm", "fingers"))
    balls = (
        (wrist, body.ROUND["wrist"]),
        (palm, body.ROUND["palm"]),
        (fingers, body.ROUND["fingers"]),
    )
    return Part(f"{side} hand", (balls,), (balls[1:],), ("skin",))


def _foot(made: Skeleton, side: Side) -> Part:
    ankle, heel, toes = (made.joints[f"{side} {one}"] for one in ("ankle", "heel", "toes"))
    right = made.frames[f"{side} foot"].right
    balls = (
        (ankle, body.ROUND["ankle"]),
        (heel, body.ROUND["heel"]),
        *((add(toes, right, aside), body.ROUND["toes"]) for aside in (-1.3, 1.3)),
    )
    return Part(f"{side} foot", (balls,), (balls[1:],), ("skin",))


def _shortened(*balls: Ball) -> tuple[Ball, ...]:
    """Leave out the ends, where a limb joins the next one."""
    (one, first), (two, last) = balls[0], balls[-1]
    return (
        (between(one, two, 0.3), first * 0.7 + last * 0.3),
        *balls[1:-1],
        (between(one, two, 0.82), first * 0.18 + last * 0.82),
    )


_FACES = {"front": (0.0, 1.0), "back": (0.0, -1.0), "inside": (-1.0, 0.0), "outside": (1.0, 0.0)}
"""To the outside, and to the front."""


def region_line(region: Region, made: Skeleton) -> tuple[list[Point], float, str]:  # noqa: PLR0911 - one for each part
    """Return the line along what stretches, half its thickness, and the part it lies on."""
    joints, frames = made.joints, made.frames
    side = region.side or "right"
    sign = 1.0 if side == "right" else -1.0
    pelvis, chest = frames["pelvis"], frames["chest"]
    hip, waist = joints[f"{side} hip"], joints["waist"]
    match region.part:
        case "thigh" | "shin" | "upper arm":
            start, end = {
                "thigh": ("hip", "knee"),
                "shin": ("knee", "ankle"),
                "upper arm": ("shoulder", "elbow"),
            }[region.part]
            out, ahead = _FACES[region.face or "front"]
            frame = frames[f"{side} {region.part}"]
            points = []
            for share in (0.14, 0.5, 0.84):
                radius = round_of(start) * (1 - share) + round_of(end) * share
                point = between(joints[f"{side} {start}"], joints[f"{side} {end}"], share)
                point = add(point, frame.right, sign * out * radius * 0.5)
                points.append(add(point, frame.front, ahead * radius * 0.5))
            return points, round_of(end) * 0.56, f"{side} {region.part}"
        case "buttock":
            down = frames[f"{side} thigh"].down
            behind = unit(cross(down, pelvis.right))
            low = add(add(hip, behind, 3.9), down, 4.2)
            high = add(add(hip, pelvis.front, -4.4), pelvis.up, 4.4)
            middle = add(hip, unit(add(behind, pelvis.front, -1.0)), 5.0)
            return [low, middle, high], 2.3, f"{side} thigh"
        case "hip":
            thigh = frames[f"{side} thigh"]
            low = add(add(hip, thigh.down, 7.5), thigh.front, 2.8)
            high = add(add(hip, pelvis.up, 5.5), pelvis.front, 3.0)
            return [low, add(hip, pelvis.front, 3.2), high], 1.9, f"{side} thigh"
        case "belly":
            low = add(joints["pelvis"], pelvis.front, 3.0)
            high = add(joints["chest"], chest.front, 3.8)
            return [low, add(waist, pelvis.front, 3.0), high], 2.4, "trunk"
        case "lower back":
            low = add(joints["pelvis"], pelvis.front, -4.6)
            high = add(add(waist, chest.up, 4.0), chest.front, -3.4)
            return [low, add(waist, pelvis.front, -3.2), high], 2.3, "trunk"
        case "back":
            low = add(joints["pelvis"], pelvis.front, -4.6)
            high = add(add(joints["chest"], chest.up, 4.0), chest.front, -3.4)
            return [low, add(waist, pelvis.front, -3.2), high], 2.3, "trunk"
        case "side":
            low = add(hip, pelvis.right, sign * 1.6)
            high = add(joints["chest"], chest.right, sign * 7.4)
            return (
                [add(low, pelvis.up, 4.0), add(waist, pelvis.right, sign * 5.6), high],
                2.3,
                "trunk",
            )
        case _:
            one, two = joints[f"{side} shoulder"], joints[f"{side} elbow"]
            return [one, between(one, two, 0.3)], 2.0, f"{side} upper arm"
