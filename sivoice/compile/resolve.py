"""Script + options -> the settings of each stretch.

Strongest first: the listener's options, the session's `[play …]`, the stretch, the session's
fields, the defaults.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sivoice.errors import UsageError, did_you_mean, listed
from sivoice.options.options import CHIME_SETS, Guidance, Options, Sides
from sivoice.script import nodes
from sivoice.script.guards import stands_for
from sivoice.script.headers import CheckedScript, Header, rest_of
from sivoice.script.holds import hold_advice
from sivoice.script.library import LoadedScript, plays
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import (
    DEFAULT_HOLD,
    DEFAULT_LANGUAGE,
    DEFAULT_SETS,
    GUARD_CHIMES,
    GUARD_WARM_UP,
    HELD,
    Side,
)
from sivoice.units import Milliseconds


class Bound(Struct, frozen=True):
    """One stretch with the settings it has in this session."""

    name: str
    script: nodes.Script
    header: Header
    variant: str | None
    names: frozenset[str]
    """The names for which `[if …]` is true: the variant, the extras, `warm-up` and `chimes`."""
    hold: Milliseconds
    sets: int
    rest: Milliseconds
    first_side: Side
    sides: tuple[Side, ...]
    guidance: Guidance
    announce: tuple[nodes.Text | nodes.Blank, ...] | None


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
    bound = [
        _bind_one(play, scripts.stretches[play.name], session, options)
        for play in plays(scripts.session.script)
        if (not options.only or play.name in options.only) and play.name not in options.skip
    ]
    if not bound:
        raise UsageError(
            f"no stretches of {scripts.name} are left to play\n"
            f"Keep at least one of its stretches: {listed(scripts.stretches)}."
        )
    return bound


def _bind_one(play: nodes.Play, stretch: CheckedScript, session: Header, options: Options) -> Bound:
    settings = {setting.key: setting.value for setting in play.settings}
    variant = _variant(
        stretch.header().variants, options.variant.get(play.name), settings.get("variant")
    )
    header = stretch.header(variant)
    played_extras = {str(setting.value) for setting in play.settings if setting.key == "extra"}
    extras = {*options.extra, *played_extras} & {*header.extras}
    first = Side(options.first_side or header.first_side or session.first_side or Side.RIGHT)
    side = options.side or Sides.BOTH
    return Bound(
        name=play.name,
        script=stretch.script,
        header=header,
        variant=variant,
        names=frozenset(extras | ({variant} if variant else set()) | _session_names(options)),
        hold=_first(
            options.hold.of(play.name),
            settings.get("hold"),
            _written_hold(stretch, variant),
            header.hold,
            session.hold,
            DEFAULT_HOLD,
        ),
        sets=_first(
            options.sets.of(play.name),
            settings.get("sets"),
            header.sets,
            session.sets,
            DEFAULT_SETS,
        ),
        rest=rest_of(header, session),
        first_side=first,
        sides=(first, first.other) if side is Sides.BOTH else (Side(side.value),),
        guidance=options.guidance or Guidance.FULL,
        announce=header.announce or session.announce,
    )


def _variant(known: tuple[str, ...], *requested: str | int | None) -> str | None:
    """Return the first requested variant that exists, or else the first one, if there is one.

    The settings file can name a variant that only another session's stretch has.
    """
    for name in requested:
        if name in known:
            return str(name)
    return known[0] if known else None


def _first(*values: str | int | None) -> int:
    """Return the first value that is given, as a number. The strongest comes first."""
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
    return names


def _written_hold(stretch: CheckedScript, variant: str | None) -> Milliseconds | None:
    """Return the time in the stretch's own `[hold 20 s]` for a variant, if it gives one."""
    variants = stretch.header().variants
    for name in HELD:
        for section in stretch.script.sections_for(name, variant):
            for line in section.spoken:
                if isinstance(line.body, nodes.Hold) and stands_for(line, variant, variants):
                    return line.body.ms
    return None


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


def check_wishes(scripts: LoadedScript, options: Options) -> None:
    """Raise UsageError if an option names a stretch, variant or extra the session does not have."""
    for name in (*options.only, *options.skip, *options.hold.by_stretch, *options.variant):
        if name not in scripts.stretches:
            raise UsageError(
                _unknown(f"{scripts.name} has no stretch {name}", name, scripts.stretches)
            )
    for name, variant in options.variant.items():
        known = scripts.stretches[name].header().variants
        if variant not in known:
            raise UsageError(_unknown(f"{name} has no variant {variant}", variant, known))
    extras: set[str] = set()
    for stretch in scripts.stretches.values():
        extras |= {*stretch.header().extras}
    for extra in options.extra:
        if extra not in extras:
            message = f"no stretch of {scripts.name} has an extra {extra}"
            raise UsageError(_unknown(message, extra, sorted(extras)))


def hold_warnings(bound: Iterable[Bound], options: Options) -> list[str]:
    """Warn about the holds that the listener requested, once for each kind of advice."""
    warnings: dict[str, list[str]] = {}
    for stretch in bound:
        is_requested = options.hold.of(stretch.name) is not None
        if is_requested and (advice := hold_advice(stretch.hold, stretch.header.safe_hold)):
            warnings.setdefault("; ".join(advice), []).append(stretch.name)
    return [f"{', '.join(dict.fromkeys(names))}: {advice}" for advice, names in warnings.items()]


def _unknown(message: str, word: str, known: Iterable[str]) -> str:
    names = list(known)
    if not names:
        return f"{message}\nThere are none to choose from."
    near = did_you_mean(word, names)
    help = f"Did you mean {near}?" if near else f"Choose {listed(names)}."
    return f"{message}\n{help}"
