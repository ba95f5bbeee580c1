"""The chimes of a session: one of the sets that come with sivoice, or the listener's own."""

from __future__ import annotations

import hashlib
import wave
from array import array
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from sivoice.errors import OptionError, SivoiceError, did_you_mean, listed
from sivoice.folders import shipped
from sivoice.options.options import CHIME_SETS, NO_CHIMES
from sivoice.script.vocabulary import SCRIPT_CHIMES, ChimeKind
from sivoice.units import SAMPLE_RATE, Samples

if TYPE_CHECKING:
    from sivoice.sound.samples import Wave

_NO_SOUNDS = (".txt", ".md", ".json")
_AS_MADE = 100.0
"""Percent."""
_LONGEST = 1.9
"""Seconds of a chime; the shortest hold is 2 s."""
_PEAK = -11.0
"""dBFS of the loudest of a listener's own three chimes, as of ours; well under the speech's peak."""
_FADE_IN, _FADE_OUT = 0.003, 0.4
"""Seconds, of a listener's own chime."""


class Chimes(Struct, frozen=True):
    """The chimes of a session."""

    pcm: Mapping[ChimeKind, bytes]
    """Each at SAMPLE_RATE, 16-bit little-endian; empty where chimes are not wanted."""

    def samples(self, sound: ChimeKind) -> bytes:
        """A chime."""
        return self.pcm[sound]

    def length(self, sound: ChimeKind) -> Samples:
        """Samples of a chime."""
        return len(self.pcm[sound]) // 2

    def digest(self, sound: ChimeKind) -> str:
        """A hash of a chime's samples."""
        return hashlib.sha256(self.pcm[sound]).hexdigest()


@cache
def read_chimes(name: str = CHIME_SETS[0], percent: float = _AS_MADE) -> Chimes:
    """A set by its name, or the files `soft`, `start` and `end` of a folder.

    They are brought to `percent` of their amplitude. Raises OptionError if there is no such set or
    folder, or the folder's sounds cannot be used; SivoiceError if a shipped sound cannot be read.
    """
    if name == NO_CHIMES:
        return Chimes(dict.fromkeys(ChimeKind, b""))
    if name in CHIME_SETS:
        pcm = {sound: _shipped(name, sound) for sound in ChimeKind}
    elif (folder := _folder(name)) is not None:
        pcm = _own(folder)
    else:
        known = (*CHIME_SETS, NO_CHIMES)
        near = did_you_mean(name, known)
        help = f"Did you mean {near}?" if near else f"Choose {listed(known)}, or name a folder."
        raise OptionError("chimes", f"there is no set or folder {name}\n{help}")
    return Chimes({sound: _louder(one, percent / _AS_MADE) for sound, one in pcm.items()})


def _shipped(name: str, sound: ChimeKind) -> bytes:
    path = shipped("sounds") / name / f"{sound}.wav"
    try:
        with wave.open(str(path), "rb") as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (
                SAMPLE_RATE,
                1,
                2,
            ), path
            return file.readframes(file.getnframes())
    except (OSError, wave.Error) as error:
        raise SivoiceError(
            f"the chime {path} cannot be read: {error}\nInstall sivoice again."
        ) from error


def _folder(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        return path if path.is_dir() else None
    except (ValueError, RuntimeError):  # no name, or no such person's home
        return None


def _own(folder: Path) -> dict[ChimeKind, bytes]:
    """A listener's own chimes: without the silence they begin with, no longer than fits, at one loudness together."""
    import numpy as np

    from sivoice.sound.decode import decoded_for
    from sivoice.sound.samples import fade, to_pcm, trim

    found: dict[ChimeKind, Wave] = {}
    for sound in SCRIPT_CHIMES:
        named = (
            path
            for path in sorted(folder.iterdir())
            if path.stem.lower() == sound and path.is_file()
        )
        paths = [path for path in named if path.suffix.lower() not in _NO_SOUNDS]
        if not paths:
            raise OptionError(
                "chimes",
                f"the folder {folder} has no sound `{sound}`\n"
                "It needs three, named soft, start and end: soft.wav, start.mp3 and the like.",
            )
        heard = trim(decoded_for("chimes", str(paths[0])), SAMPLE_RATE)[
            : round(_LONGEST * SAMPLE_RATE)
        ]
        if not len(heard):
            raise OptionError("chimes", f"the sound {paths[0]} is silent")
        found[sound] = heard
    loudest = max(float(np.abs(heard).max()) for heard in found.values())
    gain = np.float32(10 ** (_PEAK / 20) / loudest)
    pcm = {sound: to_pcm(fade(one * gain, _FADE_IN, _FADE_OUT)) for sound, one in found.items()}
    # The marks of a rep's hold are short and quiet, as no chime of one's own is.
    marks = (ChimeKind.REP_START, ChimeKind.REP_END)
    return pcm | {mark: _shipped(CHIME_SETS[0], mark) for mark in marks}


def _louder(pcm: bytes, gain: float) -> bytes:
    # Without numpy: three short sounds take less time than loading it.
    if gain == 1:
        return pcm
    return array("h", (round(sample * gain) for sample in array("h", pcm))).tobytes()
