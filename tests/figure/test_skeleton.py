"""Bones keep their lengths in every pose, and what touches something reaches it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sivoice.figure import body
from sivoice.figure.files import read_figure
from sivoice.figure.skeleton import skeleton
from sivoice.figure.vectors import distance
from tests.conftest import ROOT
from tests.figure.conftest import STANDING, figure

SHIPPED = sorted((ROOT / "scripts").rglob("*.figure"))
BONES = [
    ("hip", "knee", body.THIGH),
    ("knee", "ankle", body.SHIN),
    ("shoulder", "elbow", body.UPPER_ARM),
    ("elbow", "wrist", body.FOREARM),
]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_bones_keep_their_lengths(path: Path) -> None:
    for pose in read_figure(path)[0].poses:
        joints = skeleton(pose).joints
        for side in ("right", "left"):
            for one, other, length in BONES:
                found = distance(joints[f"{side} {one}"], joints[f"{side} {other}"])
                assert found == pytest.approx(length, abs=1e-6), (pose.name, side, one)


def test_a_person_stands_on_the_floor_and_is_100_high() -> None:
    joints = skeleton(figure(STANDING).poses[0]).joints
    assert joints["right heel"][2] == pytest.approx(body.ROUND["heel"])
    assert joints["head"][2] + body.HEAD == pytest.approx(100, abs=3)


def test_a_knee_bends_backwards_and_an_elbow_forwards() -> None:
    text = f"{STANDING}left leg: straight\nright leg: knee 90\nright arm: elbow 90\n"
    joints = skeleton(figure(text).poses[0]).joints
    assert joints["right ankle"][1] < joints["right knee"][1] - 20
    assert joints["right wrist"][1] > joints["right elbow"][1] + 10


def test_a_foot_reaches_the_floor_where_it_is_told_to() -> None:
    text = f"{STANDING}hips: 45 high\nboth legs: foot on the floor, 15 forward\n"
    joints = skeleton(figure(text).poses[0]).joints
    assert joints["left ankle"] == pytest.approx((-body.HIP_WIDTH, 15, body.ANKLE_HEIGHT))
    assert joints["left knee"][1] > joints["left hip"][1]
