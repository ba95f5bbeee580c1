"""A pose -> where every joint of the body is.

Bones have the lengths of `body` by construction: a joint is placed along a bone from the one before
it, and a limb that touches something bends between its two ends.
"""

from __future__ import annotations

from msgspec import Struct

from sivoice.figure import body
from sivoice.figure.places import HORIZONTAL, Scene, limb_frame
from sivoice.figure.pose import SIDES, Limb, Pose, Side, Turn
from sivoice.figure.vectors import UP, WORLD, Frame, Point, add, along, bent, unit

_BASES = {
    "lying on your back": WORLD.tipped_back(90),
    "lying on your front": WORLD.tipped_back(-90),
    "lying on your side": WORLD.tilted_right(90),
    "on hands and knees": WORLD.tipped_back(-90),
}
"""How the trunk lies in each position; in all others it is upright."""


_STRAIGHT = 0.05
"""The bend of a limb that tells where its front is, at least."""
_FOREARM_IN = 14.0
"""Degrees by which forearms that lie on the floor point to the middle."""


class Skeleton(Struct):
    """The joints of a body, and the frames of its parts."""

    joints: dict[str, Point]
    """By name, such as `right knee`."""
    frames: dict[str, Frame]
    """By name, such as `right thigh`; of `pelvis`, `chest` and `head` too."""
    short: dict[str, float]
    """By how much a limb is too short for what it touches, for each limb that is."""
    scene: Scene


def skeleton(pose: Pose) -> Skeleton:
    """Place all joints of a pose. The middle of the hips is above the origin."""
    made = Skeleton({}, {}, {}, Scene(pose.props))
    _trunk(pose, made)
    free = [(name, limb) for name, limb in _limbs(pose) if limb.place is None]
    for name, limb in free:
        _free_limb(name, limb, made)
    lift = (
        pose.hips - made.joints["pelvis"][2]
        if pose.hips is not None
        else made.scene.ground() - _lowest(made.joints)
    )
    made.joints = {name: add(point, UP, lift) for name, point in made.joints.items()}
    touching = [(name, limb) for name, limb in _limbs(pose) if limb.place is not None]
    # A limb that touches another one comes after it; hands come last.
    for name, limb in sorted(touching, key=lambda one: _order(*one)):
        _touching_limb(name, limb, made)
    return made


def _limbs(pose: Pose) -> list[tuple[str, Limb]]:
    return [
        (f"{side} {kind}", pose.limb(f"{side} {kind}")) for kind in ("leg", "arm") for side in SIDES
    ]


def _order(name: str, limb: Limb) -> int:
    assert limb.place is not None
    return 2 * name.endswith("arm") + (limb.place.side is not None)


def round_of(joint: str) -> float:
    """Return half the thickness of the body at a joint."""
    return body.ROUND.get(joint.removeprefix("right ").removeprefix("left "), 0.0)


def _lowest(joints: dict[str, Point]) -> float:
    return min(point[2] - round_of(name) for name, point in joints.items() if round_of(name))


def _turn(frame: Frame, turn: Turn) -> Frame:
    return frame.turned_right(turn.turned).tipped_back(-turn.forward).tilted_right(turn.right)


def _trunk(pose: Pose, made: Skeleton) -> None:
    pelvis = _turn(_BASES.get(pose.body, WORLD), pose.trunk)
    # The spine bends in two places: at the waist, and less above it.
    chest = _turn(pelvis, pose.spine)
    head = _turn(chest, pose.head)
    made.frames.update({"pelvis": pelvis, "chest": chest, "head": head})
    hips: Point = (0.0, 0.0, 0.0)
    waist = add(hips, pelvis.up, body.PELVIS)
    neck = add(waist, chest.up, body.CHEST)
    shoulders = add(neck, chest.up, -body.SHOULDER_DROP)
    skull = add(neck, head.up, body.NECK + body.HEAD)
    made.joints.update(
        {
            "pelvis": add(hips, pelvis.up, 2.0),
            "waist": waist,
            "chest": add(waist, chest.up, body.CHEST * 0.56),
            "neck": neck,
            "head": skull,
        }
    )
    for side, sign in (("right", 1.0), ("left", -1.0)):
        made.joints[f"{side} hip"] = add(hips, pelvis.right, sign * body.HIP_WIDTH)
        made.joints[f"{side} shoulder"] = add(shoulders, chest.right, sign * body.SHOULDER_WIDTH)


def _free_limb(name: str, limb: Limb, made: Skeleton) -> None:
    """Place a limb by the angles of its joints."""
    side: Side = "right" if name.startswith("right") else "left"
    if name.endswith("arm"):
        upper = limb_frame(made.frames["chest"], side, limb)
        lower = upper.tipped_back(limb.second)
        elbow = add(made.joints[f"{side} shoulder"], upper.down, body.UPPER_ARM)
        wrist = add(elbow, lower.down, body.FOREARM)
        _set_arm(side, elbow, wrist, lower.down, made)
        made.frames[f"{side} upper arm"], made.frames[f"{side} forearm"] = upper, lower
    else:
        upper = limb_frame(made.frames["pelvis"], side, limb)
        lower = upper.tipped_back(-limb.second)
        knee = add(made.joints[f"{side} hip"], upper.down, body.THIGH)
        ankle = add(knee, lower.down, body.SHIN)
        made.frames[f"{side} thigh"], made.frames[f"{side} shin"] = upper, lower
        _set_leg(side, knee, ankle, lower.tipped_back(limb.toes_up), made)


def _touching_limb(name: str, limb: Limb, made: Skeleton) -> None:
    """Bend a limb so that its end touches a place."""
    assert limb.place is not None
    side: Side = "right" if name.startswith("right") else "left"
    if name.endswith("arm"):
        _touching_arm(side, limb, made)
    else:
        _touching_leg(side, limb, made)


def _touching_arm(side: Side, limb: Limb, made: Skeleton) -> None:
    assert limb.place is not None
    chest = made.frames["chest"]
    shoulder = made.joints[f"{side} shoulder"]
    sign = 1.0 if side == "right" else -1.0
    if limb.touching == "elbow":
        elbow = add(shoulder, UP, -body.UPPER_ARM)
        made.short[f"{side} arm"] = abs(elbow[2] - round_of("elbow"))
        ahead = WORLD.turned_right(sign * (limb.turned_out - _FOREARM_IN)).front
        _set_arm(side, elbow, add(elbow, ahead, body.FOREARM), ahead, made)
    else:
        towards = _direction(limb.points, chest, sign) or unit(
            add(add(add((0.0, 0.0, 0.0), chest.front, -0.7), chest.up, -0.7), chest.right, sign)
        )
        point, flat = made.scene.touched(limb.place, shoulder, body.ROUND["palm"], made)
        lower = body.FOREARM if flat else body.FOREARM + body.PALM
        end = add(point, flat, -body.PALM) if flat else point
        made.short[f"{side} arm"] = made.scene.missing(shoulder, end, body.UPPER_ARM + lower)
        elbow = bent(shoulder, end, body.UPPER_ARM, lower, towards)
        ahead = unit(add(end, elbow, -1.0))
        _set_arm(side, elbow, add(elbow, ahead, body.FOREARM), flat or ahead, made)
    upper = unit(add(elbow, shoulder, -1.0))
    lower_arm = unit(add(made.joints[f"{side} wrist"], elbow, -1.0))
    made.frames[f"{side} upper arm"] = along(upper, lower_arm)
    made.frames[f"{side} forearm"] = along(lower_arm, unit(add((0, 0, 0), upper, -1.0)))


def _touching_leg(side: Side, limb: Limb, made: Skeleton) -> None:
    assert limb.place is not None
    pelvis = made.frames["pelvis"]
    hip = made.joints[f"{side} hip"]
    sign = 1.0 if side == "right" else -1.0
    ahead = WORLD.turned_right(sign * limb.turned_out)
    foot = ahead.tipped_back(limb.toes_up)
    own = pelvis.turned_right(sign * limb.turned_out)
    towards = _direction(limb.points, pelvis, sign) or unit(add(own.front, own.up, 0.5))
    point, _ = made.scene.touched(limb.place, hip, 0.0, made)
    on_body = limb.place.part not in HORIZONTAL
    if limb.touching == "foot":
        ankle = add(point, UP, body.ANKLE_HEIGHT)
    elif limb.touching == "heel":
        ankle = add(add(point, foot_part(foot, "heel"), -1.0), UP, body.ROUND["heel"])
    elif limb.touching == "toes":
        ankle = add(add(point, foot_part(foot, "toes"), -1.0), UP, body.ROUND["toes"])
    else:
        ankle = add(point, UP, body.ROUND["ankle"])
    made.short[f"{side} leg"] = made.scene.missing(hip, ankle, body.THIGH + body.SHIN)
    knee = bent(hip, ankle, body.THIGH, body.SHIN, towards)
    thigh, shin = unit(add(knee, hip, -1.0)), unit(add(ankle, knee, -1.0))
    ankle = add(knee, shin, body.SHIN)
    bend = add(thigh, shin, -1.0)
    front = bend if sum(abs(part) for part in bend) > _STRAIGHT else towards
    upper, lower = along(thigh, front), along(shin, front)
    made.frames[f"{side} thigh"], made.frames[f"{side} shin"] = upper, lower
    free_foot = on_body or limb.touching == "ankle"
    _set_leg(side, knee, ankle, lower.tipped_back(limb.toes_up) if free_foot else foot, made)


def foot_part(foot: Frame, part: str) -> Point:
    """Return where the heel or the tip of the foot is, from the ankle."""
    ahead = -body.HEEL if part == "heel" else body.TOES
    return add(
        add((0.0, 0.0, 0.0), foot.front, ahead), foot.down, body.ANKLE_HEIGHT - body.ROUND[part]
    )


def _direction(word: str, frame: Frame, sign: float) -> Point | None:
    """Return where a knee or an elbow points."""
    words = {
        "out": add((0.0, 0.0, 0.0), frame.right, sign),
        "in": add((0.0, 0.0, 0.0), frame.right, -sign),
        "forward": (0.0, 1.0, 0.0),
        "back": (0.0, -1.0, 0.0),
        "up": UP,
        "down": (0.0, 0.0, -1.0),
    }
    found = [words[one] for one in word.split(" and ") if one]
    if not found:
        return None
    total: Point = (0.0, 0.0, 0.0)
    for one in found:
        total = add(total, one)
    return unit(total)


def _set_arm(side: Side, elbow: Point, wrist: Point, hand: Point, made: Skeleton) -> None:
    made.joints[f"{side} elbow"] = elbow
    made.joints[f"{side} wrist"] = wrist
    made.joints[f"{side} palm"] = add(wrist, hand, body.PALM)
    made.joints[f"{side} fingers"] = add(wrist, hand, body.HAND)


def _set_leg(side: Side, knee: Point, ankle: Point, foot: Frame, made: Skeleton) -> None:
    made.joints[f"{side} knee"] = knee
    made.joints[f"{side} ankle"] = ankle
    made.joints[f"{side} heel"] = add(ankle, foot_part(foot, "heel"))
    made.joints[f"{side} toes"] = add(ankle, foot_part(foot, "toes"))
    made.frames[f"{side} foot"] = foot
