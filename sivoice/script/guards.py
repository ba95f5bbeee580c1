"""Checks guards: whether they can be used on a line, and whether they can all be true."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sivoice.errors import did_you_mean
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Report
from sivoice.script.directions import EXCLUSIVE_WORDS
from sivoice.script.headers import Header
from sivoice.script.limits import HOLD_LIMITS
from sivoice.script.lines import check_direction
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import EVERYWHERE, REPEATED, Kind


def stands_for(line: nodes.Line, variant: str | None, variants: Collection[str]) -> bool:
    """Return whether a line applies to a variant, by its `[if …]` guards that name variants."""
    return all(
        (guard.name == variant) is guard.wanted
        for guard in line.guards
        if isinstance(guard, nodes.IfGuard) and guard.name in variants
    )


def check_guards(
    line: nodes.Line, section: nodes.Section, script: nodes.Script, header: Header, report: Report
) -> None:
    """Report guards that cannot be used on this line, or can never all be true."""
    for guard in line.guards:
        if isinstance(line.body, nodes.Play):
            report.add(
                Code.MISPLACED_GUARD,
                "a `[play …]` cannot have a guard",
                guard.span,
                "to leave a stretch out, use --skip or --only",
            )
        elif isinstance(line.body, nodes.Hold) and not (
            isinstance(guard, nodes.IfGuard) and guard.name in header.variants
        ):
            report.add(
                Code.MISPLACED_GUARD,
                "a hold can only depend on the variant",
                guard.span,
                "use only `[if VARIANT]` before `[hold]`",
            )
        else:
            check_direction(guard, section, script.kind, report)
            # A session can use the names of its stretches, which library.py checks.
            if isinstance(guard, nodes.IfGuard) and script.kind is Kind.STRETCH:
                _check_name(guard, header, report)
    _check_possible(line, section, script, header, report)


def _check_name(guard: nodes.IfGuard, header: Header, report: Report) -> None:
    known = (*header.variants, *header.extras, *EVERYWHERE)
    if guard.name not in known:
        near = did_you_mean(guard.name, known)
        report.add(
            Code.UNKNOWN_VARIANT,
            f"there is no variant or extra `{guard.name}`",
            guard.span,
            f"did you mean `{near}`?" if near else "add it to the field `variants` or `extras`",
        )


def _check_possible(
    line: nodes.Line, section: nodes.Section, script: nodes.Script, header: Header, report: Report
) -> None:
    """Warn if the guards of a line can never all be true."""
    wanted = (nodes.IfGuard(section.span, section.variant, wanted=True),) if section.variant else ()
    again = any(
        isinstance(guard, nodes.WordGuard) and guard.word in (Word.LATER_TIMES, Word.ANOTHER_ROUND)
        for guard in line.guards
    )
    repeated = (one for one in script.sections if one.name == section.name)
    never_again = again and section.name in REPEATED and nodes.times_of(repeated) == 1
    impossible = exclude_each_other((*line.guards, *wanted), header) or never_again
    if impossible:
        first, last = line.guards[0].span, line.guards[-1].span
        report.add(
            Code.IMPOSSIBLE_GUARD,
            "these guards can never all be true, so the line is never heard",
            type(first)(first.line, first.start, last.end),
            "put each alternative on its own line",
        )


def exclude_each_other(guards: Iterable[nodes.Guard], header: Header) -> bool:
    """Return whether guards can never all be true."""
    words = {guard.word for guard in guards if isinstance(guard, nodes.WordGuard)}
    ifs = [guard for guard in guards if isinstance(guard, nodes.IfGuard)]
    wanted = {guard.name for guard in ifs if guard.wanted}
    unwanted = {guard.name for guard in ifs if not guard.wanted}
    lengths = [guard for guard in guards if isinstance(guard, nodes.HoldGuard)]
    low, high = HOLD_LIMITS
    shortest = max([low, *(guard.ms for guard in lengths if guard.at_least)])
    under = min([high + 1, *(guard.ms for guard in lengths if not guard.at_least)])
    return (
        any(len(words & exclusive) > 1 for exclusive in EXCLUSIVE_WORDS)
        or bool(wanted & unwanted)
        or len(wanted & set(header.variants)) > 1
        or (bool(header.variants) and set(header.variants) <= unwanted)
        or shortest >= under
    )
