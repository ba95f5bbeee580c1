"""Handout -> a printable HTML page, from `handout.html.jinja`. All text is escaped."""

from __future__ import annotations

from importlib.resources import files

from sivoice.export.handout.content import Handout
from sivoice.export.handout.link import code_svg
from sivoice.export.handout.one_page import MOST_STEPS, shortened
from sivoice.export.handout.paper import Layout, Sheet
from sivoice.export.source import in_html


def html(handout: Handout, sheet: Sheet, made_by: str) -> bytes:
    """Return the page as UTF-8. It loads nothing from elsewhere."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(
        files(__package__).joinpath("handout.html.jinja").read_text("utf-8")
    )
    code = code_svg(handout.link) if handout.link else None
    stretches = handout.stretches
    if sheet.layout is Layout.ONE_PAGE:
        stretches = tuple(shortened(one, MOST_STEPS, handout.words) for one in stretches)
    return template.render(
        handout=handout,
        stretches=stretches,
        sheet=sheet,
        made_by=made_by,
        code=code,
        source=in_html(handout.source),
    ).encode()
