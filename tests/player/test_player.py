"""Keys act, lost sound comes back, and a session ends when it should; on a virtual clock."""

from __future__ import annotations

import sys
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from sivoice.compile.steps import Hold
from sivoice.errors import DeviceError, SivoiceError, VoiceError
from sivoice.language import language
from sivoice.player.bounded import not_answering
from sivoice.player.display import Display
from sivoice.player.keys import Control, Keys
from sivoice.player.now import Now
from sivoice.player.player import LONG_NOTICE, LOST_AFTER, TICK, Player, elapsed
from sivoice.player.prepare import Prepare, preparer
from sivoice.player.pulled import NoQueue
from sivoice.player.transport import Transport
from sivoice.schedule.timeline import Clip, Utterance
from sivoice.units import SAMPLE_RATE, Samples, on_grid, to_samples
from tests.conftest import FakeClips, fake_length
from tests.player.listener import (
    AGAIN,
    BLOCK,
    CLIPS,
    END,
    PLAN,
    START,
    STEPS,
    onsets,
    said,
    samples,
)


class Room(NoQueue):
    """A clock, a device that pulls as time passes, and keys pressed at given seconds."""

    buffered: Samples = 2 * BLOCK

    def __init__(
        self, presses: dict[float, Control] | None = None, lost: dict[float, float] | None = None
    ) -> None:
        self.time = 0.0
        self.presses = dict(presses or {})
        self.lost = dict(lost or {})
        """When the sound is lost, and when the device can be opened again, in seconds."""
        self.back = 0.0
        self.hangs_until = 0.0
        self.pull: Callable[[int], bytes] | None = None
        self.pulled = 0.0
        self.heard = bytearray()
        self.opened: list[float] = []
        self.shown: list[tuple[float, Display, str, bool]] = []
        self.prepare: Callable[[], bool] = lambda: False
        self.asleep = 0.0
        """How long the process is stopped when it is suspended, in seconds."""
        self.events: list[str] = []

    def clock(self) -> float:
        return self.time

    def open(self, pull: Callable[[int], bytes]) -> None:
        if self.time < self.hangs_until:
            raise not_answering()
        if self.time < self.back:
            raise DeviceError("no device")
        self.opened.append(self.time)
        self.pull, self.pulled = pull, self.time

    def close(self) -> None:
        self.pull = None

    def silent_for(self) -> float:
        return self.time - self.pulled

    def show(self, display: Display, notice: str, *, help: bool) -> None:
        self.shown.append((self.time, display, notice, help))

    @contextmanager
    def away(self) -> Iterator[None]:
        self.events.append("left")
        yield
        self.events.append("drawn again")

    def suspend(self) -> None:
        self.events.append("stopped")
        self.time += self.asleep

    def wait(self, seconds: float) -> list[Control]:
        self.time = round(self.time + seconds, 6)
        while self.prepare():
            pass
        for at in [at for at in self.lost if at <= self.time]:
            self.back = self.lost.pop(at)
            self.pull = None
        if self.pull:
            self.heard += self.pull(round(seconds * SAMPLE_RATE))
            self.pulled = self.time
        return [self.presses.pop(at) for at in sorted(self.presses) if at <= self.time]


def played(room: Room, prepare: Prepare | None = None) -> tuple[Player, list[Now]]:
    transport = Transport(STEPS, prepare or preparer(fake_length, CLIPS, 1))
    places: list[Now] = []
    keys = Keys(None)
    keys.wait = room.wait  # type: ignore[method-assign]
    keys.suspend = room.suspend  # type: ignore[method-assign]
    player = Player(
        transport,
        room,
        room,
        keys,
        PLAN,
        language("en"),
        fake_length,
        places.append,
        clock=room.clock,
    )
    room.prepare = transport.prepare_next
    return player, places


def test_a_session_is_heard_to_its_end() -> None:
    room = Room()
    player, places = played(room)
    assert player.play() is True
    assert [now.index for now in places] == sorted(now.index for now in places)
    assert room.shown[0][1].title == "Evening"
    assert room.pull is None  # closed


def test_quit_ends_at_once() -> None:
    room = Room({10.0: Control.QUIT})
    player, places = played(room)
    assert player.play() is False
    assert room.time == pytest.approx(10.0, abs=0.2)
    assert places


def test_every_key_does_what_it_says() -> None:
    room = Room(
        {
            2.0: Control.TOGGLE,
            5.0: Control.TOGGLE,
            6.0: Control.NEXT,
            30.0: Control.LONGER,
            31.0: Control.COACHING,
            32.0: Control.HELP,
            40.0: Control.AGAIN,
            60.0: Control.SHORTER,
            61.0: Control.PREVIOUS,
            70.0: Control.QUIT,
        }
    )
    player, _ = played(room)
    player.play()
    shown = {round(at, 1): (display, help) for at, display, _, help in room.shown}
    assert shown[4.0][0].paused
    assert not shown[5.2][0].paused
    assert shown[7.0][0].chapter == "Hip"
    display, help_is_shown = shown[33.0]
    assert help_is_shown
    assert not display.coaching
    hold = next(
        one.step
        for one in player.transport.steps
        if isinstance(one.step, Hold) and one.place.stretch == "hip"
    )
    assert hold.ms == 20_000  # 5 s longer, then 5 s shorter
    assert not room.presses


def test_the_countdown_counts_the_hold_down() -> None:
    room = Room()
    player, _ = played(room)
    player.play()
    counted = [display.countdown for _, display, _, _ in room.shown if display.label == "Hold"]
    first = counted[: counted.index(1) + 1]
    assert first == sorted(first, reverse=True)
    assert set(first) >= set(range(1, 20))


def test_lost_sound_is_reported_and_the_session_goes_on_when_it_is_back() -> None:
    room = Room(lost={20.0: 35.0})
    player, _ = played(room)
    assert player.play() is True
    assert len(room.opened) == 2
    assert 35.0 <= room.opened[1] <= 36.0
    notices = {notice for _, _, notice, _ in room.shown}
    assert notices == {"", "The sound is gone. Waiting for it to come back.", "The sound is back."}
    gone = next(at for at, _, notice, _ in room.shown if "gone" in notice)
    assert gone - 20.0 <= LOST_AFTER + 0.3


def test_quit_works_while_the_sound_is_gone() -> None:
    room = Room({30.0: Control.QUIT}, lost={20.0: 1e9})
    player, _ = played(room)
    assert player.play() is False
    assert room.time < 31


def test_a_sound_system_that_hangs_is_waited_for_and_keys_work_meanwhile() -> None:
    room = Room({30.0: Control.HELP}, lost={20.0: 20.0})
    room.hangs_until = 0.0
    player, _ = played(room)
    wait = room.wait

    def hanging(seconds: float) -> list[Control]:
        if 20.0 <= room.time < 35.0:
            room.hangs_until = 35.0
        return wait(seconds)

    player.keys.wait = hanging  # type: ignore[method-assign]
    assert player.play() is True
    assert 35.0 <= room.opened[1] <= 36.0
    notices = {notice for _, _, notice, _ in room.shown}
    assert notices == {
        "",
        "The sound is gone. Waiting for it to come back.",
        "The sound system does not answer. Waiting for it.",
        "The sound is back.",
    }
    assert any(help_is_shown for at, _, _, help_is_shown in room.shown if 30 < at < 34)


def test_a_sound_system_that_hangs_at_the_beginning_is_waited_for() -> None:
    room = Room()
    room.hangs_until = 10.0
    player, _ = played(room)
    assert player.play() is True
    assert 10.0 <= room.opened[0] <= 11.0
    notices = [notice for at, _, notice, _ in room.shown if at < 10]
    assert notices[0] == ""  # a device may need a moment
    assert notices[-1] == "The sound system does not answer. Waiting for it."


def test_quit_works_while_the_sound_system_hangs() -> None:
    room = Room({5.0: Control.QUIT})
    room.hangs_until = 1e9
    player, _ = played(room)
    assert player.play() is False
    assert room.time < 6


def test_a_suspended_process_is_not_taken_for_lost_sound() -> None:
    room = Room()
    player, _ = played(room)
    wait = room.wait
    stopped: list[float] = []

    def stopping(seconds: float) -> list[Control]:
        found = wait(seconds)
        if room.time > 20 and not stopped:
            stopped.append(room.time)
            room.time += 60
        return found

    player.keys.wait = stopping  # type: ignore[method-assign]
    assert player.play() is True
    assert len(room.opened) == 1


def suspended(room: Room, player: Player, at: float, lost_for: float = 0.0) -> None:
    """Suspend the process for a minute; the device comes back `lost_for` seconds later."""
    wait = room.wait

    def suspending(seconds: float) -> list[Control]:
        found = wait(seconds)
        if at <= room.time < at + 60:
            room.time += 60
            if lost_for:
                room.lost[room.time] = room.time + lost_for
        return found

    player.keys.wait = suspending  # type: ignore[method-assign]


def chimes_and_again(room: Room) -> list[tuple[int, int]]:
    """The first chimes and the "Again." that were heard, in order, each with its sample."""
    heard = array("h", bytes(room.heard))
    found = [(at, value) for value in (START, END, AGAIN) for at in onsets(heard, value)]
    return sorted(found)


@pytest.mark.parametrize("lost_for", [0, 1, 10])
def test_a_hold_in_which_the_computer_slept_is_held_again(lost_for: float) -> None:
    whole = Room()
    played(whole)[0].play()
    begins = chimes_and_again(whole)[0][0] / SAMPLE_RATE
    room = Room()
    player, _ = played(room)
    suspended(room, player, begins + 6, lost_for)
    assert player.play() is True
    assert len(room.opened) == (2 if lost_for else 1)
    heard = chimes_and_again(room)
    assert [value for _, value in heard[:4]] == [START, AGAIN, START, END]
    assert heard[3][0] - heard[2][0] == to_samples(20_000)
    assert [value for _, value in heard[4:]] == 3 * [START, END]


def test_the_end_of_a_hold_in_which_the_computer_slept_goes_on() -> None:
    whole = Room()
    played(whole)[0].play()
    begins = chimes_and_again(whole)[0][0] / SAMPLE_RATE
    room = Room()
    player, _ = played(room)
    suspended(room, player, begins + 17)
    assert player.play() is True
    assert room.heard == whole.heard


def test_what_a_device_lost_while_the_computer_slept_is_heard_again() -> None:
    """The device had pulled the last samples before the sleep, and comes back without them."""
    whole = Room()
    played(whole)[0].play()
    begins = chimes_and_again(whole)[0][0] / SAMPLE_RATE
    room = Room()
    player, _ = played(room)
    suspended(room, player, begins + 17, 10)
    assert player.play() is True
    assert len(room.opened) == 2
    (start, _), (end, _) = chimes_and_again(room)[:2]
    assert end - start == to_samples(20_000) + room.buffered


def test_a_session_that_was_paused_when_the_computer_slept_stays_paused() -> None:
    room = Room({20.0: Control.TOGGLE, 100.0: Control.QUIT})
    player, _ = played(room)
    suspended(room, player, 25)
    assert player.play() is False
    assert all(display.paused for at, display, _, _ in room.shown if at > 21)


def test_a_screen_that_is_slow_while_the_sound_goes_on_interrupts_nothing() -> None:
    whole, room = Room(), Room()
    played(whole)[0].play()
    player, _ = played(room)
    show = room.show

    def blocked(display: Display, notice: str, *, help: bool) -> None:
        show(display, notice, help=help)
        if 40 <= room.time < 41:
            for _ in range(50):
                room.wait(0.1)

    room.show = blocked  # type: ignore[method-assign]
    assert player.play() is True
    assert room.heard == whole.heard


def test_a_device_that_pulls_far_ahead_is_not_taken_for_a_suspended_process() -> None:
    """As simpleaudio does: it pulls a whole cue, and nothing until that has been heard."""
    whole, room = Room(), Room()
    played(whole)[0].play()
    player, _ = played(room)
    wait, ahead = room.wait, 0.0

    def in_bursts(seconds: float) -> list[Control]:
        nonlocal ahead
        pull, room.pull = room.pull, None
        found = wait(seconds)
        room.pull, room.pulled, ahead = pull, room.time, ahead - seconds
        if pull and ahead <= 0:
            room.heard += pull(10 * SAMPLE_RATE)
            ahead += 10
        return found

    player.keys.wait = in_bursts  # type: ignore[method-assign]
    assert player.play() is True
    assert chimes_and_again(room) == chimes_and_again(whole)


def test_the_clock_goes_on_while_the_computer_sleeps() -> None:
    if sys.platform == "linux":
        assert elapsed() == pytest.approx(time.clock_gettime(time.CLOCK_BOOTTIME), abs=5)
    first = elapsed()
    time.sleep(0.01)
    assert 0.01 <= elapsed() - first < 5


def test_a_hold_suspended_with_ctrl_z_is_held_again() -> None:
    whole = Room()
    played(whole)[0].play()
    in_hold = next(at for at, display, _, _ in whole.shown if display.countdown == 12)
    room = Room({in_hold: Control.SUSPEND})
    room.asleep = 60.0
    player, _ = played(room)
    assert player.play() is True
    assert room.events == ["left", "stopped", "drawn again"]
    assert len(room.opened) == 1  # the sound was not lost
    heard = np.frombuffer(room.heard, np.int16)
    again = np.flatnonzero(heard == AGAIN)[-1]
    start, end = (np.flatnonzero(heard[again:] == chime)[0] for chime in (START, END))
    assert end - start == on_grid(20 * SAMPLE_RATE)


def test_a_paused_session_stays_paused_when_it_is_suspended() -> None:
    room = Room({20.0: Control.TOGGLE, 21.0: Control.SUSPEND, 23.0: Control.QUIT})
    player, _ = played(room)
    player.play()
    assert room.events == ["left", "stopped", "drawn again"]
    assert room.shown[-1][1].paused


def test_the_screen_is_drawn_again() -> None:
    room = Room({1.0: Control.REDRAW, 2.0: Control.QUIT})
    player, _ = played(room)
    player.play()
    assert room.events == ["left", "drawn again"]


def test_a_missing_device_is_an_error_at_once() -> None:
    room = Room()
    room.back = 1e9
    player, _ = played(room)
    with pytest.raises(DeviceError):
        player.play()


def test_a_missing_chime_ends_the_session_with_its_error() -> None:
    def fails(_: Clip) -> bytes:
        raise SivoiceError("the chime is gone")

    room = Room()
    player, _ = played(room, prepare=preparer(fake_length, FakeClips(fails), 1))
    room.prepare = lambda: False
    with pytest.raises(SivoiceError, match="gone"):
        player.play()


def test_cues_that_the_voice_fails_on_are_silent_and_shown() -> None:
    """It fails on the third to the fifth cue, which are silent for as long as they would last."""
    failed: list[VoiceError] = []
    asked: list[str] = []

    def failing(clip: Clip) -> bytes:
        if isinstance(clip, Utterance):
            asked.append(clip.spoken)
            if 3 <= len(asked) <= 5:
                raise VoiceError("the engine is stuck\nStart it again.")
        return samples(clip)

    whole, broken = Room(), Room()
    for room, prepare in (
        (whole, None),
        (broken, preparer(fake_length, FakeClips(failing), 1, failed.append)),
    ):
        player, _ = played(room, prepare=prepare)
        player.failed_cues = failed if room is broken else ()
        room.prepare = lambda: False
        # Everything is prepared before the clock starts, so that both hear the same to the sample.
        while player.transport.prepare_next():
            pass
        room.prepare = player.transport.prepare_next
        assert player.play() is True
    expected, heard = (np.frombuffer(room.heard, np.int16) for room in (whole, broken))
    differs = expected != heard
    silenced = expected[differs]
    assert len(failed) == 3
    assert not heard[differs].any()
    assert list(dict.fromkeys(silenced.tolist())) == [said(text) for text in asked[2:5]]
    assert len(silenced) == sum(fake_length(Utterance(text)) for text in asked[2:5])
    shown = [(display.words, notice) for _, display, notice, _ in broken.shown]
    assert {words for words, _ in shown} == {display.words for _, display, _, _ in whole.shown}
    assert {notice for _, notice in shown} == {"", "The words are only shown: the engine is stuck"}
    assert sum(bool(notice) for _, notice in shown) == pytest.approx(LONG_NOTICE / TICK, abs=2)


def test_an_unexpected_error_while_preparing_ends_the_session() -> None:
    def fails(*_: object) -> object:
        raise ZeroDivisionError("surprise")

    room = Room()
    player, _ = played(room, prepare=fails)  # type: ignore[arg-type]
    room.prepare = lambda: False
    with pytest.raises(SivoiceError, match="surprise"):
        player.play()
