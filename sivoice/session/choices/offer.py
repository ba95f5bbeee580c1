"""A session -> the values that can be chosen on its page, as the page's script reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sivoice.compile.compiler import SessionCompiler
from sivoice.compile.resolve import Bound
from sivoice.options.options import Guidance, Options, Sides
from sivoice.script.vocabulary import Side
from sivoice.session.choices.chapters import is_sided
from sivoice.session.choices.reach import PACES, Doses, Reach
from sivoice.units import SAMPLE_RATE, Samples, spoken_minutes

Offered = dict[str, Any]
"""`{values, written}`."""


def offer(
    compiler: SessionCompiler,
    options: Options,
    reach: Reach,
    longest: int,
    samples: Samples,
    fitted: tuple[Samples, Samples],
) -> dict[str, Any]:
    """Return what can be chosen; plan.js describes it.

    `longest` is the longest session in minutes, `samples` the length of the session as it was made,
    and `fitted` the shortest and the longest that it can be fitted to.
    """
    bound, doses = compiler.bound, reach.doses
    sided = [one for one in bound if is_sided(one)]
    minute = 60 * SAMPLE_RATE
    shortest, furthest = -(-fitted[0] // minute), min(fitted[1] // minute, longest)
    minutes = [*range(shortest, furthest + 1)] if reach.fits else []
    pace = options.pace or 1.0
    return {
        "longest": longest,
        "hold": _everywhere(
            bound, doses, lambda one: one.holds if one.has_hold and not one.has_reps else (), "hold"
        ),
        "sets": _everywhere(bound, doses, lambda one: one.sets if one.has_sets else (), "sets"),
        "reps": _everywhere(bound, doses, lambda one: one.reps if one.has_reps else (), "reps"),
        "firstSide": _offered([*Side] if sided else [], _same([one.first_side for one in sided])),
        "onlySide": _offered([*Sides] if sided else [], _same([_sides(one) for one in sided])),
        "guidance": _offered([*Guidance], options.guidance or Guidance.FULL),
        "coaching": _offered([True, False], options.coaching is not False),
        "countdown": _offered([True, False], bool(options.countdown)),
        "pace": _offered(sorted({*PACES, pace}), pace),
        "fit": _offered(minutes, spoken_minutes(samples)),
        "stretches": _stretches(compiler, reach),
    }


def _stretches(compiler: SessionCompiler, reach: Reach) -> list[dict[str, Any]]:
    bound, doses = compiler.bound, reach.doses
    stretches: dict[str, dict[str, Any]] = {}
    for one, those in zip(bound, doses, strict=True):
        if one.name in stretches:
            continue
        alike = [other for other in bound if other.name == one.name]
        position = one.header.position
        stretches[one.name] = {
            "name": one.name,
            "title": one.script.title,
            "figure": "/".join(filter(None, (one.name, one.variant))),
            "language": one.header.language or compiler.language,
            "position": position and position.value,
            "plays": len(alike) * compiler.rounds,
            "rounds": compiler.rounds,
            "sides": is_sided(one),
            **{
                kind: _offered(values if reach.singles else [], _same(written)) if has else None
                for kind, has, values, written in (
                    ("hold", those.has_hold, those.holds, [other.hold for other in alike]),
                    ("sets", those.has_sets, those.sets, [other.sets for other in alike]),
                    ("reps", those.has_reps, those.reps, [other.reps for other in alike]),
                )
            },
        }
    return [*stretches.values()]


def _everywhere(
    bound: Sequence[Bound],
    doses: Sequence[Doses],
    values: Callable[[Doses], Sequence[int]],
    kind: str,
) -> Offered:
    """Return what can be chosen for all stretches that have a dose: what each of them offers."""
    having = [(one, values(dose)) for one, dose in zip(bound, doses, strict=True) if values(dose)]
    common = set.intersection(*({*offered} for _, offered in having)) if having else set()
    return _offered(sorted(common), _same([getattr(one, kind) for one, _ in having]))


def _offered(values: Sequence[Any], written: Any) -> Offered:
    return {"values": [*values], "written": written}


def _same(values: Sequence[Any]) -> Any:
    """Return the value that all have; None if they differ, or if there are none."""
    return values[0] if len({*values}) == 1 else None


def _sides(one: Bound) -> Sides:
    return Sides.BOTH if len(one.sides) > 1 else Sides(one.sides[0].value)
