"""How loud a session is, measured on the decoded file by ffmpeg's ebur128.

    sivoice export -o a.mp3 && sivoice show --json > a.json      (both with the same options)
    python benchmarks/levels.py a.mp3 a.json

Prints the integrated loudness of the speech alone (cut out of the decoded file at the timeline's times), how far apart
its cues are, the true peak of the whole file, the chimes' peaks, what sounds in the holds besides, and the longest
silence that any cue begins with.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))
from sivoice.sound.samples import decibels, loudness
from sivoice.units import SAMPLE_RATE

Samples = npt.NDArray[np.float32]


def decoded(sound: str) -> Samples:
    """The file as ffmpeg decodes it."""
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        sound,
        "-f",
        "f32le",
        "-ac",
        "1",
        "-ar",
        str(SAMPLE_RATE),
        "-",
    ]
    return np.frombuffer(
        subprocess.run(command, check=True, capture_output=True).stdout, np.float32
    )


def ebur128(samples: Samples) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP."""
    command = [
        "ffmpeg",
        "-hide_banner",
        "-f",
        "f32le",
        "-ac",
        "1",
        "-ar",
        str(SAMPLE_RATE),
        "-i",
        "-",
    ]
    command += ["-filter_complex", "ebur128=peak=true", "-f", "null", "-"]
    done = subprocess.run(command, check=True, capture_output=True, input=samples.tobytes())
    summary = done.stderr.decode().rpartition("Summary:")[2]
    found = re.search(r"I:\s+(\S+) LUFS.*Peak:\s+(\S+) dBFS", summary, re.DOTALL)
    assert found, summary
    return float(found[1]), float(found[2])


def level(samples: Samples) -> float:
    """The RMS level in dBFS."""
    return decibels(float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))))


def main(sound: str, timeline: str) -> None:
    """Print what was measured."""
    heard = decoded(sound)
    told = json.loads(Path(timeline).read_text(encoding="utf-8"))
    assert len(heard) == told["samples"], (len(heard), told["samples"])

    def cut(event: dict[str, Any]) -> Samples:
        start, length = event["samples"]
        return heard[start : start + length]

    events = told["events"]
    cues = {event["text"]: cut(event) for event in events if event["kind"] == "speech"}
    speech = np.concatenate([cut(event) for event in events if event["kind"] == "speech"])
    each = {text: loudness(samples) for text, samples in cues.items()}
    low, high = min(each, key=each.__getitem__), max(each, key=each.__getitem__)
    begins = {
        text: float(np.flatnonzero(np.abs(s) > np.abs(s).max() / 100)[0])
        for text, s in cues.items()
    }
    late = max(begins, key=begins.__getitem__)
    print(f"speech alone          {ebur128(speech)[0]:6.1f} LUFS")
    print(f"cues                  {each[low]:6.1f} (`{low}`) to {each[high]:.1f} LUFS (`{high}`)")
    print(f"peak of speech        {decibels(float(np.abs(speech).max())):6.1f} dBFS")
    print(f"true peak of the file {ebur128(heard)[1]:6.1f} dBTP")
    for name in ("soft", "start", "end"):
        peaks = [
            float(np.abs(cut(e)).max(initial=0))
            for e in events
            if e["kind"] == "chime" and e["text"] == name
        ]
        print(f"chime {name:<5}           {decibels(max(peaks, default=0)):6.1f} dBFS at its peak")
    print(f"longest silent start  {begins[late] / SAMPLE_RATE * 1000:6.1f} ms (`{late}`)")
    quiet = [
        heard[s + 2 * SAMPLE_RATE : s + n]
        for s, n in (e["samples"] for e in events if e["kind"] == "hold")
    ]
    spoken = [e["samples"] for e in events if e["kind"] == "speech"]
    mask = np.zeros(len(heard), bool)
    for event in events:
        if event["kind"] == "hold":
            start, length = event["samples"]
            mask[start + 3 * SAMPLE_RATE : start + length - 3 * SAMPLE_RATE] = True
    for start, length in spoken:
        mask[start - 2304 : start + length + 2304] = False
    if mask.any() and quiet:
        inside = heard[mask]
        print(f"holds, words aside    {level(inside):6.1f} dBFS, {ebur128(inside)[0]:.1f} LUFS")


if __name__ == "__main__":
    main(*sys.argv[1:])
