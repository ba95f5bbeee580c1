"""What a body cannot do: joints beyond their range, limbs out of reach, feet off the floor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from math import asin, atan2, degrees

from msgspec import Struct

from sivoice.figure.draw import framed, shot
from sivoice.figure.pose import SIDES, Figure, Limb, Pose, Side
from sivoice.figure.skeleton import Skeleton, round_of, skeleton
from sivoice.figure.vectors import angle, dot
from sivoice.script.diagnostics import Code, FullError, Report
from sivoice.script.source import Span

REACH = 2.5
"""How much too short a limb may be, in percent of the body's height."""
GROUND = 2.5
"""How far a body may float above the floor or sink into it."""
_RIGHT_ANGLE = 90
_FAR_OUT = 45
"""Degrees. A thigh that points further out is neither in front of the body nor behind it."""
SMALLEST_SCALE = 2.1
"""Points of the picture for a percent of the body's height, at least."""


class Range(Struct, frozen=True):
    """The range of a joint, in degrees: what a supple adult reaches with help."""

    low: float
    high: float


# Kurz: normal ranges after Thomas Kurz, Stretching Scientifically. Merck: the Merck Manual's normal
# ranges of joints. AMA: American Medical Association, Guides to the Evaluation of Permanent
# Impairment. All are read from tables that quote them. What exceeds a source is an estimate, and
# is marked so: the sources are about active motion, and a stretch goes further.
JOINTS = {
    # Kurz: extension 30, flexion 130; 5 estimated for a thigh that is pulled in.
    "hip": Range(-30, 135),
    # Kurz: adduction 30, abduction 50. 35 outward estimated: the pelvis leans with the trunk here,
    # and a bent hip abducts further. The lunge of the hip adductor needs 83.
    "hip out": Range(-30, 85),
    # Kurz: inward 40, outward 45. Estimated beyond that: the foot turns with the thigh here, so
    # this has the rotation of the knee and the foot in it.
    "hip turned out": Range(-50, 90),
    # Hyperextension estimated. Squatting with heels up, 157 with a deviation of 6: Hemmerich et al.
    # (2006).
    "knee": Range(-5, 160),
    # Merck: plantar flexion 50; 25 estimated for the midfoot, which is part of a rigid foot here.
    # Dorsiflexion under load with a bent knee, 39 (36 to 42): Baumbach et al. (2014).
    "toes up": Range(-75, 40),
    # Kurz: extension 60, flexion 180.
    "shoulder": Range(-60, 180),
    # Kurz: adduction 45, abduction 180.
    "shoulder out": Range(-45, 180),
    # Merck: 90 inward and outward; 10 outward estimated.
    "shoulder turned out": Range(-90, 100),
    # Hyperextension estimated. Kurz: flexion 150.
    "elbow": Range(-5, 150),
}
TURNS = {
    "spine": {
        # Kurz, of the lumbar spine: extension 30, flexion 75; 15 back estimated for the chest.
        "forward": Range(-45, 75),
        # Kurz, of the lumbar spine: 35; 5 estimated.
        "right": Range(-40, 40),
        # AMA: 45; 10 estimated for the weight of the legs when lying down.
        "turned": Range(-55, 55),
    },
    # AMA: extension 60, flexion 50, lateral flexion 45, rotation 80.
    "head": {"forward": Range(-60, 50), "right": Range(-45, 45), "turned": Range(-80, 80)},
}
"""The ranges of the spine and the neck, for each way they turn."""
_RESTS = {
    "standing": ("heel", "toes"),
    "sitting": ("hip", "pelvis"),
    "kneeling": ("knee",),
    "on hands and knees": ("knee",),
    "lying on your back": ("chest", "shoulder", "hip"),
    "lying on your front": ("knee", "toes"),
    "lying on your side": ("knee", "hip", "elbow"),
}
"""The parts of which at least one is on the floor in each position."""


def check_poses(figure: Figure, report: Report) -> None:
    """Report everything that no body can do, and poses that would be too small."""
    with suppress(FullError):
        for pose in figure.poses:
            made = skeleton(pose)
            _check_turns(pose, report)
            for side in SIDES:
                _check_leg(pose, made, side, report)
                _check_arm(pose, made, side, report)
            _check_reach(pose, made, report)
            _check_ground(pose, made, report)
        for variant in dict.fromkeys(pose.variant for pose in figure.poses):
            _check_frame(figure.of_variant(variant), report)


def _check_turns(pose: Pose, report: Report) -> None:
    for name, ranges in TURNS.items():
        turn = getattr(pose, name)
        for way, allowed in ranges.items():
            _check(getattr(turn, way), allowed, name, _span(pose, name), report)


def _check_leg(pose: Pose, made: Skeleton, side: Side, report: Report) -> None:
    limb, span = pose.limb(f"{side} leg"), _span(pose, f"{side} leg")
    thigh, shin, pelvis = (
        made.frames[name] for name in (f"{side} thigh", f"{side} shin", "pelvis")
    )
    if limb.place is None:
        found = {"hip": limb.bend, "hip out": limb.out, "knee": limb.second}
    else:
        sign = 1.0 if side == "right" else -1.0
        out = degrees(asin(max(-1.0, min(1.0, sign * dot(thigh.down, pelvis.right)))))
        found = {"hip out": out, "knee": angle(thigh.down, shin.down)}
        if abs(out) < _FAR_OUT:
            bend = degrees(atan2(dot(thigh.down, pelvis.front), -dot(thigh.down, pelvis.up)))
            found["hip"] = bend % 360 if bend < -_RIGHT_ANGLE else bend
    found |= {"hip turned out": limb.turned_out, "toes up": _toes_up(limb, made, side)}
    for joint, value in found.items():
        _check(value, JOINTS[joint], f"{side} {joint}", span, report)


def _toes_up(limb: Limb, made: Skeleton, side: Side) -> float:
    """Return how far the foot is from a right angle to the shin."""
    if limb.place is None:
        return limb.toes_up
    return angle(made.frames[f"{side} foot"].front, made.frames[f"{side} shin"].up) * -1 + 90


def _check_arm(pose: Pose, made: Skeleton, side: Side, report: Report) -> None:
    limb, span = pose.limb(f"{side} arm"), _span(pose, f"{side} arm")
    upper, lower = made.frames[f"{side} upper arm"], made.frames[f"{side} forearm"]
    bend = limb.second if limb.place is None else angle(upper.down, lower.down)
    found = {
        "shoulder": limb.bend,
        "shoulder out": limb.out,
        "shoulder turned out": limb.turned_out,
        "elbow": bend,
    }
    for joint, value in found.items():
        _check(value, JOINTS[joint], f"{side} {joint}", span, report)


def _check(value: float, allowed: Range, joint: str, span: Span, report: Report) -> None:
    if allowed.low <= value <= allowed.high:
        return
    report.add(
        Code.BEYOND_RANGE,
        f"the {joint} would be at {value:.0f} degrees",
        span,
        f"it goes from {allowed.low:.0f} to {allowed.high:.0f} degrees",
    )


def _check_reach(pose: Pose, made: Skeleton, report: Report) -> None:
    for name, short in made.short.items():
        if short > REACH:
            report.add(
                Code.OUT_OF_REACH,
                f"the {name} misses what it touches by {short:.0f} % of the body's height",
                _span(pose, name),
                "move the place or the hips, or bend the trunk",
            )


def _check_ground(pose: Pose, made: Skeleton, report: Report) -> None:
    lowest, sunk = min(_heights(made, made.joints))
    if lowest < -GROUND:
        report.add(
            Code.NOT_GROUNDED,
            f"the {sunk} would be {-lowest:.0f} % of the body's height below the floor",
            _span(pose, "hips"),
            "raise the hips or that limb, or leave out `hips`: then the body rests on the floor",
        )
    parts = _RESTS[pose.body]
    resting = [name for name in made.joints if name.endswith(parts)]
    height, nearest = min(_heights(made, resting))
    height -= made.scene.ground() if pose.body == "sitting" else 0.0
    if height > GROUND:
        report.add(
            Code.NOT_GROUNDED,
            f"the {nearest} would be {height:.0f} % of the body's height above the floor",
            _span(pose, "hips"),
            f"a body that is {pose.body} rests on it: lower the hips, or leave out `hips`",
        )


def _heights(made: Skeleton, names: Iterable[str]) -> Iterator[tuple[float, str]]:
    """Yield how high the underside of each joint is, and its name."""
    for name in names:
        if round_of(name):
            yield made.joints[name][2] - round_of(name), name


def _check_frame(poses: Sequence[Pose], report: Report) -> None:
    frame = framed([shot(pose, mirrored=False) for pose in poses])
    if frame.scale < SMALLEST_SCALE:
        report.add(
            Code.OUT_OF_FRAME,
            "the poses need so much room that the body would be too small to see",
            poses[-1].span,
            "bring what is around the body closer to it, or look from another side",
        )


def _span(pose: Pose, name: str) -> Span:
    return pose.spans.get(name, pose.span)
