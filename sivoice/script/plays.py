"""Checks each `[play …]` of a session against the stretch that it plays."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sivoice.errors import did_you_mean, listed
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Report
from sivoice.script.headers import CheckedScript
from sivoice.script.holds import check_hold
from sivoice.script.nodes import Script
from sivoice.script.vocabulary import EACH_REP, EVERYWHERE, IN_EACH_SET, MOVE, SIDED

_NAMED = {"rest": "sets", "side": "sides", "first side": "sides"}


def report_unknown(play: nodes.Play, known: Collection[str], report: Report) -> None:
    """Report a stretch that is not among the `known` ones."""
    near = did_you_mean(play.name, known)
    report.add(
        Code.UNKNOWN_STRETCH,
        f"there is no stretch `{play.name}`",
        play.span,
        f"did you mean `{near}`?"
        if near
        else f"put `{play.name}.stretch` next to the session, or in `stretches/` there",
    )


def check_play(
    play: nodes.Play, stretch: CheckedScript, usable: Collection[str], report: Report
) -> None:
    """Report settings that the stretch does not have, or a hold that does not suit it.

    `usable` are its `usable_settings`.
    """
    header = stretch.header()
    variant = header.variants[0] if header.variants else None
    for setting in play.settings:
        if setting.key == "variant" and setting.value in header.variants:
            variant = str(setting.value)
            break
    safe = stretch.header(variant).safe_hold
    for setting in play.settings:
        match setting.key:
            case "hold" if "hold" in usable:
                check_hold(int(setting.value), safe, setting.span, report)
            case "variant":
                _check_known(play, setting, header.variants, Code.UNKNOWN_VARIANT, report)
            case "extra":
                _check_known(play, setting, header.extras, Code.UNKNOWN_EXTRA, report)
            case key if key not in usable:
                report.add(
                    Code.UNUSED_SETTING,
                    f"`{play.name}` has no {_NAMED.get(key, key)}",
                    setting.span,
                    "remove it here, or add what it needs to the stretch",
                )


def usable_settings(stretch: Script) -> frozenset[str]:
    """Return the settings of `[play …]` that a stretch has something for."""
    names = {section.name for section in stretch.sections}
    lines = (line for section in stretch.sections for line in section.spoken)
    sides = bool(names & {*SIDED})
    usable = {
        "hold": any(isinstance(line.body, nodes.Hold) for line in lines),
        "reps": EACH_REP in names,
        "sets": bool(names & IN_EACH_SET),
        "rest": bool(names & IN_EACH_SET),
        "side": sides,
        "first side": sides or MOVE in names,
    }
    return frozenset(setting for setting, can_use in usable.items() if can_use)


def _check_known(
    play: nodes.Play, setting: nodes.Setting, known: Collection[str], code: Code, report: Report
) -> None:
    if setting.value not in known:
        near = did_you_mean(str(setting.value), known)
        report.add(
            code,
            f"`{play.name}` has no {setting.key} `{setting.value}`",
            setting.span,
            f"did you mean `{near}`?" if near else f"it has {listed(known or ['none'])}",
        )


def check_names(session: Script, stretches: Iterable[CheckedScript], report: Report) -> None:
    """Report an `[if …]` in a session's own lines with a name that none of its stretches has."""
    known = {*EVERYWHERE}
    for stretch in stretches:
        known |= {*stretch.header().extras, *stretch.header().variants}
    for section in session.sections:
        for line in section.spoken:
            for guard in line.guards:
                if isinstance(guard, nodes.IfGuard) and guard.name not in known:
                    near = did_you_mean(guard.name, known)
                    report.add(
                        Code.UNKNOWN_VARIANT,
                        f"no stretch of this session has a variant or extra `{guard.name}`",
                        guard.span,
                        f"did you mean `{near}`?" if near else f"use {listed(sorted(known))}",
                    )
