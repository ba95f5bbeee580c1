"""The speech engine of this computer, in a process of its own for each thread: started, asked, ended if it is stuck."""

from __future__ import annotations

import contextlib
import json
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import wave
import weakref
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

from sivoice.errors import VoiceError
from sivoice.voices import Speech

WORKER = (sys.executable, "-P", str(Path(__file__).with_name("worker.py")))
"""How the process is started. By its path, and so that no file in the folder one stands in takes a library's place."""
START_LIMIT = 30.0
"""Seconds for the engine to load: the first time after a restart of the computer takes long."""
PHRASE_LIMIT = 10.0
"""Seconds for a phrase, which takes a fiftieth of one on Linux."""
END_LIMIT = 1.0
"""Seconds for the process to end by itself."""
ATTEMPTS = 2
"""A phrase that failed is said once more, in a new process."""


class EngineError(Exception):
    """The engine did not say a phrase: it died, froze, answered with an error, or wrote no sound."""


class Listed(Struct, frozen=True):
    """A voice as the engine lists it."""

    id: str
    name: str
    language: str


class Greeting(Struct, frozen=True):
    """What an engine says of itself."""

    driver: str
    """`espeak`, `sapi5` or `nsss`, as pyttsx3 calls them."""
    version: str
    voice: str
    """The id of its default voice."""
    voices: tuple[Listed, ...]


class Engine:
    """The speech engine behind all system voices. Every method may be called from any thread."""

    def __init__(self, command: Sequence[str] = WORKER) -> None:
        self._command = command
        self._own = threading.local()
        """Each thread's process; it ends with the thread."""

    @cached_property
    def greeting(self) -> Greeting:
        """Who can speak. Raises VoiceError where there is no engine, or none that works."""
        try:
            return self._process().greeting
        except EngineError as error:
            help = "\n".join(_how_to_get_one())
            raise VoiceError(f"no system voice can be used: {error}\n{help}") from error

    def speak(self, text: str, voice: str, words_a_minute: int) -> Speech:
        """One phrase. Raises EngineError where it has failed twice."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._process().speak(text, voice, words_a_minute)
            except EngineError:
                process, self._own.process = self._own.process, None
                if process is not None:
                    process.close()
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError

    def _process(self) -> _Process:
        process: _Process | None = getattr(self._own, "process", None)
        if process is None:
            self._own.process = None
            process = self._own.process = _Process(self._command)
        return process


class _Process:
    """One process with one engine, used by one thread. Raises EngineError where it does not start."""

    def __init__(self, command: Sequence[str]) -> None:
        folder = Path(tempfile.mkdtemp(prefix="sivoice-voice-"))
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - the finalizer closes it
        try:
            process = subprocess.Popen(  # noqa: S603
                [*command, str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise EngineError(f"its process does not start: {error.strerror or error}") from error
        assert process.stdin is not None
        assert process.stdout is not None
        self.pid = process.pid
        self._requests = process.stdin
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        reader = threading.Thread(target=_read, args=(process.stdout, self._answers), daemon=True)
        reader.start()
        # Called too when this is forgotten, and when the interpreter ends; where that is killed, the input ends.
        self.close = weakref.finalize(self, _end, process, reader, folder, self._said)
        self._number = 0
        try:
            self.greeting = _greeting(self._answer(START_LIMIT))
        except EngineError:
            self.close()
            raise

    def speak(self, text: str, voice: str, words_a_minute: int) -> Speech:
        """One phrase. Raises EngineError, after which the process is of no use."""
        self._number += 1
        request = {"id": self._number, "text": text, "voice": voice, "rate": words_a_minute}
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()
        except OSError as error:
            raise self._died() from error
        return _read_speech(str(self._answer(PHRASE_LIMIT).get("file")))

    def _answer(self, limit: float) -> dict[str, Any]:
        """The answer to the last request. Raises EngineError for any other, and for none within `limit` seconds."""
        try:
            line = self._answers.get(timeout=limit)
        except queue.Empty:
            raise EngineError(f"it has not answered for {limit:g} s") from None
        if line is None:
            raise self._died()
        try:
            answer = json.loads(line)
            number = answer["id"]
        except (ValueError, TypeError, KeyError):
            raise EngineError(f"its answer makes no sense: {line[:80]!r}") from None
        if number != self._number:
            raise EngineError("it answered something that was not asked")
        if "error" in answer:
            raise EngineError(str(answer["error"]))
        return dict(answer)

    def _died(self) -> EngineError:
        """Its last words, which an engine that ends the interpreter has put on standard error."""
        self._said.seek(0)
        words = self._said.read().decode(errors="replace").strip().splitlines()
        return EngineError(
            f"its process has ended: {words[-1][:200]}" if words else "its process has ended"
        )


def more_voices() -> list[str]:
    """How to get more voices than there are, in lines: on Linux, none but eSpeak NG's."""
    match sys.platform:
        case "win32":
            return ["Voices are added in Windows' settings, under Time & language, Speech."]
        case "darwin":
            return ["Voices are added in the system settings, under Accessibility, Spoken Content."]
        case _:
            return []


def _how_to_get_one() -> list[str]:
    """What to do where there is no system voice, in lines."""
    return more_voices() or [
        "eSpeak NG, a part of the system on Debian and Ubuntu: sudo apt install espeak-ng",
        "eSpeak NG without it: install sivoice with its extra `espeak`, as the README says",
    ]


def _greeting(answer: dict[str, Any]) -> Greeting:
    try:
        voices = tuple(
            Listed(str(v["id"]), str(v["name"]), str(v["language"])) for v in answer["voices"]
        )
        greeting = Greeting(
            str(answer["driver"]), str(answer["version"]), str(answer["voice"]), voices
        )
    except (KeyError, TypeError) as error:
        raise EngineError("it does not say who can speak") from error
    if not voices:
        raise EngineError("it has no voice")
    return greeting


def _read_speech(path: str) -> Speech:
    """The file of a phrase. Raises EngineError where there is no sound in it."""
    import numpy as np

    try:
        with wave.open(path, "rb") as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            frames = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise EngineError(f"it wrote no sound file: {error}") from error
    if width != 2:  # noqa: PLR2004
        raise EngineError(f"it wrote samples of {8 * width} bit")
    whole = frames[: len(frames) // (2 * channels) * 2 * channels]
    samples = np.frombuffer(whole, "<i2").reshape(-1, channels).mean(axis=1).astype(
        np.float32
    ) / np.float32(32768)
    if not samples.any():
        raise EngineError("it wrote a file without sound")
    return Speech(samples, rate)


def _read(answers: IO[bytes], into: queue.SimpleQueue[bytes | None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in answers:
            into.put(line)
    into.put(None)


def _end(
    process: subprocess.Popen[bytes], reader: threading.Thread, folder: Path, said: IO[bytes]
) -> None:
    """End a process, by itself or not, and leave nothing of it."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(END_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    reader.join(END_LIMIT)
    if not reader.is_alive():
        process.stdout.close()
    said.close()
    shutil.rmtree(folder, ignore_errors=True)
