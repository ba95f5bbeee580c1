"""Requested options and what a session has: errors, warnings, and what decided in the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from sivoice.compile.resolve import Bound, Dose, Level, bind
from sivoice.errors import UsageError, did_you_mean, listed
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options
from sivoice.script.holds import hold_advice
from sivoice.script.library import LoadedScript
from sivoice.units import written


def check_wishes(scripts: LoadedScript, options: Options) -> None:
    """Raise UsageError if an option names a stretch, variant or extra the session does not have."""
    doses = (options.hold, options.sets, options.reps)
    dosed = [name for wish in doses for name in wish.by_stretch]
    for name in (*options.only, *options.skip, *dosed, *options.variant):
        if name not in scripts.stretches:
            raise UsageError(
                _unknown(f"{scripts.name} has no stretch {name}", name, scripts.stretches)
            )
    for name, variant in options.variant.items():
        known = scripts.stretches[name].header().variants
        if variant not in known:
            raise UsageError(_unknown(f"{name} has no variant {variant}", variant, known))
    extras = {extra for one in scripts.stretches.values() for extra in one.header().extras}
    for extra in options.extra:
        if extra not in extras:
            raise UsageError(
                _unknown(
                    f"no stretch of {scripts.name} has an extra {extra}", extra, sorted(extras)
                )
            )
    for one in bind(scripts, options):
        for kind, wish in (("hold", options.hold), ("sets", options.sets), ("reps", options.reps)):
            if one.name in wish.by_stretch and kind not in one.doses:
                raise UsageError(f"{one.name} has no {kind}\nLeave out {one.name} in --{kind}.")


def hold_warnings(bound: Iterable[Bound]) -> list[str]:
    """Give advice about the holds that the listener chose outside their usual range."""
    said: list[tuple[str, str]] = []
    for one in bound:
        hold = one.doses.get("hold")
        if hold is None or hold.by not in (Level.COMMAND_LINE, Level.SETTINGS):
            continue
        if advice := hold_advice(hold.value, one.header.safe_hold):
            said.append((one.name, "; ".join(advice)))
    return _grouped(said)


def dose_changes(bound: Iterable[Bound]) -> list[str]:
    """Say where the command line changes what a `[play …]` or a stretch prescribes.

    `plank: hold 30 s instead of 45 s`.
    """
    said: list[tuple[str, str]] = []
    for one in bound:
        for kind, dose in one.doses.items():
            changed = dose.prescribed not in (None, dose.value)
            if changed and dose.by is Level.COMMAND_LINE:
                said.append((one.name, _change(kind, dose)))
    return _grouped(said)


def deciding(options: Options, bound: Sequence[Bound]) -> Options:
    """Return the options without the usual doses that a script overruled.

    On a command line, they give the same doses without the settings file.
    """
    return replace(
        options,
        hold=_deciding(options.hold, bound, "hold"),
        sets=_deciding(options.sets, bound, "sets"),
        reps=_deciding(options.reps, bound, "reps"),
    )


def _deciding(wish: PerStretch[int], bound: Sequence[Bound], kind: str) -> PerStretch[int]:
    if wish.usual is None or wish.everywhere is not None:
        return replace(wish, usual=None)
    by_settings: dict[str, int] = {}
    overruled: set[str] = set()
    for one in bound:
        dose = one.doses.get(kind)
        if dose is None or one.name in wish.by_stretch:
            continue
        if dose.by is Level.SETTINGS:
            by_settings[one.name] = dose.value
        else:
            overruled.add(one.name)
    everywhere = wish.usual.everywhere
    if overruled or everywhere not in by_settings.values():
        everywhere = None
    # A stretch that is played twice may be overruled in one of its places only.
    chosen = {
        name: value
        for name, value in by_settings.items()
        if name not in overruled and value != everywhere
    }
    return PerStretch(everywhere, {**chosen, **wish.by_stretch})


def _change(kind: str, dose: Dose) -> str:
    assert dose.prescribed is not None
    if kind == "hold":
        return f"hold {written(dose.value)} instead of {written(dose.prescribed)}"
    noun = kind.removesuffix("s") if dose.value == 1 else kind
    return f"{dose.value} {noun} instead of {dose.prescribed}"


def _grouped(said: Iterable[tuple[str, str]]) -> list[str]:
    """Return each text once, after the names of all stretches that it is about."""
    names: dict[str, list[str]] = {}
    for name, text in said:
        names.setdefault(text, []).append(name)
    return [f"{', '.join(dict.fromkeys(those))}: {text}" for text, those in names.items()]


def _unknown(message: str, word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = did_you_mean(word, names)
    return f"{message}\n{f'Did you mean {near}?' if near else f'Known: {listed(names)}.'}"
