"""Export different sessions in one process: many.py FOLDER NUMBER.

Prints JSON: the milliseconds of CPU for each session, the first not counted, and the MiB by which
the process grew after the first tenth.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import sivoice

PAGE = resource.getpagesize()


def resident() -> float:
    """Return the memory of this process in MiB."""
    pages = Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]
    return int(pages) * PAGE / 1024**2


def main(folder: Path, number: int) -> None:
    """Export sessions with other holds, paces and stretches, without words that are new."""
    times: list[float] = []
    sizes: list[float] = []
    for index in range(number):
        began = time.process_time()
        session = sivoice.load(
            "si-joint",
            voice="none",
            hold=f"{15 + index % 45}s",
            pace=round(0.8 + index // 45 % 23 / 50, 2),
            first_side=("left", "right")[index % 2],
        )
        session.export(folder / "many.mp3", force=True)
        times.append(time.process_time() - began)
        sizes.append(resident())
    each = 1000 * sum(times[1:]) / max(1, len(times) - 1)
    growth = sizes[-1] - sizes[number // 10]
    print(json.dumps({"each": each, "growth": growth, "first": 1000 * times[0]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
