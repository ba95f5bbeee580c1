"""The chimes of a session: a built-in set, or the listener's own sounds."""

from __future__ import annotations

import hashlib
import wave
from array import array
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from sivoice.errors import OptionError, SivoiceError, did_you_mean, listed
from sivoice.files import read_file
from sivoice.folders import shipped
from sivoice.options.options import CHIME_SETS, NO_CHIMES
from sivoice.script.vocabulary import SCRIPT_CHIMES, ChimeKind
from sivoice.units import SAMPLE_RATE, Samples

if TYPE_CHECKING:
    from sivoice.sound.samples import Wave

_NOT_SOUNDS = (".txt", ".md", ".json")
"""Endings of files that are ignored in a folder of chimes."""
_FULL_VOLUME = 100.0
"""Percent."""
_LONGEST = 1.9
"""Seconds of a chime after which something else can begin. The shortest hold is 2 s.

The bowl rings on until something does. A listener's own chime is cut.
"""
_PEAK = -11.0
"""dBFS of the loudest of a listener's own three chimes.

It is the same for the built-in sets, and well below the peak of the speech.
"""
_FADE_IN, _FADE_OUT = 0.003, 0.4
"""Seconds, for a listener's own chimes."""


class Chimes(Struct, frozen=True):
    """The chimes of a session."""

    pcm: Mapping[ChimeKind, bytes]
    """16-bit little-endian samples at SAMPLE_RATE, one channel; empty if chimes are off."""

    def samples(self, kind: ChimeKind) -> bytes:
        """Return the samples of a chime for as long as it can ring, 16-bit little-endian."""
        return self.pcm[kind]

    def length(self, kind: ChimeKind) -> Samples:
        """Return how many samples of a chime are always heard."""
        return counted_length(self.pcm[kind])

    def digest(self, kind: ChimeKind) -> str:
        """Return the SHA-256 of a chime's samples, in hex."""
        return _digest(self.pcm[kind])


@cache
def _digest(pcm: bytes) -> str:
    return hashlib.sha256(pcm).hexdigest()


def counted_length(pcm: bytes) -> Samples:
    """Return how many samples of a chime are always heard, after which something else can begin."""
    return min(len(pcm) // 2, round(_LONGEST * SAMPLE_RATE))


@cache
def read_chimes(name: str = CHIME_SETS[0], percent: float = _FULL_VOLUME) -> Chimes:
    """Read a set by its name, or the sounds `soft`, `start` and `end` in a folder.

    Their amplitude is scaled to `percent`. Raises OptionError if there is no such set or folder, or
    if the folder's sounds cannot be used, and SivoiceError if a built-in sound cannot be read.
    """
    if name == NO_CHIMES:
        return Chimes(dict.fromkeys(ChimeKind, b""))
    if name in CHIME_SETS:
        pcm = {kind: _built_in(name, kind) for kind in ChimeKind}
    elif (folder := _folder(name)) is not None:
        pcm = _custom(folder)
    else:
        known = (*CHIME_SETS, NO_CHIMES)
        near = did_you_mean(name, known)
        help = f"Did you mean {near}?" if near else f"Choose {listed(known)}, or name a folder."
        raise OptionError("chimes", f"there is no set or folder {name}\n{help}")
    return Chimes({kind: _scaled(chime, percent / _FULL_VOLUME) for kind, chime in pcm.items()})


def _built_in(name: str, kind: ChimeKind) -> bytes:
    path = shipped("sounds") / name / f"{kind}.wav"
    try:
        with wave.open(BytesIO(read_file(path)), "rb") as file:
            made_as = (file.getframerate(), file.getnchannels(), file.getsampwidth())
            assert made_as == (SAMPLE_RATE, 1, 2), path
            return file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise SivoiceError(
            f"the chime {path} cannot be read: {error}\nReinstall sivoice."
        ) from error


def _folder(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        return path if path.is_dir() else None
    except (ValueError, RuntimeError):  # a null byte; `~` of an unknown user
        return None


def _custom(folder: Path) -> dict[ChimeKind, bytes]:
    """Read a listener's own chimes: trimmed, at most _LONGEST, scaled by one common gain."""
    import numpy as np

    from sivoice.sound.decode import decoded_for
    from sivoice.sound.samples import fade, to_pcm, trim

    sounds: dict[ChimeKind, Wave] = {}
    for kind in SCRIPT_CHIMES:
        path = _find(folder, kind)
        sound = trim(decoded_for("chimes", str(path)), SAMPLE_RATE)
        if not len(sound):
            raise OptionError(
                "chimes", f"the sound {path} is silent\nReplace it with one that can be heard."
            )
        sounds[kind] = sound[: round(_LONGEST * SAMPLE_RATE)]
    loudest = max(float(np.abs(sound).max()) for sound in sounds.values())
    gain = np.float32(10 ** (_PEAK / 20) / loudest)
    pcm = {kind: to_pcm(fade(sound * gain, _FADE_IN, _FADE_OUT)) for kind, sound in sounds.items()}
    # A listener's own chimes are too long and loud to mark the hold of every rep.
    marks = (ChimeKind.REP_START, ChimeKind.REP_END)
    return pcm | {mark: _built_in(CHIME_SETS[0], mark) for mark in marks}


def _find(folder: Path, kind: ChimeKind) -> Path:
    """Find the sound of a chime in a folder. Raises OptionError if there is none."""
    for path in sorted(folder.iterdir()):
        is_sound = path.suffix.lower() not in _NOT_SOUNDS
        if path.stem.lower() == kind and is_sound and path.is_file():
            return path
    raise OptionError(
        "chimes",
        f"the folder {folder} has no sound `{kind}`\n"
        "Name its three sounds soft, start and end, for example soft.wav or start.mp3.",
    )


def _scaled(pcm: bytes, gain: float) -> bytes:
    # Without numpy: scaling three short sounds takes less time than loading it.
    if gain == 1:
        return pcm
    return array("h", (round(sample * gain) for sample in array("h", pcm))).tobytes()
