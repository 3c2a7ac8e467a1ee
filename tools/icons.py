"""Draws the app's icons from the mark: `python tools/icons.py`."""

import re
from pathlib import Path

import vl_convert

STATIC = Path(__file__).resolve().parent.parent / "src" / "hongmao" / "web" / "static" / "hongmao"
PAPER = "#fdfcf9"
SIDE = 32
"""Side of the mark's own drawing."""


def draw(pixels: int, inset: float, corner: float) -> bytes:
    """The mark on paper as PNG; `inset` (around it) and `corner` (of the paper) are of its side."""
    mark = (STATIC / "mark.svg").read_text()
    inner = re.sub(r"</?svg[^>]*>", "", mark)
    shift, scale = SIDE * inset, 1 - 2 * inset
    paper = f'<rect width="{SIDE}" height="{SIDE}" rx="{SIDE * corner}" fill="{PAPER}"/>'
    placed = f'<g transform="translate({shift} {shift}) scale({scale})">{inner}</g>'
    size = f'width="{pixels}" height="{pixels}" viewBox="0 0 {SIDE} {SIDE}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{paper}{placed}</svg>'
    return bytes(vl_convert.svg_to_png(svg))


def main() -> None:
    """Write all of them."""
    (STATIC / "app" / "192.png").write_bytes(draw(192, 0.14, 0.2))
    (STATIC / "app" / "512.png").write_bytes(draw(512, 0.14, 0.2))
    (STATIC / "app" / "512-maskable.png").write_bytes(draw(512, 0.22, 0))


if __name__ == "__main__":
    main()
