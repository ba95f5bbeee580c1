"""Places of a plan -> the words that say where one is and what comes next.

The screen, the page, the lyrics, the transcript and the terminal's tables all use them.
"""

from __future__ import annotations

from sivoice.compile.plan import Chapter, Hold, Pass, Place, Plan, Rep
from sivoice.language import Language
from sivoice.script.vocabulary import Side


def side_caption(side: Side, words: Language) -> str:
    """`right side`."""
    return words.shown.side.format(side=words.side(side))


def where_in(place: Place, words: Language) -> str:
    """Side, set and rep of a place: `right side, set 2, rep 4 of 10`; empty if it has none.

    The set is named only if there are several.
    """
    parts = []
    if place.side is not None:
        parts.append(side_caption(place.side, words))
    if place.set is not None and place.sets > 1:
        parts.append(words.shown.set.format(set=place.set))
    if place.rep is not None:
        parts.append(words.shown.rep.format(rep=place.rep, reps=place.reps))
    return ", ".join(parts)


def following(plan: Plan, place: Place, words: Language) -> str:
    """What comes after a place: `hold 30 seconds`, `left side`, the next chapter, `the end`."""
    match plan.following(place):
        case Hold() as hold:
            return words.shown.timed_hold.format(time=words.lasting(hold.ms))
        case Rep():
            chapter = plan.chapters[place.chapter]
            reps = len(chapter.passes[place.pass_number or 0].reps)
            return words.shown.rep.format(rep=(place.rep or 0) + 1, reps=reps)
        case Pass() as one:
            return _pass_caption(plan.chapters[place.chapter], one, words)
        case Chapter() as chapter:
            return chapter.title
        case None:
            return words.shown.the_end


def _pass_caption(chapter: Chapter, one: Pass, words: Language) -> str:
    """Side and set of a pass; if it has neither, what is done in it."""
    there = where_in(Place(side=one.side, set=one.set, sets=chapter.sets), words)
    if there:
        return there
    if one.hold is not None:
        return words.shown.the_hold
    if one.practice:
        return chapter.title
    return words.shown.rep.format(rep=1, reps=len(one.reps))


def capitalised(text: str) -> str:
    """A caption that stands by itself: its first letter is a capital."""
    return text[:1].upper() + text[1:]
