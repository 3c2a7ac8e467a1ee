"""A canvas that writes SVG: shapes, paints, groups, and the shadows everything stands on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

from hongmao.demo.pictures.chance import Chance
from hongmao.demo.pictures.colour import mix, rgb, sink
from hongmao.demo.pictures.palettes import Palette

Point = tuple[float, float]
Stop = tuple[float, str, float]
"""Where on a gradient (0 to 1), which colour, how opaque."""


def number(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.1f}".removesuffix(".0")


def trace(*parts: str | float) -> str:
    """Path data from commands and numbers: `trace("M", 0, 0, "L", 9, 9, "Z")`."""
    return " ".join(part if isinstance(part, str) else number(part) for part in parts)


def smooth(points: Sequence[Point], *, closed: bool = False, tension: float = 6.0) -> str:
    """Path data of a curve through all `points` (Catmull-Rom)."""
    count = len(points)
    parts: list[str | float] = ["M", *points[0]]
    for i in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(i + k - 1) % count] for k in range(4))
        else:
            p0, p1, p2, p3 = (points[min(max(i + k - 1, 0), count - 1)] for k in range(4))
        parts += ["C", p1[0] + (p2[0] - p0[0]) / tension, p1[1] + (p2[1] - p0[1]) / tension]
        parts += [p2[0] - (p3[0] - p1[0]) / tension, p2[1] - (p3[1] - p1[1]) / tension, *p2]
    return trace(*parts, *(["Z"] if closed else []))


def polygon(points: Sequence[Point]) -> str:
    """Path data of straight lines through `points`, closed."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"


def sized(data: str, wide: float, tall: float | None = None) -> str:
    """Path data made of pairs: x times `wide`, y times `tall` (where given, else `wide` too)."""
    parts, across = [], True
    for part in data.split():
        if part.isalpha():
            parts.append(part)
            continue
        parts.append(number(float(part) * (wide if across or tall is None else tall)))
        across = not across
    return " ".join(parts)


def curve(points: str, wide: float = 1, tall: float | None = None, *, closed: bool = False) -> str:
    """Path data of a curve through points written `"x y, x y"`, scaled as by `sized`."""
    pairs = (sized(pair, wide, tall).split() for pair in points.split(","))
    return smooth([(float(x), float(y)) for x, y in pairs], closed=closed)


class Canvas:
    """A picture being drawn.

    The shorter side is 900 units whatever the picture's size in pixels. Scenes leave word for the
    finish: `gobo` is what the light falls through (`panes`, `leaves`, `blinds` or nothing), `lamps`
    are the places that shine at night (x, y, radius), `zoom` brings the picture nearer: how much,
    and around which point (parts of width and height).
    """

    def __init__(
        self, width: float, height: float, palette: Palette, light: str, chance: Chance
    ) -> None:
        self.w, self.h, self.p, self.light, self.chance = width, height, palette, light, chance
        self.gobo = ""
        self.lamps: list[tuple[float, float, float]] = []
        self.zoom = (1.0, 0.5, 0.5)
        self._defs: dict[str, str] = {}
        self._body: list[str] = []

    @property
    def night(self) -> bool:
        """Whether it is dark."""
        return self.light == "night"

    def lift(self, colour: str, part: float) -> str:
        """`colour` in the light."""
        return mix(colour, self.p.cream, part)

    def sink(self, colour: str, part: float) -> str:
        """`colour` in shade."""
        return sink(colour, part, self.p.ink)

    # paints

    def linear(self, *stops: Stop | str, angle: str = "down") -> str:
        """A gradient `down`, `across` or `aslant` whatever it fills; bare colours spread evenly."""
        ends = {"down": "0 0 0 1", "across": "0 0 1 0", "aslant": "0 0 1 1"}[angle].split()
        head = 'linearGradient x1="{}" y1="{}" x2="{}" y2="{}"'.format(*ends)
        return self._paint(head, "linearGradient", stops)

    def radial(self, *stops: Stop | str, x: float = 0.5, y: float = 0.5, r: float = 0.5) -> str:
        """A gradient outwards from (`x`, `y`) of whatever it fills."""
        head = f'radialGradient cx="{x}" cy="{y}" r="{r}" fx="{x}" fy="{y}"'
        return self._paint(head, "radialGradient", stops)

    def round(self, colour: str, depth: float = 1.0) -> str:
        """The paint of a round thing lit from the left."""
        return self.linear(
            (0, self.sink(colour, 0.1 * depth), 1),
            (0.22, self.lift(colour, 0.3 * depth), 1),
            (0.55, colour, 1),
            (1, self.sink(colour, 0.42 * depth), 1),
            angle="across",
        )

    def ball(self, colour: str, depth: float = 1.0) -> str:
        """The paint of a ball lit from the upper left."""
        lit, dark = self.lift(colour, 0.42 * depth), self.sink(colour, 0.4 * depth)
        return self.radial((0, lit, 1), (0.45, colour, 1), (1, dark, 1), x=0.34, y=0.3, r=0.8)

    def flat(self, colour: str, depth: float = 1.0) -> str:
        """The paint of a flat thing lit from above."""
        return self.linear(self.lift(colour, 0.16 * depth), self.sink(colour, 0.16 * depth))

    def soft(self, amount: float) -> str:
        """A blur, as a filter attribute; dear, so for few and small things."""
        key = f"b{number(amount).replace('.', '_')}"
        self._defs[key] = (
            f'<filter id="{key}" x="-60%" y="-60%" width="220%" height="220%">'
            f'<feGaussianBlur stdDeviation="{number(amount)}"/></filter>'
        )
        return f"url(#{key})"

    # shapes

    def path(self, data: str, fill: str = "none", **more: str | float) -> None:
        """A path; `more` are SVG attributes with `_` for `-`."""
        self._put(f'path d="{data}"', fill, more)

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, rx: float = 0, **more: str | float
    ) -> None:
        """A rectangle with corners rounded by `rx`."""
        at = [number(value) for value in (x, y, w, h, rx)]
        self._put('rect x="{}" y="{}" width="{}" height="{}" rx="{}"'.format(*at), fill, more)

    def ramp(self, x: float, y: float, w: float, h: float, *colours: str) -> None:
        """A rectangle that changes from colour to colour downwards, opaque.

        Drawn as bands of one colour each, which the rasteriser fills ten times as fast.
        """
        bands = _bands(colours)
        for k, colour in enumerate(bands):
            top = y + h * k / len(bands)
            self.rect(x, top, w, min(h * 2 / len(bands), y + h - top), colour)

    def fill(self, *colours: str) -> None:
        """Cover the whole picture with colours that change aslant, from the upper left."""
        bands = _bands(colours)
        for k, colour in enumerate(bands):
            start, end = 2 * k / len(bands) * self.w, 2 * (k + 2) / len(bands) * self.w
            corners = [(start, 0.0), (end, 0.0), (end - self.w, self.h), (start - self.w, self.h)]
            self.path(polygon(corners), colour)

    def oval(
        self, x: float, y: float, rx: float, ry: float, fill: str, **more: str | float
    ) -> None:
        """An ellipse around (x, y)."""
        at = [number(value) for value in (x, y, rx, ry)]
        self._put('ellipse cx="{}" cy="{}" rx="{}" ry="{}"'.format(*at), fill, more)

    def stroke(self, data: str, colour: str, width: float, **more: str | float) -> None:
        """A line along a path, with round ends."""
        given: dict[str, str | float] = {"stroke_linecap": "round", "stroke_linejoin": "round"}
        given |= {"stroke": colour, "stroke_width": width}
        self._put(f'path d="{data}"', "none", given | more)

    def shade(self, x: float, y: float, rx: float, ry: float, part: float = 0.4) -> None:
        """A soft shadow lying on the ground."""
        ink = self.sink(self.p.ground, 0.85)
        paint = self.radial((0, ink, part), (0.45, ink, part * 0.6), (1, ink, 0))
        self.oval(x, y, rx, ry, paint)

    def stand(self, width: float, height: float = 0, part: float = 0.5) -> None:
        """The shadows of a thing standing at the origin: under it, and cast to the right."""
        with self.at(width * 0.3, 0, rotate=-3):
            self.shade(
                width * 0.32 + height * 0.16, 0, width * 0.7 + height * 0.3, width * 0.17, part
            )
        self.shade(width * 0.04, width * 0.02, width * 0.62, width * 0.13, part * 1.3)

    def glow(self, x: float, y: float, radius: float, colour: str, part: float = 0.7) -> None:
        """Light around a point."""
        paint = self.radial((0, colour, part), (0.35, colour, part * 0.45), (1, colour, 0))
        self.oval(x, y, radius, radius, paint)

    # groups

    @contextmanager
    def at(
        self, x: float = 0, y: float = 0, scale: float = 1, rotate: float = 0, *, flip: bool = False
    ) -> Iterator[None]:
        """What is drawn inside has its origin at (x, y), scaled, turned (degrees) and mirrored."""
        across = -scale if flip else scale
        turn = f" rotate({number(rotate)})" if rotate else ""
        size = f" scale({across:.3f} {scale:.3f})" if (scale, flip) != (1, False) else ""
        self._body.append(f'<g transform="translate({number(x)} {number(y)}){turn}{size}">')
        yield
        self._body.append("</g>")

    @contextmanager
    def inside(self, data: str) -> Iterator[None]:
        """What is drawn inside shows only within the path `data`."""
        key = f"c{len(self._defs)}"
        self._defs[key] = f'<clipPath id="{key}"><path d="{data}"/></clipPath>'
        self._body.append(f'<g clip-path="url(#{key})">')
        yield
        self._body.append("</g>")

    @contextmanager
    def faint(self, opacity: float) -> Iterator[None]:
        """What is drawn inside shines through as one."""
        self._body.append(f'<g opacity="{opacity:.2f}">')
        yield
        self._body.append("</g>")

    def svg(self, width: int, height: int) -> str:
        """The whole picture at `width` by `height` pixels."""
        near, x, y = self.zoom
        camera = (
            f"translate({self.w * x * (1 - near):.1f} {self.h * y * (1 - near):.1f}) scale({near})"
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {number(self.w)} {number(self.h)}">'
            f"<defs>{''.join(self._defs.values())}</defs>"
            f'<g transform="{camera}">{"".join(self._body)}</g></svg>'
        )

    def _paint(self, head: str, tag: str, stops: Sequence[Stop | str]) -> str:
        last = max(len(stops) - 1, 1)
        spread = [(i / last, s, 1.0) if isinstance(s, str) else s for i, s in enumerate(stops)]
        inner = "".join(
            f'<stop offset="{place:.3f}" stop-color="{colour}" stop-opacity="{opacity:.3f}"/>'
            for place, colour, opacity in spread
        )
        text = f"{head}>{inner}"
        known = self._defs.get(text)
        key = f"g{len(self._defs)}" if known is None else known.split('"', 2)[1]
        if known is None:
            tag_and_rest = head.split(" ", 1)
            self._defs[text] = f'<{tag} id="{key}" {tag_and_rest[1]}>{inner}</{tag}>'
        return f"url(#{key})"

    def _put(self, head: str, fill: str, more: dict[str, str | float]) -> None:
        rest = "".join(
            f' {name.replace("_", "-")}="{value if isinstance(value, str) else number_fine(value)}"'
            for name, value in more.items()
        )
        self._body.append(f'<{head} fill="{fill}"{rest}/>')


def _bands(colours: Sequence[str]) -> list[str]:
    """Colours from the first to the last of `colours` in steps too small to see."""
    bands = [colours[0]]
    for one, other in pairwise(colours):
        steps = max(2, *(abs(a - b) for a, b in zip(rgb(one), rgb(other), strict=True)))
        bands += [mix(one, other, (k + 1) / steps) for k in range(steps)]
    return bands


def number_fine(value: float) -> str:
    """An attribute's number: opacities need two digits."""
    return f"{value:.2f}"
