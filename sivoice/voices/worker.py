"""The process that a system voice speaks in: requests on standard input, answers on standard output, lines of JSON.

It stands alone: started by its path, it imports nothing of sivoice. pyttsx3 wants a process of its own: it takes no
second thread, hangs after a fork, prints to standard output, and its engines may end or freeze the whole interpreter.

Its first answer says who can speak; then each request {"id", "text", "voice", "rate"} is answered by {"id", "file"}, a
WAV file in the folder it was given, or {"id", "error"}. It ends with its standard input, whatever the engine is doing.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import platform
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

FINISH_LIMIT = 5.0
"""Seconds in which an engine says that it has finished, once pyttsx3 has returned."""


def main() -> None:
    """Speak until standard input ends."""
    # A Ctrl-C on the terminal is meant for the parent, which still wants what is being said.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    folder = Path(sys.argv[1])
    answer = _answers()
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(requests, folder), daemon=True).start()
    try:
        engine = _engine()
        answer({"id": 0, **_greeting(engine)})
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent tells it
        answer({"id": 0, "error": str(error) or repr(error)})
        _end(folder)
    while True:
        request = requests.get()
        try:
            answer({"id": request["id"], "file": str(_speak(engine, request, folder))})
        except Exception as error:  # noqa: BLE001
            answer({"id": request["id"], "error": str(error) or repr(error)})


def _answers() -> Callable[[dict[str, Any]], None]:
    """Where answers are written; what anybody else prints from now on goes nowhere."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)

    def answer(words: dict[str, Any]) -> None:
        channel.write(json.dumps(words) + "\n")
        channel.flush()

    return answer


def _read(requests: queue.SimpleQueue[dict[str, Any]], folder: Path) -> None:
    """Hand on the requests, and end when there can be no more: the parent is gone."""
    for line in sys.stdin.buffer:
        requests.put(json.loads(line))
    _end(folder)


def _end(folder: Path) -> None:
    """Leave nothing, at once: eSpeak must not be ended in an orderly way, and may be stuck."""
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _engine() -> Any:
    """pyttsx3's engine for this system, that of pip's eSpeak NG where Linux has none."""
    import pyttsx3

    try:
        engine = pyttsx3.init()
    except Exception:
        if not sys.platform.startswith("linux") or not _load_espeak():
            raise
        engine = pyttsx3.init()
    if str(engine) == "espeak":
        engine.runAndWait()  # until it has run once it puts off what it is told
    return engine


def _load_espeak() -> bool:
    """Load eSpeak NG from the package espeakng-loader, so that pyttsx3 finds it by name; whether it is there."""
    try:
        import espeakng_loader
    except ImportError:
        return False
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path())
    return True


def _greeting(engine: Any) -> dict[str, Any]:
    """Who can speak here, and what would change how it sounds."""
    driver = str(engine)
    if driver == "espeak":
        from pyttsx3.drivers import _espeak

        version = _espeak.Info().decode()
    else:
        version = platform.mac_ver()[0] or platform.version()
    voices = [
        {"id": voice.id, "name": voice.name, "language": str(next(iter(voice.languages), ""))}
        for voice in engine.getProperty("voices")
    ]
    return {
        "driver": driver,
        "version": version,
        "voice": engine.getProperty("voice"),
        "voices": voices,
    }


def _speak(engine: Any, request: dict[str, Any], folder: Path) -> Path:
    """Say one phrase into a file, which is whole when this returns. Raises what the engine made of it."""
    driver = str(engine)
    path = folder / ("phrase.aiff" if driver == "nsss" else "phrase.wav")
    path.unlink(missing_ok=True)
    finished = threading.Event()
    faults: list[object] = []
    tokens = [
        engine.connect(
            "finished-utterance", lambda name, completed: finished.set() if completed else None
        ),
        engine.connect("error", lambda name, exception: faults.append(exception)),
    ]
    try:
        # A voice brings its own rate along: the rate comes last. Of several phrases only the last would be kept.
        engine.setProperty("voice", request["voice"])
        engine.setProperty("rate", request["rate"])
        _settle(driver)
        engine.save_to_file(request["text"], str(path))
        engine.runAndWait()
        _settle(driver)
        # SAPI5 says nothing of files: it has written them when it returns.
        is_done = driver == "sapi5" or finished.wait(FINISH_LIMIT)
    finally:
        for token in tokens:
            with contextlib.suppress(ValueError):
                engine.disconnect(token)
    if faults:
        raise RuntimeError(str(faults[0]))
    if not is_done:
        raise RuntimeError("it did not finish")
    if path.suffix == ".aiff":
        return _to_wav(path)
    return path


def _settle(driver: str) -> None:
    """Wait until eSpeak has done what it was told: pyttsx3 begins and ends each run by cancelling what it still does.

    Without it the rate is lost in one phrase of four, and a phrase now and then.
    """
    if driver == "espeak":
        from pyttsx3.drivers import _espeak

        _espeak.Synchronize()


def _to_wav(path: Path) -> Path:
    """What macOS has written, as WAV, by the system's own converter."""
    wav = path.with_suffix(".wav")
    command = ["/usr/bin/afconvert", "-f", "WAVE", "-d", "LEI16", str(path), str(wav)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)  # noqa: S603
    return wav


if __name__ == "__main__":
    main()
