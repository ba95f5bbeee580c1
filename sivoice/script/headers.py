"""The fields of a script -> typed values, with a report of every fault in them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sivoice.errors import did_you_mean
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Report
from sivoice.script.fields import FIELDS, FieldReader
from sivoice.script.vocabulary import (
    EACH_REP,
    HOLD_LIMITS,
    PASSES,
    REPEATS_LIMIT,
    REPS_LIMIT,
    SAFE_HOLD,
    HoldRange,
    HowOften,
    Kind,
    Position,
    Side,
)
from sivoice.units import Milliseconds

_SAME_FOR_ALL = tuple(row.name for row in FIELDS if not row.per_variant)


class Header(Struct, frozen=True):
    """The values of a script's fields for one variant; None for a field that is not given."""

    language: str | None = None
    """A language tag."""
    muscles: str | None = None
    """What is stretched, as free text."""
    equipment: str | None = None
    """What is needed, as free text."""
    position: Position | None = None
    ends: Position | None = None
    variants: tuple[str, ...] = ()
    """The first is the default."""
    extras: tuple[str, ...] = ()
    get_ready: Milliseconds | None = None
    before_hold: Milliseconds | None = None
    change_side: Milliseconds | None = None
    safe_hold: HoldRange = SAFE_HOLD
    """A hold outside this range causes a warning."""
    hold: Milliseconds | None = None
    sets: int | None = None
    reps: int | None = None
    rest: Milliseconds | None = None
    how_often: HowOften | None = None
    first_side: Side | None = None
    announce: tuple[nodes.Text | nodes.Blank, ...] | None = None
    pronounce: tuple[tuple[str, str], ...] = ()
    """Pairs of a word and its pronunciation."""


class CheckedScript(Struct, frozen=True):
    """A script and the values of its fields."""

    script: nodes.Script
    headers: Mapping[str | None, Header]
    """By variant; None stands for the fields without a variant."""

    def header(self, variant: str | None = None) -> Header:
        """Return the header for a variant of the script, or for None. Raises KeyError."""
        return self.headers[variant]


def read_header(script: nodes.Script, variant: str | None, report: Report) -> Header:
    """Parse the fields for one variant. An invalid value is reported and left out."""
    chosen: dict[str, nodes.Field] = {}
    for field in script.fields:
        if field.variant is None and field.key not in chosen:
            chosen[field.key] = field
    for field in script.fields:
        if (
            field.variant is not None
            and field.variant == variant
            and field.key not in _SAME_FOR_ALL
        ):
            chosen[field.key] = field
    reader = FieldReader(chosen, report)
    reader.check_version()
    # The hold of a rep may be as short as it likes, because the reps add up. A stretch without any
    # hold has none to give advice about.
    names = {section.name for section in script.sections}
    is_held = script.kind is Kind.SESSION or (names & {*PASSES} and EACH_REP not in names)
    safe = reader.safe_hold(SAFE_HOLD if is_held else HoldRange(*HOLD_LIMITS))
    return Header(
        language=reader.language(),
        muscles=reader.text("muscles"),
        equipment=reader.text("equipment"),
        position=reader.position("position"),
        ends=reader.position("ends"),
        variants=reader.names("variants"),
        extras=reader.names("extras"),
        get_ready=reader.duration("get ready"),
        before_hold=reader.duration("before hold"),
        change_side=reader.duration("change side"),
        safe_hold=safe,
        hold=reader.hold(safe),
        sets=reader.count("sets", REPEATS_LIMIT),
        reps=reader.count("reps", REPS_LIMIT),
        rest=reader.duration("rest"),
        how_often=reader.how_often(),
        first_side=reader.first_side(),
        announce=reader.announce(),
        pronounce=reader.pronounce(),
    )


def check_fields(script: nodes.Script, report: Report) -> dict[str | None, Header]:
    """Parse the header without a variant and that of each variant, reporting every fault."""
    known = [row.name for row in FIELDS if script.kind in row.kinds]
    seen: set[tuple[str, str | None]] = set()
    for field in script.fields:
        if field.key not in known:
            near = did_you_mean(field.key, known)
            report.add(
                Code.UNKNOWN_FIELD,
                f"a {script.kind} has no field `{field.key}`",
                field.span,
                f"did you mean `{near}`?"
                if near
                else f"the fields of a {script.kind}: {', '.join(known)}",
            )
        elif (field.key, field.variant) in seen:
            report.add(
                Code.DUPLICATE_FIELD,
                f"`{field.key}` is given twice",
                field.span,
                "keep only one of them",
            )
        elif field.variant is not None and script.kind is Kind.SESSION:
            report.add(
                Code.MALFORMED_FIELD,
                "a session has no variants",
                field.span,
                "remove the variant in parentheses",
            )
        elif field.variant is not None and field.key in _SAME_FOR_ALL:
            report.add(
                Code.MALFORMED_FIELD,
                f"`{field.key}` is the same for every variant",
                field.span,
                "remove the variant in parentheses",
            )
        seen.add((field.key, field.variant))
    unchosen = Report(script.source)
    headers: dict[str | None, Header] = {None: read_header(script, None, unchosen)}
    variants = dict.fromkeys(headers[None].variants)
    for variant in variants:
        headers[variant] = read_header(script, variant, report)
    if not variants:
        report.found += unchosen.found
    return headers
