"""The default voice: hibari-tts, a small neural voice whose model is part of its wheel."""

from __future__ import annotations

import os
import re
import threading
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from sivoice.errors import VoiceError
from sivoice.version import installed
from sivoice.voices import BETWEEN_SENTENCES, Speech
from sivoice.voices.lexicon import lexicon

CALM_SPEED = 0.65
"""hibari's `speed` for a median of 139 words a minute, measured over the SI joint session.

The network predicts how long each phoneme lasts, mostly close to 1, 2, 3 or 4 units of 25 ms,
divides that by the speed, and rounds it to whole units. So nearly all phonemes of a kind become
longer at the same speed: at 0.8 (2 units become 3), at 0.667 (1 becomes 2, 3 become 5) and at 0.571
(2 become 4). A sentence lasts 360 units at 1.0, 410 at 0.81, 468 at 0.79, 516 at 0.68, 566 at 0.65
and 606 at 0.58. The speed is one number for a sentence, so the rounding cannot be evened out.
"""
SEED = 0
"""The seed of its noise, so that the same text gives the same samples."""
_TREATMENT = "ends 2 soft 1"
"""Part of the fingerprint. Change it when the speech is treated differently."""


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
            package = installed("hibari-tts")
        except ModuleNotFoundError as error:
            raise _missing() from error
        fft = "scipy" if find_spec("scipy") else "numpy"  # hibari takes scipy's if it is there
        return (
            f"hibari-tts {package} heart fft={fft}"
            f" speed={CALM_SPEED} pause={BETWEEN_SENTENCES} seed={SEED} {_TREATMENT}"
        )

    def load(self) -> None:
        """Load the model. Raises VoiceError if it cannot be loaded."""
        _ = self._model

    def synthesise(self, text: str, speech_rate: float) -> Speech:
        """Speak a text with the model, at 24 kHz.

        Raises VoiceError if the model cannot be loaded or fails.
        """
        from sivoice.sound.samples import join
        from sivoice.sound.speech import lift_ending, soften

        with self._loading:  # only one of several threads loads the model
            model = self._model
        phonemes = lexicon().as_phonemes(_plain(text))
        try:
            sentences = list(model.stream(phonemes, speed=CALM_SPEED * speech_rate, seed=SEED))
        except Exception as error:
            raise VoiceError(f"the voice hibari failed on `{text}`: {error}") from error
        rate: int = model.sample_rate
        spoken = join(sentences, rate, BETWEEN_SENTENCES / speech_rate)
        return Speech(lift_ending(soften(spoken, rate), rate), rate)

    @cached_property
    def _model(self) -> Any:
        # Without this, onnxruntime sends usage data to Microsoft.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        from concurrent.futures import ThreadPoolExecutor

        import numpy as np

        from sivoice.voices.fry import voiced

        try:
            from hibari import Hibari, dsp
            from hibari.g2p import G2P

            # hibari's lexicon takes 0.3 s to load and its network 0.15 s; in parallel, 0.3 s.
            with ThreadPoolExecutor(1) as pool:
                loading = pool.submit(G2P)

                def phonemes(sentence: str) -> str:
                    return _trailing(str(loading.result()(sentence)))

                class Voiced(Hibari):  # type: ignore[misc]
                    """hibari without vocal fry at the end of a sentence."""

                    def from_ids(self, ids: list[int], speed: float, rng: Any) -> Any:
                        inputs = {
                            "ids": np.asarray([ids], np.int64),
                            "speed": np.asarray([speed], np.float32),
                        }
                        frames = voiced(*(out[0] for out in self.sess.run(None, inputs)))
                        return dsp.synth(*frames, rng)

                # More threads would not be faster, because the clips are short.
                model = Voiced(threads=1, g2p=phonemes)
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


def _trailing(phonemes: str) -> str:
    """Write an ellipsis for the full stop at the end of a sentence.

    The last syllable is then voiced for longer. Of the last 250 ms of half the cues of the SI joint
    session, trimmed at -25 dB, this share was voiced at a speed of 0.66: with a full stop 27 %,
    without 28, with a comma 29, a semicolon 27, a colon 30, a dash 29, an exclamation mark 30, an
    ellipsis 35. Words that were added and cut off again left no more than 10 % where they were cut
    off entirely.

    Later, with the endings treated, one ellipsis gave 42 %, two 45, three 50 and four 80. But with
    three, clips become 0.1 s longer, and with four 0.9 s: the network then makes sounds that are
    not in the text. A speed of 0.58 gave 43 %, of 0.7 40, of 0.8 36. Of the whole session 45 % is
    voiced: 64 % in cues that end in a vowel or a voiced consonant, 18 % in the others. Cutting a
    last consonant at 12 dB below its peak would give 49 %, shorter closures before it another 1.
    """
    return f"{phonemes.removesuffix('.')}…" if phonemes.endswith(".") else phonemes


def _missing() -> VoiceError:
    return VoiceError("the voice hibari is not installed\nInstall it with: pip install hibari-tts")
