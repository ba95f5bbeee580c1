"""Measure pace, endings and tone of the speech of a session, on the decoded file.

    sivoice export -o a.mp3 && sivoice show --json > a.json      (both with the same options)
    python benchmarks/speech.py a.mp3 a.json

Cues are instructions (in a stretch, outside holds and timers), reminders (inside a hold) or others.
Prints, for each kind, words a minute (of each cue of at least 4 words, numbers written out, over
the clip) and the loudness. Then, over all cues: how much of the last 250 ms is voiced, the power
above 1 and 4 kHz relative to that below 1 kHz, and the level of sibilants (5-10 kHz) relative to
the voiced peaks.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import soxr

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.levels import decoded, ebur128
from sivoice.sound.samples import loudness
from sivoice.units import SAMPLE_RATE
from sivoice.voices.wording import written_out

Samples: TypeAlias = npt.NDArray[np.float32]

LEAST_WORDS = 4
ENDING = 0.250
"""Seconds at the end of a cue in which voicing is measured."""
_RATE = 11_025
"""Hz. Voicing is measured at a lower rate, which is faster."""
_WINDOW, _HOP = 0.032, 0.010
"""Seconds."""
_PERIODS = _RATE // 400, _RATE // 70
"""The shortest and the longest period of a voice, in samples."""
_PERIODIC = 0.5
"""The least normalised autocorrelation of a voiced window."""
_VOICE = 1_000.0
"""Hz. Only what is below it counts as periodic."""
_AUDIBLE = -40.0
"""dB relative to the clip's loudest window. Below, nothing counts as voiced."""


def kind_of(event: dict[str, Any], events: list[dict[str, Any]]) -> str:
    """Return the kind of a speech event."""
    start = event["samples"][0]

    def is_in(kind: str) -> bool:
        spans = [other["samples"] for other in events if other["kind"] == kind]
        return any(first <= start < first + length for first, length in spans)

    if is_in("hold"):
        return "reminder"
    return "other" if event["stretch"] is None or is_in("timer") else "instruction"


def words(text: str) -> int:
    """Count the words of a cue as they are spoken."""
    return len(re.findall(r"[\w']+", written_out(text)))


def windows(samples: Samples, rate: int = SAMPLE_RATE) -> Samples:
    """Return overlapping windows, shape (windows, samples)."""
    window, hop = round(_WINDOW * rate), round(_HOP * rate)
    padded = np.pad(samples, (0, max(0, window - len(samples))))
    return np.lib.stride_tricks.sliding_window_view(padded, window)[::hop]


def voicing(samples: Samples) -> npt.NDArray[np.bool_]:
    """Return for each window whether it is voiced (by normalised autocorrelation)."""
    frames = windows(soxr.resample(samples, SAMPLE_RATE, _RATE), _RATE)
    power = np.sqrt(np.mean(frames**2, axis=1))
    window = frames.shape[1]
    size = 2 * window
    spectrum = np.fft.rfft(frames - frames.mean(axis=1, keepdims=True), size)
    kept = np.fft.rfftfreq(size, 1 / _RATE) < _VOICE
    raw = np.fft.irfft(np.abs(spectrum * kept) ** 2, size)
    full = np.fft.irfft(np.abs(spectrum) ** 2, size)[:, :1]
    lags = slice(*_PERIODS)
    overlap = 1 - np.arange(size)[lags] / window
    best = (raw[:, lags] / overlap / np.maximum(full, 1e-12)).max(axis=1)
    return np.asarray((best > _PERIODIC) & (power > power.max() * 10 ** (_AUDIBLE / 20)))


def voiced_ending(samples: Samples) -> float:
    """Return how much of the last 250 ms is voiced, from 0 to 1."""
    count = round(ENDING / _HOP)
    return float(voicing(samples)[-count:].mean())


def band(samples: Samples, low: float, high: float) -> Samples:
    """Return samples with only the frequencies from `low` to `high` (Hz)."""
    size = 1 << len(samples).bit_length()
    at = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    spectrum = np.fft.rfft(samples, size) * ((at >= low) & (at < high))
    return np.fft.irfft(spectrum)[: len(samples)].astype(np.float32)


def power(clips: list[Samples], low: float, high: float) -> float:
    """Return the power from `low` to `high` (Hz) in dB."""
    total = sum(np.sum(band(clip, low, high).astype(np.float64) ** 2) for clip in clips)
    return float(10 * np.log10(total))


def sibilance(clips: list[Samples]) -> float:
    """Return the level of sibilants relative to the voiced peaks, in dB (99th percentiles)."""
    sharp: list[float] = []
    voiced: list[float] = []
    for clip in clips:
        whole = np.sqrt(np.mean(windows(clip) ** 2, axis=1))
        is_voiced = voicing(clip)
        count = min(len(whole), len(is_voiced))
        voiced += [*whole[:count][is_voiced[:count]]]
        sharp += [*np.sqrt(np.mean(windows(band(clip, 5_000, 10_000)) ** 2, axis=1))]
    return float(20 * np.log10(np.percentile(sharp, 99) / np.percentile(voiced, 99)))


def report(cues: dict[str, dict[str, Samples]]) -> None:
    """Print the measurements of the cues, given by kind and text."""
    for kind, clips in cues.items():
        pace = {
            text: 60 * words(text) * SAMPLE_RATE / len(clip)
            for text, clip in clips.items()
            if words(text) >= LEAST_WORDS
        }
        rates = list(pace.values()) or [0.0]
        fastest = max(pace, key=pace.__getitem__, default="")
        level = ebur128(np.concatenate(list(clips.values())))[0]
        each = [loudness(clip) for clip in clips.values()]
        print(
            f"{kind:<11} {len(clips):3} cues: {np.median(rates):5.0f} words a minute (median),"
            f" {np.percentile(rates, 90):.0f} (90 %), {max(rates):.0f} (`{fastest}`);"
            f" {level:.1f} LUFS ({min(each):.1f} to {max(each):.1f})"
        )
    clips = [clip for by_text in cues.values() for clip in by_text.values()]
    low = power(clips, 0, 1_000)
    print(f"voiced in the last 250 ms  {np.mean([voiced_ending(clip) for clip in clips]):6.1%}")
    print(f"1-5 kHz against below 1    {power(clips, 1_000, 5_000) - low:6.1f} dB")
    print(f"above 4 kHz against below 1{power(clips, 4_000, 20_000) - low:6.1f} dB")
    print(f"sibilants against voiced   {sibilance(clips):6.1f} dB")
    print(f"length of all clips        {sum(map(len, clips)) / SAMPLE_RATE:6.0f} s")


def main(sound: str, timeline: str) -> None:
    """Print the measurements."""
    session = decoded(sound)
    events = json.loads(Path(timeline).read_text(encoding="utf-8"))["events"]
    cues: dict[str, dict[str, Samples]] = {"instruction": {}, "reminder": {}, "other": {}}
    said: list[Samples] = []
    for event in events:
        if event["kind"] == "speech":
            start, length = event["samples"]
            said.append(session[start : start + length])
            cues[kind_of(event, events)][event["text"]] = said[-1]
    report({kind: clips for kind, clips in cues.items() if clips})
    print(f"speech of the session      {ebur128(np.concatenate(said))[0]:6.1f} LUFS")
    print(f"true peak of the file      {ebur128(session)[1]:6.1f} dBTP")


if __name__ == "__main__":
    main(*sys.argv[1:])
