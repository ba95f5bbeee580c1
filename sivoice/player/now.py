"""What is heard at one moment of a session."""

from __future__ import annotations

from msgspec import Struct

from sivoice.compile.plan import PlannedStep
from sivoice.compile.steps import Step
from sivoice.player.prepare import Prepared
from sivoice.units import Samples


class Now(Struct, frozen=True):
    """The position of the sound and the state of the controls."""

    index: int
    """Index of the step in the plan; the number of steps when the session is over."""
    planned: PlannedStep | None
    """None when the session is over."""
    into: Samples
    """Samples since the step began."""
    remaining: Samples
    """Samples left of the hold, or of the step if it is not a hold."""
    words: str
    """The cue being spoken, or the last one spoken."""
    playing: bool
    coaching: bool
    is_extra: bool = False
    """Whether an extra step is heard, before step `index` of the plan."""

    @property
    def step(self) -> Step | None:
        """The step itself."""
        return None if self.planned is None else self.planned.step


def now_in(current: Prepared, at: Samples, words: str, playing: bool, coaching: bool) -> Now:
    """Return the moment at sample `at` of a prepared step."""
    into, remaining = at - current.start, max(0, current.hold_end - at)
    state = (words, playing, coaching, current.is_extra)
    return Now(current.index, current.planned, into, remaining, *state)
