"""The default voice: hibari-tts, a small neural voice that lives inside its own wheel."""

from __future__ import annotations

import os
import re
import threading
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sivoice.errors import VoiceError
from sivoice.voices import BETWEEN_SENTENCES, Speech
from sivoice.voices.lexicon import lexicon

CALM_SPEED = 0.75
"""hibari's `speed` for near 150 words a minute, measured over the 1000 words of the SI joint session."""
SEED = 0
"""Of its noise: the same text gives the same samples."""


class HibariVoice:
    """hibari's own voice, `heart`; loaded at the first word."""

    name = "hibari"
    language = "en"

    def __init__(self) -> None:
        self._loading = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """The package's version and how it is used."""
        try:
            return f"hibari-tts {version('hibari-tts')} heart speed={CALM_SPEED} pause={BETWEEN_SENTENCES} seed={SEED}"
        except PackageNotFoundError as error:
            raise _missing() from error

    def load(self) -> None:
        """Load the model. Raises VoiceError where it cannot be loaded."""
        _ = self._model

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        """The text spoken by the model, 24 kHz. Raises VoiceError where the model cannot be loaded or fails."""
        from sivoice.sound.samples import join

        with self._loading:  # several threads may speak with it at once; one of them loads it
            model = self._model
        try:
            sentences = list(
                model.stream(
                    lexicon().as_phonemes(_plain(text)), speed=CALM_SPEED * speech_rate, seed=SEED
                )
            )
        except Exception as error:
            raise VoiceError(f"the voice hibari failed on `{text}`: {error}") from error
        return Speech(
            join(sentences, model.sample_rate, BETWEEN_SENTENCES / speech_rate), model.sample_rate
        )

    @cached_property
    def _model(self) -> Any:
        # onnxruntime would report how it is used to its makers; nothing leaves this computer.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        from sivoice.sound.samples import load_libraries

        try:
            from hibari import Hibari

            # While the model loads, so does what its words are prepared with: heard half a second sooner. Only once
            # hibari has imported its part of scipy: two threads that import one package trip over each other.
            loading = threading.Thread(target=load_libraries)
            loading.start()
            try:
                model = Hibari(threads=1)  # two threads are no faster: clips are short
                model.phonemize("Load the lexicon.")
            finally:
                loading.join()
        except Exception as error:
            if isinstance(error, ModuleNotFoundError) and error.name == "hibari":
                raise _missing() from error
            raise VoiceError(
                f"the voice hibari cannot be loaded: {error}\nHave another one speak with: --voice system"
            ) from error
        return model


def _plain(text: str) -> str:
    """The text without hibari's own markup, `[word](/phonemes/)`: brackets are not spoken anyway."""
    return re.sub(r"[\[\]]", " ", text)


def _missing() -> VoiceError:
    return VoiceError(
        "the voice hibari is not installed\nInstall it with: pip install 'hibari-tts[fast]'"
    )
