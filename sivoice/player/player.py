"""Transport + output + screen + keys -> a session played to its end, even if the sound fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sivoice.compile.plan import Plan
from sivoice.errors import DeviceError, SivoiceError, VoiceError
from sivoice.language import Language
from sivoice.player.bounded import NotAnsweringError
from sivoice.player.display import Display, Guide
from sivoice.player.keys import Control, Keys
from sivoice.player.now import Now
from sivoice.player.outputs import Output
from sivoice.player.screen import Screen
from sivoice.player.transport import STEP_OF_HOLD, Transport
from sivoice.schedule.scheduler import Length
from sivoice.units import SAMPLE_RATE, Samples

TICK = 0.1
"""Seconds between two updates of the screen. Keys act at once."""
LOST_AFTER = 2.0
"""Seconds without a request for samples until the sound counts as lost.

Half a second gave false alarms.
"""
HANGS_AFTER = 1.0
"""Seconds without an answer to opening the device until this is shown."""
RETRY = 0.25
"""Seconds between retries to open the device."""
ASLEEP = 1.0
"""Seconds. If a tick takes longer, this process was suspended, and the sound is not lost."""
_CLOCK = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""Linux's and macOS's clock that goes on while the computer sleeps; time.monotonic stops."""
DRAIN = 0.4
"""Seconds until the last samples pulled have been heard."""
NOTICE = 4.0
"""Seconds for which a notice is shown."""
LONG_NOTICE = 12.0
"""Seconds for which a notice with a reason is shown."""


def elapsed() -> float:
    """Return seconds of a clock that never goes back, and goes on while the computer sleeps."""
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)


@dataclass
class Player:
    """One session being played. The clock and the devices are parameters, to fake them in tests."""

    transport: Transport
    output: Output
    screen: Screen
    keys: Keys
    plan: Plan
    words: Language
    length: Length
    on_place: Callable[[Now], None] = lambda now: None
    """Called whenever the sound reaches another step."""
    on_display: Callable[[Display], None] = lambda display: None
    """Called with what is shown, to show it elsewhere too."""
    failed_cues: Sequence[VoiceError] = ()
    """The errors of cues that the voice has failed on so far. These cues are silent."""
    clock: Callable[[], float] = elapsed
    _notice: str = ""
    _notice_until: float = 0.0
    _help: bool = False
    _voice_notice_shown: bool = False
    _failed: list[SivoiceError] = field(default_factory=list)
    _playing_since: float = 0.0
    """When the output was opened, by `clock`, plus the time for which samples were missing."""
    _pulled_before: Samples = 0
    """How many samples had been pulled when the output was opened."""
    _slept: float = 0.0
    """Seconds for which samples were missing before the last were pulled; 0 if it was not long."""
    _stopping: threading.Event = field(default_factory=threading.Event)

    def play(self) -> bool:
        """Play until the end or until the listener quits. Returns whether it reached the end.

        Raises DeviceError if the output cannot be opened, SivoiceError if preparing fails.
        """
        self._guide = self._new_guide()
        self.transport.queue = self.output
        preparing = threading.Thread(target=self._prepare, daemon=True)
        preparing.start()
        try:
            return self._open() and self._run()
        finally:
            self._stopping.set()
            self.output.close()

    def _new_guide(self) -> Guide:
        """Make a guide with the current lengths of the holds."""
        return Guide(self.plan, self.transport.steps, self.length, self.words)

    def _prepare(self) -> None:
        """Prepare steps ahead of the sound, in a separate thread."""
        while not self._stopping.is_set():
            try:
                if not self.transport.prepare_next():
                    self.transport.wait_until_wanted(1.0)
            except SivoiceError as error:
                self._failed.append(error)
                return
            # If the thread just ended, the session would seem to play on in silence.
            except Exception as error:  # noqa: BLE001
                self._failed.append(SivoiceError(f"the next step cannot be prepared: {error!r}"))
                return

    def _run(self) -> bool:
        last, place = self.clock(), -1
        awake_since = last
        while not self.transport.is_over:
            controls = self._controls()
            if Control.QUIT in controls:
                return False
            if Control.SUSPEND in controls:
                last = awake_since = self.clock()
            if self._failed:
                raise self._failed[0]
            now = self.clock()
            if now - last > ASLEEP:
                awake_since = now
            last = now
            if (
                self.output.silent_for() > LOST_AFTER
                and now - awake_since > LOST_AFTER
                and not self._recover()
            ):
                return False
            if self._slept:
                slept, self._slept = self._slept, 0.0
                self.transport.interrupted(slept)
            place = self._update(place)
        self.keys.wait(DRAIN)
        return True

    def _controls(self) -> list[Control]:
        """Wait one tick for keys, and act on them."""
        controls = self.keys.wait(TICK)
        for control in controls:
            self._act(control)
        return controls

    def _act(self, control: Control) -> None:
        transport = self.transport
        match control:
            case Control.TOGGLE:
                transport.toggle()
            case Control.NEXT:
                transport.next_stretch()
            case Control.PREVIOUS:
                transport.previous_stretch()
            case Control.AGAIN:
                transport.this_side_again()
            case Control.LONGER | Control.SHORTER:
                transport.change_hold(STEP_OF_HOLD if control is Control.LONGER else -STEP_OF_HOLD)
                self._guide = self._new_guide()
            case Control.COACHING:
                transport.toggle_coaching()
            case Control.HELP:
                self._help = not self._help
            case Control.REDRAW | Control.SUSPEND:
                with self.screen.away():
                    self._suspend(control)
            case Control.QUIT:
                pass

    def _suspend(self, control: Control) -> None:
        """If the listener suspends the process, pause until the shell continues it."""
        if control is Control.SUSPEND:
            was_playing = self.transport.now().playing
            self.transport.pause()
            self.keys.suspend()
            missing = max(0.0, self._missing())
            self._playing_since += missing
            self.transport.slept(missing)
            self._slept = 0.0  # the pause is enough
            if was_playing:
                self.transport.resume()

    def _update(self, place: int) -> int:
        """Show what is heard, and report a step other than `place`. Returns the step's index."""
        if self.failed_cues and not self._voice_notice_shown:
            self._voice_notice_shown = True
            reason = str(self.failed_cues[0]).splitlines()[0]
            self._notify(self.words.told.words_only.format(reason=reason), LONG_NOTICE)
        now = self.transport.now()
        notice = self._notice if self.clock() < self._notice_until else ""
        display = self._guide.display(now)
        self.screen.show(display, notice, help=self._help)
        self.on_display(display)
        if now.index != place:
            self.on_place(now)
        return now.index

    def _recover(self) -> bool:
        """Go back to what was not heard of lost sound, and wait for a device.

        Returns False if the listener quits.
        """
        missing = self._missing()
        self.transport.rewind(self.output.buffered)
        self.output.close()
        if missing > LOST_AFTER + ASLEEP:  # suspended, and the device was not back in time
            self.transport.interrupted(missing)
        self._notify(self.words.told.sound_lost, 1e9)
        return self._wait_for_sound()

    def _open(self) -> bool:
        """Open the output at the beginning; a sound system that hangs is waited for.

        Returns False if the listener quits. Raises DeviceError.
        """
        try:
            self._open_output()
        except NotAnsweringError:
            return self._wait_for_sound()
        return True

    def _wait_for_sound(self) -> bool:
        """Open the output again and again until it plays. Returns False if the listener quits."""
        place = self._update(-1)
        began = tried = self.clock()
        while True:
            if Control.QUIT in self._controls():
                return False
            place = self._update(place)
            if self.clock() - tried < RETRY:
                continue
            tried = self.clock()
            try:
                self._open_output()
            except NotAnsweringError:
                if tried - began > HANGS_AFTER:
                    self._notify(self.words.told.sound_hangs, 1e9)
            except DeviceError:
                self._notify(self.words.told.sound_lost, 1e9)
            else:
                self._notify(self.words.told.sound_back if self._notice else "", NOTICE)
                return True

    def _open_output(self) -> None:
        """Open the output. Raises DeviceError, which can be NotAnsweringError."""
        self._playing_since, self._pulled_before = self.clock(), self.transport.pulled
        self.output.open(self._pull)

    def _pull(self, count: Samples) -> bytes:
        """Return the next samples, and note if they are late because this process was suspended."""
        missing = self._missing()
        self._slept = missing if missing > LOST_AFTER else self._slept
        self._playing_since += max(0.0, missing)
        return self.transport.pull(count)

    def _missing(self) -> float:
        """Return seconds since the samples pulled so far were used up; negative if they are not."""
        pulled = self.transport.pulled - self._pulled_before
        return self.clock() - self._playing_since - pulled / SAMPLE_RATE

    def _notify(self, notice: str, seconds: float) -> None:
        self._notice, self._notice_until = notice, self.clock() + seconds
