"""Bound stretch -> its chapter of the plan: set-up, movement, passes and finish."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sivoice.compile.cues import CueWriter, Phrasing, has_words
from sivoice.compile.lines import GAP, GAP_TO_ACT, heard_lines, line_steps
from sivoice.compile.plan import Chapter, ChapterStep, Chime, Hold, Pad, Pass, Steps
from sivoice.compile.positions import change_of_position, get_ready
from sivoice.compile.resolve import Bound, Circumstances, is_heard
from sivoice.language import Language
from sivoice.options.options import Guidance, Options
from sivoice.script import nodes
from sivoice.script.nodes import Word
from sivoice.script.vocabulary import (
    CAUTIONS,
    EACH_SIDE,
    FINISH,
    FIRST_SIDE,
    HELD,
    HOLD,
    MOVE,
    NEXT_SIDE,
    SET_UP,
    ChimeKind,
    Position,
    Side,
)
from sivoice.units import SECOND, Milliseconds

BEFORE_HOLD: Milliseconds = 3 * SECOND
"""The silence between the last lead-in line and the start chime."""
BEFORE_HOLD_OTHER_SIDE: Milliseconds = 7 * SECOND
"""The same if the listener has to change sides."""


class _Turn(Struct, frozen=True):
    """One pass through a stretch's hold, before its words are chosen."""

    set: int
    """The number of the set, from 1."""
    side: Side | None
    """None if the stretch has no sides."""
    changes_side: bool
    """Whether the pass before it is on the other side."""
    words: frozenset[Word]
    """The fixed-word guards that are true in it."""
    in_full: bool
    """Whether it has the full words of `First side`, not the short ones of `Next side`."""
    ends_set: bool
    """Whether it is the last pass of its set."""


class StretchCompiler:
    """Compiles one stretch of a session."""

    def __init__(
        self,
        bound: Bound,
        options: Options,
        pronounce: tuple[tuple[str, str], ...],
        pad: Pad | None,
        words: Language,
    ) -> None:
        """Compile with the session's `pronounce`. The stretch's own takes precedence."""
        self.bound = bound
        self.options = options
        self.pad = pad
        self.words = words
        blanks = {
            "name": bound.script.title,
            "hold": f"{bound.hold / SECOND:g}",
            "sets": str(bound.sets),
        }
        said = {**dict(pronounce), **dict(bound.header.pronounce)}
        pace = options.pace or 1.0
        source = bound.script.source
        self.phrasing = Phrasing(source, blanks, tuple(said.items()), pace, words)
        self.is_minimal = bound.guidance is Guidance.MINIMAL

    def chapter(self, before: Position) -> Chapter:
        """Compile the stretch, done after position `before`, from announcement to finish."""
        bound, cues = self.bound, CueWriter(self.phrasing)
        position = bound.header.position or before
        wait = bound.header.get_ready
        if wait is None:
            wait = get_ready(before, position)
        has_cautions = self.options.cautions is not False
        return Chapter(
            bound.script.title,
            bound.name,
            opening=(Chime(ChimeKind.SOFT), *self._announcement(before, position, cues)),
            cautions=self._section(CAUTIONS, cues, GAP) if has_cautions else (),
            get_ready=self.phrasing.rest(wait, to_get_ready=True),
            set_up=self._section(SET_UP, cues, GAP_TO_ACT, timers_only=self.is_minimal),
            moves=() if self.is_minimal else self._moves(),
            passes=tuple(self._pass(turn) for turn in _turns(bound)),
            finish=self._section(FINISH, cues, GAP, timers_only=self.is_minimal),
        )

    def _announcement(
        self, before: Position, after: Position, cues: CueWriter
    ) -> list[ChapterStep]:
        script = self.bound.script
        span = script.title_span
        if self.bound.announce:
            announced = cues.line(nodes.Cue(span, self.bound.announce), GAP)
        else:
            text = self.words.spoken.announcement.format(name=script.title)
            announced = cues.own_words(text, span, GAP)
        change = change_of_position(before, after, self.words.spoken)
        return announced + (cues.own_words(change, span, GAP) if change else [])

    def _section(
        self, name: str, cues: CueWriter, gap: Milliseconds, *, timers_only: bool = False
    ) -> Steps:
        sections = self._sections(name)
        return self._steps(sections, self._now(), cues, gap, timers_only=timers_only)

    def _moves(self) -> tuple[Steps, ...]:
        """Compile each repetition of the movement.

        It starts on the session's first side, whichever sides are held.
        """
        sections = self._sections(MOVE)
        times = next((s.times for s in sections if s.times), 1 if sections else 0)
        cues = CueWriter(self.phrasing, self.bound.first_side)
        moves = []
        for time in range(times):
            now = self._now(Word.FIRST_TIME if time == 0 else Word.LATER_TIMES)
            moves.append(self._steps(sections, now, cues, GAP_TO_ACT))
        return tuple(moves)

    def _pass(self, turn: _Turn) -> Pass:
        """Compile one pass: the lead-in, the hold with the cues inside it, and the release."""
        cues = CueWriter(self.phrasing, turn.side)
        sections = self._sections(_section_of_hold(self.bound, turn))
        now = self._now(*turn.words)
        lines = [
            line for section in sections for line in section.spoken if is_heard(line.guards, now)
        ]
        at = next(i for i, line in enumerate(lines) if isinstance(line.body, nodes.Hold))
        inside = [line for line in lines if line.moments]
        lead = [line for line in lines[:at] if not line.moments]
        release = [line for line in lines[at + 1 :] if not line.moments]
        lead_in: list[ChapterStep] = []
        if self.is_minimal:
            lead, inside = [], []
            release = [line for line in release if has_words(line.body)][:1]
            if turn.side is not None:
                side = self.words.side(turn.side).capitalize()
                text = self.words.spoken.side.format(side=side)
                lead_in += cues.own_words(text, sections[0].span)
        # The silence before the hold replaces the gap after the last line.
        lead_in += self._steps_of(lead[:-1], cues, GAP_TO_ACT)
        lead_in += self._steps_of(lead[-1:], cues, 0)
        wait = BEFORE_HOLD_OTHER_SIDE if turn.changes_side else BEFORE_HOLD
        lead_in.append(self.phrasing.rest(wait, to_get_ready=True))
        another_set = turn.ends_set and turn.set < self.bound.sets
        return Pass(
            set=turn.set,
            side=turn.side,
            lead_in=tuple(lead_in),
            hold=self._hold(lines[at], inside, cues),
            release=self._steps_of(release, cues, GAP),
            rest=self.phrasing.rest(self.bound.rest) if another_set else None,
        )

    def _hold(self, line: nodes.Line, inside: Iterable[nodes.Line], cues: CueWriter) -> Hold:
        """Compile the hold, with its coaching and its countdown if the options have them."""
        length, options = self.bound.hold, self.options
        timed = []
        for coaching in inside if options.coaching is not False else ():
            moment = coaching.moments[0]
            is_replaced = options.countdown and isinstance(moment, nodes.LastMoment)
            if isinstance(coaching.body, nodes.Cue) and not is_replaced:
                timed.append(cues.timed(moment, length, coaching.body))
        if options.countdown:
            timed += cues.countdown(line.span)
        return Hold(length, tuple(timed), self.phrasing.source.at(line.span), self.pad)

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


def _section_of_hold(bound: Bound, turn: _Turn) -> str:
    """Name the section with the words of a pass: full ones first, short ones later."""
    names = {section.name for section in bound.script.sections if section.name in HELD}
    if FIRST_SIDE in names:
        return FIRST_SIDE if turn.in_full else NEXT_SIDE
    return EACH_SIDE if EACH_SIDE in names else HOLD


def _turns(bound: Bound) -> list[_Turn]:
    """List the passes: each set goes through all sides before the next set begins.

    With one side only, every pass has the full words.
    """
    sided = not any(section.name == HOLD for section in bound.script.sections)
    sides: tuple[Side | None, ...] = bound.sides if sided else (None,)
    turns: list[_Turn] = []
    previous: Side | None = None
    for number in range(1, bound.sets + 1):
        for side in sides:
            last = side is sides[-1]
            words = {
                Word.FIRST_SET if number == 1 else Word.LATER_SETS,
                Word.LAST_SIDE if last else Word.ANOTHER_SIDE,
            }
            in_full = not turns or len(sides) == 1
            changes = previous not in (None, side)
            turns.append(_Turn(number, side, changes, frozenset(words), in_full, last))
            previous = side
    return turns
