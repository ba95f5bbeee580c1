"""Compare a spliced MP3 and MP3s encoded in one go with the session's samples.

    python benchmarks/splice.py

Each MP3 is decoded by ffmpeg. Prints its signal-to-noise ratio (with LAME's own gain taken out) and
the largest error within 10 ms of the start or end of a clip, where a splice would click.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import lameenc
import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))
from sivoice.export.frames import BITRATE, QUALITY, Frames
from sivoice.export.mp3 import splice_mp3
from sivoice.export.recording import Recording
from sivoice.folders import clip_cache
from sivoice.options.options import Options
from sivoice.script.library import load
from sivoice.script.names import find
from sivoice.session.session import open_session
from sivoice.sound.cache import ClipCache
from sivoice.sound.mix import render
from sivoice.sound.samples import decibels
from sivoice.units import SAMPLE_RATE
from tests.export.whole import encoded_whole

Samples = npt.NDArray[np.float64]
NEAR = SAMPLE_RATE // 100
LAME_DELAY = 1105
"""The delay in samples of encoder and decoder together, for a stream without an Info header."""


def decoded(mp3: bytes, skip: int = 0) -> Samples:
    """Decode with ffmpeg, full scale at 1.0, without the first `skip` samples."""
    with tempfile.NamedTemporaryFile(suffix=".mp3") as file:
        file.write(mp3)
        file.flush()
        command = ["ffmpeg", "-v", "error", "-i", file.name, "-f", "f32le", "-ac", "1", "-"]
        sound = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(sound, np.float32).astype(np.float64)[skip:]


def plain(pcm: bytes, quality: int) -> Samples:
    """Encode the whole in one go with a setting of LAME's -q, and decode it."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(BITRATE)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_channels(1)
    encoder.set_quality(quality)
    return decoded(bytes(encoder.encode(pcm) + encoder.flush()), LAME_DELAY)


def main() -> None:
    """Print the comparison for the default session."""
    scripts, _ = load(find("si-joint"))
    session = open_session(scripts, Options())
    clips = session.open_clips()
    timeline = session.time(clips).timeline
    pcm = b"".join(render(timeline, clips))
    source = np.frombuffer(pcm, "<i2").astype(np.float64) / 32768
    spliced = BytesIO()
    frames = Frames(clips, ClipCache(clip_cache(), "frames"))
    splice_mp3(spliced, Recording(timeline, frames))
    edges = np.unique([edge for event in timeline.sounding for edge in (event.start, event.end)])
    near = np.zeros(len(source), bool)
    for edge in edges:
        near[max(0, edge - NEAR) : edge + NEAR] = True
    print(f"{len(edges)} starts and ends of clips")
    for name, mp3 in {
        "spliced": decoded(spliced.getvalue()),
        f"the whole, -q {QUALITY}": decoded(encoded_whole(timeline.samples, [pcm])),
        "the whole, -q 0": plain(pcm, 0),
        "the whole, -q 2": plain(pcm, 2),
        "the whole, -q 5": plain(pcm, 5),
    }.items():
        sound = mp3[: len(source)]
        error = source[: len(sound)] - sound * (sound @ source[: len(sound)]) / (sound @ sound)
        ratio = 10 * np.log10((source @ source) / (error @ error))
        click = decibels(float(np.abs(error[near[: len(error)]]).max()))
        print(
            f"{name:16} {len(mp3)} samples, {ratio:.2f} dB, "
            f"error of at most {click:.1f} dBFS near a start or end"
        )


if __name__ == "__main__":
    main()
