"""Print the SHA-256 of the MP3 for each of twenty sets of options.

Run it before and after a change that must not change the sound, with the same folder, and compare:

    python benchmarks/bytes.py FOLDER > before.txt
    python benchmarks/bytes.py FOLDER > after.txt
    diff before.txt after.txt

The folder keeps the clips, so that the second run needs no synthesis.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import sys
from pathlib import Path

OPTION_SETS = (
    "",
    "--hold 20",
    "--hold 20 --hold piriformis=25 --countdown",
    "--sets 2",
    "--fit 14min",
    "--fit 25min --guidance brief",
    "--pace 1.2 --speech-rate 0.9",
    "--only piriformis,knee-to-chest --side left",
    "--skip quadriceps --first-side left --sets 3",
    "--variant hamstring=raised --variant quadriceps=lying --extra deeper",
    "--warm-up 5min",
    "--guidance minimal --warm-up 2min",
    "--no-coaching --no-welcome",
    "--no-welcome --no-cautions --side right --sets 2",
    "--chimes bowl --volume-chimes 50",
    "--chimes none --hold 10",
    "--pad",
    "--pad --breath --hold 15",
    "--breath --countdown --chimes wood",
    "--voice none --hold 60",
)


def main() -> None:
    """Export each set of options into the folder and print the hash of the file."""
    home = Path(sys.argv[1]).resolve()
    home.mkdir(parents=True, exist_ok=True)
    folders = {
        f"XDG_{name}_HOME": str(home / name.lower())
        for name in ("CACHE", "CONFIG", "DATA", "STATE")
    }
    file = home / "session.mp3"
    for options in OPTION_SETS:
        command = [sys.executable, "-m", "sivoice", "export", "-q", "--force", "-o", str(file)]
        subprocess.run([*command, *shlex.split(options)], check=True, env={**os.environ, **folders})
        print(hashlib.sha256(file.read_bytes()).hexdigest(), options, flush=True)


if __name__ == "__main__":
    main()
