"""Options -> the words of the command line that ask for them, as files and pages tell what they were made with."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from sivoice.options.options import Options
from sivoice.units import Milliseconds, written


def in_words(options: Options) -> str:
    """The wishes as the command line takes them, `--hold 20s --countdown`; empty where there are none.

    The sets of single stretches, which no option has, are left to the `--fit` that chose them.
    """
    words: list[tuple[str, str | int | float | None]] = [
        ("hold", _in_short(options.hold)),
        *(("hold", f"{stretch}={_in_short(ms)}") for stretch, ms in options.holds.items()),
        ("sets", options.sets),
        ("pace", options.pace),
        ("fit", _in_short(options.fit)),
        ("warm-up", _in_short(options.warm_up)),
        ("only", ",".join(options.only)),
        ("skip", ",".join(options.skip)),
        ("side", options.side),
        ("first-side", options.first_side),
        *(("variant", f"{stretch}={name}") for stretch, name in options.variants.items()),
        *(("extra", name) for name in options.extras),
        ("guidance", options.guidance),
        ("speech-rate", options.speech_rate),
        ("voice", options.voice),
        ("chimes", _name(options.chimes)),
        ("volume-chimes", options.volume_chimes),
        ("pad-sound", _name(options.pad_sound)),
    ]
    names = ("coaching", "countdown", "welcome", "cautions", "pad", "breath")
    switches = {name: getattr(options, name) for name in names}
    said = [
        f"--{name} {quote(str(value))}"
        for name, value in words
        if value is not None and value != ""
    ]
    said += [f"--{'' if on else 'no-'}{name}" for name, on in switches.items() if on is not None]
    return " ".join(said)


def _name(path: str | None) -> str | None:
    """A file's name alone: where it lies is nobody else's business."""
    return None if path is None else Path(path).name.encode(errors="replace").decode()


def _in_short(ms: Milliseconds | None) -> str | None:
    """A time as one word: `20s`, `1min30s`."""
    return None if ms is None else written(ms).replace(" ", "")
