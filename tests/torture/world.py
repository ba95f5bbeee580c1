"""A room on a virtual clock in which one seed decides everything that happens.

Keys are pressed, the sound server dies, hangs, comes back and changes its period, the machine is
too busy to feed it, the computer sleeps, the disk is full, and the voice is slow or fails.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from sivoice.compile.plan import Chapter, Pass, Plan
from sivoice.compile.steps import Moment, Say, TimedCue
from sivoice.errors import DeviceError, VoiceError
from sivoice.player.bounded import not_answering
from sivoice.player.display import Display
from sivoice.player.keys import OF_TERMINAL, Control
from sivoice.player.pulse import MARGIN
from sivoice.player.transport import Transport
from sivoice.schedule.timeline import Clip, Event, Kind, Utterance
from sivoice.units import SAMPLE_RATE, Samples
from tests.conftest import fake_length, no_pad
from tests.player import listener

if TYPE_CHECKING:
    from tests.torture.witness import Witness

FAULTS_END = 500.0
"""Seconds after which nothing goes wrong any more, so that a session reaches its end."""
FAULTS = (
    *("dies", "hangs", "period", "sleep", "stop"),
    *("busy", "starved", "disk_full", "voice_slow", "voice_fails"),
)
CODES = 512
"""A sample is CODES times the number of its clip, plus the code of the place in the hold."""
PHASES = 16
"""Codes of one hold: a beginning of START_MARK samples, then half seconds, over and over."""
START_MARK: Samples = 441
HALF: Samples = SAMPLE_RATE // 2


PRESSED = [one for one in Control if one is not Control.QUIT and one not in OF_TERMINAL]
"""The keys, without the terminal's own: a real Ctrl-Z would stop the tests."""


def phase(into: Samples) -> int:
    """Return the phase of a sample of a hold."""
    return PHASES - 1 if into < START_MARK else into // HALF % (PHASES - 1)


CYCLE: Samples = (PHASES - 1) * HALF
_PHASES = np.fromiter((phase(into) for into in range(3 * CYCLE)), np.uint16, 3 * CYCLE)


def with_places(pcm: bytes, at: Samples, events: Iterable[Event]) -> bytes:
    """Add the place in the hold to the samples from `at` on that are in one."""
    sound = np.frombuffer(pcm, np.uint16).copy()
    for hold in events:
        first, last = max(at, hold.start), min(at + len(sound), hold.end)
        if hold.kind is Kind.HOLD and first < last:
            into = first - hold.start
            place = into if into < CYCLE else CYCLE + into % CYCLE
            codes = _PHASES[place : place + last - first] + np.uint16(
                1 + int(hold.source or 0) * PHASES
            )
            sound[first - at : last - at] += codes
    return sound.tobytes()


def a_plan(chance: random.Random) -> Plan:
    """Make a session of one to three stretches with holds of 5 to 60 s."""
    chapters: list[Chapter] = [listener.WELCOME]
    hold = 0
    for name in ("calf", "hip", "back")[: chance.randint(1, 3)]:
        stretch = listener.stretch(name)
        passes: list[Pass] = []
        for one in stretch.passes:
            assert one.hold is not None
            ms = chance.choice((5_000, 10_000, 20_000, 30_000, 60_000))
            cues = tuple(
                TimedCue(moment, (Say((f"{word} {hold}",), "s:4"),), "s:4")
                for word, moment in (
                    ("Middle", Moment(ms // 2, from_end=False)),
                    ("Last", Moment(5_000, from_end=True)),
                )
                if ms >= 20_000
            )
            release = (Say((f"Release {name} {one.side}",), "s:7"), *one.release[1:])
            held = replace(one.hold, ms=ms, cues=cues, source=str(hold))
            passes.append(replace(one, hold=held, release=release))
            hold += 1
        opening = (Say((f"A chapter of {name}",), "s:0"),)
        chapters.append(
            replace(stretch, passes=tuple(passes), opening=(*stretch.opening, *opening))
        )
    return Plan("evening", "Evening", tuple(chapters))


class World:
    """The keyboard, the sound system, the screen, the disk, the voice and the clock."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.time = 0.0
        self.asleep = 0.0
        """How much of that time this process or the computer was suspended."""
        self.transport: Transport
        self.witness: Witness
        self.is_deep = self.chance.random() < 0.7
        """Whether the output has a deep queue that can be taken back, as PulseAudio's."""
        self.period, self.depth, self.most = 0.04, 0.5, 0
        self._change_period()
        self.is_up = self.is_answering = True
        self.is_open = self.is_connected = False
        self.queue = array("H")
        self.pull: Callable[[Samples], bytes] = bytes
        self.pulled_at = 0.0
        self.pulled = 0
        """How many samples were pulled since the output was opened."""
        self.busy_until = self.starved_until = self.disk_full_until = 0.0
        self.voice_fails_until = self.voice_slow_until = self.voice_ready_at = 0.0
        self.server_back_at: float | None = None
        self.next_fault = self.chance.expovariate(1 / 30)
        self.next_key = self.chance.expovariate(1 / 15)
        self.quits_at = self.chance.uniform(1, 400) if self.chance.random() < 0.1 else None
        self.is_suspended: str | None = None
        self.quit_at: float | None = None
        """When q was pressed."""

    # The clock and the keys.

    def clock(self) -> float:
        return self.time

    def wait(self, seconds: float) -> list[Control]:
        """Let time pass until a key is pressed, but at most `seconds`; longer on a busy machine."""
        until = self.time + seconds
        if self.time < self.busy_until:
            until += self.chance.uniform(0, 0.8)
        self._pass(min(until, max(self.next_key, self.time)))
        if self.is_suspended:
            self._suspend(self.is_suspended)
        if self.time < self.next_key:
            return []
        return self._press()

    def _press(self) -> list[Control]:
        """Choose the key that is pressed now. In the end only a pause is ended."""
        is_playing = self.transport.now().playing
        self.next_key = self.time + self.chance.expovariate(1 / 20 if is_playing else 1 / 3)
        if self.chance.random() < 0.2:
            self.next_key = self.time + self.chance.uniform(0, 0.3)
        if self.quits_at is not None and self.time > self.quits_at:
            self.quit_at = self.time
            return [Control.QUIT]
        control = self.chance.choice(PRESSED)
        if self.time > FAULTS_END:
            self.next_key = self.time + 60
            if is_playing:
                return []
            control = Control.TOGGLE
        self.witness.press(control)
        return [control]

    def _pass(self, until: float) -> None:
        while True:
            self._speak()
            if self.time >= until:
                return
            # A server with a deep queue asks for samples more often, but nothing depends on that.
            step = min(until, self.time + (0.15 if self.is_deep else self.period))
            if self.time >= self.next_fault and self.time < FAULTS_END:
                self.next_fault = self.time + self.chance.expovariate(1 / 30)
                self._fault()
            if self.server_back_at is not None and self.time >= self.server_back_at:
                self._come_back()
            count = int(step * SAMPLE_RATE) - int(self.time * SAMPLE_RATE)
            self.time = step
            self._play(count)
            self._feed()

    def _suspend(self, how: str) -> None:
        """Stop this process, or the whole computer, for a while."""
        self.is_suspended = None
        seconds = self.chance.choice((1.5, 3.0, 30.0, 3600.0))
        self.witness.note("suspend")
        if how == "stop":
            self._play(round(min(seconds, 5.0) * SAMPLE_RATE))
        self.time += seconds
        self.asleep += seconds
        if self.server_back_at is not None:
            self.server_back_at += seconds

    # The sound system.

    @property
    def buffered(self) -> Samples:
        return min(self.most, self.pulled)

    def open(self, pull: Callable[[Samples], bytes]) -> None:
        if not self.is_up:
            raise DeviceError("there is none")
        if not self.is_answering:
            raise not_answering()
        self._change_period()
        self.is_open = self.is_connected = True
        self.queue, self.pull, self.pulled_at = array("H"), pull, self.time
        self.pulled = 0

    def close(self) -> None:
        self.is_open = self.is_connected = False
        self.queue = array("H")

    def silent_for(self) -> float:
        return self.time - self.pulled_at

    def queued(self) -> Samples:
        if not (self.is_open and self.is_deep):
            return 0
        return round(max(0.0, self.depth - self.silent_for()) * SAMPLE_RATE)

    @contextmanager
    def take_back(self) -> Iterator[Samples]:
        if not (self.is_deep and self.is_connected and self.is_answering):
            yield 0
            return
        kept = min(len(self.queue), round(MARGIN * SAMPLE_RATE))
        count = len(self.queue) - kept
        del self.queue[kept:]
        yield count
        self.queue.frombytes(self.pull(count))

    def _play(self, count: Samples) -> None:
        """Play from the queue. If it runs out there is a gap, but nothing is lost."""
        if self.is_connected and self.is_answering:
            heard = self.queue[:count]
            del self.queue[: len(heard)]
            self.witness.hear(heard)

    def _feed(self) -> None:
        """Pull what the server asks for, unless this process does not get its turn."""
        if not (self.is_connected and self.is_answering) or self.time < self.starved_until:
            return
        count = round(self.depth * SAMPLE_RATE) - len(self.queue)
        if count >= round(self.period * SAMPLE_RATE):
            self.pulled_at = self.time
            self.pulled += count
            self.queue.frombytes(self.pull(count))

    def _change_period(self) -> None:
        self.period = self.chance.choice((0.01, 0.02, 0.04, 0.08, 0.2))
        self.depth = self.chance.uniform(0.2, 0.6) + self.period if self.is_deep else self.period
        self.most = max(self.most, round((self.depth + self.period) * SAMPLE_RATE))

    def _come_back(self) -> None:
        self.server_back_at = None
        self.is_up = self.is_answering = True

    def _fault(self) -> None:
        """Let something go wrong."""
        lasts = self.time + self.chance.choice((0.3, 1.0, 3.0, 10.0, 40.0))
        fault = self.chance.choice(FAULTS)
        if fault in ("sleep", "stop"):
            self.is_suspended = fault
        elif fault == "period":
            self._change_period()
        elif fault not in ("dies", "hangs"):
            setattr(self, f"{fault}_until", lasts)
        elif self.server_back_at is None:
            self.server_back_at = lasts
            self.is_answering = False
            if fault == "dies":
                self.is_up = self.is_connected = False
                self.queue = array("H")

    # The voice, the disk and the screen.

    def _speak(self) -> None:
        """Prepare steps as the preparing thread does, each as late as the voice is slow."""
        while self.time >= self.voice_ready_at:
            if self.time < self.voice_slow_until:
                self.voice_ready_at = self.time + self.chance.uniform(0.2, 8)
            if not self.transport.prepare_next():
                return

    def samples(self, clip: Clip) -> bytes:
        """Return a clip's sound: its number. The voice may fail."""
        is_spoken = isinstance(clip, Utterance)
        if is_spoken and self.time < self.voice_fails_until and self.chance.random() < 0.5:
            self.witness.failed.add(self.witness.number(clip))
            raise VoiceError("the engine is stuck\nStart it again.")
        return array("H", [CODES * self.witness.number(clip)]).tobytes() * fake_length(clip)

    pad = staticmethod(no_pad)

    @contextmanager
    def replaced(self, path: Path) -> Iterator[BytesIO]:
        """Stand for writing a file."""
        if self.time < self.disk_full_until:
            raise OSError(28, "No space left on device")
        yield BytesIO()

    def away(self) -> AbstractContextManager[None]:
        return nullcontext()

    def show(self, display: Display, notice: str, *, help: bool) -> None:
        self.witness.look()
