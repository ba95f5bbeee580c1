"""Script -> CheckedScript: semantic checks of one script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from sivoice.errors import did_you_mean, listed
from sivoice.language import Sides, language
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, FullError, Report
from sivoice.script.guards import check_guards
from sivoice.script.headers import CheckedScript, Header, check_fields
from sivoice.script.limits import REPEATS_LIMIT
from sivoice.script.lines import check_line, unread_lines, with_timers
from sivoice.script.passes import check_holds
from sivoice.script.source import Span
from sivoice.script.vocabulary import (
    DEFAULT_LANGUAGE,
    MIRRORED,
    MOVE,
    REPEATED,
    SECTIONS,
    SIDED,
    STRETCHES,
    Kind,
)

_WORD = re.compile(r"\w+")
_VARIANT_HELP = {
    Kind.STRETCH: "add it to the field `variants`",
    Kind.SESSION: "remove the variant in parentheses",
}


def check(
    script: nodes.Script, report: Report, session_language: str = DEFAULT_LANGUAGE
) -> CheckedScript:
    """Report every semantic fault of a script, without looking at the stretches it plays.

    A script that does not name its language is taken to be in that of its session.
    """
    checked = CheckedScript(script, {None: Header()})
    if report.is_full:
        return checked
    with suppress(FullError):
        checked = CheckedScript(script, check_fields(script, report))
        _check_all(checked, report, session_language)
    return checked


def _check_all(checked: CheckedScript, report: Report, session_language: str) -> None:
    script, header = checked.script, checked.header()
    _check_sections(script, header, report)
    has_sides = any(section.name in SIDED for section in script.sections)
    sides = language(header.language or session_language).sides
    for section in script.sections:
        for line, in_timer in with_timers(section.spoken):
            check_line(line, section, script.kind, report, in_timer=in_timer)
            check_guards(line, section, script, header, report)
            if section.name in MIRRORED and (has_sides or section.name == MOVE):
                _check_bare_sides(line, sides, report)
    if script.kind is Kind.STRETCH:
        check_holds(checked, report)
        _check_unused(script, header, report)
    elif any(isinstance(line.body, nodes.Play) for line in _lines(script)):
        _check_first_line(script, report)
    elif not _unread_plays(script, report):
        report.add(
            Code.MISSING_SECTION,
            "the session plays no stretch",
            script.title_span,
            "write `## Stretches`, and below it a line such as `[play piriformis]`",
        )


def _lines(script: nodes.Script) -> Iterator[nodes.Line]:
    for section in script.sections:
        yield from section.spoken


def _unread_plays(script: nodes.Script, report: Report) -> list[int]:
    """Return the numbers of the lines in `Stretches` that could be a `[play …]` written wrongly."""
    sections = script.sections_for(STRETCHES, None)
    return [number for one in sections for number in unread_lines(script, one, report)]


def _check_first_line(script: nodes.Script, report: Report) -> None:
    """Report words before the first stretch: what stands between stretches follows one."""
    first = next((s.spoken[0] for s in script.sections if s.name == STRETCHES and s.spoken), None)
    if first is None or isinstance(first.body, nodes.Play):
        return
    if all(number >= first.span.line for number in _unread_plays(script, report)):
        report.add(
            Code.EXPECTED_PLAY,
            "`Stretches` must begin with a `[play …]`",
            first.body.span,
            "move this line below one, or to `Welcome` or `Warm-up`",
        )


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
            f"did you mean `{near}`?" if near else _VARIANT_HELP[script.kind],
        )
    if section.times is None:
        return
    beside = script.sections_for(section.name, section.variant)
    first = next((s.times for s in beside if s.times), section.times)
    if section.name in REPEATED and section.times != first:
        report.add(
            Code.MISPLACED_TIMES,
            f"`{section.name}` above has {first} times",
            section.span,
            "give the same number, because the lines of both are repeated together",
        )
    if section.name not in REPEATED:
        report.add(
            Code.MISPLACED_TIMES,
            f"`{section.name}` cannot be repeated",
            section.span,
            "only `Move`, `Practice` and `Stretches` can be, as in `## Move, 3 times`",
        )
    elif not 1 <= section.times <= REPEATS_LIMIT:
        report.add(
            Code.NUMBER_OUT_OF_RANGE,
            "the number of times is out of range",
            section.span,
            f"it must be from 1 to {REPEATS_LIMIT}",
        )


def _check_bare_sides(line: nodes.Line, sides: Sides, report: Report) -> None:
    """Warn of a word for a side, in the language of the script."""
    pairs = sides.pairs()
    if not isinstance(line.body, nodes.Cue):
        return
    for part in nodes.parts_of(line.body):
        if not isinstance(part, nodes.Text):
            continue
        written = report.source.line(part.span.line)
        for match in _WORD.finditer(written, part.span.start - 1, part.span.end - 1):
            word = match[0].lower()
            right, left = next((pair for pair in pairs if word in pair), ("", ""))
            if not right:
                continue
            choices = f"`{{{right}|{left}}}` or `{{{left}|{right}}}`, or `{{{word}|{word}}}`"
            if word in (sides.right, sides.left):
                blank = "right" if word == sides.right else "left"
                choices = f"`{{side}}` or `{{other side}}`, or `{{{blank}}}`"
            report.add(
                Code.BARE_SIDE,
                f"`{match[0]}` stays the same on both sides",
                Span(part.span.line, match.start() + 1, match.end() + 1),
                f"write {choices} if it must not change",
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
