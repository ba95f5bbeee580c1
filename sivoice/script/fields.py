"""The table of fields, and the parsing of their values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from sivoice.errors import did_you_mean, listed
from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Report
from sivoice.script.directions import NAME, number
from sivoice.script.holds import check_hold
from sivoice.script.limits import HOLD_LIMITS, NAMES_LIMIT, PAUSE_LIMIT
from sivoice.script.vocabulary import (
    EVERYWHERE,
    FORMAT_VERSION,
    HoldRange,
    HowOften,
    Kind,
    Position,
    Side,
)
from sivoice.units import Milliseconds, parse_duration, written

_OFTEN = re.compile(r"(once|twice|([1-9][0-9]?) times) a (day|week)", re.IGNORECASE)
_RANGE = re.compile(r"(.+?)(?:-|\u2013|\bto\b)(.+)")


class FieldRow(Struct, frozen=True):
    """One field."""

    name: str
    help: str
    """One line for the format page."""
    kinds: tuple[Kind, ...] = tuple(Kind)
    """The kinds of script that can have it."""
    per_variant: bool = True
    """Whether it can be given for one variant."""


ANNOUNCED = ("name", "hold", "sets", "reps")
"""The blanks that `announce` can have."""
DAYS = 7
"""In a week."""
_STRETCH = (Kind.STRETCH,)
FIELDS = (
    FieldRow(
        "sivoice",
        "version of the format, 1 by default. A script with a higher version is rejected",
        per_variant=False,
    ),
    FieldRow(
        "language",
        "a language tag. By default, a stretch has the language of its session, and a session that"
        " of its stretches if they agree, or else `en`. sivoice warns if the voice speaks another"
        " language",
        per_variant=False,
    ),
    FieldRow("hold", "how long to hold, a time"),
    FieldRow("sets", "number of sets, 1 to 20"),
    FieldRow("reps", "number of reps in each pass, 1 to 100; needs a section `Each rep`", _STRETCH),
    FieldRow(
        "rest",
        "from the end of the last hold of a set (or of its last rep) to the start of the first hold"
        " of the next (or of its first rep), a time that pace does not change; by default, 10 s"
        " between the words of two sets",
    ),
    FieldRow(
        "how often",
        "how often to do it: `once`, `twice` or `N times`, then `a day` or `a week`; `every other"
        " day`; or any other words. It is printed and shown as it is written, and is not spoken",
    ),
    FieldRow("first side", "`right` (the default) or `left`"),
    FieldRow(
        "announce",
        "what is said to announce a stretch; `Next: {name}.` by default. It can have the blanks"
        " `{name}`, `{hold}`, `{sets}` and `{reps}`",
    ),
    FieldRow(
        "pronounce",
        "how words are pronounced, separated by commas: `SI = S I, glute = gloot`. In a session, it"
        " also applies to its stretches",
    ),
    FieldRow("muscles", "what is stretched", _STRETCH),
    FieldRow("position", "the position in which the stretch is done", _STRETCH),
    FieldRow("ends", "the position in which it ends, if that is another one", _STRETCH),
    FieldRow("equipment", "what is needed", _STRETCH),
    FieldRow(
        "variants",
        "names of alternative ways to do the stretch; the first is the default",
        _STRETCH,
        per_variant=False,
    ),
    FieldRow(
        "extras",
        "names of optional additions; they must differ from the names of the variants",
        _STRETCH,
        per_variant=False,
    ),
    FieldRow(
        "get ready",
        "silence before the stretch, a time; by default, it depends on the position",
        _STRETCH,
    ),
    FieldRow("before hold", "silence before a hold or the first rep, a time; 3 s by default"),
    FieldRow("change side", "the same after a change of side, a time; 7 s by default"),
    FieldRow(
        "safe hold",
        "the usual range of holds, `15-30 s` by default; `check` and `show` point out a hold"
        " outside it",
        _STRETCH,
    ),
)


class FieldReader:
    """Parses the values of a script's fields, and reports those that are invalid.

    Each method returns None, or an empty tuple, if the script does not have the field.
    """

    def __init__(self, fields: Mapping[str, nodes.Field], report: Report) -> None:
        self.fields = fields
        self.report = report

    def text(self, key: str) -> str | None:
        """Return a field's value as written."""
        field = self.fields.get(key)
        if field is None:
            return None
        for part in field.value:
            if isinstance(part, nodes.Blank):
                self.report.add(
                    Code.MISPLACED_BLANK,
                    f"`{key}` cannot have a blank",
                    part.span,
                    "only `announce` can; for a literal brace, write a backslash before it",
                )
        return field.text.strip()

    def check_version(self) -> None:
        """Report a version of the format that this sivoice cannot read."""
        text = self.text("sivoice")
        if text is None:
            return
        if not re.fullmatch("[0-9]+", text) or number(text) < 1:
            self._refuse("sivoice", f"it must be the version of the format, {FORMAT_VERSION}")
        elif number(text) > FORMAT_VERSION:
            self._refuse(
                "sivoice",
                f"this sivoice reads version {FORMAT_VERSION}; install a newer one",
                Code.UNSUPPORTED_VERSION,
            )

    def language(self) -> str | None:
        """Parse the language tag."""
        text = self.text("language")
        if text is not None and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
            self._refuse("language", "it must be a language tag, such as `en`, `de` or `en-GB`")
            return None
        return text

    def duration(self, key: str, longest: Milliseconds | None = PAUSE_LIMIT) -> Milliseconds | None:
        """Parse a time, of at most `longest` if given."""
        text = self.text(key)
        if text is None:
            return None
        ms = parse_duration(text)
        if ms is None and re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
            self._refuse(key, f"write `{key}: {text} s`", Code.MISSING_UNIT)
        elif ms is None:
            self._refuse(key, f"it must be a time, such as `{key}: 20 s`")
        elif longest is not None and ms > longest:
            self._refuse(key, f"it must be at most {written(longest)}", Code.NUMBER_OUT_OF_RANGE)
        return ms

    def hold(self, safe: HoldRange) -> Milliseconds | None:
        """Parse the hold, and warn if it is outside the safe range."""
        ms = self.duration("hold", longest=None)
        if ms is not None:
            check_hold(ms, safe, self.fields["hold"].value_span, self.report)
        return ms

    def safe_hold(self, usual: HoldRange) -> HoldRange:
        """Parse the safe range of holds, or return the `usual` one."""
        text = self.text("safe hold")
        if text is None:
            return usual
        match = _RANGE.fullmatch(text)
        high = parse_duration(match[2]) if match else None
        low = None
        if match and high is not None:
            unit = match[2].strip().lstrip("0123456789. ").split(" ")[0]
            low = parse_duration(match[1]) or parse_duration(f"{match[1].strip()} {unit}")
        shortest, longest = HOLD_LIMITS
        if low is None or high is None or not shortest <= low <= high <= longest:
            self._refuse("safe hold", "it must be a range of times, such as `safe hold: 15-30 s`")
            return usual
        return HoldRange(low, high)

    def count(self, key: str, most: int) -> int | None:
        """Parse a number from 1 to `most`."""
        text = self.text(key)
        if text is None:
            return None
        if not re.fullmatch("[0-9]+", text):
            self._refuse(key, f"it must be a number, such as `{key}: 2`")
            return None
        if not 1 <= number(text) <= most:
            self._refuse(key, f"it must be from 1 to {most}", Code.NUMBER_OUT_OF_RANGE)
        return number(text)

    def how_often(self) -> HowOften | None:
        """Parse how often something is to be done. Any words are valid."""
        text = self.text("how often")
        if text is None:
            return None
        text = " ".join(text.split())
        if text.lower() == "every other day":
            return HowOften(text, DAYS / 2)
        match = _OFTEN.fullmatch(text)
        if match is None:
            return HowOften(text, None)
        times = int(match[2]) if match[2] else (1 if match[1].lower() == "once" else 2)
        return HowOften(text, times * DAYS if match[3].lower() == "day" else times)

    def position(self, key: str) -> Position | None:
        """Parse a position of the body."""
        text = self.text(key)
        if text is None:
            return None
        if text not in tuple(Position):
            begun = [f"`{one}`" for one in Position if one.startswith(text.casefold())]
            near = did_you_mean(text, Position)
            help = f"did you mean `{near}`?" if near else f"the positions: {', '.join(Position)}"
            if begun:
                help = f"write {listed(begun)}"
            self._refuse(key, help, Code.UNKNOWN_POSITION)
            return None
        return Position(text)

    def first_side(self) -> Side | None:
        """Parse the side that comes first."""
        text = self.text("first side")
        if text is None:
            return None
        if text not in tuple(Side):
            self._refuse("first side", "it must be `right` or `left`")
            return None
        return Side(text)

    def names(self, key: str) -> tuple[str, ...]:
        """Parse the names of the variants or the extras."""
        text = self.text(key)
        if text is None:
            return ()
        names = tuple(name.strip() for name in text.split(","))
        if not all(re.fullmatch(NAME, name) for name in names):
            example = f"`{key}: one, two`"
            self._refuse(
                key, f"write names of letters, digits and hyphens, separated by commas: {example}"
            )
            return ()
        if len(names) > NAMES_LIMIT:
            span = self.fields[key].value_span
            self.report.refuse(
                f"there are more than {NAMES_LIMIT} {key}", span, "write several stretches instead"
            )
        variants = self.fields.get("variants") if key == "extras" else None
        others = {name.strip() for name in variants.text.split(",")} if variants else set()
        if len(set(names)) < len(names) or (others | set(EVERYWHERE)) & set(names):
            reserved = listed(f"`{name}`" for name in EVERYWHERE)
            rule = f"each variant and extra needs a different name, which cannot be {reserved}"
            self._refuse(key, rule, Code.DUPLICATE_NAME)
        return names

    def announce(self) -> tuple[nodes.Text | nodes.Blank, ...] | None:
        """Return the words and blanks that announce a stretch."""
        field = self.fields.get("announce")
        if field is None:
            return None
        for part in field.value:
            if isinstance(part, nodes.Blank) and part.name not in ANNOUNCED:
                self.report.add(
                    Code.MISPLACED_BLANK,
                    f"`announce` cannot have the blank `{{{part.name}}}`",
                    part.span,
                    "it can have {name}, {hold}, {sets} and {reps}",
                )
        return field.value

    def pronounce(self) -> tuple[tuple[str, str], ...]:
        """Parse pairs of a word and its pronunciation."""
        text = self.text("pronounce")
        if text is None:
            return ()
        pairs = [[side.strip() for side in pair.partition("=")] for pair in text.split(",")]
        if not all(all(pair) for pair in pairs):
            self._refuse(
                "pronounce",
                "write `word = how it is said`, separated by commas: `pronounce: SI = S I`",
            )
            return ()
        return tuple((word, said) for word, _, said in pairs)

    def _refuse(self, key: str, help: str, code: Code = Code.MALFORMED_FIELD) -> None:
        field = self.fields[key]
        self.report.add(code, f"`{key}` cannot be `{field.text.strip()}`", field.value_span, help)
