"""Dates, times of day and telephone numbers -> the words to speak, in English."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_MONTH = rf"({'|'.join(rf'{month[:3]}(?:{month[3:]})?' for month in _MONTHS)}|Sept)\b\.?"
_DAY = r"([0-9]{1,2})(st|nd|rd|th)?"
_YEAR = r"((?:19|20)[0-9]{2})"
_BEFORE = "(?:[Oo]n|[Bb]y|[Uu]ntil|[Ss]ince) "
"""Words that only a date or a time follows."""
_ALONE = r"(?<![\w.,/:+-])"
"""Not preceded by a part of a word or of a longer number."""
_END = r"(?![\w/:%-]|[.,][0-9])"
"""Not followed by one."""

_YEAR_FIRST = re.compile(rf"{_ALONE}{_YEAR}([-/])([0-9]{{2}})\2([0-9]{{2}}){_END}")
_YEAR_LAST = re.compile(rf"{_ALONE}([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2{_YEAR}{_END}")
_WITHOUT_YEAR = re.compile(rf"\b({_BEFORE})([0-9]{{1,2}})/([0-9]{{1,2}}){_END}")
_MONTH_DAY = re.compile(rf"\b({_BEFORE})?{_MONTH} {_DAY}(?:,? {_YEAR})?{_END}")
_DAY_MONTH = re.compile(
    rf"(?:\b({_BEFORE}))?{_ALONE}(the )?{_DAY}( of)? {_MONTH}(?:,? {_YEAR})?{_END}"
)
_YEAR_ALONE = re.compile(rf"\b([Ii]n|[Ss]ince) {_YEAR}(?=[.,;:!?)]|$)")

_AM_OR_PM = re.compile(r"(?<![\w.,/:])([0-9]{1,2})(?::([0-5][0-9]))?\s?([AaPp])\.?\s?[Mm]\b\.?")
_CLOCK = re.compile(r"(?<![\w.,/])([0-9]{1,2}):([0-5][0-9])(?![\w:])")
_NOON, _MIDNIGHT = 12, 24

_GROUPS = r"\(?[0-9]+\)?(?:[ .-]\(?[0-9]+\)?)*"
_TELEPHONE = re.compile(
    # after a word that announces one, such as `call 112`
    r"(?:\b(?P<verb>(?:call|dial|ring|phone|telephone|tel|mobile|fax)\.?:?(?: us| me)?"
    r"(?: on| at)? )"
    rf"(?P<called>\+?{_GROUPS})"
    # or of a form that nothing else has
    r"|(?<![\w.,/:+-])(?P<number>"
    rf"\+{_GROUPS}"
    r"|\([0-9]{3,5}\) ?[0-9]{3,4}[ -][0-9]{3,4}"
    r"|(?:1[ .-])?[0-9]{3}(?P<between>[ .-])[0-9]{3}(?P=between)[0-9]{4}"
    r"|0[0-9]{2,4} (?:[0-9]{3,4} [0-9]{3,4}|[0-9]{5,7})"
    rf")){_END}",
    re.IGNORECASE,
)
_SHORTEST = 7
"""The fewest digits of a telephone number that no word announces."""
_SHORTEST_GROUP = 3
"""The fewest digits of one that is announced, unless it is longer: 112."""


def with_dates(text: str) -> str:
    """Write out dates, and years after `in` or `since`.

    A date in figures is written out only if it can be read in one way: the 24 of 24/11/2026 must be
    the day. 5/6/2026 depends on the country, so its numbers are left. 11/24 can also be a score, so
    it is a date only after a word such as `on`.
    """
    text = _YEAR_FIRST.sub(
        lambda found: _in_words(int(found[3]), int(found[4]), found[1]) or found[0], text
    )
    text = _YEAR_LAST.sub(
        lambda found: (
            _in_figures(found[1], found[3], found[4]) or f"{found[1]} {found[3]} {_year(found[4])}"
        ),
        text,
    )
    text = _WITHOUT_YEAR.sub(
        lambda found: f"{found[1]}{_in_figures(found[2], found[3]) or f'{found[2]}/{found[3]}'}",
        text,
    )
    text = _MONTH_DAY.sub(_month_day, text)
    text = _DAY_MONTH.sub(_day_month, text)
    return _YEAR_ALONE.sub(lambda found: f"{found[1]} {_year(found[2])}", text)


def with_times_of_day(text: str) -> str:
    """Write out times of day, and lengths such as 45:30. Their digits are left for later.

    `2:05 pm` becomes `2 oh 5 p.m.`, and `14:00` becomes `14 hundred`.
    """
    text = _AM_OR_PM.sub(
        lambda found: f"{found[1]}{_minutes(found[2] or '00')} {found[3].lower()}.m.", text
    )
    return _CLOCK.sub(_clock, text)


def with_telephone_numbers(text: str) -> str:
    """Write out telephone numbers digit by digit, with a comma between their groups."""
    return _TELEPHONE.sub(_telephone, text)


def _in_figures(first: str, second: str, year: str | None = None) -> str | None:
    """Write out a date in figures; None if it is not one, or can be read in two ways."""
    readings = {
        words
        for month, day in ((first, second), (second, first))
        if (words := _in_words(int(month), int(day), year))
    }
    return readings.pop() if len(readings) == 1 else None


def _month_day(found: re.Match[str]) -> str:
    """Write out `Nov 24, 2026`, but not `March 10 steps`."""
    before, month, day, ending, year = found.groups()
    if not (before or ending or year):
        return found[0]
    words = _in_words(_month(month), int(day), year)
    return f"{before or ''}{words}" if words else found[0]


def _day_month(found: re.Match[str]) -> str:
    """Write out `24 Nov 2026` and `the 24th of November`, but not `10 March steps`."""
    before, the, day, ending, of, month, year = found.groups()
    is_date = before or the or ending or of or year
    words = _in_words(_month(month), int(day), year) if is_date else None
    if words is None:
        return found[0]
    name, _, rest = words.partition(" ")
    ordinal, comma, year = rest.partition(",")
    return f"{before or ''}the {ordinal} of {name}{comma}{year}"


def _in_words(month: int, day: int, year: str | None) -> str | None:
    """Return `November twenty-fourth, twenty twenty-six`; None if there is no such day."""
    from num2words2 import num2words

    try:
        dt.date(int(year or 2000), month, day)
    except ValueError:
        return None
    words = f"{_MONTHS[month - 1]} {num2words(day, to='ordinal')}"
    return f"{words}, {_year(year)}" if year else words


def _month(name: str) -> int:
    return 1 + [month[:3] for month in _MONTHS].index(name[:3])


def _year(year: str) -> str:
    from num2words2 import num2words

    return str(num2words(int(year), to="year"))


def _clock(found: re.Match[str]) -> str:
    hours, minutes = int(found[1]), found[2]
    if hours > _MIDNIGHT:
        return f"{hours} min" if minutes == "00" else f"{hours} min {int(minutes)} s"
    if minutes != "00":
        return f"{found[1]}{_minutes(minutes)}"
    if hours in (0, _MIDNIGHT):
        return "midnight"
    return f"{hours} o'clock" if hours <= _NOON else f"{hours} hundred"


def _minutes(minutes: str) -> str:
    """Return the minutes of a time of day with a space before them; nothing for a full hour."""
    if minutes == "00":
        return ""
    return f" oh {minutes[1]}" if minutes[0] == "0" else f" {minutes}"


def _telephone(found: re.Match[str]) -> str:
    from num2words2 import num2words

    number = found["called"] or found["number"]
    groups = re.findall("[0-9]+", number)
    is_long = sum(map(len, groups)) >= _SHORTEST
    if not is_long and (found["number"] or max(map(len, groups)) < _SHORTEST_GROUP):
        return found[0]
    plus = "plus " if number.startswith("+") else ""
    said = ", ".join(" ".join(num2words(int(digit)) for digit in group) for group in groups)
    return f"{found['verb'] or ''}{plus}{said}"
