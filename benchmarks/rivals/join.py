"""A variant of loop.py by someone who knows pydub, with a single join at the end.

`join.py TIMELINE.json OUT.mp3`
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from loop import RATE, spoken
from pydub import AudioSegment


def main(timeline: str, out: str) -> None:
    """Make the session."""
    shown = json.loads(Path(timeline).read_text(encoding="utf-8"))
    cues = [event for event in shown["events"] if event["kind"] == "speech"]
    with tempfile.TemporaryDirectory() as folder:
        sounds = spoken([cue["text"] for cue in cues], Path(folder))
        pieces, at = list[bytes](), 0
        for cue in cues:
            silence = max(0, cue["samples"][0] - at)
            sound = sounds[cue["text"]].raw_data
            pieces += [bytes(2 * silence), sound]
            at += silence + len(sound) // 2
        pieces.append(bytes(2 * max(0, shown["samples"] - at)))
        session = AudioSegment(b"".join(pieces), sample_width=2, frame_rate=RATE, channels=1)
        session.export(out, format="mp3", bitrate="64k")


if __name__ == "__main__":
    main(*sys.argv[1:])
