"""What the tests of figures share."""

from __future__ import annotations

from sivoice.figure.parser import parse
from sivoice.figure.pose import Figure
from sivoice.script.source import SourceText

STANDING = """# Standing
## Hold
view: from the right
body: standing
"""


def figure(text: str) -> Figure:
    """A figure that is written without faults."""
    read, report = parse(SourceText("it.figure", text))
    assert not report.found, report.found
    return read
