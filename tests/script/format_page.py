"""The tables of docs/script-format.md that come from the code.

`make docs` (or `python -m tests.script.format_page`) writes them into the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sivoice.script.diagnostics import FIGURE_CODES, Code, Severity
from sivoice.script.directions import ROWS
from sivoice.script.fields import FIELDS
from sivoice.script.rows import Role, Row
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "script-format.md"
_MARKED = re.compile(r"<!-- ([a-z]+) -->\n\n(.*?)\n\n<!-- end -->", re.DOTALL)


def made() -> dict[str, str]:
    """Each table as the code makes it, by the name in the marker before it."""
    return {
        "fields": _table(
            ("field", "in", "what it says"),
            (
                (f"`{row.name}`", "both" if len(row.kinds) > 1 else row.kinds[0].value, row.help)
                for row in FIELDS
            ),
        ),
        "guards": _directions(("guard", "where", "the line is heard"), Role.GUARD),
        "directions": _directions(
            ("direction", "where", "what it does"),
            *(role for role in Role if role not in (Role.GUARD, Role.MOMENT)),
        ),
        "moments": _table(
            ("moment", "when the line is spoken"),
            ((_usage(row), row.help) for row in ROWS if row.role is Role.MOMENT),
        ),
        "errors": _codes(Severity.ERROR),
        "warnings": _codes(Severity.WARNING),
    }


def present(page: str) -> dict[str, str]:
    """Each table as the page has it, by the name in the marker before it."""
    return dict(_MARKED.findall(page))


def renewed(page: str) -> str:
    """The page with its tables as the code makes them."""
    tables = made()
    return _MARKED.sub(lambda m: f"<!-- {m[1]} -->\n\n{tables[m[1]]}\n\n<!-- end -->", page)


def _directions(head: tuple[str, ...], *roles: Role) -> str:
    return _table(
        head,
        ((_usage(row), row.where.words, row.help) for row in ROWS if row.role in roles),
    )


def _usage(row: Row) -> str:
    return ", ".join(f"`{usage}`" for usage in row.usage)


def _codes(severity: Severity) -> str:
    codes = [code for code in Code if code.severity is severity and code not in FIGURE_CODES]
    return _table((severity.value, "what it is"), ((f"`{c}`", c.explanation) for c in codes))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    cells = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
