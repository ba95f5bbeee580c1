"""What a listener chooses on the page -> the session options that it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from sivoice.options.doses import PerStretch
from sivoice.options.options import Guidance, Options, Sides
from sivoice.script.vocabulary import Side
from sivoice.units import MINUTE, Milliseconds


class Choices(Struct, frozen=True, rename="camel", forbid_unknown_fields=True, omit_defaults=True):
    """One set of choices. A value that is not given stays as the session was made."""

    hold: Milliseconds | None = None
    """The hold of every stretch without reps."""
    holds: Mapping[str, Milliseconds] = field(default_factory=dict)
    """The holds of single stretches."""
    sets: int | None = None
    sets_of: Mapping[str, int] = field(default_factory=dict)
    reps: int | None = None
    reps_of: Mapping[str, int] = field(default_factory=dict)
    first_side: Side | None = None
    only_side: Sides | None = None
    skip: tuple[str, ...] = ()
    guidance: Guidance | None = None
    coaching: bool | None = None
    countdown: bool | None = None
    pace: float | None = None
    fit: int | None = None
    """The length in minutes. It chooses the holds, so the other choices of holds have no effect."""


def chosen(options: Options, choices: Choices, held: Iterable[str]) -> Options:
    """Return a session's options with a listener's choices.

    `held` are the names of the stretches that `choices.hold` is for.
    """
    hold = options.hold
    if choices.fit is None:
        everywhere = {} if choices.hold is None else dict.fromkeys(held, choices.hold)
        hold = replace(hold, by_stretch={**hold.by_stretch, **everywhere, **choices.holds})
    given = {
        "first_side": choices.first_side,
        "side": choices.only_side,
        "guidance": choices.guidance,
        "coaching": choices.coaching,
        "countdown": choices.countdown,
        "pace": choices.pace,
    }
    return replace(
        options,
        hold=hold,
        sets=_counts(options.sets, choices.sets, choices.sets_of),
        reps=_counts(options.reps, choices.reps, choices.reps_of),
        skip=(*options.skip, *choices.skip),
        fit=None if choices.fit is None else choices.fit * MINUTE,
        **{name: value for name, value in given.items() if value is not None},
    )


def _counts(
    wish: PerStretch[int], everywhere: int | None, by_stretch: Mapping[str, int]
) -> PerStretch[int]:
    if everywhere is not None:
        return replace(wish, everywhere=everywhere, by_stretch=by_stretch)
    return replace(wish, by_stretch={**wish.by_stretch, **by_stretch})
