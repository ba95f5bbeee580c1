"""Text -> the words to speak: numbers, units, abbreviations and signs are written out.

When something is written out differently, change `WORDING` in `sivoice.voices.clips`.
"""

from __future__ import annotations

import re

from sivoice.units import DIGITS
from sivoice.voices.dates import with_dates, with_telephone_numbers, with_times_of_day

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

_LENGTHS = {"mm", "cm", "m", "km", "ft"}
_PER = {
    **dict.fromkeys(("s", "sec", "second"), "a second"),
    **dict.fromkeys(("min", "minute"), "a minute"),
    **dict.fromkeys(("h", "hr", "hour"), "an hour"),
    **{one: f"a {one}" for one in ("day", "night", "week", "month", "year")},
    "wk": "a week",
    **{one: f"per {one}" for one in ("side", "leg", "arm", "hip", "knee", "foot", "hand")},
    **{one: f"per {one}" for one in ("set", "rep", "round", "session", "stretch", "exercise")},
}
"""What can follow the stroke of `3 times/day`."""
_SIDES = {"R": "right", "L": "left"}
_BODY = (
    r"(?:(?:upper|lower|inner|outer|front|back) )?(?:leg|knee|foot|heel|toes?|ankle|shin|calf|thigh"
    r"|hip|glute|buttock|hamstring|quad|groin|side|arm|hand|wrist|elbow|shoulder|ear|cheek|rib)s?"
)
_EMPHASISED = re.compile(
    "ALL|AN|AND|ANY|ARE|AT|BACK|BE|BOTH|BUT|BY|CAN|DO|DOES|DON'T|DOWN|EACH|EASE|EASY|END|EVER|FAR"
    "|FEEL|FLAT|FOR|FROM|FULL|GO|HARD|HAVE|HIGH|HIPS?|HOLD|HOW|HURT|IF|IN|INTO|IS|JUST|KEEP|KNEE"
    "|LEFT|LEG|LESS|LET|LIE|LIFT|LONG|LOW|ME|MORE|MOVE|MUST|MY|NECK|NEXT|NOT?|NOW|OFF?|ON|ONE|ONLY"
    "|OR|OUT|OVER|PAIN|PULL|PUSH|REST|SIT|SLOW|SO|SOFT|STAY|STOP|TEN|THAT|THE|THEN|THIS|TOO?|TWO|UP"
    "|USE|VERY|WAIT|WE|WHEN|WITH|YES|YOUR?|(?!NSAIDS?$)[A-Z]{5,}(?:'[A-Z]+)?"
)
"""Words in capitals that are emphasised: the usual short ones, and all of five letters and more.

Other short ones are abbreviations, such as SI, PT and ROM, and so is NSAID.
"""

_BACK = 10
"""How many characters before a match are looked at."""
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_ALONE = r"(?<![\w.,/])"
"""Not preceded by a part of a word or of a longer number."""
_RANGE = re.compile(
    rf"(?<![\w.,/{_DASHES}])({_NUMBER})\s?[{_DASHES}]\s?({_NUMBER})(?![{_DASHES}]?[0-9])"
)
_MIXED = re.compile(r"\b([0-9]+) (1/2|1/3|2/3|1/4|3/4)(?![\w/])")
_HALFWAY = re.compile(rf"{_ALONE}(?:\ba )?1/2[ -]?way\b")
_PART_OF_THE_WAY = re.compile(rf"{_ALONE}(1/3|2/3|1/4|3/4)[ -]way\b")
_FRACTION = re.compile(
    rf"(\b(?:an?|the|your|this|each|every|another) )?{_ALONE}(1/2|1/3|2/3|1/4|3/4|[1357]/8)"
    r"(?![\w/])"
)
_SCORE = re.compile(rf"{_ALONE}([0-9]{{1,2}})/([0-9]{{1,2}})(?![\w/])")
_PAIR = re.compile(rf"{_ALONE}(24(?=/7(?![\w/]))|[1-9][0-9]{{1,2}}(?=/[1-9]?[1-9]0(?![\w/])))/")
_RATIO = re.compile(rf"{_ALONE}([0-9]{{1,2}}):([0-9]{{1,2}})(?![\w:])")
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_SETS = re.compile(
    rf"{_ALONE}([0-9]+)\s?[x{_TIMES_SIGN}]\s?"
    rf"(?={_NUMBER}(?:\sto\s{_NUMBER})?(?:[\s-]?({_UNIT})(?![\w{_APOSTROPHES}]))?)"
)
_OF_EACH = re.compile(rf"\b(sets?)\s[x{_TIMES_SIGN}]\s?(?=[0-9])")
_TIMES = re.compile(
    rf"(?<![\w{_TIMES_SIGN}])[x{_TIMES_SIGN}]\s?({_NUMBER})(?![\w.,]?[0-9])(?=(\s?[a-z])?)"
)
_DECADE = re.compile(
    r"\b((?:your|their|his|her|my|our|early|mid|late)\s)?((?:1[0-9]|20)?[2-9]0)"
    rf"[{_APOSTROPHES}]?s\b"
)
_AMOUNT = re.compile(
    rf"(\b(?:an?|one) )?{_ALONE}({_NUMBER})[\s-]?({_UNIT})(?![\w{_APOSTROPHES}])(\.(?=\s+[a-z]))?"
)
_ONE_THING = re.compile(
    r"\s(?:holds?|rests?|pauses?|breaks?)\b(?!\s+(?:an?|the|your|it|this|that|both|each|for|still)\b|\s+[0-9])"
)
"""What makes `2 s` an adjective: a hold, and not the verb of `for 2 s hold the stretch`."""
_BEFORE_A_VERB = re.compile(r"\b(?:[Ff]or|[Aa]fter|[Ww]ithin|[Ii]n|[Ee]very) $")
_RATE = re.compile(
    rf"((?<![0-9]){_NUMBER}(?:\s?(?:[a-z]+|%|{_TIMES_SIGN}))?|\b(?:[Oo]nce|[Tt]wice|times))"
    rf"(?:\s?/\s?|(?<=[0-9\s][x{_TIMES_SIGN}])\s)({'|'.join(_PER)})\b(?!/)"
)
_ALTERNATIVES = re.compile(
    rf"(?<![\w./:@\\{_APOSTROPHES}-])(?:[A-Za-z][A-Za-z{_APOSTROPHES}-]+\s?/\s?)+"
    rf"[A-Za-z][A-Za-z{_APOSTROPHES}-]+(?![\w/@:\\]|\.\w)"
)
_SIDE = re.compile(
    rf"(?<![\w.{_APOSTROPHES}-])(?:\(([RL])\)|([RL])(?=\s{_BODY}\b)|([RL])\s?(/|and|or)\s?([RL])"
    rf"|(?<=\bthe )([RL])(?=[,;:!?)]|\.(?:\s|$)|$))(?![\w{_APOSTROPHES}-])"
)
_CAPITAL = rf"[A-Z{_APOSTROPHES}]"
_CAPITALS = re.compile(
    rf"(?<![\w{_APOSTROPHES}-])(?:(?P<before>{_CAPITAL}+ )IT(?! bands?\b)|{_CAPITAL}{{2,}})"
    rf"(?![\w{_APOSTROPHES}-])"
)
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
    has_digits = any(char.isdigit() for char in text)
    if has_digits:
        text = with_times_of_day(with_dates(with_telephone_numbers(text)))
    text = _CAPITALS.sub(_in_small_letters, text)
    text = _SIDE.sub(_side, text)
    text = _RATE.sub(lambda found: f"{found[1]} {_PER[found[2]]}", text)
    text = _ALTERNATIVES.sub(_alternatives, text)
    return _without_digits(text) if has_digits else text


def _without_digits(text: str) -> str:
    text = _PART_OF_THE_WAY.sub(r"\1 of the way", _HALFWAY.sub("halfway", text))
    text = _FRACTION.sub(_fraction, text)
    text = _SCORE.sub(r"\1 out of \2", _PAIR.sub(r"\1 ", text))
    text = _RATIO.sub(r"\1 to \2", text)
    text = _RANGE.sub(r"\1 to \2", text)
    text = _OF_EACH.sub(r"\1 of ", text)
    text = _SETS.sub(_sets, text)
    text = _TIMES.sub(lambda found: f"for {found[1]}" if found[2] else f"{found[1]} times", text)
    text = _DECADE.sub(_decade, text)
    text = _AMOUNT.sub(_amount, text)
    text = _ORDINAL.sub(lambda found: _number(found[1], to="ordinal"), text)
    text = _LETTER_AND_NUMBER.sub(r"\1 ", text)
    return _ANY.sub(lambda found: _number(found[1]) + (" " if found[2] else ""), text)


def _fraction(found: re.Match[str]) -> str:
    before = found[1] or ""
    numerator, denominator = found[2].split("/")
    name = _PARTS.get(denominator) or _number(denominator, to="ordinal")
    if numerator != "1":
        return f"{before}{_number(numerator)} {'halves' if denominator == '2' else f'{name}s'}"
    return f"{before or ('an ' if name == 'eighth' else 'a ')}{name}"


def _sets(found: re.Match[str]) -> str:
    """Write out the sign in `3x10` (sets of reps), `3 x 30 s` (times) and `2 x 3 m` (lengths)."""
    number, unit = found.groups()
    if unit in _LENGTHS:
        return f"{number} by "
    if unit:
        return "once " if number == "1" else f"{number} times "
    return f"{number} {'set' if number == '1' else 'sets'} of "


def _decade(found: re.Match[str]) -> str:
    """Write out a decade such as `your 60s` or `the 1990s`. A bare `60s` is a time and stays."""
    before, years = found[1] or "", found[2]
    century, decade = years[:-2], years[-2:]
    if not before and not century:
        return found[0]
    many = _number(decade).removesuffix("y") + "ies"
    return f"{before}{_number(century)} {many}" if century else f"{before}{many}"


def _amount(found: re.Match[str]) -> str:
    """Write out an amount: `2 s` is two seconds, but `a 2 s hold` a two-second hold."""
    before, number = found[1] or "", found[2]
    one, many = _UNITS[found[3]]
    start, end = found.span()
    if before or (
        _ONE_THING.match(found.string, end)
        and not _BEFORE_A_VERB.search(found.string[max(0, start - _BACK) : start])
    ):
        follows = re.match(r"\s[a-z]", found.string[end : end + 2])
        return f"{before}{_number(number)}{'-' if follows else ' '}{one}"
    return f"{_number(number)} {one if number == '1' else many}"


def _alternatives(found: re.Match[str]) -> str:
    """Write out the stroke in `chair/wall`: `or` is true even if both are meant."""
    words = re.split(r"\s?/\s?", found[0])
    between = " " if {"and", "or"} & {word.lower() for word in words} else " or "
    return between.join(words)


def _side(found: re.Match[str]) -> str:
    """Write out `R leg`, `(L)` and `L/R`."""
    alone = found[1] or found[2] or found[6]
    if alone:
        return _capitalised_as_in(found, _SIDES[alone])
    between = "or" if found[4] == "/" else found[4]
    return _capitalised_as_in(found, f"{_SIDES[found[3]]} {between} {_SIDES[found[5]]}")


def _in_small_letters(found: re.Match[str]) -> str:
    """Write emphasised words in small letters, because a voice can spell out capitals."""
    first = (found["before"] or found[0]).replace(_APOSTROPHES[1], _APOSTROPHES[0])
    is_emphasised = _EMPHASISED.fullmatch(first.rstrip())
    return _capitalised_as_in(found, found[0].lower()) if is_emphasised else found[0]


def _capitalised_as_in(found: re.Match[str], words: str) -> str:
    """Begin with a capital at the start of a sentence, by which voices find it."""
    start = found.start()
    before = found.string[max(0, start - _BACK) : start]
    return words[0].upper() + words[1:] if re.search(r"(?:^|[.!?…]\s+)$", before) else words


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
