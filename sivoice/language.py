"""The words that sivoice itself speaks and shows during a session: one table for each language.

The tables stand beside the scripts, in `scripts/languages/`, so that translators need no code.
"""

from __future__ import annotations

from functools import cache

import msgspec
from msgspec import Struct

from sivoice.errors import SivoiceError
from sivoice.folders import shipped
from sivoice.units import MINUTE, SECOND, Milliseconds

ENGLISH = "en"
"""The language that is used if there is no table for the one that was asked for."""


class _Table(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A part of the table: each field is one key, and none may be missing."""


class Sides(_Table, frozen=True):
    """The two sides of the body."""

    right: str
    left: str


class Time(_Table, frozen=True):
    """`{number}` and its unit, for one and for many."""

    second: str
    seconds: str
    minute: str
    minutes: str


class Spoken(_Table, frozen=True):
    """What the voice says."""

    announcement: str
    side: str
    again: str
    rep: str
    """The number of a rep, if nothing else is said in it."""
    countdown: tuple[str, ...]
    """The last seconds of a hold, one word for each."""
    to_standing: str
    from_standing: dict[str, str]
    """By the position that is taken next; the same for the next two."""
    from_lying: dict[str, str]
    from_elsewhere: dict[str, str]


class Shown(_Table, frozen=True):
    """Short labels, for the screen, the page, the lyrics and the transcript."""

    side: str
    set: str
    rep: str
    hold: str
    timed_hold: str
    timer: str
    timed_timer: str
    timed_rest: str
    get_ready: str
    the_hold: str
    the_end: str
    then: str
    of: str
    round: str
    """The title of a chapter, if there are several rounds."""


class Screen(_Table, frozen=True):
    """The terminal during a session."""

    paused: str
    no_coaching: str
    keys: str
    few_keys: str


class Told(_Table, frozen=True):
    """Sentences that the player tells."""

    paused: str
    resumed: str
    no_coaching: str
    coaching: str
    sound_lost: str
    sound_back: str
    words_only: str


class Transcript(_Table, frozen=True):
    """The transcript's own lines."""

    length: str
    made_with: str
    options: str


class Page(_Table, frozen=True):
    """The labels of the page."""

    length: str
    stretch: str
    stretches: str
    all_stretches: str
    every_word: str
    start: str
    listen: str
    done: str
    then: str
    now: str
    player: str
    play: str
    pause: str
    again: str
    previous: str
    next: str
    list: str
    keep: str
    keys: str
    no_sound: str
    trouble: str


class Handout(_Table, frozen=True):
    """The labels and sentences of the handout."""

    for_: str = msgspec.field(name="for")
    from_: str = msgspec.field(name="from")
    date: str
    notes: str
    hear: str
    code: str
    cautions: str
    warm_up: str
    position: str
    muscles: str
    equipment: str
    hold: str
    dose: str
    each_side: str
    one_side: str
    sets: str
    reps: str
    sets_of: str
    rep_hold: str
    rest: str
    rounds: str
    other_side: str
    timed: str
    repeat: str
    all_sets: str
    done_on: str
    week: str
    education: str
    made_with: str
    positions: dict[str, str]


class Language(_Table, frozen=True):
    """All of a language's words. A `str` with `{blanks}` is filled in with `str.format`."""

    sides: Sides
    time: Time
    spoken: Spoken
    shown: Shown
    chapters: dict[str, str]
    screen: Screen
    told: Told
    keys: dict[str, str]
    transcript: Transcript
    page: Page
    handout: Handout

    def side(self, side: str) -> str:
        """The word for `right` or `left`."""
        return self.sides.right if side == "right" else self.sides.left

    def lasting(self, ms: Milliseconds) -> str:
        """A length of time in words: `30 seconds`, `1 minute 30 seconds`."""
        minutes, rest = divmod(ms, MINUTE)
        parts = []
        if minutes:
            parts.append(_counted(self.time.minute, self.time.minutes, minutes))
        if rest or not minutes:
            parts.append(_counted(self.time.second, self.time.seconds, rest / SECOND))
        return " ".join(parts)


@cache
def language(tag: str) -> Language:
    """The table for a language tag such as `en` or `en-GB`, or the English one if there is none.

    Raises SivoiceError if a table cannot be read.
    """
    import tomllib

    folder = shipped("scripts") / "languages"
    path = folder / f"{tag.partition('-')[0].lower()}.toml"
    if not path.is_file():
        path = folder / f"{ENGLISH}.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Language)
    except (OSError, ValueError) as error:  # tomllib's and msgspec's errors are ValueErrors
        raise SivoiceError(
            f"the table {path} cannot be read: {error}\nInstall sivoice again."
        ) from error


def _counted(one: str, many: str, number: float) -> str:
    return (one if number == 1 else many).format(number=f"{number:g}")
