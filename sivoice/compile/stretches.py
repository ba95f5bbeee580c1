"""One stretch as it will be done -> its chapter of the plan: set-up, movement, passes, finish."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sivoice.compile.cues import CueWriter, Phrasing, has_words
from sivoice.compile.lines import GAP, GAP_TO_ACT, heard_lines, line_steps
from sivoice.compile.plan import Chapter, ChapterStep, Chime, Hold, Pad, Pass, Steps
from sivoice.compile.positions import change_of_position, get_ready
from sivoice.compile.resolve import Bound, Circumstances, stands
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
BEFORE_HOLD_OTHER_SIDE: Milliseconds = 7 * SECOND


class _Turn(Struct, frozen=True):
    """One pass through a stretch's hold, before its words are chosen."""

    set: int
    """Counted from 1."""
    side: Side | None
    changes_side: bool
    words: frozenset[Word]
    """The guards that are true in it."""
    in_full: bool
    """Whether it is told in full, as `First side` is."""
    ends_set: bool


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
        """`pronounce` is the session's; the stretch's own comes before it."""
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
        self.talks = bound.guidance is not Guidance.MINIMAL

    def chapter(self, before: Position) -> Chapter:
        """The stretch from its announcement to its finish, done after position `before`."""
        bound, cues = self.bound, CueWriter(self.phrasing)
        position = bound.header.position or before
        wait = bound.header.get_ready
        if wait is None:
            wait = get_ready(before, position)
        cautions = self.options.cautions is not False
        return Chapter(
            bound.script.title,
            bound.name,
            opening=(Chime(ChimeKind.SOFT), *self._announcement(before, position, cues)),
            cautions=self._section(CAUTIONS, cues, GAP, every=True) if cautions else (),
            get_ready=self.phrasing.rest(wait, to_get_ready=True),
            set_up=self._section(SET_UP, cues, GAP_TO_ACT, every=self.talks),
            moves=self._moves() if self.talks else (),
            passes=tuple(self._pass(turn) for turn in _turns(bound)),
            finish=self._section(FINISH, cues, GAP, every=self.talks),
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

    def _section(self, name: str, cues: CueWriter, gap: Milliseconds, *, every: bool) -> Steps:
        return self._steps(self._sections(name), self._now(), cues, gap, every=every)

    def _moves(self) -> tuple[Steps, ...]:
        """The movement, again and again.

        It begins on the session's first side, whichever sides are held.
        """
        sections = self._sections(MOVE)
        times = next((s.times for s in sections if s.times), 1 if sections else 0)
        cues = CueWriter(self.phrasing, self.bound.first_side)
        moves = []
        for time in range(times):
            now = self._now(Word.FIRST_TIME if time == 0 else Word.LATER_TIMES)
            moves.append(self._steps(sections, now, cues, GAP_TO_ACT, every=True))
        return tuple(moves)

    def _pass(self, turn: _Turn) -> Pass:
        """One pass: the way in, the hold with what is said inside it, the way out."""
        cues = CueWriter(self.phrasing, turn.side)
        sections = self._sections(_section_of_hold(self.bound, turn))
        now = self._now(*turn.words)
        lines = [
            line for section in sections for line in section.spoken if stands(line.guards, now)
        ]
        at = next(i for i, line in enumerate(lines) if isinstance(line.body, nodes.Hold))
        inside = [line for line in lines if line.moments]
        lead = [line for line in lines[:at] if not line.moments]
        release = [line for line in lines[at + 1 :] if not line.moments]
        lead_in: list[ChapterStep] = []
        if not self.talks:
            lead, inside = [], []
            release = [line for line in release if has_words(line.body)][:1]
            if turn.side is not None:
                side = self.words.side(turn.side).capitalize()
                text = self.words.spoken.side.format(side=side)
                lead_in += cues.own_words(text, sections[0].span)
        # The time before the hold takes the place of the last gap.
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
        """The hold, with its coaching and its countdown as far as they are wanted."""
        length, options = self.bound.hold, self.options
        timed = []
        for said in inside:
            moment = said.moments[0]
            is_counted = options.countdown and isinstance(moment, nodes.LastMoment)
            if isinstance(said.body, nodes.Cue) and not is_counted:
                timed.append(cues.timed(moment, length, said.body))
        if options.coaching is False:
            timed = []
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
        every: bool,
    ) -> Steps:
        heard = heard_lines(sections, now, self.options.warm_up)
        return line_steps(heard, cues, gap, self.options.warm_up, every=every)

    def _steps_of(self, lines: Iterable[nodes.Line], cues: CueWriter, gap: Milliseconds) -> Steps:
        return line_steps(lines, cues, gap, self.options.warm_up)


def _section_of_hold(bound: Bound, turn: _Turn) -> str:
    """The section of the hold for one pass: full words the first time, short ones later."""
    names = {section.name for section in bound.script.sections if section.name in HELD}
    if FIRST_SIDE in names:
        return FIRST_SIDE if turn.in_full else NEXT_SIDE
    return EACH_SIDE if EACH_SIDE in names else HOLD


def _turns(bound: Bound) -> list[_Turn]:
    """Sets are the outer loop, sides the inner. With one side only, every pass is told in full."""
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
