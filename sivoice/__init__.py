"""Voice-guided stretching sessions, compiled from plain-text scripts."""

__version__ = "0.1.0"
