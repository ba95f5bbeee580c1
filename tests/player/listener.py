"""A short session with a sound of its own for each clip, and a listener who pulls as a device does.

The clock is virtual: samples are pulled, and nothing waits.
"""

from __future__ import annotations

from array import array

import numpy as np
import pytest

from sivoice.compile.plan import Chapter, Pass, Plan
from sivoice.compile.steps import Chime, Hold, Moment, Rest, Say, TimedCue
from sivoice.player.prepare import preparer
from sivoice.player.transport import Transport
from sivoice.schedule.timeline import Clip, Utterance
from sivoice.script.vocabulary import ChimeKind, Side
from tests.conftest import FakeClips, fake_length

BLOCK = 4410
"""Samples of a tenth of a second, as the device asks for them."""
START, END, SOFT, AGAIN = 1000, 2000, 3000, 4000


def level(clip: Clip) -> int:
    """The one value that all samples of a clip have; no other clip has the same."""
    if isinstance(clip, ChimeKind):
        return {ChimeKind.START: START, ChimeKind.END: END, ChimeKind.SOFT: SOFT}[clip]
    return AGAIN if clip.spoken == "Again." else 5000 + sum(map(ord, clip.spoken)) % 1000


def samples(clip: Clip) -> bytes:
    """A clip's sound."""
    return array("h", [level(clip)]).tobytes() * fake_length(clip)


def said(text: str) -> int:
    """The level of a cue."""
    return level(Utterance(text))


def stretch(name: str, hold_ms: int = 20_000) -> Chapter:
    """A stretch with two sides, and two cues in each hold."""
    passes = []
    for side in Side:
        cues = (
            TimedCue(Moment(10_000, from_end=False), (Say(("Middle",), "s:4"),), "s:4"),
            TimedCue(Moment(5_000, from_end=True), (Say(("Five more",), "s:5"),), "s:5"),
        )
        lead_in = (Say((f"{name} to the {side}",), "s:3"), Rest(3_000, to_get_ready=True))
        release = (Say((f"Release {side}",), "s:7"), Rest(600))
        passes.append(Pass(1, side, lead_in, Hold(hold_ms, cues, "s:6"), release=release))
    return Chapter(
        name.title(),
        name,
        opening=(Chime(ChimeKind.SOFT), Say((f"Next {name}",), "s:1"), Rest(600)),
        get_ready=Rest(8_000, to_get_ready=True),
        set_up=(Say((f"Set up {name}",), "s:2"), Rest(1_500)),
        passes=tuple(passes),
    )


WELCOME = Chapter("Welcome", opening=(Say(("Welcome to all",), "s:0"), Rest(600)))
PLAN = Plan("evening", "Evening", (WELCOME, stretch("calf"), stretch("hip")))
STEPS = PLAN.steps()
CLIPS = FakeClips(samples)


def transport() -> Transport:
    """The session, not begun yet."""
    return Transport(STEPS, preparer(fake_length, CLIPS, 1))


class Listener:
    """Pulls as a device does, and keeps what it heard."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.heard = array("h")

    def listen(self, seconds: float) -> array[int]:
        """What is heard in the next seconds."""
        before = len(self.heard)
        for _ in range(round(seconds * 10)):
            while self.transport.prepare_next():
                pass
            self.heard.frombytes(self.transport.pull(BLOCK))
        return self.heard[before:]

    def until(self, value: int, limit: float = 120) -> None:
        """Listen until a clip begins."""
        for _ in range(round(limit * 10)):
            if value in np.frombuffer(self.listen(0.1), np.int16):
                return
        pytest.fail(f"{value} is never heard")

    def onsets(self, value: int) -> list[int]:
        """The samples at which a clip begins."""
        return onsets(self.heard, value)


def onsets(heard: array[int], value: int, first: int = 0) -> list[int]:
    """The samples at which a clip begins, from sample `first` on."""
    sound = np.frombuffer(heard, np.int16)[first:]
    if value not in sound:
        return []
    before = np.concatenate(([0], sound[:-1]))
    later = np.concatenate((sound[9:], np.zeros(9, np.int16)))
    # A fade passes through the levels of other clips for a sample or two.
    found = np.flatnonzero((sound == value) & (later == value) & (before != value))
    return [first + int(at) for at in found]
