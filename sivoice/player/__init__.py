"""Plan + clips -> live playback: the transport, the outputs, the screen and the keys."""
