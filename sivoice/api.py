"""The public face of sivoice: a script and options in, a plan, a timeline and files out."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from sivoice.compile.plan import Plan
from sivoice.compile.wishes import check_wishes
from sivoice.errors import ScriptError
from sivoice.options.options import options_from
from sivoice.schedule.timeline import Timeline
from sivoice.script.diagnostics import Diagnostic, errors_among, listing
from sivoice.script.library import load as load_script
from sivoice.script.names import find
from sivoice.session.session import Session as _Session
from sivoice.session.session import TimedSession


class Session:
    """A script with options. Nothing is spoken until a timeline or a file is asked for."""

    def __init__(self, session: _Session, script_warnings: tuple[Diagnostic, ...]) -> None:
        self._session = session
        self.script_warnings = script_warnings
        """What is doubtful in the scripts, but does not stop them."""

    @property
    def name(self) -> str:
        """The script's name, without its ending."""
        return self._session.scripts.name

    @property
    def plan(self) -> Plan:
        """The chapters and passes, untimed, with the options bound.

        With `fit`, the options are those that were found to bring the session to its length.
        Raises UsageError if no stretch is left, and what `timeline` raises with `fit`.
        """
        return self._session.plan() if self._session.options.fit is None else self._timed.plan

    @property
    def timeline(self) -> Timeline:
        """Every event with its samples; cues that were never spoken before are synthesised.

        Raises VoiceError, FitError, ScriptError and UsageError.
        """
        return self._timed.timeline

    def export(self, path: str | Path, *, source: bool = True, force: bool = False) -> Path:
        """Write the session to `path`, in the format of its ending, and return the path.

        The file carries its scripts, figures and options, unless `source` is false. A file that
        sivoice did not write is only replaced with `force`. Raises OutputError, and
        what `timeline` raises.
        """
        from sivoice.export.exporter import export
        from sivoice.export.preflight import check_target
        from sivoice.export.source import pack, source_of

        target = Path(path)
        check_target(target, force=force)
        scripts = self._session.scripts
        export(
            self.timeline,
            self._timed.clips,
            target,
            source=pack(source_of(scripts, self._session.options)) if source else b"",
            force=force,
        )
        return target

    @cached_property
    def _timed(self) -> TimedSession:
        return self._session.time(self._session.open_clips())


def load(script: str | Path, **options: object) -> Session:
    """Read a script, by its name or its path, and bind options to it.

    The options are those of the settings file, with _ for -: `hold="20s"`, `first_side="left"`. The
    listener's own settings file is not read. Raises ScriptError with every fault of the scripts,
    and UsageError if there is no such script or option.
    """
    path = find(str(script))
    scripts, found = load_script(path)
    if errors := errors_among(found):
        raise ScriptError(listing(errors))
    asked = options_from({name.replace("_", "-"): value for name, value in options.items()})
    check_wishes(scripts, asked)
    return Session(_Session(scripts, asked, asked), tuple(found))
