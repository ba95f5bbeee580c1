"""A session without a voice: its length and that of its rests, estimated from the words."""

from __future__ import annotations

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Plan
from sivoice.compile.steps import SetRest
from sivoice.errors import ScriptError, UsageError
from sivoice.options.options import Options
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import LongRest, Timeline
from sivoice.script.library import LoadedScript
from sivoice.session.budget import check_length
from sivoice.session.clips import SessionClips, session_chimes
from sivoice.units import spoken_minutes
from sivoice.voices.clips import SilentClips


def long_rests(scripts: LoadedScript) -> tuple[LongRest, ...]:
    """Return the written rests that the words in them would probably make longer.

    Empty if the session cannot be played for another reason, which `check` does not look for.
    """
    try:
        plan = compile_session(scripts, Options())
        check_length(plan)
    except (ScriptError, UsageError):
        return ()
    passes = [one for chapter in plan.chapters for one in chapter.passes]
    if not any(isinstance(one.rest, SetRest) for one in passes):
        return ()
    return _silent(plan, Options()).long_rests


def estimated_minutes(scripts: LoadedScript, options: Options) -> int:
    """Return about how many minutes a session lasts. Raises ScriptError, UsageError."""
    plan = compile_session(scripts, options)
    check_length(plan)
    return spoken_minutes(_silent(plan, options).samples)


def _silent(plan: Plan, options: Options) -> Timeline:
    clips = SessionClips(SilentClips(plan.speech_rate), session_chimes(options))
    return build_timeline(plan, clips.length)
