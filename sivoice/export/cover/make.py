"""Render cover.png from cover.svg: `python sivoice/export/cover/make.py`."""

from __future__ import annotations

from pathlib import Path

import resvg_py

PIXELS = 1400
"""Width and height: the minimum for podcast players, and fine on every phone."""

if __name__ == "__main__":
    source = Path(__file__).with_name("cover.svg")
    picture = resvg_py.svg_to_bytes(svg_path=str(source), width=PIXELS, height=PIXELS)
    source.with_suffix(".png").write_bytes(bytes(picture))
