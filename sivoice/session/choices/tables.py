"""A session -> the tables from which its page makes every session that can be chosen on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from sivoice.compile.compiler import LEAD_IN, LEAD_OUT, SessionCompiler, compile_session
from sivoice.compile.plan import Chapter, Plan
from sivoice.compile.resolve import Bound
from sivoice.compile.steps import ChapterStep, Hold, Rest, Say, Steps, TimedCue
from sivoice.export.page import labels
from sivoice.options.options import Guidance, Options
from sivoice.schedule.scheduler import Length, build_timeline
from sivoice.schedule.timeline import Clip, Timeline, Utterance
from sivoice.script.library import LoadedScript
from sivoice.script.limits import REPS_LIMIT, SESSION_LIMIT
from sivoice.script.vocabulary import (
    DEFAULT_HOLD,
    DEFAULT_REST,
    DEFAULT_SETS,
    LYING,
    ChimeKind,
)
from sivoice.session.choices.chapters import POSITIONS, SIDES, Choosable, is_sided
from sivoice.session.choices.freedom import is_too_much
from sivoice.session.choices.lists import Lists
from sivoice.session.choices.offer import offer
from sivoice.session.choices.own import OwnTables
from sivoice.session.choices.reach import FREEDOMS, Doses, Reach, reach_of
from sivoice.session.choices.stretch import StretchTables
from sivoice.session.fit import ATTEMPTS, FINE, PACES, TOLERANCE, lengths_to_fit
from sivoice.session.ladder import MOST_SETS, PRESCRIBED
from sivoice.session.lengths import hold_matters
from sivoice.units import MINUTE, SECOND, Milliseconds

_LONGEST = 30
"""A session of this many minutes can be chosen, however short the written one is."""
_APART: Milliseconds = 60 * SECOND
"""Longer than any chime rings."""
_TIMES = 3
"""A session can be chosen to be this many times as long as the written one.

The voice says each of these lengths.
"""


class Tables(Struct, frozen=True):
    """The tables of a session, complete but for the lengths of the clips."""

    clips: Mapping[Clip, str]
    """Every clip that a choice needs, in the order of its number.

    Each has the place in a script that it is for, `file:line`; a chime has none.
    """
    data: Mapping[str, Any]
    scripts: LoadedScript
    options: Options
    """Those that the session was made with."""
    asked: Options
    """Those that fitting it to another length does not change."""
    reach: Reach
    steps: Sequence[Steps]
    """Each list of steps once."""
    cues: Sequence[tuple[tuple[TimedCue, ...], bool]]
    """Each list of cues of a hold once, with whether it is the hold of a rep."""

    def timelines(self, length: Length) -> Iterator[Timeline]:
        """Yield timelines in which everything is heard that can be chosen.

        Sounds that are close together in any session that can be chosen are so in one of them, and
        no others. Raises VoiceError.
        """
        cues = [(Hold(_APART, cues, "", light),) for cues, light in self.cues]
        with_minutes = [steps for steps in self.steps if any(map(_says_minutes, steps))]
        yield build_timeline(self._plan([*self.steps, *cues]), length, minutes=1)
        for minutes in range(2, self.data["longest"] + 1) if with_minutes else ():
            yield build_timeline(self._plan(with_minutes), length, minutes=minutes)

    def _plan(self, heard: Iterable[Steps]) -> Plan:
        """Return a plan in which these steps are heard, far apart."""
        apart = Rest(_APART)
        steps = tuple(step for some in heard for step in (*some, apart))
        plan = compile_session(self.scripts, self.options)
        return replace(plan, chapters=(Chapter(plan.title, opening=steps),))

    def as_json(self, length: Length) -> dict[str, Any]:
        """Return the tables with the lengths of the clips, and what can be chosen.

        Raises VoiceError.
        """
        compiler = SessionCompiler(self.scripts, self.options)
        samples = build_timeline(compile_session(self.scripts, self.options), length).samples
        fitted = lengths_to_fit(self.scripts, self.options, self.asked, length)
        longest = self.data["longest"]
        offered = offer(compiler, self.options, self.reach, longest, samples, fitted)
        clips = [_clip(clip, length(clip)) for clip in self.clips]
        return {**self.data, "clips": clips, "offer": offered}


def tables(
    scripts: LoadedScript,
    options: Options,
    asked: Options,
    minutes: int,
    figures: Sequence[str] = (),
) -> Tables | None:
    """Make the tables of a session; None if it says too much about its doses for any choice.

    `options` are those that it was made with, and `asked` those of the command line, which fitting
    it to another length does not change. `minutes` is the length of the session as it was made.
    `figures` are the names of the figures that the page can show.
    """
    longest = min(max(_LONGEST, _TIMES * minutes), SESSION_LIMIT // MINUTE)
    options = replace(options, fit=None)
    level = replace(options, pace=1.0)
    compilers = {
        (guidance, coaching, countdown): SessionCompiler(
            scripts,
            replace(
                level,
                guidance=guidance,
                coaching=None if coaching else False,
                countdown=countdown,
            ),
        )
        for guidance in Guidance
        for coaching in (False, True)
        for countdown in (False, True)
    }
    compiler = SessionCompiler(scripts, level)
    header = scripts.session.header()
    default_hold, default_sets = header.hold or DEFAULT_HOLD, header.sets or DEFAULT_SETS
    for freedom in FREEDOMS:
        reach = reach_of(compiler.bound, asked, default_hold, default_sets, freedom)
        if not is_too_much(scripts, compiler.bound, reach, longest):
            break
    else:
        return None
    lists = Lists(longest)
    own = OwnTables(scripts, level, reach, lists)
    opening, closing = own.opening(), own.closing()
    plays = []
    known: dict[object, dict[str, Any]] = {}
    """The tables of stretches that a session plays several times."""
    for index, bound in enumerate(compiler.bound):
        doses = reach.doses[index]
        key = (bound.name, bound.variant, bound.names, doses)
        if key not in known:
            made = StretchTables(index, Choosable(compilers), doses, lists, compiler.rounds)
            known[key] = {**made.data(), "titles": made.titles()}
        play = {**_play(bound, doses), **known[key]}
        play["after"] = [*play["after"], own.between(index)]
        play["has"] = [name for name in own.names if name in bound.names]
        plays.append(play)
    data = {
        "written": {
            "guidance": [*Guidance].index(options.guidance or Guidance.FULL),
            "coaching": options.coaching is not False,
            "countdown": bool(options.countdown),
            "pace": options.pace or 1.0,
        },
        "longest": longest,
        "rounds": compiler.rounds,
        "leadIn": LEAD_IN,
        "leadOut": LEAD_OUT,
        "defaultRest": DEFAULT_REST,
        "defaultHold": default_hold,
        "defaultSets": default_sets,
        "standing": 0,
        "lying": [POSITIONS.index(one) for one in LYING],
        "positions": [one.value for one in POSITIONS],
        "names": own.names,
        "opening": opening,
        "plays": plays,
        "closing": closing,
        "marks": _marks(plays, lists),
        "page": _page(compiler, figures),
        "fit": {
            "tolerance": TOLERANCE,
            "paces": PACES,
            "fine": FINE,
            "attempts": ATTEMPTS,
            "mostSets": MOST_SETS,
            "mostReps": REPS_LIMIT,
            "prescribed": PRESCRIBED,
            "keepsPace": asked.pace is not None,
            "keeps": {
                one.name: {
                    "hold": asked.hold.of(one.name) is not None,
                    "sets": asked.sets.of(one.name) is not None,
                    "reps": asked.reps.of(one.name) is not None,
                }
                for one in compiler.bound
            },
        },
    }
    found: dict[str, Any] = to_builtins(
        data | {"steps": lists.steps, "cues": lists.cues, "lists": lists.lists}
    )
    return Tables(lists.clips, found, scripts, options, asked, reach, [*lists.said], [*lists.held])


def _page(compiler: SessionCompiler, figures: Sequence[str]) -> dict[str, Any]:
    """Return what the page shows beside the plan: labels, and the words for times and places."""
    words = compiler.words
    shown, page = words.shown, words.page
    header = compiler.header
    return {
        "title": compiler.title,
        "language": compiler.language,
        "howOften": header.how_often and header.how_often.text,
        "figures": figures,
        "labels": labels(words),
        "words": {
            "sides": {"rightSide": words.sides.right_side, "leftSide": words.sides.left_side},
            "time": {name: getattr(words.time, name) for name in words.time.__struct_fields__},
            "shown": {
                "set": shown.set,
                "rep": shown.rep,
                "timedHold": shown.timed_hold,
                "timedTimer": shown.timed_timer,
                "timedRest": shown.timed_rest,
                "theHold": shown.the_hold,
                "theEnd": shown.the_end,
                "of": shown.of,
                "howOften": shown.how_often,
            },
            "page": {
                "length": page.length,
                "stretch": page.stretch,
                "stretches": page.stretches,
            },
        },
    }


def _play(bound: Bound, doses: Doses) -> dict[str, Any]:
    """Return what is known of a stretch without its tables."""
    ends = bound.header.ends or bound.header.position
    position = bound.header.position
    return {
        "name": bound.name,
        "variant": bound.variant,
        "title": bound.script.title,
        "language": bound.header.language,
        "position": None if position is None else POSITIONS.index(position),
        "ends": None if ends is None else POSITIONS.index(ends),
        "hold": bound.hold,
        "sets": bound.sets,
        "reps": bound.reps,
        "hasHold": doses.has_hold,
        "hasSets": doses.has_sets,
        "hasReps": doses.has_reps,
        "holdMatters": hold_matters(bound),
        "safe": [bound.header.safe_hold.shortest, bound.header.safe_hold.longest],
        "rest": bound.rest,
        "firstSide": SIDES.index(bound.first_side),
        "sides": [SIDES.index(side) for side in bound.sides],
        "sided": is_sided(bound),
        "howOften": bound.header.how_often and bound.header.how_often.text,
    }


def _marks(plays: Sequence[Mapping[str, Any]], lists: Lists) -> dict[str, list[int]]:
    """Return the clips at both ends of a hold, and of a rep's hold, if there are any."""
    marks = {}
    passes = [play["pass"] for play in plays if play["pass"]]
    if any(one["hold"] for one in passes):
        marks["hold"] = [lists.clip(ChimeKind.START), lists.clip(ChimeKind.END)]
    if any(one["rep"] and one["rep"]["hold"] for one in passes):
        marks["light"] = [lists.clip(ChimeKind.REP_START), lists.clip(ChimeKind.REP_END)]
    return marks


def _says_minutes(step: ChapterStep) -> bool:
    return isinstance(step, Say) and len(step.parts) > 1


def _clip(clip: Clip, length: int) -> dict[str, Any]:
    if isinstance(clip, Utterance):
        return {"text": clip.spoken, "calm": clip.calm, "length": length}
    return {"chime": clip.value, "length": length}
