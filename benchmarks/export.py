"""Measure the time and memory of whole export commands and of alternatives: `make bench`.

    python benchmarks/export.py [RUNS] [BEFORE]

Needs ffmpeg and eSpeak NG. Every figure is the median of several runs of a whole process, and every
ratio is between figures of the same run. Writes the tables into docs/performance.md. BEFORE is the
folder of an earlier version to compare with; its rows are left out without it.
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
from typing import Any

ROOT = Path(__file__).parent.parent
RIVALS = Path(__file__).parent / "rivals"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured by benchmarks/export.py -->\n", "<!-- end -->\n"
LONG = 60
"""The length in minutes at which slow commands are measured only once."""


@dataclass(frozen=True)
class Length:
    """A session of one length."""

    words: tuple[str, ...]
    """Its command-line arguments."""
    hold: int
    """Seconds of its holds."""
    other: int
    """Another hold length that rounds to the same number of minutes, so every cue is cached."""
    longer: int
    """Another hold length that changes the number of minutes, so one cue is new."""


SESSIONS = {
    5: Length(("--only", "hip-adductor,quadriceps"), 28, 27, 100),
    15: Length((), 30, 29, 60),
    LONG: Length(("--sets", "4"), 38, 37, 50),
}
"""By approximate length in minutes."""


@dataclass(frozen=True)
class Cost:
    """The median time and memory of a command."""

    seconds: float
    cpu: float
    """Seconds of all cores, in the process and its children."""
    mebibytes: float
    """The peak of the largest of them."""

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s, {self.cpu:.2f} s CPU, {self.mebibytes:.0f} MiB"


def run(command: list[str], env: dict[str, str], stdin: Path | None = None) -> Cost:
    """Run a process."""
    with (stdin or Path(os.devnull)).open("rb") as source, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env=env, stdin=source, stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise SystemExit(f"{command} failed:\n{errors.read().decode()}")
    return Cost(took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def cost(
    runs: int,
    command: list[str],
    env: dict[str, str],
    prepare: Callable[[], object] = lambda: None,
    stdin: Path | None = None,
) -> Cost:
    """Return the median of some runs. `prepare` is called before each."""
    ran = []
    for _ in range(runs):
        prepare()
        ran.append(run(command, env, stdin))
    return Cost(
        statistics.median(one.seconds for one in ran),
        statistics.median(one.cpu for one in ran),
        statistics.median(one.mebibytes for one in ran),
    )


class Bench:
    """The measurements, in a home folder of their own."""

    def __init__(self, folder: Path, code: Path = ROOT) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.cache, self.kept = folder / "cache", folder / "kept"
        self.ends_off = ""
        """How far off the file of (e) ends."""
        self.env = {
            **os.environ,
            "PYTHONPATH": str(code),
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(self.cache),
        }
        self.env |= {
            f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")
        }
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)  # everybody else starts from bytecode

    def sivoice(self, *words: str) -> list[str]:
        """Return the command line of sivoice with these arguments."""
        return [sys.executable, "-m", "sivoice", *words]

    def export(self, length: Length, hold: int) -> list[str]:
        """Return the command line that exports a session."""
        out = str(self.folder / "out.mp3")
        return self.sivoice(
            "export", "-q", "--force", *length.words, "--hold", str(hold), "-o", out
        )

    def empty(self) -> None:
        """Empty the cache."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def keep(self) -> None:
        """Save the cache for `restore`."""
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.cache, self.kept)

    def restore(self) -> None:
        """Restore the saved cache."""
        shutil.rmtree(self.cache, ignore_errors=True)
        shutil.copytree(self.kept, self.cache)

    def session(self, minutes: int, runs: int) -> dict[str, Cost]:
        """Measure everything for a session of one length."""
        length = SESSIONS[minutes]
        usual = self.export(length, length.hold)
        costs = {"cold": cost(runs, usual, self.env, self.empty)}
        show = self.sivoice("show", "--json", *length.words, "--hold", str(length.hold))
        shown = subprocess.run(show, env=self.env, check=True, capture_output=True).stdout
        timeline = self.folder / "timeline.json"
        timeline.write_bytes(shown)
        actual = json.loads(shown)["duration"] / 60
        print(f"the session of {minutes} minutes has {actual:.1f} minutes", flush=True)

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
        ffmpeg = ["ffmpeg", "-v", "error", "-y"]
        raw = ["-f", "s16le", "-ar", "44100", "-ac", "1"]
        subprocess.run([*ffmpeg, "-i", finished, "-f", "s16le", pcm], check=True)
        encode = [*ffmpeg, *raw, "-i", "-", "-b:a", "64k", str(out)]
        costs["ffmpeg"] = cost(runs, encode, self.env, stdin=pcm)
        lame = [sys.executable, str(RIVALS / "lame.py"), str(out)]
        costs["lame"] = cost(runs, lame, self.env, stdin=pcm)
        costs["floor"] = cost(runs, ["cp", str(finished), str(out)], self.env)
        listing = pieces(json.loads(shown), pcm, self.folder / "pieces")
        concat = [*ffmpeg, "-f", "concat", "-i", str(listing), "-c", "copy", str(out)]
        costs["concat"] = cost(2 * runs, concat, self.env)
        off = samples_in(out, self.env) - samples_in(finished, self.env)
        self.ends_off = f"{off / 44_100:+.1f} s"
        for name in ("join", "loop"):
            rival = [sys.executable, str(RIVALS / f"{name}.py"), str(timeline), str(out)]
            costs[name] = cost(1 if minutes == LONG else runs, rival, self.env)
        return costs


def pieces(timeline: dict[str, Any], pcm: Path, folder: Path) -> Path:
    """Encode each clip, and each length of silence, as an MP3. Returns the list for ffmpeg."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    sound = pcm.read_bytes()
    made: dict[bytes, str] = {}
    lines = []

    def add(samples: bytes) -> None:
        if samples not in made:
            made[samples] = f"{len(made)}.mp3"
            command = ["ffmpeg", "-v", "error", "-f", "s16le", "-ar", "44100", "-ac", "1"]
            command += ["-i", "-", "-b:a", "64k", str(folder / made[samples])]
            subprocess.run(command, check=True, input=samples)
        lines.append(f"file {made[samples]}\n")

    at = 0
    for event in timeline["events"]:
        if event["kind"] not in ("speech", "chime"):
            continue
        start, length = event["samples"]
        start, end = 2 * start, 2 * (start + length)
        if start > at:
            add(bytes(start - at))
        add(sound[start:end])
        at = end
    if len(sound) > at:
        add(bytes(len(sound) - at))
    listing = folder / "list.txt"
    listing.write_text("".join(lines), encoding="utf-8")
    return listing


def samples_in(file: Path, env: dict[str, str]) -> int:
    """Return how many samples a sound file has when it is decoded."""
    command = ["ffmpeg", "-v", "quiet", "-i", str(file), "-f", "s16le", "-ac", "1", "-"]
    return len(subprocess.run(command, check=True, env=env, capture_output=True).stdout) // 2


ROWS = {
    "cold": "`sivoice export`, empty cache (neural voice)",
    "new cues": "`sivoice export`, another hold length and a new number of minutes to speak",
    "other hold": "`sivoice export`, another hold length, every cue cached",
    "unchanged": "`sivoice export`, unchanged",
    "loop": "(a) pyttsx3 (eSpeak), pydub in a loop, ffmpeg",
    "join": "(b) the same with a single join",
    "ffmpeg": "(c) ffmpeg encoding the finished samples",
    "floor": "(d) copying the finished file",
    "concat": "(e) `ffmpeg -f concat -c copy` of the encoded clips",
    "lame": "(f) LAME encoding the finished samples in one go",
}


def table(costs: dict[int, dict[str, Cost]]) -> list[str]:
    """Return the table of all costs, with a column for each length."""
    lines = [
        "| | " + " | ".join(f"{minutes} minutes" for minutes in costs) + " |",
        "| --- |" + " --- |" * len(costs),
    ]
    for name, label in ROWS.items():
        cells = " | ".join(str(of_length[name]) for of_length in costs.values())
        lines.append(f"| {label} | {cells} |")
    return lines


COMMANDS = {
    "other hold length": ["export", "-q", "--force", "--hold", "29", "-o", "compared.mp3"],
    "`sivoice list`": ["list"],
    "`sivoice check si-joint`": ["check", "si-joint"],
    "`sivoice show`": ["show"],
}
"""The commands that are compared with an earlier version."""
GOALS = {
    "other hold length": 0.55,
    "`sivoice list`": 0.75,
    "`sivoice check si-joint`": 0.75,
    "`sivoice show`": 0.6,
    "first export": 0.75,
}
"""Their goals."""


def compared(folder: Path, before: Path, runs: int) -> dict[str, tuple[Cost, Cost]]:
    """Run the commands of this version and of the one in `before` in turns, for their CPU time."""
    found: dict[str, tuple[Cost, Cost]] = {}
    sides = (Bench(folder / "now"), Bench(folder / "before", before))
    first = ["export", "-q", "--force", "-o", "compared.mp3"]

    def both(words: list[str], *, cold: bool = False) -> tuple[Cost, Cost]:
        pairs: list[tuple[Cost, Cost]] = []
        for _ in range(3 if cold else 4 * runs):
            pair = []
            for side in sides:
                if cold:
                    side.empty()
                moved = [*words[:-1], str(side.folder / words[-1])] if "-o" in words else words
                pair.append(run(side.sivoice(*moved), side.env))
            pairs.append((pair[0], pair[1]))
        return sorted(pairs, key=lambda pair: pair[0].cpu / pair[1].cpu)[len(pairs) // 2]

    found["first export"] = both(first, cold=True)
    for name, words in COMMANDS.items():
        found[name] = both(words)
    return found


def goals(
    costs: dict[int, dict[str, Cost]],
    own_help: Cost,
    empty_help: Cost,
    commands: dict[str, tuple[Cost, Cost]],
) -> list[str]:
    """Return the table of goals and what was measured."""
    quarter, hour = costs[15], costs[LONG]

    def ratio(a: Cost, b: Cost) -> str:
        return f"{a.seconds / b.seconds:.2f} ({a.seconds:.2f} s / {b.seconds:.2f} s)"

    def cpu(a: Cost, b: Cost) -> str:
        return f"{a.cpu / b.cpu:.2f} ({a.cpu:.3f} s / {b.cpu:.3f} s)"

    def seconds(a: Cost) -> str:
        return f"{a.seconds:.2f} s"

    first, changed, warm = quarter["cold"], quarter["other hold"], quarter["unchanged"]
    memory = f"{hour['unchanged'].mebibytes:.0f} MiB"
    rows = [
        ("first export with the neural voice / (a)", "under 1", ratio(first, quarter["loop"])),
        ("other hold length / (c)", "at most 0.10", ratio(changed, quarter["ffmpeg"])),
        ("other hold length", "at most 0.5 s", seconds(changed)),
        ("new cues", "at most 1.5 s", seconds(quarter["new cues"])),
        ("60 minutes / 15 minutes, unchanged", "at most 1.3", ratio(hour["unchanged"], warm)),
        ("peak memory of 60 minutes, unchanged", "under 120 MiB", memory),
        ("other hold length / (e), CPU", "at most 0.65", cpu(changed, quarter["concat"])),
        ("`sivoice --help` / empty typer app, CPU", "at most 1.2", cpu(own_help, empty_help)),
    ]
    rows += [
        (f"{name} / before, CPU", f"at most {GOALS[name]}", cpu(now, then))
        for name, (now, then) in commands.items()
    ]
    return [
        "| 15 minutes, unless stated | goal | measured |",
        "| --- | --- | --- |",
        *(f"| {name} | {goal} | {measured} |" for name, goal, measured in rows),
    ]


def processor() -> str:
    """Return the model name of the processor."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def main(runs: int = 5, before: Path | None = None) -> None:
    """Measure everything and write the tables."""
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name))
        empty = [sys.executable, str(RIVALS / "empty.py"), "--help"]
        own_help = cost(4 * runs, bench.sivoice("--help"), bench.env)
        empty_help = cost(4 * runs, empty, bench.env)
        costs = {minutes: bench.session(minutes, runs) for minutes in SESSIONS}
        commands = compared(Path(name), before, runs) if before else {}
    system = f"{platform.system()}, Python {platform.python_version()}"
    machine = f"{os.cpu_count()} cores of {processor()}, {system}"
    today = dt.datetime.now(tz=dt.UTC).date()
    measured = f"Measured on {today}, on {machine}. Medians of {runs} to {4 * runs} runs"
    lines = [f"{measured}, but (a) and (b) at 60 minutes of one run.", ""]
    lines += [*goals(costs, own_help, empty_help, commands), "", *table(costs), ""]
    lines += [f"The file of (e) ends {bench.ends_off} off at {LONG} minutes.", ""]
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + "\n".join(lines) + END + after, encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]), *map(Path, sys.argv[2:3]))
