"""Whatever the engine's process does, a phrase is spoken or an error is raised."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.errors import VoiceError
from sivoice.voices import engine as engines
from sivoice.voices.engine import Engine, EngineError
from tests.voices.fake_worker import RATE

Fake = Callable[..., Engine]
FAKE = str(Path(__file__).with_name("fake_worker.py"))


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A file with a line for each process: its id and its folder."""
    return tmp_path / "started"


@pytest.fixture
def fake(started: Path) -> Fake:
    """Makes an engine whose first `times` processes have a fault."""
    return lambda fault="", times=1: Engine((sys.executable, FAKE, fault, str(times), str(started)))


def processes(started: Path) -> list[tuple[int, Path]]:
    return [
        (int(pid), Path(folder))
        for pid, folder in (line.split() for line in started.read_text().splitlines())
    ]


def assert_nothing_is_left(started: Path) -> None:
    for pid, folder in processes(started):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)  # a zombie would still be there
        assert not folder.exists()


FAULTS = [
    "dies",
    "no file",
    "empty file",
    "half a header",
    "silent",
    "another answer",
    "error",
    "garbage",
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_phrase_that_failed_is_spoken_by_a_new_process(
    fake: Fake, started: Path, fault: str
) -> None:
    engine = fake(fault)
    assert len(engine.speak("Breathe.", "gmw/en", 150).samples) == RATE * 8 // 100
    assert len(engine.speak("Breathe out.", "gmw/en", 150).samples) == RATE * 12 // 100
    assert len(processes(started)) == 2
    del engine
    assert_nothing_is_left(started)


def test_a_phrase_that_fails_twice_is_an_error(fake: Fake, started: Path) -> None:
    engine = fake("dies", 2)
    with pytest.raises(EngineError, match="the speech engine ended unexpectedly: assertion failed"):
        engine.speak("Breathe.", "gmw/en", 150)
    assert_nothing_is_left(started)
    assert len(engine.speak("Breathe.", "gmw/en", 150).samples)


@pytest.mark.real
def test_a_process_that_hangs_is_ended(
    fake: Fake, started: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PHRASE_LIMIT", 0.5)
    monkeypatch.setattr(engines, "END_LIMIT", 0.1)
    engine = fake("hangs")
    assert len(engine.speak("Breathe.", "gmw/en", 150).samples)
    (first, folder), _ = processes(started)
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert not folder.exists()


def test_an_engine_that_does_not_start_is_an_error_with_help(fake: Fake, started: Path) -> None:
    with pytest.raises(
        VoiceError, match=r"(?s)no system voice can be used: .*the data folder is missing\n.+"
    ):
        _ = fake("no engine").greeting
    assert_nothing_is_left(started)


def test_a_missing_program_is_an_error() -> None:
    with pytest.raises(VoiceError, match="does not start"):
        _ = Engine(("/nowhere/python",)).greeting


def test_each_thread_has_its_own_process_which_ends_with_it(fake: Fake, started: Path) -> None:
    engine = fake()
    lengths: dict[str, int] = {}

    def say(text: str) -> None:
        for more in range(10):
            lengths[text + "." * more] = len(engine.speak(text + "." * more, "gmw/en", 150).samples)

    threads = [
        threading.Thread(target=say, args=(text,)) for text in ("One", "Twelve", "Seventeen")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lengths == {text: RATE * len(text) // 100 for text in lengths}
    assert len(lengths) == 30
    assert len(processes(started)) == 3
    del threads, thread
    assert_nothing_is_left(started)


@pytest.mark.real
@pytest.mark.parametrize("fault", ["", "hangs"])
def test_the_process_ends_when_its_parent_is_killed(started: Path, fault: str) -> None:
    """The real worker with a fake pyttsx3, while it waits and while it hangs in the engine."""
    (started.parent / "pyttsx3.py").write_text(FAKE_PYTTSX3)
    code = f"""
import sys
from sivoice.voices.engine import Engine, WORKER
engine = Engine(WORKER)
print(*engine.greeting.voices, flush=True)
{"engine.speak('Breathe.', 'a', 150)" if fault else "import time; time.sleep(60)"}
"""
    env = {**os.environ, "PYTHONPATH": str(started.parent), "TMPDIR": str(started.parent)}
    parent = subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert b"Anna" in parent.stdout.readline()
    time.sleep(0.3 if fault else 0)
    assert len(list(started.parent.glob(".sivoice-*"))) == 1
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while left := [
        *started.parent.glob(".sivoice-*"),
        *filter(_runs, map(int, (started.parent / "pids").read_text().split())),
    ]:
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")  # a container may never reap an orphan
    return not status.exists() or "State:\tZ" not in status.read_text()


FAKE_PYTTSX3 = """
import os, time
with open(os.environ["TMPDIR"] + "/pids", "a") as file:
    file.write(f"{os.getpid()} ")
print("pyttsx3 prints")

class Voice:
    id, name, languages = "a", "Anna", ["en_US"]

class Engine:
    def __str__(self): return "sapi5"
    def getProperty(self, name): return [Voice] if name == "voices" else "a"
    def connect(self, *words): return words
    def disconnect(self, token): pass
    def setProperty(self, *words): pass
    def save_to_file(self, *words): pass
    def runAndWait(self): time.sleep(60)

def init(): return Engine()
"""
