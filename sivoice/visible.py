"""Makes control characters visible, so that no text can steer a terminal or hide in it.

Control characters move the cursor, colour the text, and set the title of the window. Bidirectional
controls show text in another order than it has (Unicode Technical Report 36, "Trojan Source").
"""

from __future__ import annotations

import re

_BIDI = "\u202a-\u202e\u2066-\u2069"
"""The embeddings, overrides and isolates.

The marks U+200E, U+200F and U+061C stay, because right-to-left text needs them and they cannot
reorder other text.
"""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
"""The control characters that no text has: all but tabs and the ends of lines.

With them, the line and paragraph separators: a line for some programs, and a space for others.
"""
DIRECTION = re.compile(f"[{_BIDI}]")
"""The characters that change the direction of other characters."""
HIDDEN = re.compile(rf"{CONTROL.pattern}|[{_BIDI}\ud800-\udfff]|\r(?!\n)")
"""What is not printed as it is: also bytes that are not UTF-8."""
_ON_A_LINE = re.compile(rf"{HIDDEN.pattern}|[\t\n\r]")
_PICTURES = 0x2400
"""The first of the characters that show a control character, such as ␛ for ESC."""
_DELETE, _DELETE_PICTURE = "\x7f", "\u2421"
_UNKNOWN = "\ufffd"


def visible(text: str) -> str:
    """Replace each hidden character by one visible character; tabs and line ends stay."""
    return text if text.isprintable() else HIDDEN.sub(_picture, text)


def on_one_line(text: str) -> str:
    """Replace hidden characters, tabs and line ends too, in a name that is part of a message."""
    return text if text.isprintable() else _ON_A_LINE.sub(_picture, text)


def is_on_one_line(text: str) -> bool:
    """Return whether a text has neither hidden characters nor tabs or line ends.

    Bytes that are not UTF-8 are allowed, because the names of files can have them.
    """
    return all("\ud800" <= match[0] <= "\udfff" for match in _ON_A_LINE.finditer(text))


def _picture(match: re.Match[str]) -> str:
    if match[0] == _DELETE:
        return _DELETE_PICTURE
    return chr(_PICTURES + ord(match[0])) if match[0] < " " else _UNKNOWN
