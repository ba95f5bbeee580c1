"""Scripts + clip lengths -> the length of a session with other holds, sets, reps and paces.

Each stretch is compiled and measured once for each number of sets and reps that is tried. Then the
length of a session is a sum, and hundreds of doses can be compared without compiling them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.compiler import LEAD_IN, LEAD_OUT, Occurrence, SessionCompiler
from sivoice.compile.plan import Chapter, Place, PlannedStep
from sivoice.compile.resolve import Bound
from sivoice.compile.steps import Hold, RemainingRest, Rest, Step, Timer
from sivoice.options.options import Options
from sivoice.schedule.scheduler import Length, schedule_step
from sivoice.script import nodes
from sivoice.script.library import LoadedScript
from sivoice.units import Milliseconds, Samples, to_samples


class Change(Struct, frozen=True):
    """New values for a stretch; None keeps the session's own."""

    hold: Milliseconds | None = None
    sets: int | None = None
    reps: int | None = None


class Sum(Struct, frozen=True):
    """The length of some steps, in the parts that depend on the holds and on the pace."""

    fixed: Samples = 0
    """Speech, chimes and timers."""
    holds: Mapping[Milliseconds, int] = {}
    """The number of holds of each length."""
    rests: Mapping[Milliseconds, int] = {}
    """The number of rests of each length, at pace 1."""
    set_rests: Sequence[tuple[Milliseconds, Sum]] = ()
    """Each written rest between two sets, with the length of what is heard in it."""

    def at(self, pace: float, hold: Milliseconds | None = None) -> Samples:
        """Return the length at a pace, with another length for all the holds unless it is None."""
        samples = self.fixed
        for ms, count in self.holds.items():
            samples += count * to_samples(ms if hold is None else hold)
        for ms, count in self.rests.items():
            samples += count * to_samples(round(ms / pace))
        for ms, inside in self.set_rests:
            samples += max(0, to_samples(ms) - inside.at(pace))
        return samples


class Lengths:
    """Computes the length of one session with any doses, at any pace."""

    def __init__(
        self, scripts: LoadedScript, options: Options, length: Length, minutes: int
    ) -> None:
        """`length` is called once for each clip. `minutes` is the length that is spoken."""
        self._length = cache(length)
        self._minutes = minutes
        self._compiler = SessionCompiler(scripts, replace(options, pace=1.0))
        self._occurrences: dict[str, list[Occurrence]] = {}
        for one in self._compiler.occurrences():
            self._occurrences.setdefault(one.bound.name, []).append(one)
        self._sums: dict[tuple[str, Change], Sum] = {}
        self._own = self._sum([*self._compiler.opening(), *self._compiler.closing()])
        self._hold_matters = {
            name for name, ones in self._occurrences.items() if hold_matters(ones[0].bound)
        }

    def samples(self, changes: Mapping[str, Change], pace: float) -> Samples:
        """Return the length of the session. `changes` has every stretch, even those that stay.

        It is exact, unless the session's own lines say how long or how often something is done.
        """
        samples = self._own.at(pace) + to_samples(LEAD_IN) + to_samples(LEAD_OUT)
        for name, change in changes.items():
            samples += self._stretch(name, change).at(pace, change.hold)
        return samples

    def _stretch(self, name: str, change: Change) -> Sum:
        """Return the length of a stretch wherever the session plays it."""
        key = change if name in self._hold_matters else replace(change, hold=None)
        if (name, key) not in self._sums:
            changed = [_changed(one, key) for one in self._occurrences[name]]
            self._sums[name, key] = self._sum([self._compiler.stretch(one) for one in changed])
        return self._sums[name, key]

    def _sum(self, chapters: Iterable[Chapter]) -> Sum:
        steps = [planned.step for chapter in chapters for planned in chapter.steps(0)]
        return self._sum_of(steps)

    def _sum_of(self, steps: Iterable[Step]) -> Sum:
        fixed = 0
        holds: Counter[Milliseconds] = Counter()
        rests: Counter[Milliseconds] = Counter()
        set_rests: list[tuple[Milliseconds, Sum]] = []
        for step in steps:
            match step:
                case Rest():
                    rests[step.ms] += 1
                case RemainingRest():
                    set_rests.append((step.written.ms, self._sum_of(step.inside)))
                case Hold():
                    holds[step.ms] += 1
                    # Cues inside a hold never lengthen it.
                    fixed += self._lasts(replace(step, cues=())) - to_samples(step.ms)
                case Timer():
                    fixed += to_samples(step.ms)
                case _:
                    fixed += self._lasts(step)
        return Sum(fixed, holds, rests, set_rests)

    def _lasts(self, step: Step) -> Samples:
        _, end = schedule_step(PlannedStep(Place(), step), 0, self._length, self._minutes)
        return end


def _changed(one: Occurrence, change: Change) -> Occurrence:
    bound = one.bound
    if change.hold is not None:
        bound = replace(bound, hold=change.hold)
    if change.sets is not None:
        bound = replace(bound, sets=change.sets)
    if change.reps is not None:
        bound = replace(bound, reps=change.reps)
    return replace(one, bound=bound)


def hold_matters(bound: Bound) -> bool:
    """Return whether the words outside the holds depend on the length of the holds."""
    if any(_is_hold(part) for part in bound.announce or ()):
        return True
    for section in bound.script.sections:
        for line in section.spoken:
            if line.moments:
                continue
            if any(isinstance(guard, nodes.HoldGuard) for guard in line.guards):
                return True
            if isinstance(line.body, nodes.Cue) and any(map(_is_hold, nodes.parts_of(line.body))):
                return True
    return False


def _is_hold(part: nodes.Part) -> bool:
    return isinstance(part, nodes.Blank) and part.name == "hold"
