"""The default voice: hibari-tts, a small neural voice that lives inside its own wheel."""

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
        """Names all that its samples depend on. Raises VoiceError if the package is missing."""
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
        # Without this, onnxruntime sends its makers a report of how it is used.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        from concurrent.futures import ThreadPoolExecutor

        try:
            from hibari import Hibari
            from hibari.g2p import G2P

            # The lexicon takes 0.3 s to load and the network 0.15 s; side by side, 0.3 s.
            with ThreadPoolExecutor(1) as pool:
                loading = pool.submit(G2P)

                def phonemes(sentence: str) -> str:
                    return str(loading.result()(sentence))

                model = Hibari(threads=1, g2p=phonemes)  # clips are short: two would be no faster
            loading.result()  # raises what kept the lexicon from loading
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
    return VoiceError("the voice hibari is not installed\nInstall it with: pip install hibari-tts")
