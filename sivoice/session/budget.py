"""What a plan costs to speak, estimated before a voice is asked for it."""

from __future__ import annotations

from sivoice.compile.plan import Plan
from sivoice.compile.steps import Hold, Rest, Say, Timer
from sivoice.errors import ScriptError
from sivoice.schedule.scheduler import spoken_text
from sivoice.script.limits import SESSION_LIMIT, SPOKEN_LIMIT
from sivoice.units import Samples, to_samples, written
from sivoice.voices.clips import guessed_length

_WIDEST = 15
"""The most characters that one becomes when it is written out; each 7 of `777777` becomes 12."""
_WIDEST_IN_WORDS = 10
"""The same in a text without digits and fractions; each % becomes ` percent`."""
_MARGIN = 1.1
"""A plan is refused only if it is this much too long, because a voice can be faster than that."""


def check_cues(plan: Plan) -> None:
    """Raise ScriptError, naming the line, if a cue is too long to be spoken in one go."""
    for say in plan.says():
        text = spoken_text(say, 1)
        has_numbers = any(map(str.isnumeric, text))
        if len(text) * (_WIDEST if has_numbers else _WIDEST_IN_WORDS) <= SPOKEN_LIMIT:
            continue
        from sivoice.voices.wording import written_out

        if len(text) > SPOKEN_LIMIT or len(written_out(text)) > SPOKEN_LIMIT:
            raise ScriptError(
                f"{say.source}: this cue is too long: with its numbers and pronunciations written "
                f"out, it has more than {SPOKEN_LIMIT} characters\n"
                "Split the line into several lines."
            )


def check_length(plan: Plan, *, to_fit: bool = False) -> None:
    """Raise ScriptError if a plan is estimated to last longer than a session can.

    If it is still to be fitted to a length, only its words count, each cue once: there can be fewer
    sets, and the holds and rests can be shorter.
    """
    samples = 0
    said: set[str] = set()
    for planned in plan.steps():
        match planned.step:
            case Rest(ms=ms) | Hold(ms=ms) | Timer(ms=ms):
                samples += 0 if to_fit else to_samples(ms)
            case Say() as say:
                text = say.text(1)
                if not (to_fit and text in said):
                    samples += guessed_length(text, plan.speech_rate, calm=say.calm)
                said.add(text)
    refuse_longer(plan, round(samples / _MARGIN))


def refuse_longer(plan: Plan, samples: Samples) -> None:
    """Raise ScriptError if a session of this length is too long."""
    if samples > to_samples(SESSION_LIMIT):
        raise ScriptError(
            f"{plan.name} would last longer than {written(SESSION_LIMIT)}\n"
            "Use fewer stretches or sets, or shorter holds."
        )
