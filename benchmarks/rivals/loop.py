"""What most people would write: pyttsx3 says each cue into a file, pydub adds them up in a loop, ffmpeg makes the MP3.

`loop.py TIMELINE.json OUT.mp3`; the cues are those of `sivoice show --json`, at the same times.
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
    """Each text said once, into a file of its own."""
    engine = pyttsx3.init()
    engine.setProperty("rate", 150)
    said = {}
    for number, text in enumerate(dict.fromkeys(texts)):
        path = folder / f"{number}.wav"
        engine.save_to_file(text, str(path))
        engine.runAndWait()
        said[text] = AudioSegment.from_file(path).set_frame_rate(RATE).set_channels(1)
    return said


def main(timeline: str, out: str) -> None:
    """Make the session."""
    told = json.loads(Path(timeline).read_text(encoding="utf-8"))
    cues = [event for event in told["events"] if event["kind"] == "speech"]
    with tempfile.TemporaryDirectory() as folder:
        said = spoken([cue["text"] for cue in cues], Path(folder))
        session = AudioSegment.silent(0, frame_rate=RATE)
        for cue in cues:
            session += AudioSegment.silent(
                max(0, 1000 * cue["start"] - len(session)), frame_rate=RATE
            )
            session += said[cue["text"]]
        session += AudioSegment.silent(
            max(0, 1000 * told["duration"] - len(session)), frame_rate=RATE
        )
        session.export(out, format="mp3", bitrate="64k")


if __name__ == "__main__":
    main(*sys.argv[1:])
