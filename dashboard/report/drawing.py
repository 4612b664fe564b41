"""Charts as drawings: SVG for the page and the PDF, pixels for Word. The same chart gives the same bytes."""

import json
from typing import Final

import altair as alt
import vl_convert

from dashboard import charts

WIDTH: Final = 520
"""Pixels of the plot; the drawing is scaled to the page, and its letters are to be read there."""
WIDEST: Final = 640
"""Pixels of a plot whose words are within it."""
SCALE: Final = 1.5
"""Pixels of Word's picture to one of the drawing: sharp on paper, and small enough to send."""


def as_svg(chart: alt.LayerChart, width: int = WIDTH) -> str:
    """A chart as SVG, without an address in it."""
    drawn = {**charts.spec(chart), "width": width}
    svg: str = vl_convert.vegalite_to_svg(json.dumps(drawn), allowed_base_urls=[])
    return svg


def as_png(svg: str) -> bytes:
    """A drawing in pixels."""
    png: bytes = vl_convert.svg_to_png(svg, scale=SCALE)
    return png
