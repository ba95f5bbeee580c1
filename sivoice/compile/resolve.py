"""Script + options -> the settings of each stretch, and who decided them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, auto

from msgspec import Struct
from msgspec.structs import replace

from sivoice.errors import UsageError, listed
from sivoice.options.doses import PerStretch
from sivoice.options.options import CHIME_SETS, Guidance, Options, Sides
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
    GUARD_ENDS_LYING,
    GUARD_LISTENER,
    GUARD_WARM_UP,
    HELD,
    IN_EACH_SET,
    LYING,
    MINIMAL_BEFORE_HOLD,
    PASSES,
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
    """One stretch with the settings it has in this session."""

    name: str
    script: nodes.Script
    header: Header
    variant: str | None
    names: frozenset[str]
    """The names for which `[if …]` is true: the variant, the extras, and those of the session."""
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
    """Return the languages of the scripts, the session's first.

    A stretch without a language is in the session's language, or in English if the session has none
    either. A session without a language is in that of its stretches if they agree.
    """
    said = scripts.session.header().language
    stretches = [
        stretch.header().language or said or DEFAULT_LANGUAGE
        for stretch in scripts.stretches.values()
    ]
    own = said or (stretches[0] if len(set(stretches)) == 1 else DEFAULT_LANGUAGE)
    return tuple(dict.fromkeys((own, *stretches)))


def bind(scripts: LoadedScript, options: Options) -> list[Bound]:
    """Settle the stretches that a session plays, in order. Raises UsageError if none are left."""
    session = scripts.session.header()
    held: dict[tuple[str, str | None], list[nodes.Hold]] = {}
    bound = []
    for play, following in programme(scripts.session.script):
        if (not options.only or play.name in options.only) and play.name not in options.skip:
            one = _bind_one(play, scripts.stretches[play.name], session, options, held)
            bound.append(replace(one, following=tuple(following)))
    if not bound:
        raise UsageError(
            f"no stretches of {scripts.name} are left to play\n"
            f"Keep at least one of its stretches: {listed(scripts.stretches)}."
        )
    return _with_end(bound)


def _with_end(bound: list[Bound]) -> list[Bound]:
    """Make `[if ends-lying]` true if the position after the last stretch is a lying one."""
    positions = [one.header.ends or one.header.position for one in bound]
    last = next((one for one in reversed(positions) if one), None)
    if last not in LYING:
        return bound
    return [replace(one, names=one.names | {GUARD_ENDS_LYING}) for one in bound]


def _bind_one(
    play: nodes.Play,
    stretch: CheckedScript,
    session: Header,
    options: Options,
    all_held: dict[tuple[str, str | None], list[nodes.Hold]],
) -> Bound:
    """Settle one stretch. `all_held` keeps the holds of each stretch and variant."""
    settings = {setting.key: setting.value for setting in play.settings}
    variant = _variant(
        stretch.header().variants, options.variant.get(play.name), settings.get("variant")
    )
    header = stretch.header(variant)
    played_extras = {str(setting.value) for setting in play.settings if setting.key == "extra"}
    extras = {*options.extra, *played_extras} & {*header.extras}
    first = Side(
        options.first_side
        or str(settings.get("first side", ""))
        or header.first_side
        or session.first_side
        or Side.RIGHT
    )
    side = options.side or Sides(str(settings.get("side", Sides.BOTH)))
    if (play.name, variant) not in all_held:
        all_held[play.name, variant] = _holds(stretch, variant)
    held = all_held[play.name, variant]
    doses = {
        "hold": _dose(
            options.hold,
            play.name,
            _written(settings.get("hold"), next((hold.ms for hold in held), None), header.hold),
            session.hold,
            DEFAULT_HOLD,
        ),
        "sets": _dose(
            options.sets,
            play.name,
            _written(settings.get("sets"), header.sets),
            session.sets,
            DEFAULT_SETS,
        ),
        "reps": _dose(
            options.reps, play.name, _written(settings.get("reps"), header.reps), None, DEFAULT_REPS
        ),
    }
    kinds = _kinds(stretch.script, has_hold=bool(held))
    guidance = options.guidance or Guidance.FULL
    has_way_in = any(one.name in PASSES for one in stretch.script.sections)
    at_least = MINIMAL_BEFORE_HOLD if guidance is Guidance.MINIMAL and has_way_in else 0
    before_hold = _first(header.before_hold, session.before_hold, DEFAULT_BEFORE_HOLD)
    change_side = _first(header.change_side, session.change_side, DEFAULT_CHANGE_SIDE)
    return Bound(
        name=play.name,
        script=stretch.script,
        header=header,
        variant=variant,
        names=frozenset(extras | ({variant} if variant else set()) | _session_names(options)),
        hold=doses["hold"].value,
        sets=doses["sets"].value,
        reps=doses["reps"].value,
        rest=_written(settings.get("rest"), header.rest, session.rest),
        before_hold=max(before_hold, at_least),
        change_side=max(change_side, at_least),
        first_side=first,
        sides=(first, first.other) if side is Sides.BOTH else (Side(side.value),),
        guidance=guidance,
        announce=header.announce or session.announce,
        doses={kind: doses[kind] for kind in kinds},
    )


def _kinds(script: nodes.Script, *, has_hold: bool) -> list[str]:
    """List the kinds of dose that a stretch has."""
    names = {section.name for section in script.sections}
    has_sets = bool(names & IN_EACH_SET)
    has = {"hold": has_hold, "sets": has_sets, "reps": EACH_REP in names}
    return [kind for kind, there in has.items() if there]


def _dose(
    wish: PerStretch[int], name: str, prescribed: int | None, session: int | None, default: int
) -> Dose:
    """Return a dose of one stretch, as the strongest level that names it has it."""
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


def _variant(known: tuple[str, ...], *requested: str | int | None) -> str | None:
    """Return the first requested variant that exists, or else the first one, if there is one.

    The settings file can name a variant that only another session's stretch has.
    """
    for name in requested:
        if name in known:
            return str(name)
    return known[0] if known else None


def _written(*values: str | int | None) -> int | None:
    """Return the first value that is given, as a number, or None. The strongest comes first."""
    return next((int(value) for value in values if value is not None), None)


def _first(*values: str | int | None) -> int:
    """Return the first value that is given, as a number. The last one must be given."""
    return int(next(value for value in values if value is not None))


def _session_names(options: Options) -> set[str]:
    """Return the names for which `[if …]` is true in the whole session.

    `warm-up` if the warm-up is guided, and `chimes` if the chimes can be heard to rise and fall.
    """
    names = set()
    if options.warm_up is not None:
        names.add(GUARD_WARM_UP)
    if options.chimes in (None, *CHIME_SETS) and options.volume_chimes != 0:
        names.add(GUARD_CHIMES)
    if options.listener is not None:
        names.add(GUARD_LISTENER)
    return names


def _holds(stretch: CheckedScript, variant: str | None) -> list[nodes.Hold]:
    """Return each `[hold]` or `[hold 20 s]` that a stretch has for a variant."""
    variants = stretch.header().variants
    sections = [one for name in HELD for one in stretch.script.sections_for(name, variant)]
    lines = [line for section in sections for line in section.spoken]
    return [
        line.body
        for line in lines
        if isinstance(line.body, nodes.Hold) and stands_for(line, variant, variants)
    ]


class Circumstances(Struct, frozen=True):
    """What guards are checked against."""

    names: frozenset[str]
    """The names for which `[if …]` is true."""
    guidance: Guidance
    hold: Milliseconds | None = None
    """The length of the stretch's hold; None outside a stretch."""
    words: frozenset[Word] = frozenset()
    """The fixed-word guards that are true now, such as `first set` and `another side`."""


def is_heard(guards: Iterable[nodes.Guard], now: Circumstances) -> bool:
    """Return whether a line with these guards is heard: all of them must be true."""
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
