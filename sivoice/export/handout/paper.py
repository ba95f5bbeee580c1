"""The sheets that a handout can be printed on."""

from __future__ import annotations

from enum import StrEnum


class Paper(StrEnum):
    """A sheet, by the name that the command line and style sheets have for it."""

    A4 = "a4"
    LETTER = "letter"
