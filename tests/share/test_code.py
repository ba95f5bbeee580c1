"""The blocks drawn on the terminal are the QR code, and fit the terminal."""

from __future__ import annotations

import segno

from sivoice.share.code import BORDER, qr_lines

LONGEST = "http://192.168.178.123:54321/" + 22 * "x" + "/"
HALVES = {" ": (1, 1), "▀": (0, 1), "▄": (1, 0), "█": (0, 0)}
"""1 is a black module."""


def test_the_blocks_are_the_modules_of_the_code_with_a_white_border() -> None:
    rows = [
        half
        for line in qr_lines(LONGEST)
        for half in zip(*(HALVES[char] for char in line), strict=True)
    ]
    size = len(rows[0])
    assert rows[size:] in ([], [(1,) * size])  # an odd code's last line is half empty
    inner = [row[BORDER:-BORDER] for row in rows[BORDER : size - BORDER]]
    assert inner == [tuple(row) for row in segno.make_qr(LONGEST, error="l").matrix]
    edges = [
        *rows[:BORDER],
        *rows[size - BORDER : size],
        *(row[:BORDER] + row[-BORDER:] for row in rows[:size]),
    ]
    assert not any(any(row) for row in edges)


def test_the_longest_address_leaves_seven_lines_of_a_terminal() -> None:
    lines = qr_lines(LONGEST)
    assert len(lines) <= 24 - 7
    assert max(map(len, lines)) <= 80
