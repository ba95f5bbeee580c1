"""Text -> the words that are spoken: numbers, ranges, units and abbreviations written out."""

from __future__ import annotations

import re

from sivoice.units import DIGITS

WORDING = "wording 1"
"""Part of every clip's key: a change of what is written out how makes clips anew."""

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
    "°": ("degree", "degrees"),
    "x": ("time", "times"),
    "×": ("time", "times"),  # noqa: RUF001 - the sign of multiplication is what is written
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
    "w/": "with",
}
_SIGNS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
_PARTS = {"2": "half", "4": "quarter"}
"""The fractions that are not named by an ordinal."""

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_ALONE = r"(?<![\w.,/])"
"""No part of a word or of a longer number before it."""
_RANGE = re.compile(rf"{_ALONE}({_NUMBER})\s?[-–—]\s?(?={_NUMBER})")  # noqa: RUF001 - ranges are written with dashes
_FRACTION = re.compile(rf"{_ALONE}([1-9])/([2-9]|10)(?![\w/])")
_TIME = re.compile(rf"{_ALONE}([0-9]{{1,2}}):([0-5][0-9])(?![\w:])")
_AMOUNT = re.compile(
    rf"{_ALONE}({_NUMBER})\s?({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![\w'’])"  # noqa: RUF001 - an apostrophe as it is typed
    r"(\.(?=\s+[a-z]))?"
)
_ORDINAL = re.compile(rf"{_ALONE}([0-9]+)(?:st|nd|rd|th)\b")
_ABBREVIATION = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, _ABBREVIATIONS))})(?!\w)(?P<end>$|\s+(?=[A-Z]))?")
_LETTER_AND_NUMBER = re.compile(r"\b([A-Z])(?=[0-9]{1,2}\b)")
_ANY = re.compile(_NUMBER)


def written_out(text: str) -> str:
    """English text without a digit: `15-30 s, e.g. on a mat` is `fifteen to thirty seconds, for example on a mat`."""
    for sign, fraction in _SIGNS.items():
        text = text.replace(sign, fraction)
    text = _ABBREVIATION.sub(_abbreviation, text)
    if not any(char.isdigit() for char in text):
        return text
    text = _FRACTION.sub(_fraction, text)
    text = _TIME.sub(r"\1 \2", text)
    text = _RANGE.sub(lambda found: f"{_number(found[1])} to ", text)
    text = _AMOUNT.sub(_amount, text)
    text = _ORDINAL.sub(lambda found: _number(found[1], to="ordinal"), text)
    text = _LETTER_AND_NUMBER.sub(r"\1 ", text)
    return _ANY.sub(lambda found: _number(found[0]), text)


def _fraction(found: re.Match[str]) -> str:
    many, part = found.groups()
    name = _PARTS.get(part) or _number(part, to="ordinal")
    if many == "1":
        return f"{'an' if name == 'eighth' else 'a'} {name}"
    return f"{_number(many)} {'halves' if part == '2' else f'{name}s'}"


def _amount(found: re.Match[str]) -> str:
    one, many = _UNITS[found[2]]
    return f"{_number(found[1])} {one if found[1] == '1' else many}"


def _abbreviation(found: re.Match[str]) -> str:
    """The dot of an abbreviation that ends a sentence ends it still."""
    words = _ABBREVIATIONS[found[1]]
    ends = found["end"] is not None and found[1] == "etc."
    return f"{words}{'.' if ends else ''}{found['end'] or ''}"


def _number(digits: str, to: str = "cardinal") -> str:
    from num2words2 import num2words

    plain = digits.replace(",", "")
    if len(plain) > DIGITS:
        return " ".join(num2words(digit) for digit in plain if digit.isdigit())
    return str(num2words(plain if "." in plain else int(plain), to=to)).replace(",", "")
