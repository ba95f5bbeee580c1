"""Generated cases: a few in every run of the tests, a large number with `make torture`."""

from __future__ import annotations

import os
from collections.abc import Iterator

MANY = 200
"""From so many cases on, a part of them must be without faults, or the generator is of no use."""


def seeds(few: int) -> Iterator[int]:
    """Yield the seeds of the cases to try: `few`, or as many as SIVOICE_TORTURE says.

    SIVOICE_TORTURE_SEED is the first one: 1 unless it is set. A case depends on its seed only.
    """
    first = int(os.environ.get("SIVOICE_TORTURE_SEED", "1"))
    yield from range(first, first + int(os.environ.get("SIVOICE_TORTURE", few)))
