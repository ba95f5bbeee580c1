"""Scripts that follow the grammar and break it, and what must hold for each of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from sivoice.compile.compiler import compile_session
from sivoice.compile.doses import dose_table
from sivoice.compile.plan import Plan
from sivoice.compile.resolve import bind
from sivoice.compile.steps import Hold
from sivoice.errors import SivoiceError
from sivoice.export.handout.content import handout
from sivoice.export.lyrics import lrc_file
from sivoice.export.page import session_data
from sivoice.export.tags import id3
from sivoice.export.transcript import as_markdown, as_text
from sivoice.options.doses import PerStretch
from sivoice.options.options import Guidance, Options, Sides
from sivoice.player.bookmark import without_source
from sivoice.player.route import way_back
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Kind, Timeline
from sivoice.script.diagnostics import (
    Diagnostic,
    as_json,
    concise,
    errors_among,
    frame,
    listing,
)
from sivoice.script.fields import FIELDS
from sivoice.script.formatter import formatted
from sivoice.script.library import LoadedScript, load
from sivoice.script.limits import FAULTS_LIMIT, STEPS_LIMIT
from sivoice.script.rows import Role
from sivoice.script.vocabulary import SECTIONS, ChimeKind, Position, Side
from sivoice.session.budget import check_cues, check_length
from sivoice.units import GRID, SAMPLE_RATE, Samples, to_samples
from tests.conftest import CHIME
from tests.script.test_corpus import SCRIPTS
from tests.script.test_grammar import SEEDS, Generator

STRETCHES = {
    "calf": "# Calf\nposition: standing\nextras: deeper\n## Each side\nYour {side} foot.\n"
    "[if deeper] Further.\n[or] Deeper. [move]\n[hold]\n[halfway] Half.\n[or] So far.\n[or] On.\n"
    "[last 5 s] Five.\nBack.\n[or] Release. [move 5 s]\n",
    "raise": "# Raise\nsets: 2\nreps: 3\nrest: 45 s\nposition: lying on your back\n"
    "## Each side\nYour {side} leg.\n## Each rep\n[first rep] Up.\n[later reps] {rep}.\n"
    "[hold 5 s]\n[last rep] Down.\n",
    "knee": "# Knee\nvariants: lying, sitting\nposition: sitting\nposition (lying): lying on your "
    "back\n## Cautions\nMind it.\n## Move, 2 times\n[first time] Swing.\n[later times] Again.\n"
    "## First side\nYour {side} knee.\n[hold]\n[another side] Next.\n## Next side\nThe {side}.\n"
    "[hold]\n",
    "breathe": "# Breathe\nposition: sitting\n## Practice, 3 times\n[timer 4 s] In.\n[timer 6 s] "
    "Out.\n[halfway] Half.\n",
}
"""The stretches that generated sessions can play."""

_NUMBERS = (
    "0", "1", "2", "3", "5", "9", "10", "15", "19", "20", "21", "60", "99", "100", "101", "599",
    "600", "601", "3600", "999999999", "9999999999", "0.5", "0.001", "1.9999999", "007", "１２",
    "٣", "½", "1e3", "-1",
)  # fmt: skip
_CHARACTERS = (
    *"[]{}\\#|:,=()-/.?!'\"&%°",
    " ", "\t", "\n", "\r", "\r\n", "\u00a0", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c",
    "\x1e", "\x00", "\x07", "\x1b[31m", "\x7f", "\x9b", "\ufeff", "\u200b", "\u200d", "\u202e",
    "\u2066", "\u0301", "\u0130", "ß", "ﬁ", "日本", "👩\u200d👩\u200d👧", "\U000e0001", "\ud7ff",
    "\ue000", "\ufffd", "\ufffe", "\u3000", "Ω", "x" * 300,
)  # fmt: skip
_LANGUAGES = ("en", "en-GB", "de", "DE", "es", "fr", "ja", "xx", "e", "en_GB", "")
_FIELD_VALUES: dict[str, tuple[str, ...]] = {
    "sivoice": ("1",),
    "language": _LANGUAGES[:6],
    "position": tuple(Position),
    "ends": tuple(Position),
    "variants": ("lying, sitting",),
    "extras": ("deeper",),
    "sets": ("1", "2", "3", "20"),
    "reps": ("1", "2", "5", "100"),
    "safe hold": ("15-30 s", "5 to 600 s", "1 min - 2 min"),
    "first side": ("left", "right"),
    "how often": ("twice a day", "3 times a week", "every other day", "often"),
    "announce": ("{name}, {hold} seconds.", "Now {sets} times {reps}.", "!", "So"),
    "pronounce": ("SI = S I", "a = b, knee = ni", "left = right", ". = dot"),
    "hold": ("20 s", "2 s", "10 min", "1 min 30 s"),
    "rest": ("0 s", "45 s", "1:30"),
}
_HELD: tuple[list[str], ...] = (
    ["Each side"],
    ["First side", "Next side"],
    ["Hold"],
    ["Practice"],
    [],
)
_LEADING_IN: tuple[list[str], ...] = ([], ["Each side"], ["First side", "Next side"])
_IN_TURN = ("[first set]", "[later sets]", "[another side]", "[last side]", "[hold under 20 s]")
_GUARDS = {
    "Move": ("[first time]", "[later times]"),
    "Practice": ("[first time]", "[later times]"),
    "Each rep": ("[first rep]", "[later reps]", "[last rep]", "[first set]", "[hold from 5 s]"),
    "Each side": _IN_TURN,
    "First side": _IN_TURN,
    "Next side": _IN_TURN,
}
_WORDS = ("Breathe in.", "Hold {hold} s.", "{sets} sets.", "15-30 s, e.g. so.", "{name}.", "{left}")
_OF_SIDES = ("Your {side} knee.", "{Other side}, {a|b}.", "The {side} one, set {set}.") * 2
_WORDS_IN = {
    "Each side": _OF_SIDES,
    "First side": _OF_SIDES,
    "Next side": _OF_SIDES,
    "Each rep": ("{rep} of {reps}.", "{rep}"),
    "Move": ("Swing your {side} leg.",),
    "Welcome": ("About {minutes} minutes.",),
}
_INLINE = ("", "", "", "[pause]", "[pause 0 s]", "[breath]", "[chime]", " [breaths 2] x")
_SETTINGS = (
    "hold 25 s", "sets 2", "sets 3", "reps 4", "rest 20 s", "side left", "side both",
    "first side left",
)  # fmt: skip


class ScriptGenerator(Generator):
    """Makes scripts from the shipped ones, the corpus and the grammar."""

    seeds = (*SEEDS, *(path.read_bytes().decode(errors="replace") for path in SCRIPTS))

    def script(self) -> tuple[str, str]:
        """Return the name of a script file and its text."""
        kind = self.pick("stretch", "stretch", "session")
        make = self.random.choice(
            (self.whole, self.whole, self.excerpt, self.excerpt, self._generated)
        )
        text = make(kind)
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3, 6))):
            text = self.random.choice(self.mutations)(self, text)
        return f"x.{kind}", text

    def whole(self, kind: str) -> str:
        """Return a script that is likely to be without faults."""
        return self._session() if kind == "session" else self._stretch()

    def _generated(self, kind: str) -> str:
        return self.file()

    def excerpt(self, kind: str) -> str:
        """Return the title and some lines of a seed, or all of a short one."""
        lines = self.random.choice(self.seeds).split("\n")
        if len(lines) < 25:
            return "\n".join(lines)
        first = self.random.randrange(1, len(lines))
        middle = self.pick("", "## Each side", "## Set up", "## Welcome")
        return "\n".join([lines[0], middle, *lines[first : first + self.random.randint(3, 16)]])

    def _fields(self, kind: str) -> list[str]:
        fields = [row.name for row in FIELDS if kind in row.kinds]
        chosen = self.random.sample(fields, self.random.choice((0, 0, 1, 2, 4)))
        return [f"{name}: {self._value(name)}" for name in chosen]

    def _value(self, name: str) -> str:
        if name in ("muscles", "equipment"):
            return self.text()
        return self.pick(*_FIELD_VALUES[name]) if name in _FIELD_VALUES else self.time()

    def _stretch(self) -> str:
        fields = self._fields("stretch")
        keys = {field.partition(":")[0] for field in fields}
        guards = ["[full]", "[brief]", "[if chimes]", "[if not warm-up]", "[if listener]"]
        guards += ["[if lying]", "[if not lying]", "[if sitting]"] if "variants" in keys else []
        guards += ["[if deeper]"] if "extras" in keys else []
        held = self.random.choice(_HELD if "reps" not in keys else _LEADING_IN)
        reps = ["Each rep"] if "reps" in keys or not held else []
        lines = ["# Calf", *fields]
        for name in (
            *(name for name in ("Cautions", "Set up", "Move") if self._maybe()),
            *held,
            *reps,
            *(name for name in ("Finish",) if self._maybe()),
        ):
            times = self._times() if name in ("Move", "Practice") else ""
            lines += ["", f"## {name}{times}", *self._some(guards, name)]
            if name in reps or (name in held and not reps and name != "Practice"):
                lines += self._hold(guards, name)
            elif name not in held or name == "Practice":
                lines += self._timers()
        return "\n".join(lines) + "\n"

    def _hold(self, guards: list[str], name: str) -> list[str]:
        if name == "Each rep" and self._maybe():
            return self._timers()
        lines = [f"[hold{self.pick('', '', ' 20 s')}]"]
        timed = self._some(guards, name, move=False)
        lines += [f"{self.direction(Role.MOMENT)} {said}" for said in timed]
        return lines + self._some(guards, name)

    def _timers(self) -> list[str]:
        lines: list[str] = []
        for _ in range(self._few()):
            lines.append(f"[timer {self.pick('3 s', '1 min', '20 s')}] Slowly.")
            if self._maybe():
                lines.append(f"{self.direction(Role.MOMENT)} Now.")
        return lines

    def _some(self, guards: list[str], name: str, *, move: bool = True) -> list[str]:
        """Return some lines of a stretch, each perhaps with alternatives."""
        lines = [self._spoken(guards, name, move=move) for _ in range(self._few())]
        for at, line in enumerate(lines):
            others = [f"[or] {self._wording(name, move=move)}" for _ in range(self._few())]
            lines[at] = "\n".join([line, *(others if self._maybe() else ())])
        return lines

    def _spoken(self, guards: list[str], name: str, *, move: bool = True) -> str:
        guard = self.pick("", "", "", *guards, *_GUARDS.get(name, ()))
        return f"{guard} {self._wording(name, move=move)}"

    def _wording(self, name: str, *, move: bool) -> str:
        words = self.pick(*_WORDS, *_WORDS_IN.get(name, ()))
        end = self.pick("", "", "", "[move]", "[move 8 s]") if move else ""
        return f"{words}{self.pick(*_INLINE)}{end}"

    def _session(self) -> str:
        lines = ["# My evening", *self._fields("session"), ""]
        guards = ["[full]", "[brief]", "[if warm-up]", "[if not warm-up]", "[if listener]"]
        for name in ("Welcome", "Cautions", "Warm-up"):
            if self._maybe():
                spoken = [self._spoken(guards, name) for _ in range(self._few())]
                lines += [f"## {name}", *spoken]
                if name == "Warm-up" and self._maybe():
                    lines += ["[if warm-up] [timer] Walk.", "[if warm-up] [halfway] Half."]
        lines.append(f"## Stretches{self._times()}")
        for _ in range(1 + self._few()):
            chosen = self.random.sample(_SETTINGS, self.random.choice((0, 0, 0, 1, 2)))
            lines.append(f"[play {', '.join([self.pick(*STRETCHES), *chosen])}]")
            if self._maybe():
                lines.append(self.pick("[timer 45 s] Rest.", "Round {round}.", "[breath] Well."))
        if self._maybe():
            lines += ["## Close", "Well done. {name}"]
        return "\n".join(lines) + "\n"

    def _maybe(self) -> bool:
        return self.random.random() < 0.4

    def _few(self) -> int:
        return self.random.choice((0, 1, 1, 2, 3))

    def _times(self) -> str:
        return self.pick("", "", ", 1 time", ", 2 times", ", 3 times", ", 20 times")

    # Mutations: each takes a text and returns another

    def _characters(self, text: str) -> str:
        at = self.random.randint(0, len(text))
        to = min(len(text), at + self.random.choice((0, 0, 1, 1, 2, 8)))
        return text[:at] + self.pick(*_CHARACTERS) * self.random.choice((1, 1, 1, 2)) + text[to:]

    def _number(self, text: str) -> str:
        found = list(re.finditer(r"[0-9]+(\.[0-9]+)?", text))
        if not found:
            return text
        one = self.random.choice(found)
        return text[: one.start()] + self.pick(*_NUMBERS) + text[one.end() :]

    def _direction(self, text: str) -> str:
        found = list(re.finditer(r"\[[^\]\n]*\]|\{[^}\n]*\}", text))
        new = self.pick(
            self.direction(*Role), self.direction(*Role), self.part(), "[if not deeper]", "{a|b|c}"
        )
        at = self.random.choice(found).span() if found and self._maybe() else (len(text),) * 2
        if not found or self._maybe():
            at = (self.random.randint(0, len(text)),) * 2
        return text[: at[0]] + new + text[at[1] :]

    def _lines(self, text: str) -> str:
        lines = text.split("\n")
        at, other = self.random.randrange(len(lines)), self.random.randrange(len(lines))
        match self.random.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines[at], lines[other] = lines[other], lines[at]
            case 2:
                lines[at:at] = [lines[other]] * self.random.choice((1, 1, 2, 20))
            case 3:
                donor = self.random.choice(self.seeds).split("\n")
                first = self.random.randrange(len(donor))
                lines[at:at] = donor[first : first + self.random.randint(1, 5)]
            case 4:
                kind = self.random.choice(list(SECTIONS))
                lines.insert(at, f"## {self.pick(*SECTIONS[kind])}{self._times()}")
            case _:
                lines.insert(
                    min(1, len(lines)), self.random.choice(self._fields("stretch") or [""])
                )
        return "\n".join(lines)

    def _language(self, text: str) -> str:
        title, _, rest = text.partition("\n")
        return f"{title}\nlanguage: {self.pick(*_LANGUAGES)}\n{rest}"

    def _ends(self, text: str) -> str:
        end = self.pick("\r\n", "\r", "\n\n", " \n", "\n\t")
        return self.pick("", "\ufeff") + text.replace("\n", end)

    def _grammar(self, text: str) -> str:
        return self.mutate(text)

    mutations: tuple[Callable[[ScriptGenerator, str], str], ...] = (
        _characters, _characters, _number, _number, _direction, _direction, _lines, _lines,
        _language, _ends, _grammar,
    )  # fmt: skip

    def bytes_of(self, text: str) -> bytes:
        """Encode a text, sometimes with a few bytes changed."""
        data = bytearray(text.encode(errors="surrogatepass"))
        if data and self.random.random() < 0.04:
            for _ in range(self.random.randint(1, 4)):
                data[self.random.randrange(len(data))] = self.random.randrange(256)
        return bytes(data)

    def options(self) -> Options:
        """Return options of a session, most often none."""
        chosen: dict[str, Any] = {
            "guidance": self.random.choice((*Guidance,)),
            "side": self.random.choice((*Sides,)),
            "first_side": Side.LEFT,
            "hold": PerStretch(self.random.choice((2_000, 20_000, 600_000))),
            "sets": PerStretch(self.random.choice((1, 2, 20))),
            "reps": PerStretch(self.random.choice((1, 2, 100))),
            "pace": self.random.choice((0.5, 1.2, 2.0)),
            "warm_up": self.random.choice((1_000, 300_000)),
            "extra": ("deeper",),
            "countdown": True,
            "coaching": False,
            "welcome": False,
            "cautions": False,
            "listener": "Ann",
            "title": "Ann's {evening} [so]",
            "speech_rate": 0.5,
            "pad": True,
            "chimes": "none",
        }
        names = self.random.sample(sorted(chosen), self.random.choice((0, 0, 0, 1, 2, 4)))
        return Options(**{name: chosen[name] for name in names})


def guessed(clip: Clip) -> Samples:
    """Return the length of a clip without a voice."""
    return CHIME if isinstance(clip, ChimeKind) else 4_000 + len(clip.spoken) * SAMPLE_RATE // 20


def examine(path: Path, options: Options) -> bool:
    """Check everything that must hold for a script, and return whether it was compiled.

    Only the project's own errors are allowed to be raised on the way.
    """
    loaded, faults = load(path)
    _check_faults(faults)
    if errors_among(faults):
        return False
    plan = planned(loaded, options)
    if plan is None:
        return False
    assert compile_session(loaded, options) == plan
    _check_plan(plan, loaded, options)
    timeline = build_timeline(plan, guessed)
    assert build_timeline(plan, guessed) == timeline
    _check_timeline(timeline)
    if timeline.samples % 3 == 0:
        _check_outputs(timeline, loaded, options)
    _check_layout(path, plan, options)
    return True


def planned(loaded: LoadedScript, options: Options) -> Plan | None:
    """Return the plan of a session; None if it is refused, with advice."""
    try:
        plan = compile_session(loaded, options)
        check_cues(plan)
        check_length(plan)
    except SivoiceError as error:
        if not error.advice:
            raise
        return None
    return plan


def _check_faults(faults: list[Diagnostic]) -> None:
    """Every fault is somewhere in its file, and can be shown."""
    assert len({(one.source.name, one.code, one.message, one.span) for one in faults}) == len(
        faults
    )
    per_file = [sum(one.source is fault.source for one in faults) for fault in faults[:1]]
    assert all(number <= FAULTS_LIMIT + 1 for number in per_file)
    for one in faults:
        lines = one.source.lines
        assert 1 <= one.span.line <= len(lines), one
        line = lines[one.span.line - 1]
        assert 1 <= one.span.start <= one.span.end <= len(line) + 1, (one, len(line))
        shown = frame(one)
        assert len(shown) < 2_500, shown
        assert shown.split("\n")[-2].endswith("^"), shown
        assert "\n" not in concise(one)
        msgspec.json.encode(as_json(one))
        assert one.message
        assert one.help
    assert listing(faults).count("\nhelp: ") <= 50


def _check_plan(plan: Plan, loaded: LoadedScript, options: Options) -> None:
    """A plan is no larger than the limit; it has a chapter for each stretch."""
    assert len(plan.steps()) <= STEPS_LIMIT
    assert (
        sum(chapter.stretch is not None for chapter in plan.chapters) % len(bind(loaded, options))
        == 0
    )


def _check_timeline(timeline: Timeline) -> None:
    """Sounds do not overlap, holds last as long as written, and everything is on the grid."""
    free = 0
    for event in timeline.events:
        assert event.start % GRID == 0
        assert 0 <= event.start <= event.end <= timeline.samples
    for event in timeline.sounding:
        assert event.start >= free, event
        free = event.end
    holds = [event.length for event in timeline.events if event.kind is Kind.HOLD]
    written = [
        to_samples(one.step.ms) for one in timeline.plan.steps() if isinstance(one.step, Hold)
    ]
    assert holds == written


def _check_outputs(timeline: Timeline, loaded: LoadedScript, options: Options) -> None:
    """Everything that is made of a timeline can be made, and says what the script says."""
    assert timeline.title in as_text(timeline)
    assert as_markdown(timeline).endswith("\n")
    assert all(line.startswith("[") for line in lrc_file(timeline).splitlines() if line)
    assert timeline.title.encode("utf-16-le") in id3(timeline) or timeline.title.isascii()
    data = msgspec.json.decode(msgspec.json.encode(session_data(timeline)))
    assert data["duration"] == round(timeline.samples / SAMPLE_RATE, 6)
    msgspec.json.encode(timeline.as_json())
    msgspec.json.encode(handout(loaded, options), enc_hook=str)
    msgspec.json.encode(dose_table(timeline.plan))
    steps = timeline.plan.steps()
    for index in range(0, len(steps), 1 + len(steps) // 5):
        assert 0 <= way_back(timeline.plan, steps, index).first <= index


def _check_layout(path: Path, plan: Plan, options: Options) -> None:
    """The layout of a script changes nothing that is heard, and is not changed a second time."""
    loaded, _ = load(path)
    own = loaded.session if path.suffix == ".session" else loaded.stretches[path.stem]
    new = formatted(own.script)
    path.write_bytes(new.encode(errors="surrogatepass"))
    again, faults = load(path)
    assert not errors_among(faults), new
    own = again.session if path.suffix == ".session" else again.stretches[path.stem]
    assert formatted(own.script) == new
    assert heard(compile_session(again, options)) == heard(plan)


def heard(plan: Plan) -> Any:
    """A plan without the places of its words in the scripts."""
    return without_source(msgspec.to_builtins(plan))
