"""Timeline + clips -> files: the sound, what stands beside it, and the handout."""
