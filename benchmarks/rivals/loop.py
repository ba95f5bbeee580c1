"""The obvious program: pyttsx3 speaks each cue to a file, pydub adds them up, ffmpeg encodes.

`loop.py TIMELINE.json OUT.mp3` places the cues of `sivoice show --json` at their times.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import pyttsx3
from pydub import AudioSegment

RATE = 44_100


def spoken(texts: list[str], folder: Path) -> dict[str, AudioSegment]:
    """Speak each text once, each to its own file. Returns the sounds by text."""
    engine = pyttsx3.init()
    engine.setProperty("rate", 150)
    sounds = {}
    for number, text in enumerate(dict.fromkeys(texts)):
        path = folder / f"{number}.wav"
        engine.save_to_file(text, str(path))
        engine.runAndWait()
        sounds[text] = AudioSegment.from_file(path).set_frame_rate(RATE).set_channels(1)
    return sounds


def main(timeline: str, out: str) -> None:
    """Make the session."""
    shown = json.loads(Path(timeline).read_text(encoding="utf-8"))
    cues = [event for event in shown["events"] if event["kind"] == "speech"]
    with tempfile.TemporaryDirectory() as folder:
        sounds = spoken([cue["text"] for cue in cues], Path(folder))
        session = AudioSegment.silent(0, frame_rate=RATE)
        for cue in cues:
            silence = max(0, 1000 * cue["start"] - len(session))
            session += AudioSegment.silent(silence, frame_rate=RATE)
            session += sounds[cue["text"]]
        silence = max(0, 1000 * shown["duration"] - len(session))
        session += AudioSegment.silent(silence, frame_rate=RATE)
        session.export(out, format="mp3", bitrate="64k")


if __name__ == "__main__":
    main(*sys.argv[1:])
