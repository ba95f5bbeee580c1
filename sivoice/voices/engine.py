"""The system's speech engine, in a worker process for each thread that is restarted if it hangs."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import tempfile
import threading
import wave
import weakref
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

from sivoice.errors import VoiceError
from sivoice.files import open_file
from sivoice.hidden import hidden_folder
from sivoice.voices import Speech

WORKER = (sys.executable, "-P", str(Path(__file__).with_name("worker.py")))
"""The worker's command line. `-P` keeps files in the current folder from shadowing libraries."""
START_LIMIT = 30.0
"""Timeout in seconds for loading the engine, which is slow the first time after a reboot."""
PHRASE_LIMIT = 10.0
"""Timeout in seconds for a phrase, which takes 0.02 s on Linux."""
END_LIMIT = 1.0
"""Timeout in seconds for the process to end by itself."""
ATTEMPTS = 2
"""A phrase that fails is retried once, in a new process."""


class EngineError(Exception):
    """The engine died, hung, answered with an error, or wrote no sound."""


class Listed(Struct, frozen=True):
    """A voice in the engine's list."""

    id: str
    name: str
    language: str


class Greeting(Struct, frozen=True):
    """The first message of a worker: its engine and its voices."""

    driver: str
    """`espeak`, `sapi5` or `nsss`, as pyttsx3 calls them."""
    version: str
    voice: str
    """The id of its default voice."""
    voices: tuple[Listed, ...]


class Engine:
    """The speech engine behind all system voices. Its methods can be called from any thread."""

    def __init__(self, command: Sequence[str] = WORKER) -> None:
        self._command = command
        self._local = threading.local()
        """Holds each thread's process, which ends with the thread."""

    @cached_property
    def greeting(self) -> Greeting:
        """The engine and its voices. Raises VoiceError if there is no engine that works."""
        try:
            return self._process().greeting
        except EngineError as error:
            help = "\n".join(_how_to_get_one())
            raise VoiceError(f"no system voice can be used: {error}\n{help}") from error

    def speak(self, text: str, voice: str, words_a_minute: int, word_gap: int = 0) -> Speech:
        """Speak one phrase. Raises EngineError after ATTEMPTS failures.

        `word_gap` is a pause between words, in eSpeak NG's units; other engines ignore it.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._process().speak(text, voice, words_a_minute, word_gap)
            except EngineError:
                process, self._local.process = self._local.process, None
                if process is not None:
                    process.close()
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError

    def _process(self) -> _Process:
        process: _Process | None = getattr(self._local, "process", None)
        if process is None:
            self._local.process = None
            process = self._local.process = _Process(self._command)
        return process


class _Process:
    """One worker process, used by one thread."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start the process. Raises EngineError if it does not start."""
        files = ExitStack()
        folder = files.enter_context(hidden_folder())
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - the finalizer closes it
        try:
            process = subprocess.Popen(  # noqa: S603
                [*command, str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            files.close()
            raise EngineError(
                f"the speech engine does not start: {error.strerror or error}"
            ) from error
        assert process.stdin is not None
        assert process.stdout is not None
        self.pid = process.pid
        self._requests = process.stdin
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        reader = threading.Thread(target=_read, args=(process.stdout, self._answers), daemon=True)
        reader.start()
        # Also runs on garbage collection and at interpreter exit. If the interpreter is killed, the
        # worker's input ends, and it ends itself.
        self.close = weakref.finalize(self, _end, process, reader, files, self._stderr)
        self._number = 0
        try:
            self.greeting = _greeting(self._answer(START_LIMIT))
        except EngineError:
            self.close()
            raise

    def speak(self, text: str, voice: str, words_a_minute: int, word_gap: int) -> Speech:
        """Speak one phrase. Raises EngineError, after which the process is unusable."""
        self._number += 1
        request = {
            "id": self._number,
            "text": text,
            "voice": voice,
            "rate": words_a_minute,
            "word_gap": word_gap,
        }
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()
        except OSError as error:
            raise self._died() from error
        return _read_speech(str(self._answer(PHRASE_LIMIT).get("file")))

    def _answer(self, limit: float) -> dict[str, Any]:
        """Wait for the answer to the last request.

        Raises EngineError for an unexpected answer, or if there is none within `limit` seconds.
        """
        try:
            line = self._answers.get(timeout=limit)
        except queue.Empty:
            raise EngineError(f"the speech engine did not answer within {limit:g} s") from None
        if line is None:
            raise self._died()
        try:
            answer = json.loads(line)
            number = answer["id"]
        except (ValueError, TypeError, KeyError):
            raise EngineError(f"the speech engine's answer cannot be read: {line[:80]!r}") from None
        if number != self._number:
            raise EngineError("the speech engine answered another request")
        if "error" in answer:
            raise EngineError(str(answer["error"]))
        return dict(answer)

    def _died(self) -> EngineError:
        """Make the error for a process that has ended, with the last line of its standard error."""
        self._stderr.seek(0)
        lines = self._stderr.read().decode(errors="replace").strip().splitlines()
        reason = f": {lines[-1][:200]}" if lines else ""
        return EngineError(f"the speech engine ended unexpectedly{reason}")


def more_voices() -> list[str]:
    """Return how to install more voices, in lines. Empty on Linux, which has only eSpeak NG's."""
    match sys.platform:
        case "win32":
            return ["Add voices in the Windows settings, under Time & language, Speech."]
        case "darwin":
            return ["Add voices in the system settings, under Accessibility, Spoken Content."]
        case _:
            return []


def _how_to_get_one() -> list[str]:
    """Return how to get a system voice if there is none, in lines."""
    return more_voices() or [
        "Install eSpeak NG. On Debian and Ubuntu: sudo apt install espeak-ng",
        "Elsewhere, install sivoice with its extra `espeak`, as the README says.",
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
        raise EngineError("the speech engine does not list its voices") from error
    if not voices:
        raise EngineError("the speech engine has no voices")
    return greeting


def _read_speech(path: str) -> Speech:
    """Read a phrase's file. Raises EngineError if there is no sound in it."""
    import numpy as np

    try:
        with open_file(Path(path)) as sound, wave.open(sound, "rb") as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            frames = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise EngineError(f"the speech engine wrote no sound file: {error}") from error
    if width != 2:  # noqa: PLR2004
        raise EngineError(f"the speech engine wrote {8 * width}-bit samples")
    whole = frames[: len(frames) // (2 * channels) * 2 * channels]
    mono = np.frombuffer(whole, "<i2").reshape(-1, channels).mean(axis=1)
    samples = mono.astype(np.float32) / np.float32(32768)
    if not samples.any():
        raise EngineError("the speech engine wrote a silent file")
    return Speech(samples, rate)


def _read(answers: IO[bytes], into: queue.SimpleQueue[bytes | None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in answers:
            into.put(line)
    into.put(None)


def _end(
    process: subprocess.Popen[bytes], reader: threading.Thread, files: ExitStack, stderr: IO[bytes]
) -> None:
    """End a process, by force if necessary, and remove its files."""
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
    stderr.close()
    files.close()
