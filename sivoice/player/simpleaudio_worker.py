"""The worker process of the output simpleaudio: sounds on standard input, answers on its output.

simpleaudio holds Python's lock while it talks to the sound server, so a server that hangs would
stop every thread of the player. The worker is started by its path and imports nothing from sivoice.

A sound is its length in bytes, 8 bytes little-endian, and its samples, 16-bit little-endian, mono,
at the sample rate given as the argument. The answer is one byte: PLAYING for each sound that has
begun, and at first READY, MISSING or FAILED. The worker ends when its standard input ends.
"""

from __future__ import annotations

import signal
import sys

READY, PLAYING, MISSING, FAILED = b"r", b"p", b"m", b"f"


def main() -> None:
    """Play until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C on the terminal is for the parent
    rate = int(sys.argv[1])
    try:
        import simpleaudio
    except ImportError:
        _answer(MISSING)
        return
    playing = None
    try:
        simpleaudio.play_buffer(bytes(rate // 5), 1, 2, rate).wait_done()
        _answer(READY)
        while len(head := sys.stdin.buffer.read(8)) == 8:  # noqa: PLR2004
            sound = sys.stdin.buffer.read(int.from_bytes(head, "little"))
            playing = simpleaudio.play_buffer(sound, 1, 2, rate)
            _answer(PLAYING)
    except Exception:  # noqa: BLE001 - the parent reports it
        _answer(FAILED)
    if playing is not None:
        playing.stop()


def _answer(answer: bytes) -> None:
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
