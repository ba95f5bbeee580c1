"""Transport + output + screen + keys -> a session heard to its end, whatever happens to the sound."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sivoice.compile.plan import Plan
from sivoice.errors import DeviceError, SivoiceError, VoiceError
from sivoice.language import Language
from sivoice.player.display import Display, Guide
from sivoice.player.keys import Control, Keys
from sivoice.player.outputs import Output
from sivoice.player.screen import Screen
from sivoice.player.transport import STEP_OF_HOLD, Now, Transport
from sivoice.schedule.scheduler import Length

TICK = 0.1
"""Seconds between two looks at the sound and the screen; a key is acted on at once."""
LOST_AFTER = 2.0
"""Seconds without a request for samples after which the sound is lost; half a second gave false alarms."""
RETRY = 0.25
"""Seconds between two tries to open the device again."""
ASLEEP = 1.0
"""A tick that took so long: it was not the sound that stopped but this process."""
DRAIN = 0.4
"""Seconds until what was pulled last has been heard."""
NOTICE = 4.0
"""Seconds that a notice stays."""
LONG_NOTICE = 12.0
"""Seconds that one stays which gives a reason."""


@dataclass
class Player:
    """One session being played. The clock and the devices come in, so that tests need none."""

    transport: Transport
    output: Output
    screen: Screen
    keys: Keys
    plan: Plan
    words: Language
    length: Length
    on_place: Callable[[Now], None] = lambda now: None
    """Told whenever the sound has come to another step."""
    on_display: Callable[[Display], None] = lambda display: None
    """Told what is shown, for those who show it elsewhere."""
    failed_cues: Sequence[VoiceError] = ()
    """What the voice has failed on so far: those cues are silent."""
    clock: Callable[[], float] = time.monotonic
    _notice: str = ""
    _notice_until: float = 0.0
    _help: bool = False
    _told_of_voice: bool = False
    _failed: list[SivoiceError] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def play(self) -> bool:
        """Play to the end, or until the listener quits; whether it came to the end. Raises DeviceError."""
        self._guide = self._new_guide()
        preparing = threading.Thread(target=self._prepare, daemon=True)
        preparing.start()
        try:
            self.output.open(self.transport.pull)
            return self._run()
        finally:
            self._stopping.set()
            self.output.close()

    def _new_guide(self) -> Guide:
        """What to show, with the holds as long as they are now."""
        return Guide(self.plan, self.transport.steps, self.length, self.words)

    def _prepare(self) -> None:
        """Stay ahead of the sound."""
        while not self._stopping.is_set():
            try:
                if not self.transport.prepare_next():
                    self.transport.wait_until_wanted(1.0)
            except SivoiceError as error:
                self._failed.append(error)
                return
            except Exception as error:  # noqa: BLE001 - a thread that ended unseen would leave silence that looks like play
                self._failed.append(SivoiceError(f"what comes next cannot be prepared: {error!r}"))
                return

    def _run(self) -> bool:
        last, place = self.clock(), -1
        awake_since = last
        while not self.transport.is_over:
            if Control.QUIT in self._controls():
                return False
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
            place = self._look(place)
        self.keys.wait(DRAIN)
        return True

    def _controls(self) -> list[Control]:
        """Act on the keys of one tick."""
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
            case Control.QUIT:
                pass

    def _look(self, place: int) -> int:
        """Show where the sound is, and tell where it has come to another step."""
        if self.failed_cues and not self._told_of_voice:
            self._told_of_voice = True
            reason = str(self.failed_cues[0]).splitlines()[0]
            self._say(self.words.told.words_only.format(reason=reason), LONG_NOTICE)
        now = self.transport.now()
        notice = self._notice if self.clock() < self._notice_until else ""
        display = self._guide.display(now)
        self.screen.show(display, notice, help=self._help)
        self.on_display(display)
        if now.index != place:
            self.on_place(now)
        return now.index

    def _recover(self) -> bool:
        """The sound is lost: go back to what was not heard, and wait for a device; whether to go on."""
        self.transport.rewind(self.output.in_the_air)
        self.output.close()
        self._say(self.words.told.sound_lost, 1e9)
        place = self._look(-1)
        tried = self.clock()
        while True:
            if Control.QUIT in self._controls():
                return False
            place = self._look(place)
            if self.clock() - tried < RETRY:
                continue
            tried = self.clock()
            try:
                self.output.open(self.transport.pull)
            except DeviceError:
                continue
            self._say(self.words.told.sound_back, NOTICE)
            return True

    def _say(self, notice: str, seconds: float) -> None:
        self._notice, self._notice_until = notice, self.clock() + seconds
