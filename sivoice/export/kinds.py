"""What can be asked of files, in the words of the command line."""

from __future__ import annotations

from enum import StrEnum


class TranscriptFormat(StrEnum):
    """What a transcript can be written as; also its file's ending."""

    TEXT = "txt"
    MARKDOWN = "md"


class Paper(StrEnum):
    """The sheet that a handout is printed on, by the name that style sheets have for it."""

    A4 = "a4"
    LETTER = "letter"
