"""LoadedScript + options -> Plan: sides, sets, repeats and variants expanded, every blank filled but the minutes."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from sivoice.compile.cues import CueWriter, Phrasing, has_words
from sivoice.compile.plan import Chapter, Chime, Hold, Pad, Place, Plan, Rest, Step, Timer
from sivoice.compile.positions import get_ready, words
from sivoice.compile.resolve import Bound, Circumstances, bind, languages, stands
from sivoice.options.options import Guidance, Options
from sivoice.options.words import in_words
from sivoice.script import nodes
from sivoice.script.library import LoadedScript
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import (
    CAUTIONS,
    CLOSE,
    DEFAULT_HOLD,
    DEFAULT_SETS,
    EACH_SIDE,
    FINISH,
    FIRST_SIDE,
    HELD,
    HOLD,
    MOVE,
    NEXT_SIDE,
    SET_UP,
    WARM_UP,
    WELCOME,
    ChimeKind,
    Position,
    Side,
)
from sivoice.units import SECOND, Milliseconds

LEAD_IN: Milliseconds = 500
"""Silence first: players clip the first half second."""
LEAD_OUT: Milliseconds = 1 * SECOND
GAP_TO_ACT: Milliseconds = 1_500
"""After a cue that asks for something to be done."""
GAP: Milliseconds = 600
BEFORE_HOLD: Milliseconds = 3 * SECOND
BEFORE_HOLD_OTHER_SIDE: Milliseconds = 7 * SECOND
DEFAULT_ANNOUNCEMENT = "Next: {name}."


def compile_session(scripts: LoadedScript, options: Options) -> Plan:
    """The plan of a session that was read without errors. Raises UsageError where no stretch is left to do."""
    bound = bind(scripts, options)
    compiler = _Compiler(scripts, options, bound)
    compiler.opening()
    at = Position.STANDING
    for stretch in bound:
        at = compiler.stretch(stretch, at)
    compiler.closing()
    return Plan(
        scripts.name,
        scripts.session.script.title,
        tuple(compiler.steps),
        options.speech_rate or 1.0,
        languages(scripts)[0],
        in_words(options),
    )


def pad_of(options: Options) -> Pad | None:
    """What is to sound through the holds; a sound of the listener's own is wish enough for a pad."""
    wanted = options.pad if options.pad is not None else options.pad_sound is not None
    if not wanted and not options.breath:
        return None
    sound = options.pad_sound if wanted else None
    return Pad(wanted and sound is None, sound, bool(options.breath))


class _Pass(Struct, frozen=True):
    """One time through a stretch's hold."""

    set: int
    side: Side | None
    changes_side: bool
    words: frozenset[Word]
    first: bool
    ends_set: bool


class _Compiler:
    """The steps so far, and the wishes they follow."""

    def __init__(self, scripts: LoadedScript, options: Options, bound: list[Bound]) -> None:
        self.scripts = scripts
        self.bound = bound
        self.header = scripts.session.header()
        self.options = options
        self.guidance = options.guidance or Guidance.FULL
        self.pace = options.pace or 1.0
        self.pad = pad_of(options)
        self.steps: list[Step] = []

    def opening(self) -> None:
        """What comes before the first stretch."""
        options = self.options
        welcome = self._own(WELCOME) if options.welcome is not False else []
        welcome += self._own(CAUTIONS) if options.cautions is not False else []
        warm_up = self._own(WARM_UP)
        if options.warm_up is None and options.welcome is not False:
            welcome += warm_up
        if welcome:
            self.steps += [Chapter(Place(), WELCOME), *welcome]
        if options.warm_up is not None and warm_up:
            self.steps += [Chapter(Place(), WARM_UP), Chime(Place(), ChimeKind.SOFT), *warm_up]

    def closing(self) -> None:
        """What comes after the last stretch."""
        close = self._own(CLOSE)
        if close:
            self.steps += [Chapter(Place(), CLOSE), Chime(Place(), ChimeKind.SOFT), *close]
        self.steps.append(Rest(Place(), LEAD_OUT))
        self.steps.insert(1, Rest(Place(), LEAD_IN))  # the first step is the first chapter

    @property
    def _talks(self) -> bool:
        return self.guidance is not Guidance.MINIMAL

    def _own(self, name: str) -> list[Step]:
        """The lines of one of the session's own sections."""
        session = self.scripts.session.script
        blanks = {
            "name": session.title,
            "hold": f"{self._common([one.hold for one in self.bound], self.header.hold or DEFAULT_HOLD) / SECOND:g}",
            "sets": str(
                self._common([one.sets for one in self.bound], self.header.sets or DEFAULT_SETS)
            ),
        }
        say = CueWriter(Phrasing(session.source, blanks, self.header.pronounce, self.pace), Place())
        names = frozenset({name for one in self.bound for name in one.names})
        lines = self._heard(session.sections_for(name, None), Circumstances(names, self.guidance))
        return self._lines(lines, say, GAP, all_of_them=self._talks or name == CAUTIONS)

    @staticmethod
    def _common(values: list[int], otherwise: int) -> int:
        """What all the stretches have, or what the session says where they differ."""
        return values[0] if len(set(values)) == 1 else otherwise

    def _heard(self, sections: Iterable[nodes.Section], now: Circumstances) -> list[nodes.Line]:
        """The lines whose guards hold; the moments after a timer only where the timer itself is heard."""
        heard: list[nodes.Line] = []
        timer_runs = True
        for section in sections:
            for line in section.spoken:
                body = line.body
                line_stands = stands(line.guards, now)
                if isinstance(body, nodes.Timer):
                    timer_runs = line_stands and (
                        body.ms is not None or self.options.warm_up is not None
                    )
                    line_stands = timer_runs
                elif not line.moments:
                    timer_runs = True
                if line_stands and (timer_runs or not line.moments):
                    heard.append(line)
        return heard

    def _lines(
        self,
        lines: Iterable[nodes.Line],
        say: CueWriter,
        gap: Milliseconds,
        *,
        all_of_them: bool = True,
    ) -> list[Step]:
        """Lines outside a hold, with their gaps; the moments after a timer go into it.

        Where not all of them are spoken, timers still are: nobody could know what their time is for.
        """
        steps: list[Step] = []
        for line in lines:
            body = line.body
            if isinstance(body, nodes.Timer):
                ms = body.ms or self.options.warm_up or 0
                steps.append(
                    Timer(
                        say.place,
                        ms,
                        say.opening(body.parts, body.span),
                        say.phrasing.source.at(line.span),
                    )
                )
            elif isinstance(body, nodes.Cue) and line.moments:
                if steps and isinstance(timer := steps[-1], Timer):
                    cue = say.timed(line.moments[0], timer.ms, body)
                    steps[-1] = replace(timer, cues=(*timer.cues, cue))
            elif isinstance(body, nodes.Cue) and all_of_them:
                steps += say.line(body, gap)
        return steps

    def stretch(self, bound: Bound, before: Position) -> Position:
        """One stretch, from its announcement to its finish; the position it ends in."""
        place = Place(bound.name)
        title = bound.script.title
        blanks = {"name": title, "hold": f"{bound.hold / SECOND:g}", "sets": str(bound.sets)}
        pronounce = {**dict(self.header.pronounce), **dict(bound.header.pronounce)}
        phrasing = Phrasing(bound.script.source, blanks, tuple(pronounce.items()), self.pace)
        say = CueWriter(phrasing, place)
        position = bound.header.position or before
        self.steps += [Chapter(place, title), Chime(place, ChimeKind.SOFT)]
        announce = bound.announce or (
            nodes.Text(bound.script.title_span, DEFAULT_ANNOUNCEMENT.format(name=title)),
        )
        self.steps += say.line(nodes.Cue(bound.script.title_span, announce), GAP)
        if change := words(before, position):
            self.steps += say.line(
                nodes.Cue(bound.script.title_span, (nodes.Text(bound.script.title_span, change),)),
                GAP,
            )
        if self.options.cautions is not False:
            self.steps += self._section(bound, CAUTIONS, say, GAP, all_of_them=True)
        ready = bound.header.get_ready
        self.steps.append(
            phrasing.rest(
                get_ready(before, position) if ready is None else ready, place, to_get_ready=True
            )
        )
        self.steps += self._section(bound, SET_UP, say, GAP_TO_ACT, all_of_them=self._talks)
        if self._talks:
            self._move(bound, phrasing)
        for one in _passes(bound):
            self._hold(bound, one, phrasing)
        self.steps += self._section(bound, FINISH, say, GAP, all_of_them=self._talks)
        return bound.header.ends or position

    def _section(
        self, bound: Bound, name: str, say: CueWriter, gap: Milliseconds, *, all_of_them: bool
    ) -> list[Step]:
        now = Circumstances(bound.names, bound.guidance, bound.hold)
        lines = self._heard(bound.script.sections_for(name, bound.variant), now)
        return self._lines(lines, say, gap, all_of_them=all_of_them)

    def _move(self, bound: Bound, phrasing: Phrasing) -> None:
        """The movement, again and again; its first side is the session's, whichever sides are held."""
        sections = bound.script.sections_for(MOVE, bound.variant)
        say = CueWriter(phrasing, Place(bound.name, bound.first_side))
        for time in range(next((s.times for s in sections if s.times), 1 if sections else 0)):
            word = Word.FIRST_TIME if time == 0 else Word.LATER_TIMES
            now = Circumstances(bound.names, bound.guidance, bound.hold, frozenset({word}))
            self.steps += self._lines(self._heard(sections, now), say, GAP_TO_ACT)

    def _hold(self, bound: Bound, one: _Pass, phrasing: Phrasing) -> None:
        """One pass: the way in, the hold with what is said inside it, the way out."""
        place = Place(bound.name, one.side, one.set)
        say = CueWriter(phrasing, place)
        sections = _pass_sections(bound, one)
        now = Circumstances(bound.names, bound.guidance, bound.hold, one.words)
        lines = [
            line for section in sections for line in section.spoken if stands(line.guards, now)
        ]
        at = next(i for i, line in enumerate(lines) if isinstance(line.body, nodes.Hold))
        cues = [line for line in lines if line.moments]
        lead = [line for line in lines[:at] if not line.moments]
        release = [line for line in lines[at + 1 :] if not line.moments]
        if not self._talks:
            lead, release, cues = [], [line for line in release if has_words(line.body)][:1], []
            if one.side is not None:
                self.steps += say.words(f"{one.side.capitalize()} side.", sections[0].span)
        # The time before the hold takes the last gap's place.
        self.steps += [*self._lines(lead[:-1], say, GAP_TO_ACT), *self._lines(lead[-1:], say, 0)]
        wait = BEFORE_HOLD_OTHER_SIDE if one.changes_side else BEFORE_HOLD
        self.steps.append(phrasing.rest(wait, place, to_get_ready=True))
        hold_line = lines[at]
        timed = [
            say.timed(line.moments[0], bound.hold, line.body)
            for line in cues
            if isinstance(line.body, nodes.Cue)
            and self.options.coaching is not False
            and not (self.options.countdown and isinstance(line.moments[0], nodes.LastMoment))
        ]
        if self.options.countdown:
            timed += say.countdown(hold_line.span)
        self.steps.append(
            Hold(place, bound.hold, tuple(timed), phrasing.source.at(hold_line.span), self.pad)
        )
        self.steps += self._lines(release, say, GAP)
        if one.ends_set and one.set < bound.sets:
            self.steps.append(phrasing.rest(bound.rest, place))


def _pass_sections(bound: Bound, one: _Pass) -> tuple[nodes.Section, ...]:
    """The hold's sections for one pass: full words the first time, short ones later."""
    names = {section.name for section in bound.script.sections if section.name in HELD}
    if FIRST_SIDE in names:
        name = FIRST_SIDE if one.first else NEXT_SIDE
    else:
        name = EACH_SIDE if EACH_SIDE in names else HOLD
    return bound.script.sections_for(name, bound.variant)


def _passes(bound: Bound) -> list[_Pass]:
    """Sets are the outer loop, sides the inner. With one side only, every pass is told in full."""
    sided = not any(section.name == HOLD for section in bound.script.sections)
    sides: tuple[Side | None, ...] = bound.sides if sided else (None,)
    passes: list[_Pass] = []
    previous: Side | None = None
    for number in range(1, bound.sets + 1):
        for index, side in enumerate(sides):
            last = index == len(sides) - 1
            words = {
                Word.FIRST_SET if number == 1 else Word.LATER_SETS,
                Word.LAST_SIDE if last else Word.ANOTHER_SIDE,
            }
            first = not passes or len(sides) == 1
            passes.append(
                _Pass(number, side, previous not in (None, side), frozenset(words), first, last)
            )
            previous = side
    return passes
