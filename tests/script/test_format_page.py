"""The tables on the page about the format are those of the code."""

from __future__ import annotations

import pytest

from tests.script.format_page import PAGE, made, present


@pytest.mark.parametrize("name", made())
def test_the_page_has_the_table_that_the_code_makes(name: str) -> None:
    found, table = present(PAGE.read_text(encoding="utf-8")).get(name), made()[name]
    assert found == table, f"`make docs` renews the page. Under <!-- {name} -->:\n\n{table}"
