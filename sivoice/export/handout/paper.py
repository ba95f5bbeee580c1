"""How a handout is laid out: the size of the paper, and how much stands on it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Paper(StrEnum):
    """A paper size, by its name on the command line and in CSS."""

    A4 = "a4"
    LETTER = "letter"


class Layout(StrEnum):
    """How large the text is, and how much of it there is."""

    CARDS = "cards"
    """All steps in 12 pt, two stretches side by side."""
    LARGE = "large"
    """All steps in 16 pt, one stretch below the other."""
    ONE_PAGE = "one-page"
    """All stretches on one page, with at most four steps each; the cautions are on its back."""


class Sheet(Struct, frozen=True):
    """What a handout is laid out for."""

    paper: Paper = Paper.A4
    layout: Layout = Layout.CARDS
