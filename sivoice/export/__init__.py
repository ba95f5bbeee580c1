"""Timeline + clips -> files: the sound, its sidecars, and the handout."""
