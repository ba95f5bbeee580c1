"""The fields of a script -> typed values, with every fault of a field reported."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from sivoice.errors import did_you_mean, listed
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Report
from sivoice.script.directions import NAME, number
from sivoice.script.source import Span
from sivoice.script.vocabulary import (
    DEFAULT_REST,
    EVERYWHERE,
    FIELDS,
    FORMAT_VERSION,
    HOLD_LIMITS,
    PAUSE_LIMIT,
    REPEATS_LIMIT,
    SAFE_HOLD,
    USEFUL_HOLD,
    HoldRange,
    Position,
    Side,
)
from sivoice.units import Milliseconds, parse_duration, written

_RANGE = re.compile(r"(.+?)\s*(?:-|\u2013|\bto\b)\s*(.+)")
_PER_VARIANT_NOT = ("sivoice", "language", "variants", "extras")


class Header(Struct, frozen=True):
    """What the fields of a script say for one variant; None for a field that it does not have."""

    language: str | None = None
    """A language tag."""
    muscles: str | None = None
    """What is stretched, in words."""
    equipment: str | None = None
    """What is needed, in words."""
    position: Position | None = None
    ends: Position | None = None
    variants: tuple[str, ...] = ()
    """Of these one is done; the first unless another is asked for."""
    extras: tuple[str, ...] = ()
    get_ready: Milliseconds | None = None
    safe_hold: HoldRange = SAFE_HOLD
    """Outside this range a hold deserves a warning."""
    hold: Milliseconds | None = None
    sets: int | None = None
    rest: Milliseconds | None = None
    first_side: Side | None = None
    announce: tuple[nodes.Text | nodes.Blank, ...] | None = None
    pronounce: tuple[tuple[str, str], ...] = ()


class CheckedScript(Struct, frozen=True):
    """A script, and what its fields say."""

    script: nodes.Script
    headers: Mapping[str | None, Header]
    """By variant; None has the fields as they are without one."""

    def header(self, variant: str | None = None) -> Header:
        """The header for a variant that the script has, or without one. Raises KeyError."""
        return self.headers[variant]


def read_header(script: nodes.Script, variant: str | None, report: Report) -> Header:
    """The fields as they stand for one variant; a value that cannot be read is reported and left out."""
    chosen: dict[str, nodes.Field] = {}
    for field in script.fields:
        if field.variant is None and field.key not in chosen:
            chosen[field.key] = field
    for field in script.fields:
        if (
            field.variant is not None
            and field.variant == variant
            and field.key not in _PER_VARIANT_NOT
        ):
            chosen[field.key] = field
    reader = _Reader(chosen, report)
    reader.version()
    safe = reader.safe_hold()
    return Header(
        language=reader.language(),
        muscles=reader.text("muscles"),
        equipment=reader.text("equipment"),
        position=reader.position("position"),
        ends=reader.position("ends"),
        variants=reader.names("variants"),
        extras=reader.names("extras"),
        get_ready=reader.duration("get ready", PAUSE_LIMIT),
        safe_hold=safe,
        hold=reader.hold(safe),
        sets=reader.sets(),
        rest=reader.duration("rest", PAUSE_LIMIT),
        first_side=reader.side(),
        announce=reader.announce(),
        pronounce=reader.pronounce(),
    )


def rest_of(*headers: Header) -> Milliseconds:
    """The rest between sets, by the first header that names one."""
    return next((h.rest for h in headers if h.rest is not None), DEFAULT_REST)


def check_fields(script: nodes.Script, report: Report) -> dict[str | None, Header]:
    """Report every fault of the fields; the header without a variant, and that of each variant."""
    known = FIELDS[script.kind]
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
                else f"the fields of a {script.kind} are {listed(known)}",
            )
        elif (field.key, field.variant) in seen:
            report.add(
                Code.DUPLICATE_FIELD,
                f"`{field.key}` is given twice",
                field.span,
                "keep one of the two",
            )
        elif field.variant is not None and field.key in _PER_VARIANT_NOT:
            report.add(
                Code.MALFORMED_FIELD,
                f"`{field.key}` is the same for every variant",
                field.span,
                "leave out the variant in brackets",
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


def check_hold(ms: Milliseconds, safe: HoldRange, span: Span, report: Report) -> None:
    """Report a hold past the limits, and warn of one that is too short or too long to do good."""
    low, high = HOLD_LIMITS
    if not low <= ms <= high:
        report.add(
            Code.NUMBER_OUT_OF_RANGE,
            f"a hold of {written(ms)}",
            span,
            f"a hold lasts from {written(low)} to {written(high)}",
        )
    elif advice := hold_advice(ms, safe):
        said, usual = advice
        report.add(Code.HOLD_LENGTH, said, span, usual)


def hold_advice(ms: Milliseconds, safe: HoldRange) -> tuple[str, str] | None:
    """What to say of a hold outside the safe range, and the range itself; None for one inside it."""
    if safe.shortest <= ms <= safe.longest:
        return None
    usual = f"{written(safe.shortest)} to {written(safe.longest)} is the range for it"
    if ms < USEFUL_HOLD.shortest:
        return f"a hold of {written(ms)} is too short to do much good", usual
    if ms > USEFUL_HOLD.longest:
        return f"a hold of {written(ms)} is long enough to strain", usual
    return f"a hold of {written(ms)} is outside the usual range", usual


class _Reader:
    """Reads one value after the other, and reports what cannot be read."""

    def __init__(self, fields: dict[str, nodes.Field], report: Report) -> None:
        self.fields = fields
        self.report = report

    def text(self, key: str) -> str | None:
        field = self.fields.get(key)
        if field is None:
            return None
        if key != "announce":
            for part in field.value:
                if isinstance(part, nodes.Blank):
                    self.report.add(
                        Code.MISPLACED_BLANK,
                        f"`{key}` takes no blank",
                        part.span,
                        "only `announce` does; to have it as it is, write a backslash before each brace",
                    )
        return field.text.strip()

    def bad(self, key: str, help: str, code: Code = Code.MALFORMED_FIELD) -> None:
        field = self.fields[key]
        self.report.add(code, f"`{key}` cannot be `{field.text.strip()}`", field.value_span, help)

    def version(self) -> None:
        text = self.text("sivoice")
        if text is None:
            return
        if not re.fullmatch("[0-9]+", text) or number(text) < 1:
            self.bad("sivoice", f"it is the version of the format: {FORMAT_VERSION}")
        elif number(text) > FORMAT_VERSION:
            self.bad(
                "sivoice",
                f"this sivoice reads version {FORMAT_VERSION}; a newer sivoice may read this script",
                Code.UNSUPPORTED_VERSION,
            )

    def language(self) -> str | None:
        text = self.text("language")
        if text is not None and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
            self.bad("language", "it is a language tag, like `en` or `en-GB`")
            return None
        return text

    def duration(self, key: str, limit: Milliseconds | None) -> Milliseconds | None:
        text = self.text(key)
        if text is None:
            return None
        ms = parse_duration(text)
        if ms is None:
            bare = re.fullmatch(r"[0-9]+(\.[0-9]+)?", text)
            code = Code.MISSING_UNIT if bare else Code.MALFORMED_FIELD
            self.bad(
                key,
                f"write `{key}: {text} s`" if bare else f"it is a time, like `{key}: 20 s`",
                code,
            )
        elif limit is not None and ms > limit:
            self.bad(key, f"at most {written(limit)}", Code.NUMBER_OUT_OF_RANGE)
        return ms

    def hold(self, safe: HoldRange) -> Milliseconds | None:
        ms = self.duration("hold", None)
        if ms is not None:
            check_hold(ms, safe, self.fields["hold"].value_span, self.report)
        return ms

    def safe_hold(self) -> HoldRange:
        text = self.text("safe hold")
        if text is None:
            return SAFE_HOLD
        match = _RANGE.fullmatch(text)
        high = parse_duration(match[2]) if match else None
        low = None
        if match and high is not None:
            unit = match[2].lstrip("0123456789. ")
            low = parse_duration(match[1]) or parse_duration(f"{match[1]} {unit}")
        shortest, longest = HOLD_LIMITS
        if low is None or high is None or not shortest <= low <= high <= longest:
            self.bad("safe hold", "it is a range of times, like `safe hold: 15-30 s`")
            return SAFE_HOLD
        return HoldRange(low, high)

    def sets(self) -> int | None:
        text = self.text("sets")
        if text is None:
            return None
        if not re.fullmatch("[0-9]+", text):
            self.bad("sets", "it is a number, like `sets: 2`")
            return None
        if not 1 <= number(text) <= REPEATS_LIMIT:
            self.bad("sets", f"from 1 to {REPEATS_LIMIT}", Code.NUMBER_OUT_OF_RANGE)
        return number(text)

    def position(self, key: str) -> Position | None:
        text = self.text(key)
        if text is None:
            return None
        if text not in tuple(Position):
            near = did_you_mean(text, Position)
            help = f"did you mean `{near}`?" if near else f"the positions are {listed(Position)}"
            self.bad(key, help, Code.UNKNOWN_POSITION)
            return None
        return Position(text)

    def side(self) -> Side | None:
        text = self.text("first side")
        if text is None:
            return None
        if text not in tuple(Side):
            self.bad("first side", "it is `right` or `left`")
            return None
        return Side(text)

    def names(self, key: str) -> tuple[str, ...]:
        text = self.text(key)
        if text is None:
            return ()
        names = tuple(name.strip() for name in text.split(","))
        if not all(re.fullmatch(NAME, name) for name in names):
            self.bad(
                key,
                f"they are names of letters, digits and hyphens, with commas between: `{key}: one, two`",
            )
            return ()
        taken = self.fields.get("variants") if key == "extras" else None
        others = {name.strip() for name in taken.text.split(",")} if taken else set()
        if len(set(names)) < len(names) or (others | set(EVERYWHERE)) & set(names):
            taken_names = listed(f"`{name}`" for name in EVERYWHERE)
            rule = f"each variant and each extra has a name of its own, which is not {taken_names}"
            self.bad(key, rule, Code.DUPLICATE_NAME)
        return names

    def announce(self) -> tuple[nodes.Text | nodes.Blank, ...] | None:
        field = self.fields.get("announce")
        if field is None:
            return None
        for part in field.value:
            if isinstance(part, nodes.Blank) and part.name not in ("name", "hold", "sets"):
                self.report.add(
                    Code.MISPLACED_BLANK,
                    f"`announce` cannot say `{{{part.name}}}`",
                    part.span,
                    "it knows {name}, {hold} and {sets}",
                )
        return field.value

    def pronounce(self) -> tuple[tuple[str, str], ...]:
        text = self.text("pronounce")
        if text is None:
            return ()
        pairs = [[side.strip() for side in pair.partition("=")] for pair in text.split(",")]
        if not all(all(pair) for pair in pairs):
            self.bad(
                "pronounce",
                "write `word = how it is said`, with commas between: `pronounce: SI = S I`",
            )
            return ()
        return tuple((word, said) for word, _, said in pairs)
