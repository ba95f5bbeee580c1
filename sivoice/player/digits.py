"""Digits of any size, drawn with half blocks, so that they can be read from the floor."""

from __future__ import annotations

from itertools import zip_longest

_GLYPHS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ":": (" ", "#", " ", "#", " "),
}
_PIXEL_ROWS = 5
_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def digit_rows(size: int) -> int:
    """Return how many rows digits of a size take: each pixel is `size` half rows high."""
    return -(-_PIXEL_ROWS * size // 2)


def digit_columns(text: str, size: int) -> int:
    """Return how many columns a number takes, with a gap of a pixel between digits."""
    return size * (sum(len(_GLYPHS[char][0]) + 1 for char in text) - 1)


def digits(text: str, size: int) -> list[str]:
    """Draw a number of digits and colons; its pixels are `size` columns wide."""
    lines = []
    for row in range(_PIXEL_ROWS):
        pixels = " ".join(_GLYPHS[char][row] for char in text)
        lines += ["".join(pixel * size for pixel in pixels)] * size
    pairs = zip_longest(lines[::2], lines[1::2], fillvalue=" " * len(lines[0]))
    return [
        "".join(_HALVES[a == "#", b == "#"] for a, b in zip(*pair, strict=True)) for pair in pairs
    ]
