"""Scripts of any size up to the limit, each made to cost as much as it can in one way."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from sivoice.script.limits import LINE_LIMIT, LINES_LIMIT, NAMES_LIMIT, SIZE_LIMIT

STRETCH = "# X\nposition: standing\n"
HOLD = "## Hold\n[hold]\n"
_LONG = LINE_LIMIT - 20


def filled(head: str, line: Callable[[int], str], size: int, tail: str = "") -> str:
    """Repeat a line, each time with its number, up to a size in bytes."""
    parts = [head]
    used = len(head.encode()) + len(tail.encode())
    for number in count():
        part = line(number) + "\n"
        used += len(part.encode())
        if used > size:
            break
        parts.append(part)
    return "".join(parts) + tail


def _names(many: int) -> str:
    return ",".join(f"v{number}" for number in range(many))


def _cues(line: str) -> Callable[[int], str]:
    head = f"{STRETCH}## Set up\n"
    return lambda size: filled(head, lambda n: line.replace("N", str(n)), size, HOLD)


def _multiplied(section: str, fields: str, line: str, lead: str = "") -> Callable[[int], str]:
    head = f"{STRETCH}{fields}{lead}"
    head += "" if f"## {section}\n" in lead else f"## {section}\n"
    return lambda size: filled(head, lambda n: line.replace("N", str(n)), size)


def _session(fields: str, line: str, heading: str = "Stretches") -> Callable[[int], str]:
    head = f"# X\n{fields}## {heading}\n"
    return lambda size: filled(head, lambda n: line.replace("N", str(n)), size)


_SIDES = "## Each side\nYour {side} leg.\n"
_EVERY = "sets: 20\nreps: 100\n"

SCRIPTS: dict[str, Callable[[int], str]] = {
    "brackets.stretch": lambda size: filled("", lambda n: "]" * _LONG, size),
    "brackets-in-section.stretch": _cues("]" * _LONG),
    "brackets-short.stretch": _cues("]"),
    "unclosed.stretch": _cues("{[" * (_LONG // 2)),
    "escapes.stretch": _cues("\\a" * (_LONG // 2)),
    "unknown-directions.stretch": _cues("[haltwayN]"),
    "unknown-directions-long.stretch": _cues("[" + "halfway hold " * (_LONG // 14) + "N]"),
    "unknown-directions-dense.stretch": _cues("[xN]" * (_LONG // 10)),
    "no-units.stretch": _cues("[play x" + ", sets 1" * (_LONG // 8 - 2) + ", hold 5]"),
    "unknown-blanks.stretch": _cues("{sideN}"),
    "unknown-guards.stretch": lambda size: filled(
        f"{STRETCH}{HOLD}## Finish\n", lambda n: f"[if n{n}]" * (_LONG // 12) + "A", size
    ),
    "bare-sides.stretch": lambda size: filled(
        f"{STRETCH}## Each side\n{{side}}\n[hold]\n", lambda n: "left right " * 170, size
    ),
    "prose.stretch": lambda size: filled("# X\n", lambda n: "A" + " " * _LONG + "!", size),
    "headings.stretch": lambda size: filled("# X\n", lambda n: f"## A{' ' * _LONG}!", size),
    "headings-unread.stretch": lambda size: filled("# X\n", lambda n: "##", size),
    "sections.stretch": lambda size: filled("# X\n", lambda n: "## Set up\nA", size),
    "sections-unknown.stretch": lambda size: filled("# X\n", lambda n: f"## Set upp\nA{n}", size),
    "sections-repeated.stretch": lambda size: filled(
        "# X\n", lambda n: "## Move, 3 times\n[later times] A", size, HOLD
    ),
    "sections-of-variants.stretch": lambda size: filled(
        f"# X\nvariants: {_names(NAMES_LIMIT)}\n",
        lambda n: f"## Move, 3 times (v{n % NAMES_LIMIT})\n[later times] A",
        size,
        HOLD,
    ),
    "variants.stretch": lambda size: filled(
        f"# X\nvariants: {_names(NAMES_LIMIT)}\n## Each side\n",
        lambda n: f"[if v{n % NAMES_LIMIT}] [hold]",
        size,
    ),
    "variants-many.stretch": lambda size: filled(
        f"# X\nvariants: {_names(390)}\n## Each side\n", lambda n: f"[if v{n % 390}] [hold]", size
    ),
    "variants-without-hold.stretch": lambda size: filled(
        f"# X\nvariants: {_names(NAMES_LIMIT)}\n## Each side\n", lambda n: "Breathe [x].", size
    ),
    "fields.stretch": lambda size: filled("# X\n", lambda n: f"field{chr(97 + n % 26)}: x", size),
    "fields-of-variants.stretch": lambda size: filled(
        f"# X\nvariants: {_names(NAMES_LIMIT)}\n",
        lambda n: f"safe hold (v{n % NAMES_LIMIT}): a{' ' * 60}b",
        size,
        HOLD,
    ),
    "safe-hold.stretch": lambda size: filled(
        f"# X\nvariants: {_names(NAMES_LIMIT)}\nsafe hold: a{' ' * _LONG}b\n",
        lambda n: "",
        size,
        HOLD,
    ),
    "cues.stretch": _cues("a"),
    "cues-different.stretch": _cues("a N"),
    "cues-long.stretch": _cues("a " * (_LONG // 2)),
    "pauses.stretch": _cues("a[pause]" * (_LONG // 8)),
    "choices.stretch": lambda size: filled(
        f"{STRETCH}## Each side\n", lambda n: "{a|}" * (_LONG // 4), size, "[hold]\n"
    ),
    "notes.stretch": _cues("[note]"),
    "empty-lines.stretch": lambda size: filled(f"{STRETCH}{HOLD}", lambda n: "", size),
    "guards.stretch": _cues("[full]" * (_LONG // 6) + "a"),
    "titles.stretch": lambda size: filled(
        f"# {'x' * _LONG}\n## Set up\n", lambda n: "{name}" * (_LONG // 6), size, HOLD
    ),
    "pronounced.stretch": lambda size: filled(
        f"# X\npronounce: a = {'b' * _LONG}\n## Set up\n", lambda n: "a " * (_LONG // 2), size, HOLD
    ),
    "pronounced-many.stretch": lambda size: filled(
        f"# X\npronounce: {','.join(f'a{n}=b' for n in range(250))}\n## Set up\n",
        lambda n: f"a1 {n}",
        size,
        HOLD,
    ),
    "digits.stretch": _cues("1" * _LONG),
    "digits-grouped.stretch": _cues("1" + ",111" * (_LONG // 4)),
    "number.stretch": lambda size: f"{STRETCH}{HOLD}## Finish\n{'1' * min(1990, size)}\n",
    "moments.stretch": lambda size: filled(
        f"{STRETCH}## Practice\n[timer 60 min]\n", lambda n: f"[after {n / 2 + 1:g} s] a", size
    ),
    "moments-alike.stretch": lambda size: filled(
        f"{STRETCH}## Hold\n[hold 10 min]\n", lambda n: "[halfway] a", size
    ),
    "moves.stretch": _multiplied("Move, 20 times", "", "a[pause 0 s]"),
    "reps.stretch": _multiplied("Each rep", _EVERY, "{rep}[pause 0 s]", _SIDES),
    "reps-held.stretch": _multiplied(
        "Each rep", _EVERY, "[halfway] a", f"{_SIDES}## Each rep\n[hold 10 min]\n"
    ),
    "sets.stretch": _multiplied(
        "Each side", "sets: 20\n", "{side} {set}", "## Each side\n[hold]\n"
    ),
    "practice.stretch": _multiplied("Practice, 20 times", "sets: 20\n", "[timer 1 s] {set}"),
    "plays.session": _session("", "[play hostile-calf, sets 20]"),
    "plays-different.session": _session("", "[play hostile-reps, hold N s]"),
    "plays-unknown.session": _session("", "[play nN]"),
    "plays-in-rounds.session": _session("sets: 20\n", "[play hostile-reps]", "Stretches, 20 times"),
    "plays-with-lines.session": _session(
        "", "[play hostile-calf]\nA {round} {name} N.", "Stretches, 20 times"
    ),
    "guards-of-plays.session": lambda size: filled(
        "# X\n## Welcome\n", lambda n: f"[if n{n}] A", size, "## Stretches\n[play hostile-calf]\n"
    ),
    "four-thousand-cues.stretch": lambda size: (
        f"{STRETCH}{HOLD}## Finish\n"
        + "".join(
            f"Breathe in and out, slowly and calmly, for the {n}th time now.\n" for n in range(4000)
        )
    ),
    "steps-most.stretch": lambda size: filled(
        f"{STRETCH}sets: 20\n## Practice, 20 times\n[timer 1 s]\n",
        lambda n: "a[pause 0 s]",
        min(size, 850),
    ),
    "moments-most.stretch": lambda size: filled(
        f"{STRETCH}## Practice\n[timer 60 min]\n", lambda n: f"[after {n * 0.37 + 1:.2f} s] a", size
    ),
    "unheard-most.stretch": lambda size: filled(
        f"{STRETCH}sets: 20\n## Practice, 20 times\n[timer 1 s] Go.\n",
        lambda n: "[if warm-up]a",
        min(size, 1100),
    ),
    "plays-most.session": lambda size: filled(
        "# X\n## Stretches, 20 times\n",
        lambda n: "A {round} {name}." if n % 2 else "[play hostile-calf]",
        min(size, 4_000),
    ),
    "plays-of-most.session": lambda size: filled(
        "# X\n## Stretches\n", lambda n: f"[play hostile-calf, hold {n + 2} s]", min(size, 15_000)
    ),
    "binary.stretch": lambda size: "\ufffd" * (size // 3),
    "page-of-text.stretch": lambda size: filled("", lambda n: "Some text, and more of it.", size),
}
"""Makers of scripts by file name; each takes the size to fill in bytes."""

BESIDE = {
    "hostile-calf.stretch": f"{STRETCH}## Each side\nYour {{side}} foot.\n[hold]\nCome back.\n",
    "hostile-reps.stretch": f"{STRETCH}{_EVERY}{_SIDES}## Each rep\n{{rep}}.\n[hold]\nAnd down.\n",
}
"""The stretches that the sessions play."""


def full(name: str) -> str:
    """Return a script of the largest size that a file can have."""
    return SCRIPTS[name](SIZE_LIMIT)


def tall(name: str) -> str:
    """Return a script of the largest size that has no more lines than are read."""
    size = SIZE_LIMIT
    while (text := SCRIPTS[name](size)).count("\n") >= LINES_LIMIT:
        size = size * 9 // 10
    return text
