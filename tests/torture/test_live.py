"""Live play with faults, on a virtual clock: one seed drives keys, sound, disk, clock and voice.

A failure names its seed; `SIVOICE_TORTURE=1 SIVOICE_TORTURE_SEED=n` runs it again, alone. 20 000
sessions are about 1000 hours.
"""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from sivoice.language import language
from sivoice.player import bookmark
from sivoice.player import player as players
from sivoice.player import seams as fades
from sivoice.player.bookmark import Bookmark, Request, keep
from sivoice.player.keys import Keys
from sivoice.player.now import Now
from sivoice.player.player import Player
from sivoice.player.prepare import preparer
from sivoice.player.tape import Tape
from sivoice.player.transport import Transport
from tests.conftest import fake_length
from tests.torture import seeds
from tests.torture.witness import Witness
from tests.torture.world import World, a_plan, with_places

pytestmark = pytest.mark.torture
LONGEST = 4 * 3600.0
"""Seconds in which a session must end, with all that can happen."""


class Rewound(Transport):
    """Reports when lost sound is gone back for, and when it was missing for so long as to pause."""

    witness: Witness

    def interrupted(self, seconds: float) -> None:
        self.witness.note("suspend")
        super().interrupted(seconds)

    def rewind(self, samples: int) -> None:
        self.witness.note("lost")
        super().rewind(samples)


class OneThread(Player):
    """Leaves preparing to the world, so that a seed always gives the same session."""

    def _prepare(self) -> None:
        pass


def simulate(seed: int, folder: Path) -> World:
    """Play one session, and check it sample by sample."""
    world = World(seed)
    plan = a_plan(world.chance)
    transport = Rewound(plan.steps(), preparer(fake_length, world, 1))
    world.transport = transport
    world.witness = transport.witness = Witness(world, transport)
    keys = Keys(None)

    def wait(seconds: float) -> list[object]:
        assert world.time < LONGEST, "the session does not end"
        return world.wait(seconds)  # type: ignore[return-value]

    keys.wait = wait  # type: ignore[method-assign,assignment]

    def keep_place(now: Now) -> None:
        if now.planned is not None:
            request = Request("/evening.session", {})
            here = Bookmark(request, now.index, "0" * 64, now.planned.place, now.coaching)
            with mock.patch.object(bookmark, "replaced", world.replaced):
                keep(folder / "bookmark.json", here)

    words = language("en")
    player = OneThread(
        transport, world, world, keys, plan, words, fake_length, keep_place, clock=world.clock
    )
    reached_the_end = player.play()
    assert reached_the_end or world.quit_at is not None
    assert world.quit_at is None or world.time - world.quit_at < 1
    return world


@pytest.fixture(autouse=True)
def _pure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out fades, which would change the numbers that the samples are.

    The screen is drawn less often, to save time.
    """
    monkeypatch.setattr(players, "TICK", 0.3)
    monkeypatch.setattr(fades, "fade_in", lambda sound: sound)
    monkeypatch.setattr(fades, "fade_out", lambda sound: bytes(len(sound)))
    read = Tape._read

    def read_with_places(tape: Tape, count: int) -> bytes:
        at, events = tape.at, tape.ready[0].events
        return with_places(read(tape, count), at, events)

    monkeypatch.setattr(Tape, "_read", read_with_places)


def test_every_promise_is_kept_whatever_goes_wrong(tmp_path: Path) -> None:
    hours, sessions, holds = 0.0, 0, 0
    for seed in seeds(10):
        try:
            world = simulate(seed, tmp_path)
        except BaseException as error:
            error.add_note(f"SIVOICE_TORTURE=1 SIVOICE_TORTURE_SEED={seed} runs this again")
            raise
        hours += (world.time - world.asleep) / 3600
        holds += world.witness.finished
        sessions += 1
    print(f"{hours:.1f} hours, {sessions} sessions, {holds} holds heard to their end")
    assert holds or sessions == 1
