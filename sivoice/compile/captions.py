"""Place in a plan -> the words for where the listener is and what comes next.

Used by the screen, the page, the lyrics, the transcript and the terminal's tables.
"""

from __future__ import annotations

from sivoice.compile.plan import Chapter, Hold, Pass, Place, Plan
from sivoice.language import Language
from sivoice.script.vocabulary import Side


def side_caption(side: Side, words: Language) -> str:
    """Return the words for a side: `right side`."""
    return words.shown.side.format(side=words.side(side))


def where(side: Side | None, set: int | None, sets: int, words: Language) -> str:
    """Return the side and set as text: `right side, set 2`. Empty if there is neither.

    The set is named only if there is more than one.
    """
    parts = []
    if side is not None:
        parts.append(side_caption(side, words))
    if set is not None and sets > 1:
        parts.append(words.shown.set.format(set=set))
    return ", ".join(parts)


def where_in(place: Place, words: Language) -> str:
    """Return the side and set of a place as text."""
    return where(place.side, place.set, place.sets, words)


def following(plan: Plan, place: Place, words: Language) -> str:
    """Say what comes after a place: `hold 30 seconds`, `left side`, a title or `the end`."""
    match plan.following(place):
        case Hold() as hold:
            return words.shown.timed_hold.format(time=words.lasting(hold.ms))
        case Pass() as next_pass:
            sets = plan.chapters[place.chapter].sets
            return where(next_pass.side, next_pass.set, sets, words) or words.shown.the_hold
        case Chapter() as chapter:
            return chapter.title
        case None:
            return words.shown.the_end


def capitalised(text: str) -> str:
    """Capitalise the first letter, for a caption that stands by itself."""
    return text[:1].upper() + text[1:]
