"""sivoice: a voice-guided stretching session, compiled from a plain-text script."""

__version__ = "0.1.0"
