"""Places of a plan -> the words that say where one is and what comes next.

The screen, the page, the lyrics, the transcript and the terminal's tables all use them.
"""

from __future__ import annotations

from sivoice.compile.plan import Chapter, Hold, Pass, Place, Plan
from sivoice.language import Language
from sivoice.script.vocabulary import Side


def side_caption(side: Side, words: Language) -> str:
    """`right side`."""
    return words.shown.side.format(side=words.side(side))


def where(side: Side | None, set: int | None, sets: int, words: Language) -> str:
    """Side and set, `right side, set 2`; the set only if there are several; empty if neither."""
    parts = []
    if side is not None:
        parts.append(side_caption(side, words))
    if set is not None and sets > 1:
        parts.append(words.shown.set.format(set=set))
    return ", ".join(parts)


def where_in(place: Place, words: Language) -> str:
    """Side and set of a place."""
    return where(place.side, place.set, place.sets, words)


def following(plan: Plan, place: Place, words: Language) -> str:
    """What comes after a place: `hold 30 seconds`, `left side`, the next chapter, `the end`."""
    match plan.following(place):
        case Hold() as hold:
            return words.shown.timed_hold.format(time=words.lasting(hold.ms))
        case Pass() as one:
            sets = plan.chapters[place.chapter].sets
            return where(one.side, one.set, sets, words) or words.shown.the_hold
        case Chapter() as chapter:
            return chapter.title
        case None:
            return words.shown.the_end


def capitalised(text: str) -> str:
    """A caption that stands by itself: its first letter is a capital."""
    return text[:1].upper() + text[1:]
