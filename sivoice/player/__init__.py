"""Plan + clips -> sound in the room, now: the transport, the outputs, the screen and the keys."""
