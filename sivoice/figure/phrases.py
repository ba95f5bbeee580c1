"""How the parts of a pose are written: the words after the colon of a line."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from msgspec.structs import replace

from sivoice.figure.places import PARTS
from sivoice.figure.pose import Arrow, Limb, Place, Prop, Region, Side, Turn, View
from sivoice.script.vocabulary import Position

_Value = TypeVar("_Value")

NUMBER = r"(-?\d{1,3}(?:\.\d)?)"
PROPS = ("wall", "chair", "step", "block", "mat", "cushion", "ball", "strap")
_OFFSET = re.compile(rf"{NUMBER} (forward|back|right|left|up|down)")
_OFFSETS = {
    "forward": ("forward", 1),
    "back": ("forward", -1),
    "right": ("right", 1),
    "left": ("right", -1),
    "up": ("up", 1),
    "down": ("up", -1),
}
_SHARE = re.compile(r"(\d{1,2})% along")
_PLACE = re.compile(
    r"(?:the )?(?:(right|left) )?("
    + "|".join(sorted((*PARTS, *PROPS, "floor", "chair back"), key=len, reverse=True))
    + ")"
)
_SIDED = PARTS - {"head", "forehead", "chest", "belly", "back", "lower back", "hips", "neck"}
_TOUCH = re.compile(r"(hand|foot|heel|toes|ankle) (on|behind|at) (.+)")
_POINTS = re.compile(
    r"(?:elbow|knee) ((?:out|in|forward|back|up|down)(?: and (?:out|in|up|down|back|forward))?)"
)
_ANGLES = {
    "arm": {
        rf"shoulder {NUMBER}": ("bend", 1),
        rf"elbow {NUMBER}": ("second", 1),
    },
    "leg": {
        rf"hip {NUMBER}": ("bend", 1),
        rf"knee {NUMBER}": ("second", 1),
        rf"toes {NUMBER} up": ("toes_up", 1),
        rf"toes {NUMBER} down": ("toes_up", -1),
    },
}
_BOTH = {
    rf"out {NUMBER}": ("out", 1),
    rf"in {NUMBER}": ("out", -1),
    rf"turned out {NUMBER}": ("turned_out", 1),
    rf"turned in {NUMBER}": ("turned_out", -1),
}
_TURNS = {
    "forward": ("forward", 1),
    "back": ("forward", -1),
    "to the right": ("right", 1),
    "to the left": ("right", -1),
}
_TURN = re.compile(rf"{NUMBER} (forward|back|to the right|to the left)")
_TURNED = re.compile(rf"turned {NUMBER} to the (right|left)")
_VIEW = re.compile(r"from (?:the (right|left|front|back)|(above))")
_VIEW_MORE = re.compile(rf"{NUMBER} (to the front|to the back|above)")
_REGION = re.compile(
    r"(?:(front|back|inside|outside) of the )?(?:(right|left) )?"
    r"(thigh|shin|hip|buttock|belly|lower back|back|side|shoulder|upper arm)"
)
_WAYS = {
    "up": (0.0, 0.0, 1.0),
    "down": (0.0, 0.0, -1.0),
    "forward": (0.0, 1.0, 0.0),
    "back": (0.0, -1.0, 0.0),
    "right": (1.0, 0.0, 0.0),
    "left": (-1.0, 0.0, 0.0),
}
_ARROW = re.compile(
    r"from ([a-z ]+?)(?:, (.*?))?, (?:to (.+)|((?:up|down|forward|back|right|left)(?: and \w+)?))"
)


class UnreadableError(Exception):
    """Raised for words that mean nothing; its arguments are the words and the help."""

    def __init__(self, words: str, help: str) -> None:
        super().__init__(words)
        self.words = words
        self.help = help


def phrases(text: str) -> list[str]:
    """Split what is written into its phrases."""
    return [" ".join(part.split()) for part in text.split(",")]


def read_place(words: str) -> Place:
    """Read a place such as `right thigh` or `the floor`."""
    match = _PLACE.fullmatch(words)
    if match is None:
        known = ", ".join(sorted({*PARTS, *PROPS, "floor"}))
        raise UnreadableError(words, f"name one of these places: {known}")
    side, part = match.groups()
    if part in _SIDED and side is None:
        raise UnreadableError(words, f"write `right {part}` or `left {part}`")
    return Place(part, _side(side))


def moved(place: Place, phrase: str) -> Place | None:
    """Return a place with the offset or the share of a phrase, or None if it is neither."""
    if match := _OFFSET.fullmatch(phrase):
        name, sign = _OFFSETS[match[2]]
        changed: Place = _changed(place, name, getattr(place, name) + sign * float(match[1]))
        return changed
    if match := _SHARE.fullmatch(phrase):
        return replace(place, share=int(match[1]) / 100)
    return None


def read_limb(text: str, kind: str) -> Limb:
    """Read an arm or a leg."""
    limb = Limb()
    for phrase in phrases(text):
        if limb.place is not None and (place := moved(limb.place, phrase)):
            limb = replace(limb, place=place)
        else:
            limb = _limb_with(limb, phrase, kind)
    return limb


def _limb_with(limb: Limb, phrase: str, kind: str) -> Limb:
    for pattern, (name, sign) in {**_ANGLES[kind], **_BOTH}.items():
        if match := re.fullmatch(pattern, phrase):
            return _changed(limb, name, sign * float(match[1]))
    if phrase == "straight":
        return limb
    if phrase == "forearm on the floor" and kind == "arm":
        return replace(limb, touching="elbow", place=Place("floor"))
    if match := _POINTS.fullmatch(phrase):
        return replace(limb, points=match[1])
    match = _TOUCH.fullmatch(phrase)
    if match is not None and (match[1] == "hand") == (kind == "arm"):
        place = replace(read_place(match[3]), behind=match[2] == "behind")
        return replace(limb, touching=match[1], place=place)
    raise UnreadableError(
        phrase,
        "write angles such as `shoulder 90`, `out 30` or `elbow 45`, or `hand on right knee`"
        if kind == "arm"
        else "write angles such as `hip 90`, `out 30` or `knee 45`, or `foot on the floor`",
    )


def read_turn(text: str) -> Turn:
    """Read how the trunk, the spine or the head is turned."""
    turn = Turn()
    for phrase in phrases(text):
        if match := _TURN.fullmatch(phrase):
            name, sign = _TURNS[match[2]]
            turn = _changed(turn, name, sign * float(match[1]))
        elif match := _TURNED.fullmatch(phrase):
            turn = replace(turn, turned=float(match[1]) * (1 if match[2] == "right" else -1))
        elif phrase != "straight":
            raise UnreadableError(
                phrase,
                "write `30 forward`, `30 back`, `30 to the right` or `turned 30 to the right`",
            )
    return turn


def read_view(text: str) -> View:
    """Read where the person is looked at from."""
    first, *more = phrases(text)
    match = _VIEW.fullmatch(first)
    if match is None:
        raise UnreadableError(first, "write `from the right`, `from the front` or `from above`")
    view = View(match[1] or match[2])
    for phrase in more:
        match = _VIEW_MORE.fullmatch(phrase)
        if match is None:
            raise UnreadableError(phrase, "write `20 to the front`, `20 to the back` or `15 above`")
        name = "above" if match[2] == "above" else "round"
        sign = -1 if match[2] == "to the back" else 1
        view = _changed(view, name, sign * float(match[1]))
    return view


def read_body(text: str) -> str:
    """Read the position of the body, as the field `position` of a script names it."""
    if text not in list(Position):
        raise UnreadableError(text, f"write one of these: {'; '.join(Position)}")
    return text


def read_number(text: str) -> float:
    """Read how high something is."""
    if re.fullmatch(rf"{NUMBER} high", text) is None:
        raise UnreadableError(text, "write `45 high`, in percent of the body's height")
    return float(text.removesuffix(" high"))


def read_regions(text: str) -> tuple[Region, ...]:
    """Read what is stretched."""
    found = []
    for phrase in phrases(text):
        match = _REGION.fullmatch(phrase)
        if match is None:
            raise UnreadableError(
                phrase, "write `back of the right thigh`, `right buttock`, `belly` or `lower back`"
            )
        found.append(Region(match[3], _side(match[2]), match[1] or ""))
    return tuple(found)


def read_arrow(text: str) -> Arrow:
    """Read an arrow."""
    match = _ARROW.fullmatch(text)
    if match is None:
        raise UnreadableError(text, "write `from right knee, 5 up, to chest` or `from hips, up`")
    start, offsets, towards, words = match.groups()
    place = read_place(start)
    for phrase in phrases(offsets) if offsets else []:
        further = moved(place, phrase)
        if further is None:
            raise UnreadableError(phrase, "write `5 up` or `8 forward`")
        place = further
    if towards is not None:
        return Arrow(place, read_place(towards))
    x = y = z = 0.0
    for word in words.split(" and "):
        if word not in _WAYS:
            raise UnreadableError(word, f"write one of {', '.join(_WAYS)}")
        way = _WAYS[word]
        x, y, z = x + way[0], y + way[1], z + way[2]
    return Arrow(place, None, (x, y, z))


def read_prop(kind: str, text: str) -> Prop:
    """Read something that the stretch is done with."""
    place, high, turned = Place("floor"), {"chair": 26.0, "block": 12.0}.get(kind, 0.0), False
    ends: list[Place] = []
    for phrase in phrases(text):
        further = moved(place if not ends else ends[-1], phrase)
        if further is not None:
            if ends:
                ends[-1] = further
            else:
                place = further
        elif re.fullmatch(rf"{NUMBER} high", phrase):
            high = float(phrase.removesuffix(" high"))
        elif phrase == "facing away" and kind == "chair":
            turned = True
        elif phrase.startswith("from "):
            place = read_place(phrase.removeprefix("from "))
        elif phrase.startswith("to "):
            ends.append(read_place(phrase.removeprefix("to ")))
        elif phrase.startswith(("under ", "on ")):
            place = read_place(phrase.partition(" ")[2])
        else:
            raise UnreadableError(
                phrase, "write where it is, such as `30 forward` or `under head`, and `20 high`"
            )
    return Prop(kind, place, high, turned, tuple(ends))


def read_limbs(text: str) -> tuple[str, ...]:
    """Read the names of parts of limbs."""
    found = phrases(text)
    pattern = r"(right|left) (upper arm|forearm|hand|thigh|shin|foot)"
    for phrase in found:
        if re.fullmatch(pattern, phrase) is None:
            raise UnreadableError(phrase, "write `right forearm` or `left shin`")
    return tuple(found)


def read_lighter(text: str) -> tuple[str, ...]:
    """Read the limbs that are drawn lighter."""
    if text == "none":
        return ()
    found = phrases(text)
    for phrase in found:
        if re.fullmatch("(right|left) (arm|leg)", phrase) is None:
            raise UnreadableError(phrase, "write `left leg`, `left leg, left arm` or `none`")
    return tuple(found)


def _side(word: str | None) -> Side | None:
    return "right" if word == "right" else "left" if word == "left" else None


def _changed(value: _Value, name: str, to: float) -> _Value:
    changes: dict[str, Any] = {name: to}
    changed: _Value = replace(value, **changes)  # type: ignore[type-var]
    return changed
