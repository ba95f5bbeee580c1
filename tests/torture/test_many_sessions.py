"""Many sessions in one process: memory, files and threads stay level."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.export.exporter import export
from sivoice.export.formats import LYRICS, PAGE
from sivoice.options.doses import PerStretch
from sivoice.options.options import Options
from sivoice.player.prepare import preparer
from sivoice.player.transport import Transport
from sivoice.script.library import load
from sivoice.session.session import open_session
from sivoice.units import SAMPLE_RATE
from tests.conftest import STRETCH, FakeVoice
from tests.torture import seeds

SESSION = "# Evening\n## Welcome\nFor {minutes} minutes.\n## Stretches\n[play calf, sets 2]\n"
PROC = Path("/proc/self")
PAGE_SIZE = 4096
A_SESSION = 2_000
"""The most bytes that each session may leave behind on average, once warm."""
WARM = 10
MOST = 1000
"""The most sessions, each of a few minutes of sound."""


def resident() -> int:
    """Return the memory that this process uses, in bytes."""
    gc.collect()
    return int((PROC / "statm").read_text().split()[1]) * PAGE_SIZE


def one_session(path: Path, number: int) -> None:
    """Read, compile, speak, export and play one session from its start to its end."""
    scripts, faults = load(path)
    assert not faults
    hold = PerStretch[int](5_000 + 1000 * (number % 5))
    session = open_session(scripts, Options(hold=hold))
    clips = session.open_clips()
    timed = session.time(clips)
    export(timed.timeline, clips, path.with_name("out.mp3"), sidecars=[PAGE, LYRICS])
    plan = session.plan_to_play()
    transport = Transport(
        plan.steps(), preparer(clips.length, clips, timed.timeline.minutes, pad=plan.pad)
    )
    pulled = 0
    while not transport.is_over:
        transport.prepare_next()
        pulled += len(transport.pull(SAMPLE_RATE))
    assert pulled >= 2 * (timed.timeline.samples - 2 * SAMPLE_RATE)


@pytest.mark.torture
@pytest.mark.skipif(not PROC.exists(), reason="only Linux tells what a process uses in /proc")
def test_many_sessions_leave_nothing_behind(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sivoice.session.clips.default_voice", FakeVoice)
    write("calf.stretch", STRETCH)
    path = write("evening.session", SESSION)
    for number in range(WARM):
        one_session(path, number)
    before = resident()
    files, threads = len(list((PROC / "fd").iterdir())), threading.active_count()
    beside = sorted(path.parent.iterdir())
    sessions = min(MOST, len(list(seeds(20))))
    for number in range(sessions):
        one_session(path, number)
    grown = resident() - before
    print(f"{sessions} sessions: {grown / 1024:.0f} KiB more")
    assert len(list((PROC / "fd").iterdir())) == files
    assert threading.active_count() == threads
    assert sorted(path.parent.iterdir()) == beside
    assert grown < 2_000_000 + A_SESSION * sessions
