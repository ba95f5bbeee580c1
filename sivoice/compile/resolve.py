"""Script + options -> what is settled for each stretch of a session: who wins for each value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, auto

from msgspec import Struct
from msgspec.structs import replace

from sivoice.errors import UsageError, listed
from sivoice.options.options import CHIME_SETS, Guidance, Options, Sides
from sivoice.options.values import PerStretch
from sivoice.script import nodes
from sivoice.script.guards import stands_for
from sivoice.script.headers import CheckedScript, Header
from sivoice.script.library import LoadedScript, programme
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import (
    DEFAULT_BEFORE_HOLD,
    DEFAULT_CHANGE_SIDE,
    DEFAULT_HOLD,
    DEFAULT_LANGUAGE,
    DEFAULT_REPS,
    DEFAULT_SETS,
    EACH_REP,
    GUARD_CHIMES,
    GUARD_WARM_UP,
    HELD,
    PASSES,
    PRACTICE,
    Side,
)
from sivoice.units import Milliseconds


class Level(Enum):
    """Who can decide a dose, strongest first."""

    COMMAND_LINE = auto()
    STRETCH = auto()
    """`[play …]`, or the stretch's own `[hold 20 s]` and fields."""
    SETTINGS = auto()
    """The listener's settings file."""
    SESSION = auto()
    """The session's own fields."""
    DEFAULT = auto()


class Dose(Struct, frozen=True):
    """How long a stretch is held, or how many sets or reps it has, and who decided that."""

    value: int
    by: Level
    prescribed: int | None
    """What the `[play …]` or the stretch asks for; None if they leave it open."""


class Bound(Struct, frozen=True):
    """One stretch as it will be done in this session."""

    name: str
    script: nodes.Script
    header: Header
    variant: str | None
    names: frozenset[str]
    """What `[if …]` finds true: the variant, the extras, and `warm-up` where it is guided."""
    hold: Milliseconds
    sets: int
    reps: int
    rest: Milliseconds | None
    """As it is written, from hold to hold; None if nobody wrote one."""
    before_hold: Milliseconds
    change_side: Milliseconds
    first_side: Side
    sides: tuple[Side, ...]
    guidance: Guidance
    announce: tuple[nodes.Text | nodes.Blank, ...] | None
    doses: Mapping[str, Dose]
    """Those of `hold`, `sets` and `reps` that the stretch has, by these names."""
    following: tuple[nodes.Line, ...] = ()
    """The lines of the session that come after it, before the next stretch."""


def languages(scripts: LoadedScript) -> tuple[str, ...]:
    """The languages that the scripts are in, the session's first.

    A stretch that says nothing of it is in its session's, and in English where that does not say either; a session that
    does not is in its stretches', if they agree.
    """
    said = scripts.session.header().language
    stretches = [
        stretch.header().language or said or DEFAULT_LANGUAGE
        for stretch in scripts.stretches.values()
    ]
    own = said or (stretches[0] if len(set(stretches)) == 1 else DEFAULT_LANGUAGE)
    return tuple(dict.fromkeys((own, *stretches)))


def bind(scripts: LoadedScript, options: Options) -> list[Bound]:
    """The stretches of a session as they will be done, in order. Raises UsageError where none is left."""
    session = scripts.session.header()
    bound = []
    for play, following in programme(scripts.session.script):
        if (not options.only or play.name in options.only) and play.name not in options.skip:
            one = _bind_one(play, scripts.stretches[play.name], session, options)
            bound.append(replace(one, following=tuple(following)))
    if not bound:
        raise UsageError(
            f"nothing is left to do\nThe stretches of {scripts.name}: {listed(scripts.stretches)}."
        )
    return bound


def _bind_one(play: nodes.Play, stretch: CheckedScript, session: Header, options: Options) -> Bound:
    asked = {setting.key: setting.value for setting in play.settings}
    default = stretch.header()
    variant = next(
        (
            v
            for v in (options.variant.get(play.name), asked.get("variant"), *default.variants)
            if v in default.variants
        ),
        None,
    )
    variant = None if variant is None else str(variant)
    header = stretch.header(variant)
    extras = {*options.extra, *(str(s.value) for s in play.settings if s.key == "extra")} & set(
        header.extras
    )
    first = Side(
        options.first_side
        or str(asked.get("first side", ""))
        or header.first_side
        or session.first_side
        or Side.RIGHT
    )
    side = options.side or Sides(str(asked.get("side", Sides.BOTH)))
    held = _holds(stretch, variant)
    doses = {
        "hold": _dose(
            options.hold,
            play.name,
            _written(asked.get("hold"), next((hold.ms for hold in held), None), header.hold),
            session.hold,
            DEFAULT_HOLD,
        ),
        "sets": _dose(
            options.sets,
            play.name,
            _written(asked.get("sets"), header.sets),
            session.sets,
            DEFAULT_SETS,
        ),
        "reps": _dose(
            options.reps, play.name, _written(asked.get("reps"), header.reps), None, DEFAULT_REPS
        ),
    }
    kinds = _kinds(stretch.script, has_hold=bool(held))
    return Bound(
        name=play.name,
        script=stretch.script,
        header=header,
        variant=variant,
        names=frozenset(extras | ({variant} if variant else set()) | names_everywhere(options)),
        hold=doses["hold"].value,
        sets=doses["sets"].value,
        reps=doses["reps"].value,
        rest=_written(asked.get("rest"), header.rest, session.rest),
        before_hold=_first((header.before_hold, session.before_hold, DEFAULT_BEFORE_HOLD)),
        change_side=_first((header.change_side, session.change_side, DEFAULT_CHANGE_SIDE)),
        first_side=first,
        sides=(first, first.other) if side is Sides.BOTH else (Side(side.value),),
        guidance=options.guidance or Guidance.FULL,
        announce=header.announce or session.announce,
        doses={kind: doses[kind] for kind in kinds},
    )


def _kinds(script: nodes.Script, *, has_hold: bool) -> list[str]:
    """The doses that a stretch has."""
    names = {section.name for section in script.sections}
    has_sets = bool(names & {*PASSES, EACH_REP, PRACTICE})
    has = {"hold": has_hold, "sets": has_sets, "reps": EACH_REP in names}
    return [kind for kind, there in has.items() if there]


def _dose(
    wish: PerStretch[int], name: str, prescribed: int | None, session: int | None, default: int
) -> Dose:
    """A dose of one stretch, as the strongest level that names it wants it."""
    levels = {
        Level.COMMAND_LINE: wish.of(name),
        Level.STRETCH: prescribed,
        Level.SETTINGS: wish.usually(name),
        Level.SESSION: session,
    }
    for level, value in levels.items():
        if value is not None:
            return Dose(value, level, prescribed)
    return Dose(default, Level.DEFAULT, prescribed)


def _first(wishes: Iterable[str | int | None]) -> int:
    """The strongest wish: the first that is one."""
    return int(next(wish for wish in wishes if wish is not None))


def _written(*values: str | int | None) -> int | None:
    """The first value that is written; None if none is."""
    return next((int(value) for value in values if value is not None), None)


def names_everywhere(options: Options) -> set[str]:
    """What `[if warm-up]` and `[if chimes]` look for: that the warm-up is guided; that chimes rise and fall."""
    rise_and_fall = (
        options.chimes is None or options.chimes in CHIME_SETS
    ) and options.volume_chimes != 0
    return ({GUARD_WARM_UP} if options.warm_up is not None else set()) | (
        {GUARD_CHIMES} if rise_and_fall else set()
    )


def _holds(stretch: CheckedScript, variant: str | None) -> list[nodes.Hold]:
    """Each `[hold]` or `[hold 20 s]` that a stretch has for a variant."""
    variants = stretch.header().variants
    sections = [one for name in HELD for one in stretch.script.sections_for(name, variant)]
    lines = [line for section in sections for line in section.spoken]
    return [
        line.body
        for line in lines
        if isinstance(line.body, nodes.Hold) and stands_for(line, variant, variants)
    ]


class Circumstances(Struct, frozen=True):
    """What guards look at."""

    names: frozenset[str]
    guidance: Guidance
    hold: Milliseconds | None = None
    words: frozenset[Word] = frozenset()
    """Those of first/later set, first/later time, another/last side that are true now."""


def stands(guards: Iterable[nodes.Guard], now: Circumstances) -> bool:
    """Whether all guards of a line hold."""
    for guard in guards:
        match guard:
            case nodes.IfGuard():
                true = (guard.name in now.names) is guard.wanted
            case nodes.HoldGuard():
                true = now.hold is not None and (now.hold >= guard.ms) is guard.at_least
            case nodes.WordGuard(word=Word.FULL):
                true = now.guidance is Guidance.FULL
            case nodes.WordGuard(word=Word.BRIEF):
                true = now.guidance is not Guidance.FULL
            case nodes.WordGuard():
                true = guard.word in now.words
        if not true:
            return False
    return True
