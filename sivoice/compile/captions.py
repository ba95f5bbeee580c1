"""Place in a plan -> the words for where the listener is and what comes next.

Used by the screen, the page, the lyrics, the transcript and the terminal's tables.
"""

from __future__ import annotations

from sivoice.compile.plan import Chapter, Pass, Place, Plan, Rep
from sivoice.compile.steps import Hold
from sivoice.language import Language
from sivoice.script.vocabulary import Side


def side_caption(side: Side, words: Language) -> str:
    """Return the words for a side: `right side`."""
    return words.sides.right_side if side is Side.RIGHT else words.sides.left_side


def where_in(place: Place, words: Language) -> str:
    """Return side, set and rep of a place as text: `right side, set 2, rep 4 of 10`.

    The set is named only if there is more than one. Empty if there is nothing to name.
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
    """Say what comes after a place: `hold 30 seconds`, `left side`, a title or `the end`."""
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


def how_often(plan: Plan, words: Language) -> list[str]:
    """Return how often to do the session, and each stretch for which that is different."""
    texts: dict[str, None] = {}
    if plan.how_often is not None:
        texts[words.shown.how_often.format(often=plan.how_often.text)] = None
    for chapter in plan.chapters:
        if chapter.how_often is not None and chapter.how_often != plan.how_often:
            texts[f"{chapter.stretch_title}: {chapter.how_often.text}"] = None
    return list(texts)


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
    """Capitalise the first letter, for a caption that stands by itself."""
    return text[:1].upper() + text[1:]
