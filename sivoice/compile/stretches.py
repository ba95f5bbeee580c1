"""Bound stretch -> its chapter of the plan: set-up, movement, passes and finish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from sivoice.compile.captions import capitalised, side_caption
from sivoice.compile.cues import CueWriter, Phrasing, words_of
from sivoice.compile.lines import (
    GAP,
    GAP_IN_REPS,
    GAP_TO_ACT,
    GAP_TO_RELEASE,
    first_with_words,
    heard_lines,
    heard_with_timers,
    line_steps,
    minimal_lead,
    minimal_steps,
)
from sivoice.compile.plan import Chapter, Pass, Rep
from sivoice.compile.positions import change_of_position, get_ready
from sivoice.compile.resolve import Bound, Circumstances
from sivoice.compile.steps import ChapterStep, Chime, Hold, Rest, SetRest, Steps
from sivoice.compile.turns import Parts, Turn, section_of_pass, turns_of
from sivoice.language import Language
from sivoice.options.options import Guidance, Options
from sivoice.script import nodes
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import (
    CAUTIONS,
    DEFAULT_REST,
    EACH_REP,
    FINISH,
    MOVE,
    PRACTICE,
    SET_UP,
    ChimeKind,
    Position,
)
from sivoice.units import SECOND, Milliseconds


class StretchCompiler:
    """Compiles one stretch of a session."""

    def __init__(
        self,
        bound: Bound,
        options: Options,
        pronounce: tuple[tuple[str, str], ...],
        words: Language,
        round: int = 1,
        number: int = 0,
    ) -> None:
        """Compile with the session's `pronounce`. The stretch's own takes precedence.

        The full words and the cautions are heard in the first round only. The number of the
        stretch, counted over all rounds, decides with which of some alternatives it begins.
        """
        self.round = round
        self.number = number
        self.bound = bound
        self.options = options
        self.words = words
        language = bound.header.language
        blanks = {
            "name": bound.script.title,
            "hold": words_of(language, words).number(bound.hold / SECOND),
            "sets": str(bound.sets),
            "reps": str(bound.reps),
            "listener": options.listener or "",
        }
        said = {**dict(pronounce), **dict(bound.header.pronounce)}
        pace = options.pace or 1.0
        source = bound.script.source
        self.phrasing = Phrasing(source, blanks, tuple(said.items()), pace, words, language)
        self.is_minimal = bound.guidance is Guidance.MINIMAL

    def chapter(self, before: Position) -> Chapter:
        """Compile the stretch, done after position `before`, from announcement to finish."""
        bound, cues = self.bound, self._cues()
        position = bound.header.position or before
        wait = bound.header.get_ready
        if wait is None:
            wait = get_ready(before, position)
        has_cautions = self.options.cautions is not False and self.round == 1
        muscles = (bound.header.muscles or "").split(",")
        return Chapter(
            bound.script.title,
            bound.name,
            stretch_title=bound.script.title,
            variant=bound.variant,
            script=bound.script.source.name,
            muscles=tuple(muscle.strip() for muscle in muscles if muscle.strip()),
            equipment=bound.header.equipment,
            opening=(Chime(ChimeKind.SOFT), *self._announcement(before, position, cues)),
            cautions=self._steps(self._sections(CAUTIONS), self._now(), cues, GAP)
            if has_cautions
            else (),
            get_ready=self.phrasing.rest(wait, to_get_ready=True),
            set_up=self._around(SET_UP, cues, GAP_TO_ACT),
            moves=() if self.is_minimal else self._moves(),
            passes=tuple(self._passes()),
            finish=self._around(FINISH, cues, GAP),
            language=bound.header.language,
        )

    def _announcement(
        self, before: Position, after: Position, cues: CueWriter
    ) -> list[ChapterStep]:
        script = self.bound.script
        span = script.title_span
        if self.bound.announce:
            writer = cues if self.bound.header.announce else cues.in_language(None)
            announced = writer.line(nodes.Cue(span, self.bound.announce), GAP)
        else:
            text = self.words.spoken.announcement.format(name=script.title)
            announced = cues.own_words(text, span, GAP)
        change = change_of_position(before, after, self.words.spoken)
        return announced + (cues.own_words(change, span, GAP) if change else [])

    def _around(self, name: str, cues: CueWriter, gap: Milliseconds) -> Steps:
        """Compile a section before or after the passes."""
        lines = heard_lines(self._sections(name), self._now(), self.options.warm_up)
        compiled = minimal_steps if self.is_minimal else line_steps
        return compiled(lines, cues, gap, self.options.warm_up)

    def _moves(self) -> tuple[Steps, ...]:
        """Compile each repetition of the movement.

        It starts on the session's first side, whichever sides are held.
        """
        sections = self._sections(MOVE)
        times = nodes.times_of(sections) if sections else 0
        cues = replace(self._cues(), side=self.bound.first_side)
        moves = []
        for time in range(times):
            now = self._now(Word.FIRST_TIME if time == 0 else Word.LATER_TIMES)
            moves.append(self._steps(sections, now, cues, GAP_TO_ACT))
        return tuple(moves)

    def _passes(self) -> Iterable[Pass]:
        if self._sections(PRACTICE):
            return self._practice()
        return (self._pass(turn) for turn in turns_of(self.bound))

    def _pass(self, turn: Turn) -> Pass:
        """Compile one pass: the lead-in, the hold with its cues or the reps, and the release."""
        cues = self._cues(turn)
        name = section_of_pass(self.bound, in_full=turn.in_full and self.round == 1)
        parts = self._heard_in(name, turn.words) if name else Parts([])
        lead, inside, release = parts.before, parts.inside, parts.after
        lead_in: list[ChapterStep] = []
        if self.is_minimal:
            lead, inside = minimal_lead(lead, is_first=self._is_first(turn)), []
            release = first_with_words(release)
            if turn.side is not None and not any(cues.names_side(line.body) for line in lead):
                text = f"{capitalised(side_caption(turn.side, self.words))}."
                gap = GAP if lead else 0
                lead_in += cues.own_words(text, self._sections(name or "")[0].span, gap)
        # The silence before the hold replaces the gap after the last line.
        lead_in += self._steps_of(lead[:-1], cues, GAP_TO_ACT)
        lead_in += self._steps_of(lead[-1:], cues, 0)
        wait = self.bound.change_side if turn.changes_side else self.bound.before_hold
        if lead and isinstance(lead[-1].body, nodes.Cue):
            wait = max(wait, cues.time_to_move(lead[-1].body))
        lead_in.append(self.phrasing.rest(wait, to_get_ready=True))
        last_gap = GAP if turn.ends_set else GAP_TO_RELEASE
        released = [
            *self._steps_of(release[:-1], cues, GAP),
            *self._steps_of(release[-1:], cues, last_gap),
        ]
        if parts.hold is not None and not released and not turn.ends_set:
            released.append(self.phrasing.rest(GAP_TO_RELEASE))  # nothing is said after the chime
        return Pass(
            set=turn.set,
            side=turn.side,
            lead_in=tuple(lead_in),
            hold=None if parts.hold is None else self._hold(parts.hold, inside, cues),
            reps=tuple(self._reps(turn)),
            release=tuple(released),
            rest=self._rest(turn),
        )

    def _is_first(self, turn: Turn) -> bool:
        """Return whether a pass is the very first one of the stretch."""
        return turn.index == 0 and self.round == 1

    def _rest(self, turn: Turn) -> Rest | SetRest | None:
        """Compile the rest after the last pass of a set, if another set follows."""
        if not turn.ends_set or turn.set == self.bound.sets:
            return None
        if self.bound.rest is None:
            return self.phrasing.rest(DEFAULT_REST)
        return SetRest(self.bound.rest, self.phrasing.source.at(self.bound.script.title_span))

    def _practice(self) -> Iterator[Pass]:
        """Compile what is done for a time, once for each set."""
        sections = self._sections(PRACTICE)
        times = nodes.times_of(sections)
        for turn in turns_of(self.bound):
            done = []
            for time in range(times):
                words = (*turn.words, Word.FIRST_TIME if time == 0 else Word.LATER_TIMES)
                cues = self._cues(turn)
                now = self._now(*words)
                steps = self._steps(sections, now, cues, GAP, timers_only=self.is_minimal)
                done.append(steps)
            yield Pass(turn.set, None, (), practice=tuple(done), rest=self._rest(turn))

    def _reps(self, turn: Turn) -> Iterator[Rep]:
        """Compile the reps of one pass; none if the stretch has none."""
        reps = self.bound.reps if self._sections(EACH_REP) else 0
        for number in range(1, reps + 1):
            words = set(turn.words)
            words.add(Word.FIRST_REP if number == 1 else Word.LATER_REPS)
            if number == reps:
                words.add(Word.LAST_REP)
            parts = self._heard_in(EACH_REP, words)
            in_words = number == 1 and self._is_first(turn)
            yield self._rep(parts, number, self._cues(turn, rep=number), in_words=in_words)

    def _rep(self, parts: Parts, number: int, cues: CueWriter, *, in_words: bool) -> Rep:
        """Compile one rep: its cues and, if it has one, its hold, which follows them at once.

        Minimal guidance has the timers and the rep's number, or its first line if `in_words`.
        """
        lead_in = self._steps_of(parts.before, cues, GAP_IN_REPS)
        if self.is_minimal:
            before, warm_up = parts.before, self.options.warm_up
            first = self._steps_of(first_with_words(before) if in_words else [], cues, GAP_IN_REPS)
            if not first:
                text = self.words.spoken.rep.format(rep=number)
                first = tuple(cues.own_words(text, self._sections(EACH_REP)[0].span, GAP_IN_REPS))
            timed = line_steps(before, cues, GAP_IN_REPS, warm_up, timers_only=True)
            lead_in = (*first, *timed)
        if parts.hold is None:
            return Rep(lead_in)
        hold = self._hold(parts.hold, [] if self.is_minimal else parts.inside, cues, light=True)
        release = self._steps_of(parts.after, cues, GAP_IN_REPS)
        if self.is_minimal:
            release = tuple(step for step in release if isinstance(step, Rest))  # time to let go
        # Without a word the next rep would begin as soon as the hold has ended.
        return Rep(lead_in, hold, release or (self.phrasing.rest(GAP_IN_REPS),))

    def _cues(self, turn: Turn | None = None, **blanks: int) -> CueWriter:
        """Return what writes the cues of a pass, or those before and after the passes."""
        if turn is None:
            return CueWriter(self.phrasing, turn=self.number)
        phrasing = self.phrasing.with_blanks(set=turn.set, **blanks)
        return CueWriter(phrasing, turn.side, self.number + turn.index)

    def _heard_in(self, name: str, words: Iterable[Word]) -> Parts:
        """Return the lines of a section that are heard, sorted around its hold."""
        now = self._now(*words)
        return Parts(heard_with_timers(self._sections(name), now, self.options.warm_up))

    def _hold(
        self,
        line: nodes.Line,
        inside: Iterable[nodes.Line],
        cues: CueWriter,
        *,
        light: bool = False,
    ) -> Hold:
        """Compile the hold, with its coaching and its countdown if the options have them."""
        length, options = self.bound.hold, self.options
        counts = bool(options.countdown) and not light
        timed = []
        for coaching in inside if options.coaching is not False else ():
            moment = coaching.moments[0]
            is_replaced = counts and isinstance(moment, nodes.LastMoment)
            if isinstance(coaching.body, nodes.Cue) and not is_replaced:
                timed.append(cues.timed(moment, length, coaching.body, calm=True))
        if counts:
            timed += cues.in_language(self.words.tag).countdown(line.span)
        source = self.phrasing.source.at(line.span)
        return Hold(length, tuple(timed), source, light)

    def _sections(self, name: str) -> tuple[nodes.Section, ...]:
        return self.bound.script.sections_for(name, self.bound.variant)

    def _now(self, *words: Word) -> Circumstances:
        bound = self.bound
        return Circumstances(bound.names, bound.guidance, bound.hold, frozenset(words))

    def _steps(
        self,
        sections: Iterable[nodes.Section],
        now: Circumstances,
        cues: CueWriter,
        gap: Milliseconds,
        *,
        timers_only: bool = False,
    ) -> Steps:
        heard = heard_lines(sections, now, self.options.warm_up)
        return line_steps(heard, cues, gap, self.options.warm_up, timers_only=timers_only)

    def _steps_of(self, lines: Iterable[nodes.Line], cues: CueWriter, gap: Milliseconds) -> Steps:
        return line_steps(lines, cues, gap, self.options.warm_up)
