"""What is done in each pass of a stretch: its holds, its reps and its moments are checked here."""

from __future__ import annotations

from itertools import pairwise

from sivoice.script import nodes
from sivoice.script.diagnostics import Code, Report
from sivoice.script.directions import row_of
from sivoice.script.guards import exclude_each_other, stands_for
from sivoice.script.headers import CheckedScript, Header
from sivoice.script.holds import check_hold
from sivoice.script.lines import unread_lines, with_timers
from sivoice.script.rows import WITH_SIDES
from sivoice.script.source import Span
from sivoice.script.vocabulary import (
    DEFAULT_HOLD,
    EACH_REP,
    EACH_SIDE,
    FIRST_SIDE,
    HOLD,
    NEXT_SIDE,
    PASSES,
    PRACTICE,
    REPEATED,
    SIDED,
)

_KINDS_OF_HOLD = {EACH_SIDE: 0, FIRST_SIDE: 1, NEXT_SIDE: 1, HOLD: 2}


def check_holds(checked: CheckedScript, report: Report) -> None:
    """Report what is wrong with the sections of a stretch that are done in each pass."""
    script = checked.script
    passes = [section for section in script.sections if section.name in PASSES]
    reps = [section for section in script.sections if section.name == EACH_REP]
    _check_kinds(passes, has_reps=bool(reps), report=report)
    _check_sides(passes, reps, report)
    _check_reps_field(script, has_reps=bool(reps), report=report)
    _check_practice(script, beside=[*passes, *reps], report=report)
    others = any(section.name in REPEATED for section in script.sections)
    if not passes and not reps and not others:
        report.add(
            Code.MISSING_HOLD,
            "the stretch has no hold",
            script.title_span,
            "write `## Hold` or `## Each side`, with a line `[hold]` in it; or `## Each rep`, for "
            "what is repeated, or `## Practice`, for what is done for a time",
        )
    for variant in checked.header().variants or (None,):
        of_variant = _OfVariant(script, variant, checked.header(variant), report)
        for name in dict.fromkeys(section.name for section in reps):
            of_variant.check_reps(name)
        lengths: set[int | None] = set()
        for name in dict.fromkeys(section.name for section in passes):
            if reps and name != HOLD:  # that has been reported itself
                of_variant.check_leads_in(name)
            elif not reps:
                of_variant.check_holds_once(name, lengths)


def _check_kinds(passes: list[nodes.Section], *, has_reps: bool, report: Report) -> None:
    for before, after in pairwise(passes):
        if _KINDS_OF_HOLD[before.name] != _KINDS_OF_HOLD[after.name]:
            report.add(
                Code.TWO_KINDS_OF_HOLD,
                f"`{after.name}` cannot be combined with `{before.name}`",
                after.span,
                "use either `Each side`, or `First side` and `Next side`, or `Hold`",
            )
    for section in passes:
        if has_reps and section.name == HOLD:
            report.add(
                Code.TWO_KINDS_OF_HOLD,
                f"`{HOLD}` cannot be combined with `{EACH_REP}`",
                section.span,
                f"move its lines to `{EACH_REP}`, or to `Set up`",
            )
    names = {section.name for section in passes}
    for name, missing in ((FIRST_SIDE, NEXT_SIDE), (NEXT_SIDE, FIRST_SIDE)):
        if name in names and missing not in names:
            span = next(section.span for section in passes if section.name == name)
            report.add(
                Code.MISSING_SECTION,
                f"`{name}` needs `{missing}`",
                span,
                f"write `## {missing}` too, or `## Each side` if both sides have the same words",
            )


def _check_practice(script: nodes.Script, beside: list[nodes.Section], report: Report) -> None:
    for section in script.sections:
        if section.name == PRACTICE and beside:
            report.add(
                Code.TWO_KINDS_OF_HOLD,
                f"`{PRACTICE}` cannot be combined with `{beside[0].name}`",
                section.span,
                "make a stretch of its own of it, or use `Move`",
            )


def _check_sides(passes: list[nodes.Section], reps: list[nodes.Section], report: Report) -> None:
    """Report sides in the reps of a stretch that has none."""
    if any(section.name in SIDED for section in passes):
        return
    for section in reps:
        for line in section.spoken:
            for guard in line.guards:
                if isinstance(guard, nodes.WordGuard) and row_of(guard).where is WITH_SIDES:
                    report.add(
                        Code.SIDE_WITHOUT_SIDES,
                        "this stretch has no sides",
                        guard.span,
                        "write `## Each side` before `## Each rep`, or remove the guard",
                    )
            for part in nodes.parts_of(line.body):
                if nodes.is_side(part):
                    report.add(
                        Code.SIDE_WITHOUT_SIDES,
                        "this stretch has no sides",
                        part.span,
                        "write `## Each side` before `## Each rep`, or `{left}` or `{right}`",
                    )


def _check_reps_field(script: nodes.Script, *, has_reps: bool, report: Report) -> None:
    for field in script.fields:
        if field.key == "reps" and not has_reps:
            report.add(
                Code.MISSING_SECTION,
                f"`reps` needs a section `{EACH_REP}`",
                field.span,
                f"write `## {EACH_REP}`, and under it what is done each time",
            )


class _OfVariant:
    """The sections of a stretch as they are for one of its variants."""

    def __init__(
        self, script: nodes.Script, variant: str | None, header: Header, report: Report
    ) -> None:
        self.script = script
        self.variant = variant
        self.header = header
        self.report = report
        self.named = f" for the variant `{variant}`" if variant else ""

    def lines(self, name: str) -> list[nodes.Line]:
        """The lines of a section."""
        variants = self.header.variants
        lines: list[nodes.Line] = []
        for section in self.script.sections_for(name, self.variant):
            lines += [one for one in section.spoken if stands_for(one, self.variant, variants)]
        return lines

    def check_holds_once(self, name: str, lengths: set[int | None]) -> None:
        """Check a section that holds; `lengths` are those of the holds that were checked before."""
        lines = self.lines(name)
        hold = self._the_hold(lines)
        if hold is None:
            if self._has_unread(name):
                return
            self.report.add(
                Code.MISSING_HOLD,
                f"`{name}` has no `[hold]`{self.named}",
                self._span(name),
                "add a line `[hold]`",
            )
            return
        line, held = hold
        lengths.add(held.ms)
        if len(lengths) > 1:
            self.report.add(
                Code.UNEQUAL_HOLDS,
                "the two sides have different holds",
                line.span,
                "give both the same time",
            )
        self._check_side_is_named(name, lines[: lines.index(line)], "before the hold, ")
        self._check_moments(lines, held.ms)

    def check_leads_in(self, name: str) -> None:
        """Check a section that leads in to the reps."""
        lines = self.lines(name)
        for line in lines:
            if isinstance(line.body, nodes.Hold):
                self.report.add(
                    Code.MISPLACED_HOLD,
                    f"`{name}` cannot hold beside `{EACH_REP}`",
                    line.body.span,
                    f"move the hold to `## {EACH_REP}`",
                )
            for moment in line.moments:
                self.report.add(
                    Code.MOMENT_OUTSIDE_HOLD,
                    f"`{name}` has no hold beside `{EACH_REP}`",
                    moment.span,
                    f"move the line to `## {EACH_REP}`",
                )
        self._check_side_is_named(name, [*lines, *self.lines(EACH_REP)], "")

    def check_reps(self, name: str) -> None:
        """Check what is done in each rep."""
        lines = self.lines(name)
        hold = self._the_hold(lines)
        if hold is not None:
            self._check_moments(lines, hold[1].ms)
            return
        if self._has_unread(name):
            return
        for line, in_timer in with_timers(lines):
            for moment in () if in_timer else line.moments:
                self.report.add(
                    Code.MOMENT_OUTSIDE_HOLD,
                    f"`{name}` has no hold{self.named}",
                    moment.span,
                    "add a line `[hold]`, or put a `[timer]` before this line",
                )

    def _has_unread(self, name: str) -> bool:
        """Return whether a section has a line that could be a `[hold]` written wrongly."""
        sections = self.script.sections_for(name, self.variant)
        return any(unread_lines(self.script, section, self.report) for section in sections)

    def _span(self, name: str) -> Span:
        """The heading of a section: the variant's own, or another's."""
        sections = (*self.script.sections_for(name, self.variant), *self.script.sections)
        return next(section.span for section in sections if section.name == name)

    def _the_hold(self, lines: list[nodes.Line]) -> tuple[nodes.Line, nodes.Hold] | None:
        """The first hold of some lines, with every hold checked and a second one reported."""
        holds = [(line, line.body) for line in lines if isinstance(line.body, nodes.Hold)]
        for line, _ in holds[1:]:
            self.report.add(
                Code.SECOND_HOLD,
                f"a second `[hold]`{self.named}",
                line.span,
                "remove it; a section can have only one",
            )
        for line, hold in holds:
            if hold.ms is not None:
                check_hold(hold.ms, self.header.safe_hold, line.body.span, self.report)
        return holds[0] if holds else None

    def _check_side_is_named(self, name: str, lines: list[nodes.Line], where: str) -> None:
        if name in SIDED and not any(_names_side(line) for line in lines):
            self.report.add(
                Code.SIDE_NOT_NAMED,
                f"`{name}` does not name the side",
                self._span(name),
                f"name it {where}as in `your {{side}} knee`",
            )

    def _check_moments(self, lines: list[nodes.Line], hold: int | None) -> None:
        """Warn of a moment that is before the one above it, for the hold that is asked for."""
        length = hold or self.header.hold or DEFAULT_HOLD
        timed = [line for line, in_timer in with_timers(lines) if line.moments and not in_timer]
        for before, after in pairwise(timed):
            both = (*before.guards, *after.guards)
            is_earlier = _at(after.moments[0], length) < _at(before.moments[0], length)
            if is_earlier and not exclude_each_other(both, self.header):
                self.report.add(
                    Code.MOMENTS_OUT_OF_ORDER,
                    "this moment comes before the one above it",
                    after.moments[0].span,
                    "put the lines in the order in which they are spoken",
                )


def _at(moment: nodes.Moment, length: int) -> float:
    """How long after the start of a hold of `length` ms a moment is, in ms."""
    match moment:
        case nodes.FractionMoment():
            return length * moment.over / max(1, moment.under)
        case nodes.AfterMoment():
            return moment.ms
        case nodes.LastMoment():
            return length - moment.ms


def _names_side(line: nodes.Line) -> bool:
    """Return whether a line names the side in all its wordings."""
    if isinstance(line.body, nodes.Cue):
        return all(any(map(nodes.is_side, one.parts)) for one in line.body.wordings)
    return any(map(nodes.is_side, nodes.parts_of(line.body)))
