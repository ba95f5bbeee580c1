"""Speaks the worker's protocol in tones, or fails as workers do.

Its arguments are the fault, how many processes have it, a file that counts the processes, and a
folder.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import time
import wave
from array import array
from pathlib import Path

RATE = 22_050
VOICES = [
    {"id": "gmw/en", "name": "English (Great Britain)", "language": "en-gb"},
    {"id": "gmw/en-us", "name": "English (America)", "language": "en-us"},
    {"id": "gmw/de", "name": "German", "language": "de"},
]


def main() -> None:
    fault, times, count, folder = (
        sys.argv[1],
        int(sys.argv[2]),
        Path(sys.argv[3]),
        Path(sys.argv[4]),
    )
    with count.open("a") as file:
        file.write(f"{os.getpid()} {folder}\n")
    is_bad = len(count.read_text().splitlines()) <= times
    if fault == "no engine":
        print("the data folder is missing", file=sys.stderr)
        sys.exit(1)
    version = os.environ.get("FAKE_VERSION", "1")
    answer({"id": 0, "driver": "espeak", "version": version, "voice": "gmw/en", "voices": VOICES})
    for line in sys.stdin:
        request = json.loads(line)
        path = folder / "phrase.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(
                tone(len(request["text"])) if fault != "silent" or not is_bad else bytes(RATE)
            )
        said = {"id": request["id"], "file": str(path)}
        if is_bad:
            said = misbehave(fault, path, said)
        answer(said)
    shutil.rmtree(folder)


def misbehave(fault: str, path: Path, said: dict[str, object]) -> dict[str, object]:
    match fault:
        case "hangs":
            time.sleep(60)
        case "dies":
            print("assertion failed", file=sys.stderr)
            os._exit(3)
        case "no file":
            path.unlink()
        case "empty file":
            path.write_bytes(b"")
        case "half a header":
            path.write_bytes(path.read_bytes()[:30])
        case "another answer":
            return {**said, "id": 99}
        case "error":
            return {"id": said["id"], "error": "no such voice"}
        case "garbage":
            sys.stdout.write("Audio saved\n")
    return said


def tone(length: int) -> bytes:
    """1/100 s for each letter, so that a phrase can be recognised by its length."""
    return array(
        "h", (round(8000 * math.sin(at / 16)) for at in range(RATE * length // 100))
    ).tobytes()


def answer(words: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
