"""Script -> CheckedScript: semantic checks of one script."""

from __future__ import annotations

import re
from itertools import pairwise

from sivoice.errors import did_you_mean, listed
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Report
from sivoice.script.guards import check_guards, exclude_each_other, stands_for
from sivoice.script.headers import CheckedScript, Header, check_fields
from sivoice.script.holds import check_hold
from sivoice.script.lines import check_line
from sivoice.script.source import Span
from sivoice.script.vocabulary import (
    DEFAULT_HOLD,
    EACH_SIDE,
    FIRST_SIDE,
    HELD,
    HOLD,
    MIRRORED,
    MOVE,
    NEXT_SIDE,
    REPEATS_LIMIT,
    SECTIONS,
    SIDED,
    Kind,
)

_KINDS_OF_HOLD = {EACH_SIDE: 0, FIRST_SIDE: 1, NEXT_SIDE: 1, HOLD: 2}
_BARE_SIDE = re.compile(r"\b(left|right)\b", re.IGNORECASE)


def check(script: nodes.Script, report: Report) -> CheckedScript:
    """Report every semantic fault of a script, without looking at the stretches it plays."""
    checked = CheckedScript(script, check_fields(script, report))
    header = checked.header()
    _check_sections(script, header, report)
    for section in script.sections:
        timer_open = False
        for line in section.spoken:
            timer_open = isinstance(line.body, nodes.Timer) or (timer_open and bool(line.moments))
            check_line(line, section, script.kind, report, in_timer=timer_open)
            check_guards(line, section, script.kind, header, report)
            if section.name in MIRRORED:
                _check_bare_sides(line, report)
    if script.kind is Kind.STRETCH:
        _check_holds(checked, report)
        _check_unused(script, header, report)
    elif not any(
        isinstance(line.body, nodes.Play) for section in script.sections for line in section.spoken
    ):
        report.add(
            Code.MISSING_SECTION,
            "the session plays no stretch",
            script.title_span,
            "write `## Stretches`, and below it a line such as `[play piriformis]`",
        )
    return checked


def _check_sections(script: nodes.Script, header: Header, report: Report) -> None:
    """Check the names, order, repetitions and variants of the sections."""
    known = SECTIONS[script.kind]
    seen: set[tuple[str, str | None]] = set()
    reached, reached_name = -1, ""
    for section in script.sections:
        if not section.name:
            continue  # a heading that could not be read has been reported
        if section.name not in known:
            near = did_you_mean(section.name, known)
            report.add(
                Code.UNKNOWN_SECTION,
                f"a {script.kind} has no section `{section.name}`",
                section.span,
                f"did you mean `## {near}`?"
                if near
                else f"the sections of a {script.kind}: {', '.join(known)}",
            )
            continue
        if (section.name, section.variant) in seen:
            report.add(
                Code.DUPLICATE_SECTION,
                f"the section `{section.name}` appears twice",
                section.span,
                "move these lines into the first one",
            )
        elif known[section.name] < reached:
            report.add(
                Code.SECTION_ORDER,
                f"`{section.name}` comes after `{reached_name}`",
                section.span,
                f"the order is {', '.join(known)}",
            )
        else:
            reached, reached_name = known[section.name], section.name
        seen.add((section.name, section.variant))
        _check_heading(script, section, header, report)


def _check_heading(
    script: nodes.Script, section: nodes.Section, header: Header, report: Report
) -> None:
    if section.variant is not None and section.variant not in header.variants:
        near = did_you_mean(section.variant, header.variants)
        report.add(
            Code.UNKNOWN_VARIANT,
            f"there is no variant `{section.variant}`",
            section.span,
            f"did you mean `{near}`?" if near else "add it to the field `variants`",
        )
    if section.times is None:
        return
    beside = script.sections_for(section.name, section.variant)
    first = next((s.times for s in beside if s.times), section.times)
    if section.name == MOVE and section.times != first:
        report.add(
            Code.MISPLACED_TIMES,
            f"`{MOVE}` above has {first} times",
            section.span,
            "give the same number, because the lines of both are repeated together",
        )
    if section.name != MOVE:
        report.add(
            Code.MISPLACED_TIMES,
            f"`{section.name}` cannot be repeated",
            section.span,
            "only `Move` can be, as in `## Move, 3 times`",
        )
    elif not 1 <= section.times <= REPEATS_LIMIT:
        report.add(
            Code.NUMBER_OUT_OF_RANGE,
            "the number of times is out of range",
            section.span,
            f"it must be from 1 to {REPEATS_LIMIT}",
        )


def _check_bare_sides(line: nodes.Line, report: Report) -> None:
    if not isinstance(line.body, nodes.Cue):
        return
    for part in line.body.parts:
        if not isinstance(part, nodes.Text):
            continue
        written = report.source.line(part.span.line)
        for match in _BARE_SIDE.finditer(written, part.span.start - 1, part.span.end - 1):
            word = match[0].lower()
            report.add(
                Code.BARE_SIDE,
                f"`{match[0]}` stays the same on both sides",
                Span(part.span.line, match.start() + 1, match.end() + 1),
                f"write `{{side}}` or `{{other side}}`, or `{{{word}}}` if it must not change",
            )


def _check_holds(checked: CheckedScript, report: Report) -> None:
    """Check that there is one kind of hold, and one `[hold]` per section for every variant."""
    script = checked.script
    held = [section for section in script.sections if section.name in HELD]
    for before, after in pairwise(held):
        if _KINDS_OF_HOLD[before.name] != _KINDS_OF_HOLD[after.name]:
            report.add(
                Code.TWO_KINDS_OF_HOLD,
                f"`{after.name}` cannot be combined with `{before.name}`",
                after.span,
                "use either `Each side`, or `First side` and `Next side`, or `Hold`",
            )
    names = {section.name for section in held}
    for name, missing in ((FIRST_SIDE, NEXT_SIDE), (NEXT_SIDE, FIRST_SIDE)):
        if name in names and missing not in names:
            span = next(section.span for section in held if section.name == name)
            report.add(
                Code.MISSING_SECTION,
                f"`{name}` needs `{missing}`",
                span,
                f"write `## {missing}` too, or `## Each side` if both sides have the same words",
            )
    if not held:
        report.add(
            Code.MISSING_HOLD,
            "the stretch has no hold",
            script.title_span,
            "write `## Each side` or `## Hold`, with a line `[hold]` in it",
        )
    for variant in checked.header().variants or (None,):
        _check_holds_of_variant(script, held, variant, checked.header(variant), report)


def _check_holds_of_variant(
    script: nodes.Script,
    held: list[nodes.Section],
    variant: str | None,
    header: Header,
    report: Report,
) -> None:
    lengths: set[int | None] = set()
    for name in dict.fromkeys(section.name for section in held):
        sections = script.sections_for(name, variant)
        lines = [
            line
            for s in sections
            for line in s.spoken
            if stands_for(line, variant, header.variants)
        ]
        holds = [(line, line.body) for line in lines if isinstance(line.body, nodes.Hold)]
        for_variant = f" for the variant `{variant}`" if variant else ""
        if not holds:
            span = next(s.span for s in (*sections, *held) if s.name == name)
            report.add(
                Code.MISSING_HOLD,
                f"`{name}` has no `[hold]`{for_variant}",
                span,
                "add a line `[hold]`",
            )
            continue
        for line, _ in holds[1:]:
            report.add(
                Code.SECOND_HOLD,
                f"a second `[hold]`{for_variant}",
                line.span,
                "remove it; a section can have only one",
            )
        for line, hold in holds:
            if hold.ms is not None:
                check_hold(hold.ms, header.safe_hold, line.body.span, report)
        lengths.add(holds[0][1].ms)
        if len(lengths) > 1:
            report.add(
                Code.UNEQUAL_HOLDS,
                "the two sides have different holds",
                holds[0][0].span,
                "give both the same time",
            )
        before = lines[: lines.index(holds[0][0])]
        if name in SIDED and not any(_names_side(line) for line in before):
            report.add(
                Code.SIDE_NOT_NAMED,
                f"`{name}` does not name the side",
                sections[0].span,
                "name it before the hold, as in `your {side} knee`",
            )
        _check_moments(
            [line for line in lines if line.moments], holds[0][1].ms or header.hold, header, report
        )


def _names_side(line: nodes.Line) -> bool:
    return isinstance(line.body, nodes.Cue) and any(
        isinstance(part, nodes.Choice)
        or (isinstance(part, nodes.Blank) and part.name.lower().endswith("side"))
        for part in line.body.parts
    )


def _check_moments(
    lines: list[nodes.Line], hold: int | None, header: Header, report: Report
) -> None:
    """Warn of a moment that comes before the one above it, given the script's own hold."""
    length = hold or DEFAULT_HOLD

    def at(moment: nodes.Moment) -> float:
        match moment:
            case nodes.FractionMoment():
                return length * moment.over / max(1, moment.under)
            case nodes.AfterMoment():
                return moment.ms
            case nodes.LastMoment():
                return length - moment.ms

    for before, after in pairwise(lines):
        both = (*before.guards, *after.guards)
        if at(after.moments[0]) < at(before.moments[0]) and not exclude_each_other(both, header):
            report.add(
                Code.MOMENTS_OUT_OF_ORDER,
                "this moment comes before the one above it",
                after.moments[0].span,
                "put the lines in the order in which they are spoken",
            )


def _check_unused(script: nodes.Script, header: Header, report: Report) -> None:
    """Warn of variants and extras that change nothing; report fields for unknown variants."""
    lines = [line for section in script.sections for line in section.spoken]
    used = {
        guard.name for line in lines for guard in line.guards if isinstance(guard, nodes.IfGuard)
    }
    used |= {section.variant for section in script.sections if section.variant}
    used |= {field.variant for field in script.fields if field.variant}
    # One variant can do without a mention: it is the case in which no other applies. A second
    # one would be identical to it.
    alike = [name for name in header.variants if name not in used][1:]
    for key, names in (("variants", alike), ("extras", header.extras)):
        field = next((f for f in script.fields if f.key == key), None)
        for name in names:
            if name not in used and field is not None:
                report.add(
                    Code.UNUSED_VARIANT,
                    f"`{name}` changes nothing",
                    field.value_span,
                    f"start a line with `[if {name}]`, or remove the name",
                )
    for field in script.fields:
        if field.variant is not None and field.variant not in header.variants:
            report.add(
                Code.UNKNOWN_VARIANT,
                f"there is no variant `{field.variant}`",
                field.span,
                f"use {listed(header.variants)}"
                if header.variants
                else "add it to the field `variants`",
            )
