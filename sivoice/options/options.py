"""The session options, each defined once.

The command line, the settings file, and the record of how a file was made are derived from them.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, cast

from msgspec import Struct, field
from msgspec.structs import fields, replace

from sivoice.errors import OptionError
from sivoice.options.doses import Count, PerStretch, StretchTime
from sivoice.options.values import (
    Choice,
    Line,
    Name,
    Names,
    Number,
    Option,
    PathOrName,
    Switch,
    Time,
    Variants,
)
from sivoice.script.limits import HOLD_LIMITS, REPEATS_LIMIT, REPS_LIMIT, SESSION_LIMIT, TIMER_LIMIT
from sivoice.script.vocabulary import Side
from sivoice.units import MINUTE, SECOND, Milliseconds

CHIME_SETS = ("bell", "bowl", "wood")
"""The first is the default."""
NO_CHIMES = "none"
NO_VOICE = "none"
VOICE_NAMES = ("hibari", "system", NO_VOICE)
"""The names that exist on every computer."""

# Headings in the help
TIMING, CONTENT, LABELS, SPEECH, SOUND = (
    "Holds and timing",
    "What is done",
    "Title and listener",
    "What is spoken",
    "How it sounds",
)


class Sides(StrEnum):
    """Which sides are stretched."""

    BOTH = "both"
    RIGHT = "right"
    LEFT = "left"


class Guidance(StrEnum):
    """How much is spoken."""

    FULL = "full"
    BRIEF = "brief"
    MINIMAL = "minimal"


def _stretches() -> Iterable[str]:
    """Return the names of the stretches on this computer."""
    from sivoice.script.names import named_scripts
    from sivoice.script.vocabulary import Kind

    return sorted(named_scripts(Kind.STRETCH))


# This module must not postpone annotations: session_options() reads them.
class Options(Struct, frozen=True):
    """The options that one listener has set.

    A field with its default value is not set, and the script or a built-in default decides. The
    help lists the options in the order of the fields.
    """

    hold: Annotated[
        PerStretch[Milliseconds],
        StretchTime(
            TIMING,
            "How long to hold: `20`, `20s` or `1min`; for one stretch, `piriformis=25`. "
            "Can be repeated.",
            "TIME",
            low=HOLD_LIMITS[0],
            high=HOLD_LIMITS[1],
            bare=True,
        ),
    ] = PerStretch()
    sets: Annotated[
        PerStretch[int],
        Count(
            TIMING,
            "How many times to do each stretch: `2`; for one of them, `piriformis=2`. Repeatable.",
            "N",
            low=1,
            high=REPEATS_LIMIT,
        ),
    ] = PerStretch()
    reps: Annotated[
        PerStretch[int],
        Count(
            TIMING,
            "How many reps to do in stretches that have reps: `8`; for one of them, "
            "`straight-leg-raise=8`. Repeatable.",
            "N",
            low=1,
            high=REPS_LIMIT,
        ),
    ] = PerStretch()
    pace: Annotated[
        float | None,
        Number(
            TIMING,
            "Divide rests and get-ready times by this number; holds stay the same. 1.2 is brisker.",
            "X",
            low=0.5,
            high=2.0,
        ),
    ] = None
    """Divides gaps, pauses, breaths, rests and get-ready times."""
    fit: Annotated[
        Milliseconds | None,
        Time(
            TIMING,
            "Make the session this long, like `12min` or `12:30`: with other holds, then another "
            "pace, and other sets only if necessary.",
            "TIME",
            low=MINUTE,
            high=SESSION_LIMIT,
        ),
    ] = None
    warm_up: Annotated[
        Milliseconds | None,
        Time(
            TIMING,
            "Start with a guided warm-up of this length, such as `5min`.",
            "TIME",
            low=SECOND,
            high=TIMER_LIMIT,
        ),
    ] = None
    only: Annotated[
        tuple[str, ...],
        Names(CONTENT, "Do only these stretches: `piriformis,quadriceps`.", "NAMES", _stretches),
    ] = ()
    skip: Annotated[
        tuple[str, ...],
        Names(CONTENT, "Leave out these stretches.", "NAMES", _stretches),
    ] = ()
    side: Annotated[
        Sides | None,
        Choice(CONTENT, "Stretch both sides, or only this one.", of=Sides),
    ] = None
    first_side: Annotated[
        Side | None,
        Choice(
            CONTENT,
            "Which side to start with: the right, unless the script says otherwise.",
            of=Side,
        ),
    ] = None
    variant: Annotated[
        Mapping[str, str],
        Variants(
            CONTENT,
            "Do another variant of a stretch, such as `hamstring=raised`. Can be repeated.",
            "STRETCH=NAME",
        ),
    ] = field(default_factory=dict)
    """By stretch."""
    extra: Annotated[
        tuple[str, ...],
        Names(
            CONTENT,
            "Add an optional part, such as `deeper`. Can be repeated.",
            "NAME",
            one_by_one=True,
        ),
    ] = ()
    title: Annotated[
        str | None,
        Line(LABELS, 'Another title for the session, like `"Ann\'s evening"`.', "TEXT"),
    ] = None
    listener: Annotated[
        str | None,
        Line(
            LABELS,
            "Who it is for: named on the page and the handout, in the tags, and in lines that say "
            "`{listener}`.",
            "NAME",
        ),
    ] = None
    voice: Annotated[
        str | None,
        Name(
            SPEECH,
            "Who speaks: `hibari`, `system`, a voice that `sivoice voices` lists, or `none`.",
            "NAME",
            lambda: VOICE_NAMES,
        ),
    ] = None
    guidance: Annotated[
        Guidance | None,
        Choice(SPEECH, "How much is spoken; `full` by default.", of=Guidance),
    ] = None
    speech_rate: Annotated[
        float | None,
        Number(SPEECH, "How fast the voice speaks: 0.9 is slower.", "X", low=0.5, high=2.0),
    ] = None
    """1.0 is the voice's calm pace."""
    coaching: Annotated[bool | None, Switch(SPEECH, "Speak during the holds, or stay silent.")] = (
        None
    )
    countdown: Annotated[
        bool | None, Switch(SPEECH, "Count down the last five seconds of each hold.")
    ] = None
    welcome: Annotated[bool | None, Switch(SPEECH, "Start with the welcome, or skip it.")] = None
    cautions: Annotated[
        bool | None,
        Switch(SPEECH, "Speak the cautions of the session and of each stretch, or skip them."),
    ] = None
    chimes: Annotated[
        str | None,
        PathOrName(
            SOUND,
            "The chimes: `bell`, `bowl`, `wood` or `none`, or a folder with sounds named `soft`, "
            "`start` and `end`.",
            "SET",
        ),
    ] = None
    volume_chimes: Annotated[
        float | None,
        Number(
            SOUND,
            "The volume of the chimes: 50 is half, 200 is double.",
            "PERCENT",
            low=0,
            high=200,
        ),
    ] = None
    """Percent of the chimes' amplitude."""
    pad: Annotated[
        bool | None,
        Switch(
            SOUND,
            "Play a soft tone in every silence. It also keeps players from cutting them short.",
        ),
    ] = None
    pad_sound: Annotated[
        str | None, PathOrName(SOUND, "Loop this sound file instead of the tone.", "FILE")
    ] = None
    breath: Annotated[
        bool | None,
        Switch(
            SOUND,
            "Play a tone to breathe with in each hold, 4 s in, 6 s out, and a softer one "
            "in every silence.",
        ),
    ] = None

    def asks_for(self, name: str) -> bool:
        """Return whether the option with this long name is set."""
        attribute = name.replace("-", "_")
        return bool(getattr(self, attribute) != getattr(_NOTHING, attribute))

    def over(self, weaker: "Options") -> "Options":
        """Return these options, with those that are not set taken from `weaker`.

        `only` and `skip` go together: if either is set, both of the weaker ones are ignored. The
        weaker holds, sets and reps are kept apart, because what a script says is stronger.
        """
        chosen = {
            f.name: _over(getattr(self, f.name), getattr(weaker, f.name)) for f in fields(self)
        }
        if self.only or self.skip:
            chosen |= {"only": self.only, "skip": self.skip}
        return Options(**chosen)


_NOTHING = Options()


def _over(value: Any, weaker: Any) -> Any:
    if isinstance(value, PerStretch):
        return value.over(weaker)
    if isinstance(value, Mapping):
        return {**weaker, **value}
    return weaker if value is None or value == () else value


@cache
def session_options() -> Mapping[str, Option]:
    """Return every option by its long name, in the order of the help."""
    return {
        f.name.replace("_", "-"): cast("Option", f.type.__metadata__[0]) for f in fields(Options)
    }


def options_from(given: Mapping[str, Any]) -> Options:
    """Parse the values of the command line or the settings file, given by the options' long names.

    Raises OptionError for the first value that cannot be used.
    """
    values: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value == []:
            continue
        option = session_options().get(name)
        if option is None:
            raise OptionError(name, "there is no such option")
        try:
            values[name.replace("-", "_")] = option.read(value)
        except ValueError as error:
            raise OptionError(name, str(error)) from error
    return Options(**values)


def for_stretches(options: Options, names: Collection[str]) -> Options:
    """Return options whose `only` and `skip` name only stretches of this session, `names`."""
    return replace(
        options,
        only=tuple(name for name in options.only if name in names),
        skip=tuple(name for name in options.skip if name in names),
    )
