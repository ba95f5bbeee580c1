"""The worker process of a system voice: requests on standard input, answers on standard output.

pyttsx3 needs a process of its own: it supports only one thread, hangs after a fork, prints to
standard output, and its engines can end or freeze the whole interpreter. The worker is started by
its path and imports nothing from sivoice.

Each message is a line of JSON. The first answer, with id 0, lists the voices. Then each request
{"id", "text", "voice", "rate", "word_gap"} gets an answer: {"id", "file"}, with the path of a WAV
file in the folder given as the argument, or {"id", "error"}. The worker ends when its standard
input ends, whatever the engine is doing.
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

_WORD_GAP = 7
"""The number of eSpeak NG's parameter espeakWORDGAP, which pyttsx3 does not name."""
FINISH_LIMIT = 5.0
"""Timeout in seconds for the engine's `finished-utterance` event once pyttsx3 has returned."""


def main() -> None:
    """Speak until standard input ends."""
    # A Ctrl-C on the terminal is meant for the parent, which still needs the current phrase.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # eSpeak NG connects to PulseAudio although it only writes files: a server that hangs froze it.
    os.environ["PULSE_SERVER"] = "unix:/dev/null"
    folder = Path(sys.argv[1])
    answer = _answers()
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(requests, folder), daemon=True).start()
    try:
        engine = _engine()
        answer({"id": 0, **_greeting(engine)})
    except Exception as error:  # noqa: BLE001 - the parent reports it
        answer({"id": 0, "error": str(error) or repr(error)})
        _end(folder)
    while True:
        request = requests.get()
        try:
            answer({"id": request["id"], "file": str(_speak(engine, request, folder))})
        except Exception as error:  # noqa: BLE001 - the parent reports it
            answer({"id": request["id"], "error": str(error) or repr(error)})


def _answers() -> Callable[[dict[str, Any]], None]:
    """Silence standard output, and return a function that writes answers to the parent."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)

    def answer(message: dict[str, Any]) -> None:
        channel.write(json.dumps(message) + "\n")
        channel.flush()

    return answer


def _read(requests: queue.SimpleQueue[dict[str, Any]], folder: Path) -> None:
    """Queue the requests, and end the process when the parent is gone."""
    for line in sys.stdin.buffer:
        requests.put(json.loads(line))
    _end(folder)


def _end(folder: Path) -> None:
    """Remove the files and exit without shutting down eSpeak, which can fail or hang."""
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _engine() -> Any:
    """Start pyttsx3's engine for this system. On Linux, pip's eSpeak NG is the fallback."""
    import pyttsx3

    try:
        engine = pyttsx3.init()
    except Exception:
        if not sys.platform.startswith("linux") or not _load_espeak():
            raise
        engine = pyttsx3.init()
    if str(engine) == "espeak":
        engine.runAndWait()  # until the first run, it delays all commands
    return engine


def _load_espeak() -> bool:
    """Load eSpeak NG from the package espeakng-loader, for pyttsx3 to find it by name.

    Returns whether the package is installed.
    """
    try:
        import espeakng_loader
    except ImportError:
        return False
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path())
    return True


def _greeting(engine: Any) -> dict[str, Any]:
    """List the voices, with the engine and the version that their sound depends on."""
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
    """Speak one phrase into a file, which is complete when this returns.

    Raises RuntimeError if the engine reports an error or does not finish, and anything that pyttsx3
    raises.
    """
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
        # Setting a voice resets the rate, so the rate comes second.
        engine.setProperty("voice", request["voice"])
        engine.setProperty("rate", request["rate"])
        if driver == "espeak":
            from pyttsx3.drivers import _espeak

            _espeak.SetParameter(_WORD_GAP, request["word_gap"], 0)
        _settle(driver)
        # One phrase for each run: of several, only the last would be kept.
        engine.save_to_file(request["text"], str(path))
        engine.runAndWait()
        _settle(driver)
        # SAPI5 sends no event for files, but has written them when it returns.
        is_done = driver == "sapi5" or finished.wait(FINISH_LIMIT)
    finally:
        for token in tokens:
            with contextlib.suppress(ValueError):
                engine.disconnect(token)
    if faults:
        raise RuntimeError(str(faults[0]))
    if not is_done:
        raise RuntimeError("the speech engine did not finish")
    if path.suffix == ".aiff":
        return _to_wav(path)
    return path


def _settle(driver: str) -> None:
    """Wait until eSpeak has processed all commands; other drivers do not need it.

    pyttsx3 begins and ends each run by cancelling whatever is still going on. Without this wait,
    one phrase in four loses its rate, and now and then a phrase is lost.
    """
    if driver == "espeak":
        from pyttsx3.drivers import _espeak

        _espeak.Synchronize()


def _to_wav(path: Path) -> Path:
    """Convert the AIFF file that macOS wrote to WAV, with the system's afconvert."""
    wav = path.with_suffix(".wav")
    command = ["/usr/bin/afconvert", "-f", "WAVE", "-d", "LEI16", str(path), str(wav)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)  # noqa: S603
    return wav


if __name__ == "__main__":
    main()
