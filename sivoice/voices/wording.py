"""Text -> the words to speak: numbers, ranges, units and abbreviations are written out."""

from __future__ import annotations

import re

from sivoice.units import DIGITS

WORDING = "wording 2"
"""Part of every clip's cache key. Change it when something is written out differently."""

_TIMES_SIGN = "\N{MULTIPLICATION SIGN}"
_APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}"
_DASHES = "\N{EN DASH}\N{EM DASH}-"

_UNITS = {
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "mm": ("millimetre", "millimetres"),
    "cm": ("centimetre", "centimetres"),
    "m": ("metre", "metres"),
    "km": ("kilometre", "kilometres"),
    "ft": ("foot", "feet"),
    "g": ("gram", "grams"),
    "kg": ("kilogram", "kilograms"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "%": ("percent", "percent"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "° C": ("degree Celsius", "degrees Celsius"),
    "°": ("degree", "degrees"),
    "x": ("time", "times"),
    _TIMES_SIGN: ("time", "times"),
}
_ABBREVIATIONS = {
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "and so on",
    "approx.": "about",
    "vs.": "versus",
    "incl.": "including",
    "Dr.": "Doctor",
    "&": "and",
    "w/o": "without",
    "w/": "with",
}
_SIGNS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
_PARTS = {"2": "half", "4": "quarter"}
"""Denominators whose names are not ordinals."""

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_ALONE = r"(?<![\w.,/])"
"""Not preceded by a part of a word or of a longer number."""
_RANGE = re.compile(
    rf"(?<![\w.,/{_DASHES}])({_NUMBER})\s?[{_DASHES}]\s?({_NUMBER})(?![{_DASHES}]?[0-9])"
)
_MIXED = re.compile(r"\b([0-9]+) (1/2|1/3|2/3|1/4|3/4)(?![\w/])")
_FRACTION = re.compile(rf"{_ALONE}(1/2|1/3|2/3|1/4|3/4|[1357]/8)(?![\w/])")
_SCORE = re.compile(rf"{_ALONE}([0-9]{{1,2}})/([0-9]{{1,2}})(?![\w/])")
_PAIR = re.compile(rf"{_ALONE}([1-9][0-9]{{1,2}})/([1-9]?[1-9]0)(?![\w/])")
_TIMES = re.compile(rf"{_ALONE}([0-9]+)\s?[x{_TIMES_SIGN}]\s?(?=[0-9])")
_DECADE = re.compile(
    r"\b((?:your|their|his|her|my|our|early|mid|late)\s)?((?:1[0-9]|20)?[2-9]0)"
    rf"[{_APOSTROPHES}]?s\b"
)
_TIME = re.compile(rf"{_ALONE}([0-9]{{1,2}}):([0-5][0-9])(?![\w:])")
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_AMOUNT = re.compile(rf"{_ALONE}({_NUMBER})\s?({_UNIT})(?![\w{_APOSTROPHES}])(\.(?=\s+[a-z]))?")
_ORDINAL = re.compile(rf"{_ALONE}([0-9]+)(?:st|nd|rd|th)\b")
_ABBREVIATION = re.compile(
    rf"(?<![\w.])({'|'.join(map(re.escape, _ABBREVIATIONS))})(?!\w)(?P<end>$|\s+(?=[A-Z]))?"
)
_LETTER_AND_NUMBER = re.compile(r"\b([A-Za-z]+)(?=[0-9])")
_ANY = re.compile(rf"({_NUMBER})(?=([^\W\d_])?)")


def written_out(text: str) -> str:
    """Write out everything in an English text that is not a word.

    `15-30 s, e.g. on a mat` becomes `fifteen to thirty seconds, for example on a mat`.
    """
    for sign, fraction in _SIGNS.items():
        text = re.sub(rf"(?<=[0-9])\s?{sign}", f" and {fraction}", text).replace(sign, fraction)
    text = re.sub(r"(?<=[0-9])(h|min)(?=[0-9])", r" \1 ", text)
    text = _MIXED.sub(r"\1 and \2", text)
    text = _ABBREVIATION.sub(_abbreviation, text)
    if not any(char.isdigit() for char in text):
        return text
    text = _FRACTION.sub(_fraction, text)
    text = _SCORE.sub(r"\1 out of \2", _PAIR.sub(r"\1 \2", text))
    text = _TIME.sub(_time, text)
    text = _RANGE.sub(r"\1 to \2", text)
    text = _TIMES.sub(r"\1 times ", text)
    text = _DECADE.sub(_decade, text)
    text = _AMOUNT.sub(_amount, text)
    text = _ORDINAL.sub(lambda found: _number(found[1], to="ordinal"), text)
    text = _LETTER_AND_NUMBER.sub(r"\1 ", text)
    return _ANY.sub(lambda found: _number(found[1]) + (" " if found[2] else ""), text)


def _fraction(found: re.Match[str]) -> str:
    numerator, denominator = found[1].split("/")
    name = _PARTS.get(denominator) or _number(denominator, to="ordinal")
    if numerator == "1":
        return f"{'an' if name == 'eighth' else 'a'} {name}"
    return f"{_number(numerator)} {'halves' if denominator == '2' else f'{name}s'}"


def _time(found: re.Match[str]) -> str:
    """Write out a time of day: `10 30`, `2 oh 5`, `10 o'clock`. Its digits are left for later."""
    hours, minutes = found.groups()
    if minutes == "00":
        return f"{hours} o'clock"
    return f"{hours} oh {minutes[1]}" if minutes[0] == "0" else f"{hours} {minutes}"


def _decade(found: re.Match[str]) -> str:
    """Write out a decade such as `your 60s` or `the 1990s`. A bare `60s` is a time and stays."""
    before, years = found[1] or "", found[2]
    century, decade = years[:-2], years[-2:]
    if not before and not century:
        return found[0]
    many = _number(decade).removesuffix("y") + "ies"
    return f"{before}{_number(century)} {many}" if century else f"{before}{many}"


def _amount(found: re.Match[str]) -> str:
    one, many = _UNITS[found[2]]
    return f"{_number(found[1])} {one if found[1] == '1' else many}"


def _abbreviation(found: re.Match[str]) -> str:
    """Write out an abbreviation. If the dot of `etc.` also ends the sentence, it is kept."""
    words = _ABBREVIATIONS[found[1]]
    ends = found["end"] is not None and found[1] == "etc."
    return f"{words}{'.' if ends else ''}{found['end'] or ''}"


def _number(digits: str, to: str = "cardinal") -> str:
    from num2words2 import num2words

    plain = digits.replace(",", "")
    if len(plain) > DIGITS:
        return " ".join(num2words(digit) for digit in plain if digit.isdigit())
    return str(num2words(plain if "." in plain else int(plain), to=to)).replace(",", "")
