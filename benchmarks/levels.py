"""Measure how loud a session is, on the decoded file, with ffmpeg's ebur128 filter.

    sivoice export -o a.mp3 && sivoice show --json > a.json      (both with the same options)
    python benchmarks/levels.py a.mp3 a.json

Prints the integrated loudness of the speech alone (cut out of the decoded file at the times of the
timeline), the loudness range of its cues, the true peak of the whole file, the peaks of the chimes,
the level of the holds between the words, and the longest silence at the start of any cue.
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
from sivoice.units import GRID, SAMPLE_RATE

Samples = npt.NDArray[np.float32]
RAW = ("-f", "f32le", "-ac", "1", "-ar", str(SAMPLE_RATE))


def decoded(sound: str) -> Samples:
    """Decode a file with ffmpeg."""
    command = ["ffmpeg", "-v", "error", "-i", sound, *RAW, "-"]
    done = subprocess.run(command, check=True, capture_output=True)
    return np.frombuffer(done.stdout, np.float32)


def ebur128(samples: Samples) -> tuple[float, float]:
    """Measure integrated loudness in LUFS and true peak in dBTP."""
    command = ["ffmpeg", "-hide_banner", *RAW, "-i", "-"]
    command += ["-filter_complex", "ebur128=peak=true", "-f", "null", "-"]
    done = subprocess.run(command, check=True, capture_output=True, input=samples.tobytes())
    summary = done.stderr.decode().rpartition("Summary:")[2]
    found = re.search(r"I:\s+(\S+) LUFS.*Peak:\s+(\S+) dBFS", summary, re.DOTALL)
    assert found, summary
    return float(found[1]), float(found[2])


def level(samples: Samples) -> float:
    """Return the RMS level in dBFS."""
    return decibels(float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))))


def first_sound(samples: Samples) -> int:
    """Return the first sample within 40 dB of the peak."""
    return int(np.flatnonzero(np.abs(samples) > np.abs(samples).max() / 100)[0])


def main(sound: str, timeline: str) -> None:
    """Print the measurements."""
    session = decoded(sound)
    shown = json.loads(Path(timeline).read_text(encoding="utf-8"))
    assert len(session) == shown["samples"], (len(session), shown["samples"])

    def cut(event: dict[str, Any]) -> Samples:
        start, length = event["samples"]
        return session[start : start + length]

    events = shown["events"]
    cues = {event["text"]: cut(event) for event in events if event["kind"] == "speech"}
    speech = np.concatenate([cut(event) for event in events if event["kind"] == "speech"])
    each = {text: loudness(samples) for text, samples in cues.items()}
    low, high = min(each, key=each.__getitem__), max(each, key=each.__getitem__)
    starts = {text: first_sound(samples) for text, samples in cues.items()}
    late = max(starts, key=starts.__getitem__)
    print(f"speech alone          {ebur128(speech)[0]:6.1f} LUFS")
    print(f"cues                  {each[low]:6.1f} (`{low}`) to {each[high]:.1f} LUFS (`{high}`)")
    print(f"peak of speech        {decibels(float(np.abs(speech).max())):6.1f} dBFS")
    print(f"true peak of the file {ebur128(session)[1]:6.1f} dBTP")
    for name in ("soft", "start", "end"):
        peaks = [
            float(np.abs(cut(event)).max(initial=0))
            for event in events
            if event["kind"] == "chime" and event["text"] == name
        ]
        print(f"chime {name:<5}           {decibels(max(peaks, default=0)):6.1f} dBFS at its peak")
    print(f"longest silent start  {starts[late] / SAMPLE_RATE * 1000:6.1f} ms (`{late}`)")
    between = np.zeros(len(session), bool)
    for event in events:
        start, length = event["samples"]
        if event["kind"] == "hold":
            between[start + 3 * SAMPLE_RATE : start + length - 3 * SAMPLE_RATE] = True
        elif event["kind"] == "speech":
            between[start - 2 * GRID : start + length + 2 * GRID] = False
    if between.any():
        inside = session[between]
        print(f"holds between words   {level(inside):6.1f} dBFS, {ebur128(inside)[0]:.1f} LUFS")


if __name__ == "__main__":
    main(*sys.argv[1:])
