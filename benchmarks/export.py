"""How long whole export commands take, and how much memory, against what others would do: `make bench`.

Needs ffmpeg and eSpeak NG. Every figure is the median of several runs, of the whole process, and every ratio is between
figures of the same run. Writes the tables into docs/performance.md.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
RIVALS = Path(__file__).parent / "rivals"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured by benchmarks/export.py -->\n", "<!-- end -->\n"
LONG = 60
"""Minutes of a session that is measured fewer times."""


@dataclass(frozen=True)
class Length:
    """A session of one length."""

    words: tuple[str, ...]
    hold: int
    other: int
    """Another hold, with which the session has as many minutes in words: nothing new is to be said."""
    longer: int
    """Another hold, with which the minutes are new."""


SESSIONS = {
    5: Length(("--only", "hip-adductor,quadriceps"), 25, 24, 100),
    15: Length((), 30, 29, 60),
    LONG: Length(("--sets", "4"), 38, 37, 50),
}
"""By minutes, about."""


@dataclass(frozen=True)
class Cost:
    """What a command took, the median of its runs."""

    seconds: float
    mebibytes: float
    runs: int

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s, {self.mebibytes:.0f} MiB"


def run(command: list[str], env: dict[str, str], stdin: Path | None = None) -> tuple[float, float]:
    """Seconds and peak MiB of one process, its children included (the largest of them counts)."""
    with (stdin or Path(os.devnull)).open("rb") as source, tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env=env, stdin=source, stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{command} failed:\n{said.read().decode()}")
    return took, usage.ru_maxrss / 1024


def cost(
    runs: int,
    command: list[str],
    env: dict[str, str],
    prepare: Callable[[], object] = lambda: None,
    stdin: Path | None = None,
) -> Cost:
    """The median of some runs, each prepared anew."""
    found = []
    for _ in range(runs):
        prepare()
        found.append(run(command, env, stdin))
    return Cost(
        statistics.median(t for t, _ in found), statistics.median(m for _, m in found), runs
    )


class Bench:
    """A home of its own, and what is measured in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache, self.kept = folder / "cache", folder / "kept"
        self.env = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(self.cache)}
        self.env |= {
            f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")
        }

    def sivoice(self, *words: str) -> list[str]:
        """A command of ours."""
        return [sys.executable, "-m", "sivoice", *words]

    def export(self, length: Length, hold: int) -> list[str]:
        """The export of a session."""
        words = (
            "-q",
            "--force",
            *length.words,
            "--hold",
            str(hold),
            "-o",
            str(self.folder / "out.mp3"),
        )
        return self.sivoice("export", *words)

    def empty(self) -> None:
        """Nothing has been said before."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def keep(self) -> None:
        """What has been said so far is what is known before each of the next runs."""
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.cache, self.kept)

    def restore(self) -> None:
        """As it was kept."""
        shutil.rmtree(self.cache, ignore_errors=True)
        shutil.copytree(self.kept, self.cache)

    def session(self, minutes: int, runs: int) -> dict[str, Cost]:
        """All that is measured of a session of one length."""
        length = SESSIONS[minutes]
        usual = self.export(length, length.hold)
        costs = {"cold": cost(runs, usual, self.env, self.empty)}
        show = self.sivoice("show", "--json", *length.words, "--hold", str(length.hold))
        told = subprocess.run(show, env=self.env, check=True, capture_output=True).stdout
        timeline = self.folder / "timeline.json"
        timeline.write_bytes(told)
        print(f"{minutes} minutes are {json.loads(told)['duration'] / 60:.1f}", flush=True)

        self.keep()
        costs["new cues"] = cost(runs, self.export(length, length.longer), self.env, self.restore)
        self.restore()
        other = self.export(length, length.other)
        costs["other hold"] = cost(2 * runs, other, self.env)
        costs["unchanged"] = cost(2 * runs, usual, self.env)

        finished, pcm, out = (
            self.folder / name for name in ("finished.mp3", "session.pcm", "rival.mp3")
        )
        shutil.copy(self.folder / "out.mp3", finished)
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-i", finished, "-f", "s16le", pcm], check=True
        )
        encode = [
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-f",
            "s16le",
            "-ar",
            "44100",
            "-ac",
            "1",
            "-i",
            "-",
            "-b:a",
            "64k",
        ]
        costs["ffmpeg"] = cost(runs, [*encode, str(out)], self.env, stdin=pcm)
        costs["floor"] = cost(runs, ["cp", str(finished), str(out)], self.env)
        for name in ("join", "loop"):
            rival = [sys.executable, str(RIVALS / f"{name}.py"), str(timeline), str(out)]
            costs[name] = cost(1 if minutes == LONG else runs, rival, self.env)
        return costs


ROWS = {
    "cold": "`sivoice export`, nothing said before (neural voice)",
    "new cues": "`sivoice export`, another hold length and a new number of minutes to say",
    "other hold": "`sivoice export`, another hold length, every cue said before",
    "unchanged": "`sivoice export`, unchanged",
    "loop": "(a) pyttsx3 (eSpeak), pydub in a loop, ffmpeg",
    "join": "(b) the same with one join",
    "ffmpeg": "(c) ffmpeg fed with the finished samples",
    "floor": "(d) copying the finished file",
}


def table(costs: dict[int, dict[str, Cost]]) -> list[str]:
    """The figures of all lengths."""
    lines = [
        "| | " + " | ".join(f"{minutes} minutes" for minutes in costs) + " |",
        "| --- |" + " --- |" * len(costs),
    ]
    lines += [
        f"| {label} | " + " | ".join(str(one[name]) for one in costs.values()) + " |"
        for name, label in ROWS.items()
    ]
    return lines


def goals(costs: dict[int, dict[str, Cost]], ours: Cost, empty: Cost) -> list[str]:
    """What was aimed at, and what it is."""
    one, hour = costs[15], costs[LONG]

    def against(a: Cost, b: Cost) -> str:
        return f"{a.seconds / b.seconds:.2f} ({a.seconds:.2f} s against {b.seconds:.2f} s)"

    rows = [
        (
            "first export, neural voice, against (a) with eSpeak",
            "under 1",
            against(one["cold"], one["loop"]),
        ),
        (
            "other hold length against (c)",
            "at most 0.10",
            against(one["other hold"], one["ffmpeg"]),
        ),
        ("other hold length", "at most 0.5 s", f"{one['other hold'].seconds:.2f} s"),
        ("with new cues to say", "at most 1.5 s", f"{one['new cues'].seconds:.2f} s"),
        (
            "60 minutes against 15, warm",
            "at most 1.3",
            against(hour["unchanged"], one["unchanged"]),
        ),
        ("peak memory, 60 minutes warm", "under 120 MiB", f"{hour['unchanged'].mebibytes:.0f} MiB"),
        (
            "`sivoice --help` against the help of an empty typer app",
            "at most 1.5",
            against(ours, empty),
        ),
    ]
    return [
        "| 15 minutes, unless said | goal | measured |",
        "| --- | --- | --- |",
        *(f"| {a} | {b} | {c} |" for a, b, c in rows),
    ]


def processor() -> str:
    """What this machine calls its processor."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def main(runs: int = 5) -> None:
    """Measure everything, and write it down."""
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name))
        helps = [
            cost(4 * runs, command, bench.env)
            for command in (
                bench.sivoice("--help"),
                [sys.executable, str(RIVALS / "empty.py"), "--help"],
            )
        ]
        costs = {minutes: bench.session(minutes, runs) for minutes in SESSIONS}
    where = f"{os.cpu_count()} cores of {processor()}, {platform.system()}, Python {platform.python_version()}"
    today = dt.datetime.now(tz=dt.UTC).date()
    lines = [
        f"Measured on {today}, on {where}; medians of {runs} to {4 * runs} runs, of (a) and (b) at an hour of one.",
        "",
    ]
    lines += [*goals(costs, *helps), "", *table(costs), ""]
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + "\n".join(lines) + END + after, encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
