"""Measure how export, `--fit` and the library grow with the session: `make bench` runs it, too.

    python benchmarks/growth.py [RUNS]

Every figure is the median of several runs of a whole process, with its cues cached or without a
voice. Writes the last of the measured tables into docs/performance.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from export import PAGE, Bench, cost

BEGIN, END = "<!-- measured by benchmarks/growth.py -->\n", "<!-- end of growth -->\n"
SETS = {5: "desk-break", 20: "si-joint", 60: "si-joint --sets 4", 170: "si-joint --sets 11"}
"""Sessions, by their length in minutes, roughly."""
STRETCHES = (10, 50, 200)
SESSIONS = (1, 10, 100, 1000)
STRETCH = """# Stretch {number}
hold: 20 s

## First side
Now your {{side}} foot, for {{hold}}.
[hold]

## Next side
Now your {{side}} foot.
[hold]
"""


def long_session(folder: Path, number: int) -> Path:
    """Write a session of so many different stretches."""
    stretches = folder / "stretches"
    stretches.mkdir(parents=True, exist_ok=True)
    for one in range(number):
        text = STRETCH.format(number=one)
        (stretches / f"s{one}.stretch").write_text(text, encoding="utf-8")
    plays = "".join(f"[play s{one}]\n" for one in range(number))
    session = folder / f"long{number}.session"
    session.write_text(f"# Long\n\n## Stretches\n{plays}", encoding="utf-8")
    return session


def main(runs: int = 5) -> None:
    """Measure everything and write the table."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name) / "home")
        out = str(bench.folder / "out.mp3")

        def export(*words: str) -> list[str]:
            return bench.sivoice("export", "-q", "--force", "-o", out, *words)

        for words in SETS.values():
            subprocess.run(export(*words.split()), env=bench.env, check=True)
            took = cost(runs, export(*words.split()), bench.env)
            shown = bench.sivoice("show", "--json", *words.split())
            listing = subprocess.run(shown, env=bench.env, check=True, capture_output=True).stdout
            minutes = json.loads(listing)["duration"] / 60
            rows.append((f"`sivoice export {words}`, {minutes:.0f} minutes, cached", str(took)))
        for number in STRETCHES:
            session = long_session(bench.folder / str(number), number)
            fitted = ["--voice", "none", "--side", "left", "--fit", f"{number * 40}s"]
            took = cost(runs, export(str(session), *fitted), bench.env)
            rows.append((f"`--fit` with {number} stretches, without a voice", str(took)))
        for number in SESSIONS:
            many = [sys.executable, str(Path(__file__).parent / "many.py"), name, str(number)]
            printed = subprocess.run(many, env=bench.env, check=True, capture_output=True).stdout
            result = json.loads(printed)
            each = result["each"] if number > 1 else result["first"]
            grown = f"{each:.0f} ms CPU each, {result['growth']:+.1f} MiB after the first tenth"
            rows.append((f"{number} different sessions in one process, without a voice", grown))
    lines = ["| growth | measured |", "| --- | --- |"]
    lines += [f"| {what} | {measured} |" for what, measured in rows]
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    table = "\n".join(lines) + "\n"
    PAGE.write_text(before + BEGIN + table + END + after, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
