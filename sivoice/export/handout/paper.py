"""The paper sizes of a handout."""

from __future__ import annotations

from enum import StrEnum


class Paper(StrEnum):
    """A paper size, by its name on the command line and in CSS."""

    A4 = "a4"
    LETTER = "letter"
