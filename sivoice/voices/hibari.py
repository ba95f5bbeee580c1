"""The default voice: hibari-tts, a small neural voice whose model is part of its wheel."""

from __future__ import annotations

import os
import re
import threading
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from sivoice.errors import VoiceError
from sivoice.voices import BETWEEN_SENTENCES, Speech
from sivoice.voices.lexicon import lexicon

CALM_SPEED = 0.75
"""hibari's `speed` for near 150 words a minute, measured over the SI joint session (1000 words)."""
SEED = 0
"""The seed of its noise, so that the same text gives the same samples."""


class HibariVoice:
    """hibari's voice `heart`. The model is loaded when it first speaks."""

    name = "hibari"
    language = "en"

    def __init__(self) -> None:
        self._loading = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """Everything its samples depend on. Raises VoiceError if the package is missing."""
        try:
            package = version("hibari-tts")
        except PackageNotFoundError as error:
            raise _missing() from error
        fft = "scipy" if find_spec("scipy") else "numpy"  # hibari takes scipy's if it is there
        return (
            f"hibari-tts {package} heart fft={fft}"
            f" speed={CALM_SPEED} pause={BETWEEN_SENTENCES} seed={SEED}"
        )

    def load(self) -> None:
        """Load the model. Raises VoiceError if it cannot be loaded."""
        _ = self._model

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        """Speak a text with the model, at 24 kHz.

        Raises VoiceError if the model cannot be loaded or fails.
        """
        from sivoice.sound.samples import join

        with self._loading:  # only one of several threads loads the model
            model = self._model
        phonemes = lexicon().as_phonemes(_plain(text))
        try:
            sentences = list(model.stream(phonemes, speed=CALM_SPEED * speech_rate, seed=SEED))
        except Exception as error:
            raise VoiceError(f"the voice hibari failed on `{text}`: {error}") from error
        pause = BETWEEN_SENTENCES / speech_rate
        return Speech(join(sentences, model.sample_rate, pause), model.sample_rate)

    @cached_property
    def _model(self) -> Any:
        # Without this, onnxruntime sends usage data to Microsoft.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        from concurrent.futures import ThreadPoolExecutor

        try:
            from hibari import Hibari
            from hibari.g2p import G2P

            # hibari's lexicon takes 0.3 s to load and its network 0.15 s; in parallel, 0.3 s.
            with ThreadPoolExecutor(1) as pool:
                loading = pool.submit(G2P)

                def phonemes(sentence: str) -> str:
                    return str(loading.result()(sentence))

                # More threads would not be faster, because the clips are short.
                model = Hibari(threads=1, g2p=phonemes)
            loading.result()  # raises if the lexicon failed to load
        except Exception as error:
            if isinstance(error, ModuleNotFoundError) and error.name == "hibari":
                raise _missing() from error
            raise VoiceError(
                f"the voice hibari cannot be loaded: {error}\n"
                "Use a voice of the system instead: --voice system"
            ) from error
        return model


def _plain(text: str) -> str:
    """Remove brackets, which hibari would read as its markup `[word](/phonemes/)`."""
    return re.sub(r"[\[\]]", " ", text)


def _missing() -> VoiceError:
    return VoiceError("the voice hibari is not installed\nInstall it with: pip install hibari-tts")
