"""Encode raw samples from standard input with LAME, in one go: lame.py OUT.mp3."""

from __future__ import annotations

import sys
from pathlib import Path

import lameenc

encoder = lameenc.Encoder()
encoder.silence()
encoder.set_bit_rate(64)
encoder.set_in_sample_rate(44_100)
encoder.set_channels(1)
encoder.set_quality(4)
sound = encoder.encode(sys.stdin.buffer.read())
Path(sys.argv[1]).write_bytes(sound + encoder.flush())
