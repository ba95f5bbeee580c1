"""The text of a figure -> its poses, with a diagnostic for every fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from msgspec.structs import replace

from sivoice.errors import did_you_mean
from sivoice.figure import phrases
from sivoice.figure.pose import SIDES, Figure, Pose
from sivoice.script.diagnostics import Code, FullError, Report
from sivoice.script.limits import LINE_LIMIT
from sivoice.script.source import SourceText, Span

POSES = ("Set up", "Move", "Hold")
HEADING = re.compile(r"## +([A-Za-z ]+?)(?: *\(([a-z0-9-]+)\))?")
LINE = re.compile(r"([a-z ]+?) *: *(.*)")
_LIKE = re.compile(r"([A-Z][a-z ]+)(?: \(([a-z0-9-]+)\))?")
NOTE = "[note]"

_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "view": ("view", phrases.read_view),
    "body": ("body", phrases.read_body),
    "hips": ("hips", phrases.read_number),
    "trunk": ("trunk", phrases.read_turn),
    "spine": ("spine", phrases.read_turn),
    "head": ("head", phrases.read_turn),
    "stretches": ("regions", phrases.read_regions),
    "works": ("regions", phrases.read_regions),
    "in front": ("front", phrases.read_limbs),
    "lighter": ("lighter", phrases.read_lighter),
}
"""For each line that fills one field: the field, and what reads it."""
LIMBS = ("right arm", "left arm", "both arms", "right leg", "left leg", "both legs")
SUBJECTS = ("like", *_READERS, *LIMBS, "arrow", *phrases.PROPS)


def parse(source: SourceText) -> tuple[Figure, Report]:
    """Parse a figure as far as possible, and report every fault. Never raises."""
    parser = _Parser(source)
    with suppress(FullError):
        for number, line in enumerate(source.lines, start=1):
            parser.read(line, number)
        parser.end()
    return Figure(source, parser.title or "", tuple(parser.poses)), parser.report


class _Parser:
    """What has been read so far, and the current pose."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.report = Report(source)
        self.title: str | None = None
        self.poses: list[Pose] = []

    def read(self, line: str, number: int) -> None:
        """Parse one line."""
        text = line.strip()
        start = len(line) - len(line.lstrip()) + 1
        span = Span(number, start, start + len(text))
        if not text or text.startswith(NOTE):
            return
        if len(line) > LINE_LIMIT:
            message = f"the line is longer than {LINE_LIMIT} characters"
            self.report.add(Code.LINE_TOO_LONG, message, span, "split it into several lines")
        elif text.startswith("# ") and self.title is None:
            self.title = text.removeprefix("# ").strip()
        elif text.startswith("#"):
            self._heading(text, span)
        elif not self.poses:
            self.report.add(
                Code.MALFORMED_FIGURE,
                "this line is before the first pose",
                span,
                f"write a heading such as `## {POSES[-1]}` first",
            )
        else:
            self._line(text, span)

    def end(self) -> None:
        """Report what is missing."""
        if self.title is None:
            help = "write `# The title` first, as in the script"
            self.report.add(
                Code.MISSING_TITLE, "a figure must start with its title", Span(1, 1, 1), help
            )
        for variant in dict.fromkeys(pose.variant for pose in self.poses):
            mine = [pose for pose in self.poses if pose.variant == variant]
            if all(pose.name != "Hold" for pose in mine):
                self.report.add(
                    Code.MISSING_POSE,
                    "there is no pose `Hold`" + (f" for `{variant}`" if variant else ""),
                    mine[-1].span,
                    "write the pose that is held under `## Hold`",
                )
        if not self.poses:
            self.report.add(
                Code.MISSING_POSE,
                "the figure has no pose",
                Span(1, 1, 1),
                "write the pose that is held under `## Hold`",
            )

    def _heading(self, text: str, span: Span) -> None:
        match = HEADING.fullmatch(text)
        name, variant = match.groups() if match else ("", None)
        if name not in POSES:
            near = did_you_mean(name, POSES) if match else None
            self.report.add(
                Code.UNKNOWN_POSE,
                f"there is no pose `{name}`" if match else "this heading cannot be read",
                span,
                f"did you mean {near}?" if near else f"write one of {', '.join(POSES)}",
            )
        elif any((pose.name, pose.variant) == (name, variant) for pose in self.poses):
            message = f"the pose `{text.removeprefix('## ')}` is drawn twice"
            self.report.add(Code.DUPLICATE_POSE, message, span, "keep one of the two")
        self.poses.append(Pose(name, variant, span))

    def _line(self, text: str, span: Span) -> None:
        match = LINE.fullmatch(text)
        subject = match[1] if match else text.partition(":")[0]
        if match is None or subject not in SUBJECTS:
            near = did_you_mean(subject, SUBJECTS)
            self.report.add(
                Code.MALFORMED_FIGURE,
                f"a pose has no `{subject}`" if match else "this line cannot be read",
                span,
                f"did you mean {near}?"
                if near
                else f"write one of {', '.join(SUBJECTS)}, and a colon",
            )
            return
        start = span.start + match.start(2)
        written = Span(span.line, start, span.end)
        try:
            self.poses[-1] = self._with(self.poses[-1], subject, match[2], written)
        except phrases.UnreadableError as unreadable:
            at = match[2].find(unreadable.words)
            place = written
            if at >= 0 and unreadable.words:
                place = Span(span.line, start + at, start + at + len(unreadable.words))
            self.report.add(
                Code.MALFORMED_FIGURE,
                f"`{unreadable.words}` cannot be read here",
                place,
                unreadable.help,
            )

    def _with(self, pose: Pose, subject: str, text: str, span: Span) -> Pose:
        spans = {**pose.spans, subject: span}
        if subject == "like":
            return self._like(pose, text)
        if subject in _READERS:
            field, reader = _READERS[subject]
            changes: dict[str, Any] = {field: reader(text), "spans": spans}
            return replace(pose, **changes)
        if subject in LIMBS:
            which, _, kind = subject.partition(" ")
            kind = kind.removesuffix("s")
            limb = phrases.read_limb(text, kind)
            names = [f"{side} {kind}" for side in SIDES if which in (side, "both")]
            limbs = {**pose.limbs, **dict.fromkeys(names, limb)}
            spans |= dict.fromkeys(names, span)
            return replace(pose, limbs=limbs, spans=spans)
        if subject == "arrow":
            return replace(pose, arrows=(*pose.arrows, phrases.read_arrow(text)), spans=spans)
        prop = phrases.read_prop(subject, text)
        others = tuple(one for one in pose.props if one.kind != subject)
        return replace(pose, props=(*others, prop), spans=spans)

    def _like(self, pose: Pose, text: str) -> Pose:
        match = _LIKE.fullmatch(text)
        wanted = (match[1], match[2] or pose.variant) if match else None
        for one in self.poses[:-1]:
            if wanted == (one.name, one.variant):
                return replace(one, name=pose.name, variant=pose.variant, span=pose.span, arrows=())
        raise phrases.UnreadableError(text, "name a pose above, such as `Set up` or `Hold (lying)`")
