"""What a session costs to compile, counted from its scripts before any step is made of them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sivoice.compile.resolve import Bound
from sivoice.errors import ScriptError
from sivoice.options.options import Options
from sivoice.script import nodes
from sivoice.script.library import LoadedScript
from sivoice.script.limits import CHARACTERS_LIMIT, STEPS_LIMIT
from sivoice.script.vocabulary import (
    EACH_REP,
    MOVE,
    PASSES,
    PRACTICE,
    SIDED,
    STRETCHES,
)

_FILLED = 20
"""Characters that a blank is counted as, unless it is a name."""
_OF_A_PASS, _OF_A_STRETCH = 4, 10
"""Steps that are made without a line in the script: chimes, rests, and the announcement."""


class Cost(Struct, frozen=True, order=True):
    """What is compiled. It counts every line as heard, whatever its guards say."""

    steps: int = 0
    """Cues, rests, chimes, holds and timers, and the guards that are looked at."""
    characters: int = 0
    """Of the words, with their blanks filled in."""

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.steps + other.steps, self.characters + other.characters)

    def times(self, number: int) -> Cost:
        """Return what is compiled if this is done several times."""
        return Cost(self.steps * number, self.characters * number)

    @property
    def is_too_high(self) -> bool:
        """Whether it exceeds one of the limits."""
        return self.steps > STEPS_LIMIT or self.characters > CHARACTERS_LIMIT


def check_cost(
    scripts: LoadedScript, bound: Iterable[Bound], options: Options, rounds: int
) -> None:
    """Raise ScriptError if a session has more steps or words than a session can use.

    The error names the section that adds most to the stretch that is too much, or `Stretches` if
    what the session says after it adds more.
    """
    script = scripts.session.script
    title = options.title or script.title
    counter = _Counter(options.listener or "")
    total = Cost()
    for section in script.sections:
        if section.name != STRETCHES:
            total += counter.of_lines(section.spoken, title)
            _check(total, script, section.name, scripts.name)
    for one in bound:
        sections = counter.of_stretch(one)
        after = counter.of_lines(one.following, title)
        announced = counter.of_parts(one.announce or (), one.script.title)
        for cost in (*sections.values(), after, announced):
            total += cost.times(rounds)
        total += Cost(_OF_A_STRETCH * rounds)
        most = max(sections, key=lambda name: sections[name], default="")
        if most and sections[most] > after:
            _check(total, one.script, most, scripts.name)
        else:
            _check(total, script, STRETCHES, scripts.name)


def _check(total: Cost, script: nodes.Script, section: str, session: str) -> None:
    if not total.is_too_high:
        return
    spans = (one.span for one in script.sections if one.name == section)
    place = script.source.at(next(spans, script.title_span))
    what = "steps" if total.steps > STEPS_LIMIT else "characters to speak"
    limit = STEPS_LIMIT if total.steps > STEPS_LIMIT else CHARACTERS_LIMIT
    raise ScriptError(
        f"{place}: with `{section}`, {session} has more than {limit} {what}\n"
        "Use fewer sets, reps, rounds or repetitions, or fewer lines."
    )


class _Counter:
    """Counts each section of each stretch once."""

    def __init__(self, listener: str) -> None:
        self._listener = len(listener)
        self._known: dict[tuple[str, str | None], dict[str, Cost]] = {}

    def of_stretch(self, bound: Bound) -> dict[str, Cost]:
        """Return the cost of each section of a stretch, with all its repetitions."""
        key = bound.name, bound.variant
        if key not in self._known:
            self._known[key] = self._of_sections(bound)
        sections = self._known[key]
        passes = bound.sets * (len(bound.sides) if any(name in SIDED for name in sections) else 1)
        times = {
            MOVE: _times(bound, MOVE),
            PRACTICE: bound.sets * _times(bound, PRACTICE),
            EACH_REP: passes * bound.reps,
            **dict.fromkeys(PASSES, passes),
        }
        return {name: cost.times(times.get(name, 1)) for name, cost in sections.items()}

    def of_lines(self, lines: Iterable[nodes.Line], title: str) -> Cost:
        """Return the cost of some lines, heard once, in a script with this title."""
        total = Cost()
        for line in lines:
            total += self._of_body(line.body, title) + Cost(2 + len(line.guards))
        return total

    def _of_body(self, body: nodes.Body, title: str) -> Cost:
        """Return the cost of what a line says, in the most expensive of its wordings."""
        if not isinstance(body, nodes.Cue):
            return self.of_parts(nodes.parts_of(body), title)
        costs = [self.of_parts(one.parts, title) for one in body.wordings]
        return Cost(max(one.steps for one in costs), max(one.characters for one in costs))

    def of_parts(self, parts: Iterable[nodes.Part], title: str) -> Cost:
        """Return the cost of the parts of a line."""
        steps = characters = 0
        for part in parts:
            match part:
                case nodes.Text():
                    characters += len(part.text)
                case nodes.Choice():
                    characters += max(len(part.right), len(part.left))
                case nodes.Blank(name="name"):
                    characters += len(title)
                case nodes.Blank(name="listener"):
                    characters += self._listener
                case nodes.Blank():
                    characters += _FILLED
                case _:
                    steps += 2
        return Cost(steps, characters)

    def _of_sections(self, bound: Bound) -> dict[str, Cost]:
        costs: dict[str, Cost] = {}
        for section in bound.script.sections:
            if section.variant in (None, bound.variant):
                once = self.of_lines(section.spoken, bound.script.title) + Cost(_OF_A_PASS)
                costs[section.name] = costs.get(section.name, Cost()) + once
        return costs


def _times(bound: Bound, section: str) -> int:
    return nodes.times_of(bound.script.sections_for(section, bound.variant))
