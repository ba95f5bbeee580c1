"""The words that sivoice itself speaks and shows during a session, in one table per language.

The tables are TOML files in `scripts/languages/`, so translators do not have to touch the code.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sivoice.errors import SivoiceError
from sivoice.files import read_file
from sivoice.folders import shipped
from sivoice.units import MINUTE, SECOND, Milliseconds, written

ENGLISH = "en"
"""The language used if there is no table for the requested one."""


class _Table(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A part of the table: each field is a key, and all are required."""


class Sides(_Table, frozen=True):
    """The two sides of the body."""

    right: str
    """What `{side}` says."""
    left: str
    forms: str
    """Every form of the two words that a sentence can need, as `rechte|linke rechter|linker`."""
    right_side: str
    """As a caption, and with a capital and a full stop as a sentence."""
    left_side: str

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The forms of the two words, the right side first."""
        return tuple((right, left) for right, left in (f.split("|") for f in self.forms.split()))


class Time(_Table, frozen=True):
    """`{number}` with its unit, singular and plural."""

    second: str
    seconds: str
    minute: str
    minutes: str
    point: str
    """The decimal point, which is a comma in most languages."""


class Spoken(_Table, frozen=True):
    """What the voice says."""

    announcement: str
    minutes: str
    """The word that scripts write after `{minutes}`."""
    one_minute: str
    """What is said instead of `1` and that word."""
    again: str
    range: str
    """What `{hold}` or `{sets}` says in a session if its stretches differ."""
    rep: str
    """The number of a rep, if nothing else is said in it."""
    countdown: tuple[str, ...]
    """One word for each of the last seconds of a hold."""
    to_standing: dict[str, str]
    """By the position before."""
    from_standing: dict[str, str]
    """By the position that follows, like the next two fields."""
    from_lying: dict[str, str]
    from_elsewhere: dict[str, str]


class Shown(_Table, frozen=True):
    """Short labels for the screen, the page, the lyrics and the transcript."""

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
    how_often: str


class Screen(_Table, frozen=True):
    """The terminal during a session."""

    paused: str
    no_coaching: str
    keys: str
    few_keys: str
    space: str
    """The name of the space bar."""
    countdown: str


class Told(_Table, frozen=True):
    """Announcements of the player, such as that the sound was lost."""

    paused: str
    resumed: str
    no_coaching: str
    coaching: str
    sound_lost: str
    sound_hangs: str
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
    keep_page: str
    keys: str
    no_sound: str
    trouble: str
    back: str
    forward: str
    next_side: str
    left: str
    position: str
    show_words: str
    close: str
    once_more: str
    loading: str
    lost: str
    may_sleep: str
    keys_more: str
    change: str
    longer: str
    shorter: str
    as_written: str
    all_as_written: str
    whole_session: str
    minutes: str
    any_length: str
    hold_time: str
    sets: str
    reps: str
    first_side: str
    sides: str
    both_sides: str
    right_side: str
    left_side: str
    guidance: str
    guidance_full: str
    guidance_brief: str
    guidance_minimal: str
    coaching: str
    countdown: str
    pace: str
    include: str
    left_out: str
    making: str
    problem_nothing: str
    problem_long: str
    problem_fit: str


class Handout(_Table, frozen=True):
    """The labels and sentences of the handout."""

    colon: str
    """What stands between a label and its value; in French there is a space before it."""
    for_: str = msgspec.field(name="for")
    from_: str = msgspec.field(name="from")
    date: str
    notes: str
    hear: str
    code: str
    cautions: str
    read_first: str
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
    rounds_with_rest: str
    other_side: str
    timed: str
    repeat: str
    repeat_steps: str
    all_sets: str
    left_out: str
    one_left_out: str
    done_on: str
    week: str
    education: str
    made_with: str
    positions: dict[str, str]


class Language(_Table, frozen=True):
    """All the words of a language. A `str` with `{blanks}` is a template for `str.format`."""

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
    tag: str = ""
    """The language tag: the name of the file, not a key in it."""

    def side(self, side: str) -> str:
        """Return the word for `right` or `left`."""
        return self.sides.right if side == "right" else self.sides.left

    def number(self, number: float) -> str:
        """A number in digits, with the decimal point of the language."""
        return f"{number:g}".replace(".", self.time.point)

    def lasting(self, ms: Milliseconds) -> str:
        """Format a length of time in words: `30 seconds`, `1 minute 30 seconds`."""
        minutes, rest = divmod(ms, MINUTE)
        parts = []
        if minutes:
            parts.append(self._counted(self.time.minute, self.time.minutes, minutes))
        if rest or not minutes:
            parts.append(self._counted(self.time.second, self.time.seconds, rest / SECOND))
        return " ".join(parts)

    def short(self, ms: Milliseconds) -> str:
        """A length of time with its units as symbols: `1 min 30 s`."""
        return written(ms).replace(".", self.time.point)

    def _counted(self, one: str, many: str, number: float) -> str:
        return (one if number == 1 else many).format(number=self.number(number))


@cache
def language(tag: str) -> Language:
    """Return the table for a language tag such as `en` or `en-GB`, or English as a fallback.

    Raises SivoiceError if the table cannot be read.
    """
    import tomllib

    path = _table_of(tag)
    if not path.is_file():
        path = _table_of(ENGLISH)
    try:
        table = msgspec.convert(tomllib.loads(read_file(path).decode()), Language)
        return replace(table, tag=path.stem)
    except (OSError, ValueError) as error:  # tomllib's and msgspec's errors are ValueErrors
        raise SivoiceError(
            f"the table {path} cannot be read: {error}\nReinstall sivoice."
        ) from error


def known_languages() -> tuple[str, ...]:
    """The tags of all languages that there is a table for."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def _folder() -> Path:
    return shipped("scripts") / "languages"


def _table_of(tag: str) -> Path:
    return _folder() / f"{tag.partition('-')[0].lower()}.toml"
