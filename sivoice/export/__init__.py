"""Timeline + clips -> files: the sound file, its sidecars and the handout."""
